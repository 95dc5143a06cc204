import { shortDescriptor } from '../../../shared/account-text.ts'
import type { RefusedEntry } from '../../../shared/address.ts'
import type { AddResult } from '../../../shared/ipc/contract.ts'
import { accountOptions, choiceLines } from '../account-options.ts'
import { type Command, type CommandContext, RequestFailed } from '../command.ts'
import { EXIT } from '../exit-code.ts'
import { refusedLines } from '../refused-lines.ts'
import { UsageError } from '../usage-error.ts'

/**
 * `add <entry>... [--label L] [--group G [--widen]] [--script-type T] [--gap-limit N] [--birthday WHEN]`: records them all or, when
 * one is refused or could mean several accounts, none.
 */
export const addCommand: Command = {
  access: () => 'own',
  follow: false,
  asksNobody: ({ birthday }) => birthday === undefined,
  check({ args, values }) {
    if (args.length === 0)
      throw new UsageError('Name at least one address, extended key or descriptor to add.')
    accountOptions(values)
  },
  async run(context) {
    const result = await add(context)
    if (context.values.json) context.output.json(result)
    else printAdded(context, result)
    if (result.choices) {
      for (const line of choiceLines(result.choices)) context.output.say(line)
      return EXIT.usage
    }
    if (result.refused.length === 0) return EXIT.ok
    for (const line of refusedLines(result.refused)) context.output.say(line)
    context.output.say('Nothing was added.')
    return EXIT.usage
  },
}

async function add({ args, values, request }: CommandContext): Promise<AddResult> {
  const names = {
    ...(values.label !== undefined && { label: values.label }),
    ...(values.group !== undefined && { group: values.group }),
    ...(values.widen === true && { widen: true }),
    ...accountOptions(values),
  }
  try {
    return await request('portfolio.add', { lines: args, ...names, atomic: true })
  } catch (error) {
    const refused = refusedEntries(error)
    if (refused === null) throw error
    return { added: [], already: [], refused }
  }
}

function refusedEntries(error: unknown): readonly RefusedEntry[] | null {
  if (!(error instanceof RequestFailed) || error.wire.code !== 'refused_entries') return null
  const { detail } = error.wire
  return Array.isArray(detail) ? (detail as RefusedEntry[]) : null // the contract of this code
}

function printAdded({ output }: CommandContext, { added, already }: AddResult): void {
  for (const watch of added) output.out(`added ${shortDescriptor(watch.text)}`)
  for (const { text, archived } of already)
    output.out(
      `already watched ${shortDescriptor(text)}${archived ? ' (archived: "tidemark archive --undo" brings it back)' : ''}`,
    )
}
