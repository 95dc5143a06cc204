/**
 * An address's whole confirmed history from an Esplora server. Net effects (`/txs/summary`) where the server has
 * them, else page by page; either way only when it reconciles with the server's own figures for the address.
 */
import { say } from '../../shared/said.ts'
import type { ProviderHistoryRow } from '../engine/ports.ts'
import { ProviderError } from '../engine/provider-error.ts'
import { type Bracket, checkBlock } from './esplora-bracket.ts'
import {
  type ListedHistory,
  type ProvenHistory,
  proveHistory,
  reconciles,
  unproven,
} from './esplora-proof.ts'
import type { AddressFigures } from './esplora-replies.ts'
import {
  type OwnTransaction,
  type SummaryRow,
  summaryFrom,
  transactionsFrom,
} from './esplora-transactions.ts'
import type { ProviderHttp } from './provider-http.ts'

/** An address inside a bracket: everything below is asked about it. */
export interface Asked {
  /** As it stands in a path. */
  readonly path: string
  /** Its script pubkey in lower-case hex. */
  readonly script: string
  readonly figures: AddressFigures
  readonly bracket: Bracket
}

export interface HistoryReader {
  /** Rows ascending by height. */
  rows(asked: Asked, signal: AbortSignal): Promise<readonly ProviderHistoryRow[]>
  /** From whole transactions, so that what is unspent is known too. */
  proven(asked: Asked, signal: AbortSignal): Promise<ProvenHistory>
}

const MAX_PAGE_BYTES = 4_194_304
/** The smallest page of any server: a page below it is the last one. */
const SMALLEST_PAGE = 10

/** `maxTransactions`: a longer history is `too_many`. Remembers whether the server has summaries. */
export function createHistoryReader(http: ProviderHttp, maxTransactions: number): HistoryReader {
  let hasSummary = true
  const summaryPage = async (path: string, signal: AbortSignal): Promise<readonly SummaryRow[] | null> => {
    const reply = await http.jsonIfServed(path, 'history', MAX_PAGE_BYTES, signal)
    if (reply !== undefined) return summaryFrom(reply)
    hasSummary = false
    return null
  }
  const proven = async (asked: Asked, signal: AbortSignal): Promise<ProvenHistory> => {
    checkLength(asked.figures.transactions ?? 0, maxTransactions)
    return proveHistory(await listTransactions(http, asked, maxTransactions, signal), asked.figures)
  }
  return {
    proven,
    rows: async (asked, signal) => {
      checkLength(asked.figures.transactions ?? 0, maxTransactions)
      const summary = hasSummary ? await summaryRows(summaryPage, asked, signal) : null
      return summary ?? (await proven(asked, signal)).rows
    },
  }
}

/** Null where the summary is absent, or is not everything: whole transactions may still prove it. */
async function summaryRows(
  pageAt: (path: string, signal: AbortSignal) => Promise<readonly SummaryRow[] | null>,
  { path, figures, bracket }: Asked,
  signal: AbortSignal,
): Promise<readonly ProviderHistoryRow[] | null> {
  const expected = figures.transactions
  if (expected === null || expected === 0) return null
  const found = new Map<string, SummaryRow>()
  for (let cursor = ''; found.size < expected; ) {
    const page = await pageAt(`${path}/txs/summary${cursor}`, signal)
    const last = page?.at(-1)
    const before = found.size
    for (const row of page ?? []) {
      checkBlock(bracket, row.height, null)
      if (!found.has(row.txid)) found.set(row.txid, row)
    }
    if (last === undefined || found.size === before) return null
    cursor = `/${last.txid}`
  }
  const rows = [...found.values()].reverse().map((row) => ({ ...row, blockHash: null }))
  rows.sort((a, b) => a.height - b.height)
  return reconciles(rows, figures) ? rows : null
}

/**
 * Pages until the count is reached or nothing new comes. An unknown cursor is answered with an empty page by some
 * servers and with the first page by others: both end the list here, and the proof decides what it is worth.
 */
async function listTransactions(
  http: ProviderHttp,
  { path, script, figures, bracket }: Asked,
  maxTransactions: number,
  signal: AbortSignal,
): Promise<ListedHistory> {
  const expected = figures.transactions
  const seen = new Map<string, OwnTransaction>()
  const confirmed: OwnTransaction[] = []
  const listed = (endSeen: boolean): ListedHistory => ({ transactions: confirmed, endSeen })
  if (expected === 0) return listed(true)
  for (let cursor = ''; ; ) {
    const reply = await http.json(`${path}/txs/chain${cursor}`, 'history', MAX_PAGE_BYTES, signal)
    const page = transactionsFrom(reply, script)
    const fresh = page.filter((tx) => isNew(seen, tx))
    for (const tx of fresh) {
      if (tx.place === null) continue // some backends list the mempool too
      checkBlock(bracket, tx.place.height, tx.place.hash)
      confirmed.push(tx)
    }
    checkLength(confirmed.length, maxTransactions)
    const last = page.at(-1)
    if (last === undefined || fresh.length === 0) return listed(seen.size === 0)
    if (confirmed.length === expected) return listed(true)
    if (expected === null && page.length < SMALLEST_PAGE) return listed(true)
    cursor = `/${last.txid}`
  }
}

/** Remembers the transaction. One that comes twice must stand in the same block both times. */
function isNew(seen: Map<string, OwnTransaction>, tx: OwnTransaction): boolean {
  const known = seen.get(tx.txid)
  if (known === undefined) seen.set(tx.txid, tx)
  else if (known.place?.hash !== tx.place?.hash) throw unproven(say('reply_listed_two_blocks'))
  return known === undefined
}

function checkLength(transactions: number, most: number): void {
  if (transactions > most) throw new ProviderError('too_many', say('reply_transactions_to_read', { most }))
}
