/** How Esplora-shaped servers differ from each other: page sizes, limits, what they count, what they do when lost. */
import type { AddressView, EsploraTx } from './esplora-chain.ts'
import { netEffect } from './esplora-history.ts'

/**
 * `electrum`: mempool on an Electrum server: balances without counts of outputs, no list of unspent outputs, pages
 * of 10 that hold the mempool too, and an unknown cursor begins again. `uncounted` counts no transactions either.
 */
export type Backend = 'electrs' | 'electrum' | 'uncounted'

export interface ServerShape {
  readonly backend: Backend
  /** Rows in a page of `/txs/summary`; null where the endpoint does not exist. */
  readonly summaryPage: number | null
  /** More unspent outputs than this are refused. */
  readonly maxUtxos: number
}

/** electrs as Blockstream runs it. */
export const ELECTRS: ServerShape = { backend: 'electrs', summaryPage: null, maxUtxos: 500 }

const PAGE: Readonly<Record<Backend, number>> = { electrs: 25, electrum: 10, uncounted: 10 }

/** A page of the history after a cursor. */
export function historyAfter(
  { chain, mempool }: AddressView,
  last: string | null,
  { backend }: ServerShape,
): readonly EsploraTx[] {
  if (backend === 'electrs') return pageAfter(chain, last, PAGE.electrs)
  const all = [...mempool, ...chain]
  const lost = last !== null && !all.some(({ txid }) => txid === last)
  return pageAfter(all, lost ? null : last, PAGE[backend])
}

/** A page of net effects; null where there are none. */
export function summaryAfter(
  { chain, script }: AddressView,
  last: string | null,
  { summaryPage }: ServerShape,
): readonly unknown[] | null {
  if (summaryPage === null || script === undefined) return null
  return pageAfter(chain, last, summaryPage).map((tx) => ({
    txid: tx.txid,
    height: tx.status.confirmed ? tx.status.block_height : 0,
    value: netEffect(tx, script),
    time: tx.status.confirmed ? tx.status.block_time : 0,
    tx_position: 0,
  }))
}

/** The figures of an address as a backend gives them. */
export function figuresAs(
  backend: Backend,
  { chain_stats, mempool_stats, electrum }: AddressView,
): Readonly<Record<string, unknown>> {
  if (backend === 'electrs')
    return { chain_stats, mempool_stats, ...(electrum === undefined ? {} : { electrum }) }
  const nothing = {
    tx_count: 0,
    funded_txo_count: 0,
    funded_txo_sum: 0,
    spent_txo_count: 0,
    spent_txo_sum: 0,
  }
  const pending = mempool_stats.funded_txo_sum - mempool_stats.spent_txo_sum
  const counted = (tx_count: number) => ({ ...nothing, tx_count: backend === 'electrum' ? tx_count : 0 })
  return {
    chain_stats: {
      ...counted(chain_stats.tx_count),
      funded_txo_sum: chain_stats.funded_txo_sum - chain_stats.spent_txo_sum,
    },
    mempool_stats: {
      ...counted(mempool_stats.tx_count),
      funded_txo_sum: Math.max(0, pending),
      spent_txo_sum: Math.max(0, -pending),
    },
    electrum: true,
  }
}

/** Like the real thing, an unknown cursor gives an empty page, which looks like the end. */
function pageAfter<T extends { readonly txid: string }>(
  items: readonly T[],
  last: string | null,
  size: number,
): readonly T[] {
  if (last === null) return items.slice(0, size)
  const place = items.findIndex(({ txid }) => txid === last)
  return place < 0 ? [] : items.slice(place + 1, place + 1 + size)
}
