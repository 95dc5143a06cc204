/**
 * The transactions of a set of addresses, gathered page by page, and what they prove. The figures of this protocol
 * hold what no block has yet; a confirmed figure is only derived where all of that is known to be listed.
 */

import { isSats } from '../../shared/amounts.ts'
import { type Said, say } from '../../shared/said.ts'
import type { ProviderHistoryRow } from '../engine/ports.ts'
import { ProviderError } from '../engine/provider-error.ts'
import type { MultiFigures, MultiReply, MultiTx } from './blockchain-info-replies.ts'
import { figuresOf } from './blockchain-info-replies.ts'
import { badAnswer } from './provider-http.ts'
import { moving } from './provider-replies.ts'

/** Pages of one list, all of one moment. */
export interface TxList {
  readonly first: MultiReply
  /** Each once, in the order of the server: newest first, those without a block before all others. */
  readonly txs: readonly MultiTx[]
  /** Places that the pages took up: where the next page begins. */
  readonly offset: number
  /** The last page held nothing. */
  readonly ended: boolean
}

/** A list of one page. */
export function listOf(page: MultiReply): TxList {
  return grow({ first: page, txs: [], offset: 0, ended: false }, page)
}

/** The list with its next page, which must be of the same moment: the same tip and figures, else `moving`. */
export function withPage(list: TxList, page: MultiReply, addresses: readonly string[]): TxList {
  const same = addresses.every((address) => isSameItem(list.first, page, address))
  if (!same || page.tip.hash !== list.first.tip.hash) throw moving(say('reply_pages_changed'))
  return grow(list, page)
}

/** True when it tells what of an address's figures no block has yet. */
export function isSettled(list: TxList, address: string): boolean {
  const { transactions } = figuresOf(address, list.first)
  return hasPassedPending(list) || touching(list, address).length === transactions
}

/** The two figures of an address. Throws `cannot_know` when the list does not prove them. */
export function splitFigures(
  list: TxList,
  address: string,
): { readonly confirmed: number; readonly pending: number; readonly used: boolean } {
  const { total, transactions } = figuresOf(address, list.first)
  if (!isSettled(list, address)) throw unprovable(say('reply_unlisted'))
  const waiting = touching(list, address).filter(({ height }) => height === null)
  if (waiting.some(({ doubtful }) => doubtful)) throw unprovable(say('reply_conflict'))
  const pending = waiting.reduce((sum, tx) => sum + deltaOf(tx, address), 0)
  const confirmed = total - pending
  if (!isSats(confirmed)) throw moving(say('reply_pending_moment'))
  return { confirmed, pending, used: transactions > 0 }
}

/** All confirmed transactions of an address, ascending. Throws `cannot_know` when they do not add up to its figures. */
export function historyOf(list: TxList, address: string): readonly ProviderHistoryRow[] {
  const figures = figuresOf(address, list.first)
  const txs = touching(list, address)
  if (txs.length !== figures.transactions || !addsUp(txs, address, figures))
    throw unprovable(say('reply_history_figures'))
  return txs
    .flatMap((tx) => {
      const { txid, height } = tx
      return height === null ? [] : [{ txid, height, blockHash: null, delta: deltaOf(tx, address) }]
    })
    .sort((a, b) => a.height - b.height || b.delta - a.delta)
}

function grow(list: TxList, page: MultiReply): TxList {
  const known = new Map(list.txs.map((tx) => [tx.txid, tx]))
  const tipHeight = list.first.tip.height
  for (const tx of page.txs) {
    if (tx.height !== null && tx.height > tipHeight) throw moving(say('reply_tx_above'))
    const before = known.get(tx.txid)
    if (before !== undefined && !isSameTx(before, tx)) throw badAnswer(say('reply_tx_two_ways'))
    known.set(tx.txid, tx)
  }
  const offset = list.offset + page.txs.length
  return { first: list.first, txs: [...known.values()], offset, ended: page.txs.length === 0 }
}

/** A confirmed transaction was listed, and nothing without a block after it: so all of the latter are there. */
function hasPassedPending({ txs }: TxList): boolean {
  const firstConfirmed = txs.findIndex(({ height }) => height !== null)
  return firstConfirmed >= 0 && txs.slice(firstConfirmed).every(({ height }) => height !== null)
}

function touching({ txs }: TxList, address: string): readonly MultiTx[] {
  return txs.filter(({ effects }) => effects.has(address))
}

function deltaOf({ effects }: MultiTx, address: string): number {
  const { came = 0, went = 0 } = effects.get(address) ?? {}
  return came - went
}

function addsUp(txs: readonly MultiTx[], address: string, { received, sent }: MultiFigures): boolean {
  const sum = (part: 'came' | 'went'): number =>
    txs.reduce((total, { effects }) => total + (effects.get(address)?.[part] ?? 0), 0)
  return sum('came') === received && sum('went') === sent
}

function isSameItem(a: MultiReply, b: MultiReply, address: string): boolean {
  const [before, after] = [figuresOf(address, a), figuresOf(address, b)]
  return (
    before.total === after.total && before.transactions === after.transactions && before.sent === after.sent
  )
}

function isSameTx(a: MultiTx, b: MultiTx): boolean {
  const same = [...a.effects.keys()].every((address) => deltaOf(a, address) === deltaOf(b, address))
  return same && a.height === b.height && a.effects.size === b.effects.size
}

function unprovable(why: Said): ProviderError {
  return new ProviderError('cannot_know', why)
}
