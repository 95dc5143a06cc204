import type { Watch } from '../../../shared/ipc/contract.ts'
import type { Command } from '../command.ts'
import { EXIT } from '../exit-code.ts'
import { type Column, tableLines } from '../table.ts'
import { noArguments } from '../usage-checks.ts'

/** `list`: what is watched. Its JSON is the array of watches. */
export const listCommand: Command = {
  access: () => 'read',
  follow: false,
  check: ({ args }) => noArguments('list', args),
  async run({ request, values, output }) {
    const watches = await request('portfolio.list', {})
    if (values.json) output.json(watches)
    else if (watches.length === 0) output.say('Nothing is watched yet: "tidemark add <address>" starts.')
    else for (const line of tableLines(COLUMNS, watches.map(rowOf))) output.out(line)
    return EXIT.ok
  },
}

const COLUMNS: readonly Column[] = [
  { title: 'ADDRESS' },
  { title: 'TYPE' },
  { title: 'GROUP' },
  { title: 'LABEL' },
  { title: 'ADDED' },
]

function rowOf({ text, scriptType, group, label, addedAt }: Watch): readonly string[] {
  return [text, scriptType, group, label, new Date(addedAt).toISOString().slice(0, 10)]
}
