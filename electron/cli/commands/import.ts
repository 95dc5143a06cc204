import { readFile, stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { AppError } from '../../../shared/errors.ts'
import {
  IMPORT_LIMITS,
  type ImportChoices,
  type ImportFile,
  type ImportPreview,
  type ImportResult,
  SCRIPT_CHOICES,
} from '../../../shared/ipc/imports.ts'
import { say } from '../../../shared/said.ts'
import { columnsOption } from '../columns-option.ts'
import type { Command, CommandContext } from '../command.ts'
import { EXIT } from '../exit-code.ts'
import { previewLines, refusalLines } from '../import-text.ts'
import type { OptionValues } from '../option-spec.ts'
import { UsageError } from '../usage-error.ts'

/**
 * `import FILE [--apply] [--columns address=1,label=2] [--group G] [--script-type T]`: what a file would add, and adding
 * it. `-` is standard input.
 */
export const importCommand: Command = {
  access: ({ apply }) => (apply === true ? 'own' : 'read'),
  follow: false,
  asksNobody: () => true,
  check({ args, values }) {
    if (args.length !== 1) throw new UsageError('Name one file to import, or - for standard input.')
    choicesOf(values)
    columnsOption(values)
  },
  async run(context) {
    const { args, values, request, output } = context
    const bytes = await bytesOf(args[0] ?? '', context)
    const columns = columnsOption(values)
    const file: ImportFile = {
      name: basename(args[0] ?? ''),
      base64: bytes.toString('base64'),
      choices: choicesOf(values),
      ...(columns && { columns }),
    }
    const preview = await request('imports.preview', file)
    for (const line of refusalLines(preview)) output.say(line)
    if (values.apply !== true) {
      if (values.json) output.json(preview)
      else for (const line of previewLines(preview)) output.out(line)
      if (!values.json) output.say('Nothing was stored. "--apply" adds what is listed.')
      return codeOf(preview)
    }
    const group = values.group === undefined ? {} : { group: values.group }
    const result = await request('imports.apply', { ...file, ...group })
    if (values.json) output.json(result)
    else for (const line of resultLines(result)) output.out(line)
    return codeOf(preview)
  },
}

function choicesOf(values: OptionValues): ImportChoices {
  const said = values['script-type']
  if (said === undefined) return {}
  const all = SCRIPT_CHOICES.find((each) => each === said)
  if (all === undefined) throw new UsageError('--script-type must be pkh, sh(wpkh), wpkh or tr.')
  return { all }
}

async function bytesOf(name: string, { deps }: CommandContext): Promise<Buffer> {
  if (name !== '-') return fileBytes(name)
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of deps.stdin as AsyncIterable<Buffer | string>) {
    chunks.push(Buffer.from(chunk))
    size += chunk.length
    if (size > IMPORT_LIMITS.bytes) throw tooLarge()
  }
  return Buffer.concat(chunks)
}

async function fileBytes(name: string): Promise<Buffer> {
  const found = await stat(name).catch(() => null)
  if (found === null || !found.isFile()) throw new AppError('invalid_input', say('file_unread'))
  if (found.size > IMPORT_LIMITS.bytes) throw tooLarge()
  return readFile(name)
}

function tooLarge(): AppError {
  return new AppError('invalid_input', say('file_too_large'))
}

/** Usage, as of `add`, where something was refused or has to be chosen. */
function codeOf({ counts }: ImportPreview): number {
  return counts.refused > 0 || counts.choose > 0 ? EXIT.usage : EXIT.ok
}

function resultLines({ added, already, skipped, labels }: ImportResult): readonly string[] {
  const said =
    labels === null ? [] : [`${labels.counts.new + labels.counts.changed + labels.counts.conflicts} labels`]
  const left = skipped === 0 ? [] : [`${skipped} left out: say their --script-type`]
  return [[`${added} added`, `${already} watched already`, ...said, ...left].join(', ')]
}
