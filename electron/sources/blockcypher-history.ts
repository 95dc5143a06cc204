/**
 * An address's history from BlockCypher's rows. A page ends in the middle of a block as it likes and `before` leaves
 * that whole block out, so that each page begins with the block in which the last one ended; rows come once by their
 * place. What counts is proven by the provider's own count and sums, else there is no history.
 */
import { say } from '../../shared/said.ts'
import type { ProviderHistoryRow } from '../engine/ports.ts'
import { ProviderError } from '../engine/provider-error.ts'
import type { CypherAddress, CypherRow } from './blockcypher-replies.ts'
import { badAnswer } from './provider-http.ts'
import { moving } from './provider-replies.ts'

/** Transactions of an address that are asked for at most: its limits are counted in requests an hour. */
const MAX_TRANSACTIONS = 20_000
const MAX_PAGES = 20

/** Reads one page: the rows of blocks below `before`, the newest ones when it is null. */
export type ReadPage = (before: number | null) => Promise<CypherAddress>

/** The whole history, ascending, and what the first page said of the address. */
export interface CypherHistory {
  readonly rows: readonly ProviderHistoryRow[]
  readonly first: CypherAddress
  readonly pages: number
}

/** Reads page after page. Throws `too_many`, `cannot_know` or `moving` rather than give a part of it. */
export async function readHistory(readPage: ReadPage): Promise<CypherHistory> {
  const first = await readPage(null)
  if (first.transactions > MAX_TRANSACTIONS) throw tooMany()
  const rows = new Map<string, CypherRow>()
  let page = first
  let before: number | null = null
  for (let pages = 1; ; pages++) {
    if (!isSameMoment(page, first)) throw moving(say('reply_pages_changed'))
    for (const row of page.rows) addRow(rows, row)
    before = page.hasMore ? nextBefore(page.rows, before) : null
    if (before === null) return { rows: proven([...rows.values()], first), first, pages }
    if (pages >= MAX_PAGES) throw tooMany()
    page = await readPage(before)
  }
}

function isSameMoment(a: CypherAddress, b: CypherAddress): boolean {
  const same = a.confirmed === b.confirmed && a.transactions === b.transactions && a.received === b.received
  return same && (a.tipHeight === null || b.tipHeight === null || a.tipHeight === b.tipHeight)
}

function addRow(rows: Map<string, CypherRow>, row: CypherRow): void {
  const known = rows.get(row.key)
  if (known !== undefined && (known.height !== row.height || known.delta !== row.delta))
    throw badAnswer(say('reply_row_two_ways'))
  rows.set(row.key, row)
}

/** Null after an empty page: there is nothing to go on from. */
function nextBefore(rows: readonly CypherRow[], before: number | null): number | null {
  if (rows.length === 0) return null
  const lowest = Math.min(...rows.map(({ height }) => height))
  return lowest + 1 === before ? lowest : lowest + 1 // a page within one block must not be read for ever
}

function proven(rows: readonly CypherRow[], said: CypherAddress): readonly ProviderHistoryRow[] {
  const txs = new Map<string, ProviderHistoryRow>()
  for (const { txid, height, delta } of rows) {
    const known = txs.get(txid)
    if (known !== undefined && known.height !== height) throw badAnswer(say('reply_tx_two_blocks'))
    txs.set(txid, { txid, height, blockHash: null, delta: (known?.delta ?? 0) + delta })
  }
  if (txs.size !== said.transactions || !addsUp(rows, said))
    throw new ProviderError('cannot_know', say('reply_history_figures'))
  return [...txs.values()].sort((a, b) => a.height - b.height || b.delta - a.delta)
}

function addsUp(rows: readonly CypherRow[], { confirmed, received, sent, waiting }: CypherAddress): boolean {
  const came = sumOf(rows.filter(({ delta }) => delta > 0))
  const went = 0 - sumOf(rows.filter(({ delta }) => delta < 0))
  // Whether its totals hold what no block has yet is not documented: then the balance has to do.
  return came - went === confirmed && (waiting > 0 || (came === received && went === sent))
}

function sumOf(rows: readonly CypherRow[]): number {
  return rows.reduce((sum, { delta }) => sum + delta, 0)
}

function tooMany(): ProviderError {
  return new ProviderError('too_many', say('reply_history_long'))
}
