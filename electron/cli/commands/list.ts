import { shortDescriptor } from '../../../shared/account-text.ts'
import type { Watch } from '../../../shared/ipc/contract.ts'
import type { Command } from '../command.ts'
import { EXIT } from '../exit-code.ts'
import { type Column, tableLines } from '../table.ts'
import { noArguments } from '../usage-checks.ts'

/** `list [--archived]`: what is watched, without or with the archived ones. Its JSON is the array of watches. */
export const listCommand: Command = {
  access: () => 'read',
  follow: false,
  check: ({ args }) => noArguments('list', args),
  async run({ request, values, output }) {
    const all = await request('portfolio.list', {})
    const watches = values.archived ? all : all.filter(({ archived }) => !archived)
    if (values.json) output.json(watches)
    else if (all.length === 0) output.say('Nothing is watched yet: "tidemark add <address or key>" starts.')
    else if (watches.length === 0) output.say('All that is watched is archived: "tidemark list --archived".')
    else for (const line of linesOf(watches, values.archived === true)) output.out(line)
    return EXIT.ok
  },
}

const COLUMNS: readonly Column[] = [
  { title: 'ENTRY' },
  { title: 'TYPE' },
  { title: 'GROUP' },
  { title: 'LABEL' },
  { title: 'ADDED' },
]

function linesOf(watches: readonly Watch[], withArchived: boolean): readonly string[] {
  if (!withArchived) return tableLines(COLUMNS, watches.map(rowOf))
  const rows = watches.map((watch) => [...rowOf(watch), watch.archived ? 'yes' : ''])
  return tableLines([...COLUMNS, { title: 'ARCHIVED' }], rows)
}

function rowOf(watch: Watch): readonly string[] {
  const { text, kind, scriptType, group, label, addedAt } = watch
  const entry = kind === 'account' ? shortDescriptor(text) : text
  return [entry, typeOf(watch, scriptType), group, label, new Date(addedAt).toISOString().slice(0, 10)]
}

/** With what makes an account one: "p2wsh 2-of-3", "p2wpkh, 5 and 2 used". */
function typeOf({ account }: Watch, type: string): string {
  if (account === undefined) return type
  const signers = account.cosigners && ` ${account.cosigners.threshold}-of-${account.cosigners.keys}`
  const used = account.ranged ? `, ${account.chains.map(({ usedTo }) => usedTo).join(' and ')} used` : ''
  return `${type}${signers ?? ''}${used}`
}
