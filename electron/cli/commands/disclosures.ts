import type { AddressDisclosure } from '../../../shared/ipc/contract.ts'
import type { Command } from '../command.ts'
import { EXIT } from '../exit-code.ts'
import { type Column, tableLines } from '../table.ts'
import { UsageError } from '../usage-error.ts'

/** `disclosures [address]`: who was ever asked about it, watched or not; about all without one. Its JSON is `DisclosureList`. */
export const disclosuresCommand: Command = {
  access: () => 'read',
  follow: false,
  check({ args }) {
    if (args.length > 1) throw new UsageError('Name one address, or none for all.')
  },
  async run({ args: [address], request, values, output }) {
    const list = await request('disclosures.list', address === undefined ? {} : { address })
    if (values.json) output.json(list)
    else if (list.disclosures.length === 0) output.say('Nobody was ever asked.')
    else for (const line of tableLines(COLUMNS, list.disclosures.map(rowOf))) output.out(line)
    if (list.more) output.say('There are more: name an address to see all of its own.')
    return EXIT.ok
  },
}

const COLUMNS: readonly Column[] = [
  { title: 'ADDRESS' },
  { title: 'ASKED OF' },
  { title: 'FIRST' },
  { title: 'LAST' },
]

function rowOf({ address, source, firstAt, lastAt }: AddressDisclosure): readonly string[] {
  const name = source === 'node' ? 'own node' : source.replace(/^provider:/, '')
  return [address, name, dateTime(firstAt), dateTime(lastAt)]
}

/** In UTC, to the second. */
function dateTime(at: number): string {
  return new Date(at).toISOString().replace(/\.\d+Z$/, 'Z')
}
