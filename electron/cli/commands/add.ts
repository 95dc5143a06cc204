import type { RefusedEntry } from '../../../shared/address.ts'
import type { AddResult } from '../../../shared/ipc/contract.ts'
import { type Command, type CommandContext, RequestFailed } from '../command.ts'
import { EXIT } from '../exit-code.ts'
import { refusedLines } from '../refused-lines.ts'
import { UsageError } from '../usage-error.ts'

/** `add <address>... [--label L] [--group G]`: records them all or, when one is refused, none. */
export const addCommand: Command = {
  access: () => 'own',
  follow: false,
  asksNobody: () => true,
  check({ args }) {
    if (args.length === 0) throw new UsageError('Name at least one address to add.')
  },
  async run(context) {
    const result = await add(context)
    if (context.values.json) context.output.json(result)
    else printAdded(context, result)
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
  for (const watch of added) output.out(`added ${watch.text}`)
  for (const { text, archived } of already)
    output.out(
      `already watched ${text}${archived ? ' (archived: "tidemark archive --undo" brings it back)' : ''}`,
    )
}
