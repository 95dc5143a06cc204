import { assertNever } from '../../../shared/assert-never.ts'
import type { SearchHit } from '../../../shared/ipc/search.ts'
import type { Command } from '../command.ts'
import { EXIT } from '../exit-code.ts'
import { type Column, tableLines } from '../table.ts'
import { UsageError } from '../usage-error.ts'
import { amount } from '../words.ts'

const LIMIT = 50

/** `search TEXT...`: everything of one's own that the words, address, id or amount lead to. Its JSON is `SearchResult`. */
export const searchCommand: Command = {
  access: () => 'read',
  follow: false,
  check({ args }) {
    if (args.length === 0) throw new UsageError('Say what to search for.')
  },
  async run({ args, values, request, output }) {
    const { hits, more } = await request('search.run', { text: args.join(' '), limit: LIMIT })
    if (values.json) output.json({ hits, more })
    else if (hits.length === 0) output.say('Nothing was found.')
    else for (const line of tableLines(COLUMNS, hits.map(rowOf))) output.out(line)
    if (more && !values.json) output.say(`These are the first ${LIMIT}.`)
    return EXIT.ok
  },
}

const COLUMNS: readonly Column[] = [
  { title: 'FOUND' },
  { title: 'WHAT' },
  { title: 'LABEL' },
  { title: 'MORE' },
]

function rowOf(hit: SearchHit): readonly string[] {
  switch (hit.kind) {
    case 'entry':
      return ['entry', hit.text, hit.label, hit.by === 'label' ? hit.group : `${hit.by}: ${hit.found}`]
    case 'group':
      return ['group', hit.group, '', hit.by === 'note' ? `note: ${hit.found}` : '']
    case 'transaction':
      return ['transaction', hit.txid, hit.label, '']
    case 'output':
      return ['output', `${hit.txid}:${hit.vout}`, hit.label, `${amount(hit.value)} on ${hit.address}`]
    case 'label':
      return [`label (${hit.type})`, hit.ref, hit.label, '']
    default:
      return assertNever(hit)
  }
}
