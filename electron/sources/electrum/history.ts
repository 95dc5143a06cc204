/**
 * All confirmed transactions of a script with what each does to it. The server gives ids and heights; the list must
 * hash to the status it announces, every transaction is read from bytes that have its id, and all of them together
 * must give the balance it claims. A part of a history is never an answer.
 */

import { createHash } from 'node:crypto'
import { isSats } from '../../../shared/amounts.ts'
import type { BlockHeader } from '../../../shared/chain.ts'
import { say } from '../../../shared/said.ts'
import { BlockFormatError } from '../../engine/block/byte-reader.ts'
import type { ProviderHistoryRow, ProviderUnspent } from '../../engine/ports.ts'
import { ProviderError } from '../../engine/provider-error.ts'
import { badAnswer } from '../provider-http.ts'
import { moving } from '../provider-replies.ts'
import { atOneTip, type Dated, type ElectrumGround, resultOf } from './bracket.ts'
import { readTransaction, type TransactionEffect } from './raw-transaction.ts'
import {
  amountsFromReply,
  bytesFromHex,
  type HistoryEntry,
  headerFromHex,
  historyFromReply,
  statusFromReply,
} from './replies.ts'
import type { RpcOutcome } from './rpc.ts'
import type { AskedScript } from './script.ts'

/** A script's whole past, and what is left of it. */
export interface ScriptHistory {
  readonly rows: readonly ProviderHistoryRow[]
  readonly unspent: ProviderUnspent['outputs']
  /** The header at the height that was asked for, from under the same tip. */
  readonly header: BlockHeader | null
}

export interface HistoryOptions {
  /** More than this is `too_many`. */
  readonly maxTransactions: number
  /** A height whose header is wanted too. */
  readonly height?: number
}

const TRANSACTIONS_AT_ONCE = 20

/** Reads and proves it. `too_many` above the cap, `moving` when the chain does not stand still. */
export async function readHistory(
  ground: ElectrumGround,
  script: AskedScript,
  options: HistoryOptions,
  signal: AbortSignal,
): Promise<Dated<ScriptHistory>> {
  const { tip, value } = await readList(ground, script, options, signal)
  const effects = await readEffects(ground, script, value.entries, signal)
  const { rows, unspent } = addUp(value.entries, effects)
  if (rows.reduce((sum, { delta }) => sum + delta, 0) !== value.confirmed)
    throw badAnswer(say('reply_history_balance'))
  return { tip, value: { rows, unspent, header: value.header } }
}

// --- the list -------------------------------------------------------------------------------------------

interface List {
  readonly entries: readonly HistoryEntry[]
  readonly confirmed: number
  readonly header: BlockHeader | null
}

async function readList(
  ground: ElectrumGround,
  { scripthash }: AskedScript,
  { maxTransactions, height }: HistoryOptions,
  signal: AbortSignal,
): Promise<Dated<List>> {
  const expectStatus = statusCheck()
  const params = [scripthash]
  const calls = [
    { method: 'blockchain.scripthash.subscribe', params },
    { method: 'blockchain.scripthash.get_history', params },
    { method: 'blockchain.scripthash.get_balance', params },
    ...(height === undefined ? [] : [{ method: 'blockchain.block.header', params: [height] }]),
  ]
  return atOneTip(
    ground,
    async (tip, inner) => {
      if (height !== undefined && height > tip.height)
        throw new ProviderError('cannot_know', say('reply_above_tip'))
      const [status, history, balance, header] = await ground.session.ask(calls, inner)
      const all = historyFromReply(resultOf(history))
      expectStatus(statusFromReply(resultOf(status)), all)
      const entries = confirmedOf(all, tip.height)
      if (entries.length > maxTransactions)
        throw new ProviderError('too_many', say('reply_transactions', { most: maxTransactions }))
      const { confirmed } = amountsFromReply(resultOf(balance))
      return {
        entries,
        confirmed,
        header: height === undefined ? null : headerFromHex(resultOf(header), height),
      }
    },
    signal,
  )
}

/** A mismatch may be a payment that came in between; the very same one twice is a contradiction. */
function statusCheck(): (status: string | null, entries: readonly HistoryEntry[]) => void {
  let last = ''
  return (status, entries) => {
    const computed = statusOf(entries)
    if (computed === status) return
    const mismatch = `${status} ${computed}`
    if (mismatch === last) throw badAnswer(say('reply_status_mismatch'))
    last = mismatch
    throw moving(say('reply_history_changed'))
  }
}

function statusOf(entries: readonly HistoryEntry[]): string | null {
  if (entries.length === 0) return null
  const text = entries.map(({ txid, height }) => `${txid}:${height}:`).join('')
  return createHash('sha256').update(text).digest('hex')
}

/** In ascending order, as the protocol wants them; the mempool comes last and is left out. */
function confirmedOf(all: readonly HistoryEntry[], tipHeight: number): readonly HistoryEntry[] {
  const entries = all.filter(({ height }) => height > 0)
  if (entries.some(({ height }, n) => height < (entries[n - 1]?.height ?? 0)))
    throw badAnswer(say('reply_history_order'))
  if ((entries.at(-1)?.height ?? 0) > tipHeight) throw moving(say('reply_history_ahead'))
  return entries
}

// --- the transactions -----------------------------------------------------------------------------------

async function readEffects(
  { session }: ElectrumGround,
  { scriptPubKey }: AskedScript,
  entries: readonly HistoryEntry[],
  signal: AbortSignal,
): Promise<readonly TransactionEffect[]> {
  const effects: TransactionEffect[] = []
  for (let from = 0; from < entries.length; from += TRANSACTIONS_AT_ONCE) {
    const some = entries.slice(from, from + TRANSACTIONS_AT_ONCE)
    const calls = some.map(({ txid }) => ({ method: 'blockchain.transaction.get', params: [txid] }))
    const outcomes = await session.askEach(calls, signal)
    some.forEach((entry, n) => effects.push(effectOf(entry, outcomes[n], scriptPubKey)))
  }
  return effects
}

function effectOf(
  { txid }: HistoryEntry,
  outcome: RpcOutcome | undefined,
  scriptPubKey: Uint8Array,
): TransactionEffect {
  const effect = parsed(bytesFromHex(transactionOf(outcome)), scriptPubKey)
  if (effect.txid !== txid) throw badAnswer(say('reply_other_tx'))
  return effect
}

/** A transaction that a block held a moment ago and that is unknown now went with its block. */
function transactionOf(outcome: RpcOutcome | undefined): unknown {
  if (outcome?.kind === 'error' && /no such|not found|missing/i.test(outcome.error.message))
    throw moving(say('reply_tx_gone'))
  return resultOf(outcome)
}

function parsed(bytes: Uint8Array, scriptPubKey: Uint8Array): TransactionEffect {
  try {
    return readTransaction(bytes, scriptPubKey)
  } catch (error) {
    if (error instanceof BlockFormatError) throw badAnswer(say('reply_not_tx'), error)
    throw error
  }
}

/** Outputs are collected before inputs are looked at: a spender may stand before its parent inside one block. */
function addUp(
  entries: readonly HistoryEntry[],
  effects: readonly TransactionEffect[],
): Pick<ScriptHistory, 'rows' | 'unspent'> {
  const coins = new Map<string, ProviderUnspent['outputs'][number]>()
  effects.forEach(({ txid, pays }, n) => {
    const height = entries[n]?.height ?? 0
    for (const { vout, value } of pays) coins.set(`${txid}:${vout}`, { txid, vout, value, height })
  })
  const spent = new Set<string>()
  const rows = effects.map(({ txid, spends, pays }, n) => {
    const own = spends.filter((outpoint) => coins.has(outpoint))
    if (own.length + pays.length === 0) throw badAnswer(say('reply_stranger_tx'))
    if (own.some((outpoint) => spent.has(outpoint))) throw badAnswer(say('reply_spends_twice'))
    for (const outpoint of own) spent.add(outpoint)
    const delta = sum(pays) - sum(own.map((outpoint) => coins.get(outpoint)))
    return { txid, height: entries[n]?.height ?? 0, blockHash: null, delta }
  })
  return { rows, unspent: [...coins].filter(([outpoint]) => !spent.has(outpoint)).map(([, coin]) => coin) }
}

function sum(coins: readonly ({ readonly value: number } | undefined)[]): number {
  const total = coins.reduce((all, coin) => all + (coin?.value ?? 0), 0)
  if (!isSats(total)) throw badAnswer(say('reply_amounts'))
  return total
}
