/** Labels, notes, the search, a transaction and a preview of the demo. Labels and notes of the demo are not kept. */
import type { AccountAddressPage } from '../../shared/ipc/accounts.ts'
import type { PortfolioRow, RequestInput } from '../../shared/ipc/contract.ts'
import type { Preview } from '../../shared/ipc/doctor.ts'
import type { SearchHit, SearchResult } from '../../shared/ipc/search.ts'
import type { TransactionDetail } from '../../shared/ipc/time.ts'
import { type DemoState, demoDetail } from './demo-data.ts'
import { demoTransactions } from './demo-pages.ts'

/** Undefined for any other request. */
export function answerWords({ rows }: DemoState, name: string, input: unknown, now: number): unknown {
  switch (name) {
    case 'label.list':
      return { labels: [], next: null }
    case 'note.list':
      return [
        {
          kind: 'entry',
          ref: rows[0]?.watch.text ?? '',
          text: 'Written down in the blue book.',
          changedAt: now,
        },
      ]
    case 'note.set':
      return { changed: true }
    case 'search.run':
      return found(rows, input as RequestInput<'search.run'>) // the renderer sends what the contract says
    case 'transactions.detail':
      return transaction(rows, (input as RequestInput<'transactions.detail'>).txid, now) // likewise
    case 'account.addresses':
      return accountAddresses(rows)
    case 'account.preview':
      return preview((input as RequestInput<'account.preview'>).line, rows) // likewise
    default:
      return undefined
  }
}

/** A few, each with what an entry of the demo has. */
function accountAddresses(rows: readonly PortfolioRow[]): AccountAddressPage {
  const addresses = rows.slice(1, 4).map(({ watch, reading }, index) => ({
    index,
    address: watch.text,
    path: `84h/0h/0h/0/${index}`,
    used: index < 2,
    received: index === 0 ? 2 : 1,
    reading,
  }))
  return { addresses, end: addresses.length }
}

function found(rows: readonly PortfolioRow[], { text, limit }: RequestInput<'search.run'>): SearchResult {
  const wanted = text.toLowerCase()
  const hits = rows
    .filter(({ watch }) => [watch.label, watch.text].some((part) => part.toLowerCase().includes(wanted)))
    .map(({ watch }): SearchHit => {
      const { id, text: address, label, group, archived } = watch
      return { kind: 'entry', watchId: id, text: address, label, group, archived, by: 'label', found: label }
    })
  const [newest] = demoTransactions(0).transactions
  const tx: SearchHit[] = newest ? [{ kind: 'transaction', txid: newest.txid, label: '' }] : []
  return { hits: [...hits, ...tx].slice(0, limit), more: hits.length > limit }
}

function transaction(rows: readonly PortfolioRow[], txid: string, now: number): TransactionDetail | null {
  const { transactions } = demoTransactions(now)
  const row = transactions.find((each) => each.txid === txid) ?? transactions[1]
  const own = rows[0]
  if (!row || !own) return null
  const [first] = demoDetail(own, now).unspent
  const address = own.watch.text
  return {
    row,
    outputs: [
      {
        vout: 0,
        address,
        value: Math.max(row.received, 1_001),
        spentBy: null,
        reused: row.reused,
        dust: false,
      },
    ],
    inputs:
      first && row.spent > 0
        ? [{ vin: 0, txid: first.txid, vout: first.vout, address, value: row.spent }]
        : [],
    rivals: row.state === 'pending' && first ? [{ txid: first.txid, state: 'gone' }] : [],
    totals: { inputs: 2, outputs: 3, value: 300_000_000 },
  }
}

function preview(line: string, rows: readonly PortfolioRow[]): Preview {
  if (!/^[xyz]pub|\(/.test(line)) return { options: [], refused: null }
  const addresses = rows.slice(0, 2).map(({ watch }) => watch.text)
  const chain = { descriptor: `wpkh(${line})`, addresses }
  const option = {
    descriptor: `wpkh(${line})`,
    scriptType: 'p2wpkh',
    ranged: true,
    origin: null,
    cosigners: null,
  } as const
  return { options: [{ ...option, chains: [chain, chain] }], refused: null }
}
