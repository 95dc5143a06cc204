import type { Watch } from '../../shared/ipc/contract.ts'
import type { Scope } from '../../shared/ipc/time.ts'
import type { CommandContext } from './command.ts'
import { UsageError } from './usage-error.ts'
import { watchesNamed } from './watches-named.ts'

/**
 * What a command is about: the entries named as arguments, `--group NAME`, or everything in sight (`--archived`: and
 * what is not). A single argument may also be the name of a group. Throws a UsageError for what is not there.
 */
export async function scopeNamed({ args, values, request }: CommandContext): Promise<Scope> {
  if (values.group !== undefined) {
    if (args.length > 0) throw new UsageError('Either entries or --group, not both.')
    return { kind: 'group', group: values.group }
  }
  if (args.length === 0) return { kind: 'all', ...(values.archived === true && { archived: true }) }
  const watches = await request('portfolio.list', {})
  const { watchIds, missing } = watchesNamed(watches, args)
  if (missing.length === 0) return { kind: 'watches', watchIds }
  const group = groupNamed(watches, args)
  if (group !== null) return { kind: 'group', group }
  throw new UsageError(`Not in the portfolio: the ${missing.map((n) => `${n}.`).join(', ')} argument.`)
}

function groupNamed(watches: readonly Watch[], args: readonly string[]): string | null {
  const [name] = args
  if (args.length !== 1 || name === undefined || name === '') return null
  return watches.some(({ group }) => group === name) ? name : null
}
