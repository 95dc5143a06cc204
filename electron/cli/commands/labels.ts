import type { LabelImport } from '../../../shared/ipc/labels.ts'
import { LABEL_LIMITS, LABEL_TYPES, type Label, type LabelType } from '../../../shared/labels.ts'
import type { Command, CommandContext } from '../command.ts'
import { EXIT } from '../exit-code.ts'
import { type Column, tableLines } from '../table.ts'
import { readTextFile, writeNewFile } from '../text-file.ts'
import { UsageError } from '../usage-error.ts'

const ACTIONS = ['list', 'set', 'import', 'export'] as const
type Action = (typeof ACTIONS)[number]

/**
 * `labels [list] | set TYPE REF TEXT | import FILE [--apply] [--keep-mine] | export [FILE]`: BIP-329. An import only says
 * what it would do until `--apply`.
 */
export const labelsCommand: Command = {
  access: ({ apply }, args) => (actionOf(args) === 'set' || apply === true ? 'own' : 'read'),
  follow: false,
  asksNobody: () => true,
  check({ args, values }) {
    const action = actionOf(args)
    const behind = args.length - 1
    if (action === 'set' && (behind !== 3 || typeOf(args[1]) === null))
      throw new UsageError(`Write it like: labels set addr ADDRESS TEXT. Types: ${LABEL_TYPES.join(', ')}.`)
    if (action === 'import' && behind !== 1) throw new UsageError('Name the file to import.')
    if (action === 'export' && behind > 1)
      throw new UsageError('Name one file, or none for the standard output.')
    if (action !== 'import' && (values.apply === true || values['keep-mine'] === true))
      throw new UsageError('--apply and --keep-mine belong to labels import.')
  },
  run: (context) => RUN[actionOf(context.args)](context),
}

function actionOf([action = 'list']: readonly string[]): Action {
  const found = ACTIONS.find((each) => each === action)
  if (found === undefined) throw new UsageError('Say what to do: labels list, set, import or export.')
  return found
}

function typeOf(text: string | undefined): LabelType | null {
  return LABEL_TYPES.find((type) => type === text) ?? null
}

const PAGE = 1_000

/** Its JSON is the array of labels. */
async function list({ request, values, output }: CommandContext): Promise<number> {
  const labels: Label[] = []
  for (let after: number | null = 0; after !== null; ) {
    const page: { labels: readonly Label[]; next: number | null } = await request('label.list', {
      after,
      limit: PAGE,
    })
    labels.push(...page.labels)
    after = page.next
  }
  if (values.json) output.json(labels)
  else if (labels.length === 0) output.say('There are no labels.')
  else for (const line of tableLines(COLUMNS, labels.map(rowOf))) output.out(line)
  return EXIT.ok
}

const COLUMNS: readonly Column[] = [
  { title: 'TYPE' },
  { title: 'OF' },
  { title: 'LABEL' },
  { title: 'SPENDABLE' },
]

function rowOf({ type, ref, label, spendable }: Label): readonly string[] {
  return [type, ref, label ?? '', spendable === null ? '' : spendable ? 'yes' : 'no']
}

async function set({ args, request, values, output }: CommandContext): Promise<number> {
  const [, type, ref = '', label = ''] = args
  const made = await request('label.set', { type: typeOf(type) ?? 'addr', ref, label })
  if (values.json) output.json(made)
  else output.out(made === null ? 'taken away' : `labelled ${made.type} ${made.ref}`)
  return EXIT.ok
}

async function importFile({ args, request, values, output }: CommandContext): Promise<number> {
  const text = await readTextFile(args[1] ?? '', LABEL_LIMITS.importBytes)
  const apply = values.apply === true
  const conflicts = values['keep-mine'] === true ? 'keep' : 'replace'
  const result = await request('labels.import', { text, apply, conflicts })
  if (values.json) output.json(result)
  else for (const line of importLines(result)) output.out(line)
  for (const { line, message } of result.refused) output.say(`line ${line}: ${message}`)
  if (!apply) output.say('Nothing was changed: --apply does it.')
  return EXIT.ok
}

function importLines({ counts, differences, aside }: LabelImport): readonly string[] {
  return [
    ...differences.map(({ line, kind, type, ref, before, after }) => {
      const change = before === null ? (after ?? '') : `${before} -> ${after ?? ''}`
      return `line ${line}: ${kind} ${type} ${ref}: ${change}`.replace(/\p{C}/gu, ' ')
    }),
    ...aside.map(
      ({ type, lines }) => `kept aside: ${lines} of the unknown type ${type.replace(/\p{C}/gu, ' ')}`,
    ),
    `${counts.new} new, ${counts.changed} changed, ${counts.conflicts} conflicts, ${counts.same} the same, ${counts.refused} refused`,
  ]
}

async function exportFile({ args, request, output }: CommandContext): Promise<number> {
  const { text, records } = await request('labels.export', {})
  const [, file] = args
  if (file === undefined) output.out(text.trimEnd())
  else {
    await writeNewFile(file, text)
    output.say(`${records} records written.`)
  }
  return EXIT.ok
}

const RUN: Readonly<Record<Action, (context: CommandContext) => Promise<number>>> = {
  list,
  set,
  import: importFile,
  export: exportFile,
}
