/** What Esplora replies about transactions look like, cut down to the part that concerns one script. */

import { z } from 'zod'
import { isSats } from '../../shared/amounts.ts'
import { type BlockHash, blockHash, type Outpoint, type Txid, txid } from '../../shared/chain.ts'
import { say } from '../../shared/said.ts'
import { ProviderError } from '../engine/provider-error.ts'
import { badAnswer } from './provider-http.ts'
import { hex32, natural, readReply } from './provider-replies.ts'

/** An output with its amount in satoshis. */
export interface Coin extends Outpoint {
  readonly value: number
}

/** What a transaction does to one script. `place` is null while it is unconfirmed. */
export interface OwnTransaction {
  readonly txid: Txid
  readonly place: { readonly height: number; readonly hash: BlockHash } | null
  readonly received: readonly Coin[]
  readonly spent: readonly Coin[]
}

/** A row of `/txs/summary`: a confirmed transaction's net effect. */
export interface SummaryRow {
  readonly txid: Txid
  readonly height: number
  readonly delta: number
}

const sats = z.number().refine(isSats)
const output = z.object({ scriptpubkey: z.string(), value: sats })
const status = z.union([
  z.object({ confirmed: z.literal(true), block_height: natural, block_hash: hex32 }),
  z.object({ confirmed: z.literal(false) }),
])
const input = z.object({
  txid: hex32,
  vout: natural,
  is_coinbase: z.boolean(),
  prevout: output.nullish(),
})
const transaction = z.object({ txid: hex32, vin: z.array(input), vout: z.array(output), status })
const transactionPage = z.array(transaction).max(1_000)
const signedSats = z.int().refine((value) => isSats(Math.abs(value)) && !Object.is(value, -0))
const summaryPage = z.array(z.object({ txid: hex32, height: natural, value: signedSats })).max(20_000)
const unspentPage = z.array(z.object({ txid: hex32, vout: natural, value: sats, status })).max(50_000)

/** One page of a history, in the order listed. `script` in lower-case hex. */
export function transactionsFrom(reply: unknown, script: string): readonly OwnTransaction[] {
  const page = readReply(transactionPage, reply, say('part_transactions'))
  return page.map((tx) => ownPart(tx, script))
}

/** One page of net effects, in the order listed. */
export function summaryFrom(reply: unknown): readonly SummaryRow[] {
  const page = readReply(summaryPage, reply, say('part_summary'))
  return page.map((row) => ({ txid: txid(row.txid), height: row.height, delta: row.value }))
}

/** The confirmed ones of a list of unspent outputs. */
export function confirmedUnspentFrom(reply: unknown): readonly (Coin & {
  readonly place: NonNullable<OwnTransaction['place']>
})[] {
  const listed = readReply(unspentPage, reply, say('part_unspent'))
  return listed.flatMap(({ status, ...coin }) => {
    const place = placeOf(status)
    return place === null ? [] : [{ txid: txid(coin.txid), vout: coin.vout, value: coin.value, place }]
  })
}

function ownPart(tx: z.infer<typeof transaction>, script: string): OwnTransaction {
  const id = txid(tx.txid)
  const received = tx.vout
    .map(({ scriptpubkey, value }, vout) => ({ scriptpubkey, coin: { txid: id, vout, value } }))
    .filter(({ scriptpubkey }) => scriptpubkey === script)
    .map(({ coin }) => coin)
  const spent = tx.vin.flatMap((from) => spentBy(from, script))
  if (received.length + spent.length === 0) throw badAnswer(say('reply_unrelated_tx'))
  return { txid: id, place: placeOf(tx.status), received, spent }
}

function spentBy({ txid: id, vout, is_coinbase, prevout }: z.infer<typeof input>, script: string): Coin[] {
  if (is_coinbase) return []
  if (!prevout) throw new ProviderError('cannot_know', say('reply_no_spends'))
  return prevout.scriptpubkey === script ? [{ txid: txid(id), vout, value: prevout.value }] : []
}

function placeOf(status: z.infer<typeof transaction>['status']): OwnTransaction['place'] {
  return status.confirmed ? { height: status.block_height, hash: blockHash(status.block_hash) } : null
}
