/**
 * Whether a list of transactions is the whole history of an address. A page that went missing looks like the end of
 * the list, so that nothing is believed before the count, the sums and every spend's origin agree.
 */
import { type Said, say } from '../../shared/said.ts'
import type { ProviderHistoryRow, ProviderUnspent } from '../engine/ports.ts'
import { ProviderError } from '../engine/provider-error.ts'
import type { AddressFigures } from './esplora-replies.ts'
import type { Coin, OwnTransaction } from './esplora-transactions.ts'
import { balanceAtHeight } from './history-balance.ts'

/** A history and what it leaves unspent, both proven complete. Ascending by height. */
export interface ProvenHistory {
  readonly rows: readonly ProviderHistoryRow[]
  readonly outputs: ProviderUnspent['outputs']
}

/** Confirmed transactions as they were listed, newest first. */
export interface ListedHistory {
  readonly transactions: readonly OwnTransaction[]
  /** False when the list ended in a way that a lost place in it looks like too. */
  readonly endSeen: boolean
}

/** Throws `cannot_know` unless the list is everything that `figures` speak of. */
export function proveHistory(
  { transactions, endSeen }: ListedHistory,
  figures: AddressFigures,
): ProvenHistory {
  // Without a count only the sums remain, and what was missed may sum to nothing: then the end must have been seen.
  if (figures.transactions === null && !endSeen) throw unproven(say('reply_maybe_incomplete'))
  const ascending = [...transactions].reverse().sort((a, b) => heightOf(a) - heightOf(b))
  const outputs = unspentAfter(ascending)
  if (figures.outputs !== null && figures.outputs !== outputs.length) throw unproven(say('reply_other_count'))
  const rows = ascending.map(toRow)
  if (!reconciles(rows, figures)) throw unproven(say('reply_history_contradicts'))
  return { rows, outputs }
}

/** Whether rows give the count and the balance of `figures`. Throws `bad_answer` for a balance that cannot be. */
export function reconciles(rows: readonly ProviderHistoryRow[], figures: AddressFigures): boolean {
  if (figures.transactions !== null && figures.transactions !== rows.length) return false
  return balanceAtHeight(rows, Number.POSITIVE_INFINITY) === figures.confirmed
}

/** What was asked cannot be proven from what was answered. */
export function unproven(message: Said): ProviderError {
  return new ProviderError('cannot_know', message)
}

/** Two passes: a spend may be listed before what it spends, inside one block too. */
function unspentAfter(transactions: readonly OwnTransaction[]): ProviderUnspent['outputs'] {
  const coins = new Map<string, ProviderUnspent['outputs'][number]>()
  for (const tx of transactions)
    for (const coin of tx.received) coins.set(keyOf(coin), { ...coin, height: heightOf(tx) })
  for (const tx of transactions) {
    for (const coin of tx.spent) {
      const known = coins.get(keyOf(coin))
      if (known === undefined || known.value !== coin.value || known.height > heightOf(tx))
        throw unproven(say('reply_spends_unheld'))
      coins.delete(keyOf(coin))
    }
  }
  return [...coins.values()]
}

function toRow(tx: OwnTransaction): ProviderHistoryRow {
  const delta = sumOf(tx.received) - sumOf(tx.spent)
  return { txid: tx.txid, height: heightOf(tx), blockHash: tx.place?.hash ?? null, delta }
}

function heightOf({ place }: OwnTransaction): number {
  if (place === null) throw new RangeError('an unconfirmed transaction has no height')
  return place.height
}

function keyOf({ txid, vout }: Coin): string {
  return `${txid}:${vout}`
}

function sumOf(coins: readonly Coin[]): number {
  return coins.reduce((sum, { value }) => sum + value, 0)
}
