/**
 * What BlockCypher replies look like and what must hold before a number is taken from one. Fields that are not
 * needed are not looked at: `addresses` may be null, and `double_spend` is true on transactions thousands of blocks deep.
 */
import { z } from 'zod'
import { MAX_SATS } from '../../shared/amounts.ts'
import { type Network, type Txid, txid } from '../../shared/chain.ts'
import { say } from '../../shared/said.ts'
import type { ProviderTip } from '../engine/ports.ts'
import { ProviderError } from '../engine/provider-error.ts'
import { badAnswer } from './provider-http.ts'
import {
  hex32,
  moving,
  natural,
  newestFromBlocks,
  otherNetwork,
  possibleBalance,
  readReply,
  whole,
} from './provider-replies.ts'

/**
 * The name by which it calls a chain. It serves bitcoin's main network alone of those that we know; the others are
 * for servers of the same shape.
 */
const CHAIN_NAME: Readonly<Record<Network, string>> = {
  main: 'BTC.main',
  testnet4: 'BTC.testnet4',
  signet: 'BTC.signet',
  regtest: 'BTC.regtest',
}

const ISO_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z$/

const place = { hash: hex32, height: natural, time: z.string().regex(ISO_TIME) }
const chainReply = z.object({ name: z.string(), ...place })
const blockReply = z.object({ chain: z.string(), ...place })

const row = z.object({
  tx_hash: hex32,
  block_height: z.int(),
  tx_input_n: z.int().min(-1),
  tx_output_n: z.int().min(-1),
  value: natural.max(MAX_SATS),
  confirmations: natural,
})

const addressReply = z.object({
  address: z.string(),
  total_received: natural,
  total_sent: natural,
  balance: whole,
  unconfirmed_balance: z.int(),
  final_balance: z.int(),
  n_tx: natural,
  unconfirmed_n_tx: natural,
  final_n_tx: natural,
  txrefs: z.array(row).nullish(),
  hasMore: z.boolean().nullish(),
})
type AddressReply = z.infer<typeof addressReply>

/** One input or output of an address in a block. `delta` is what it adds, in satoshis. */
export interface CypherRow {
  /** Names the input or output. */
  readonly key: string
  readonly txid: Txid
  readonly height: number
  readonly delta: number
}

/** What a reply says of one address. Satoshis; `pending` is signed. */
export interface CypherAddress {
  readonly confirmed: number
  readonly pending: number
  readonly received: number
  readonly sent: number
  /** Transactions in blocks. */
  readonly transactions: number
  /** Transactions that no block has yet. */
  readonly waiting: number
  readonly rows: readonly CypherRow[]
  readonly hasMore: boolean
  /** The height of the tip that the rows imply; null without a row in a block. */
  readonly tipHeight: number | null
}

/**
 * The tip in a reply to the base URL, which must be about `network`. Its time is when the server heard of the block:
 * close to the header's, which it does not tell.
 */
export function tipFromChain(reply: unknown, network: Network, now: number): ProviderTip {
  const { name, ...at } = readReply(chainReply, reply, say('part_chain'))
  if (name !== CHAIN_NAME[network]) throw otherNetwork(network)
  return plausible(at, network, now)
}

/** The block in a reply about `height`. */
export function blockFromReply(reply: unknown, height: number, network: Network, now: number): ProviderTip {
  const { chain, ...at } = readReply(blockReply, reply, say('part_block'))
  if (chain !== CHAIN_NAME[network]) throw otherNetwork(network)
  if (at.height !== height) throw badAnswer(say('reply_other_block'))
  return plausible(at, network, now)
}

/** What a reply says of each address, by address: one object for one, else a list in any order. */
export function itemsByAddress(reply: unknown): ReadonlyMap<string, unknown> {
  const items = new Map<string, unknown>()
  for (const item of Array.isArray(reply) ? reply : [reply]) {
    const address = addressOf(item)
    if (address === null) continue
    if (items.has(address)) throw badAnswer(say('reply_address_twice'))
    items.set(address, item)
  }
  return items
}

/** Throws what an error in a 200 means: `refused` where it speaks of limits, else `bad_answer`. */
export function throwIfError(reply: unknown): void {
  const text = errorText(reply)
  if (text === null) return
  if (/\blimits?\b/i.test(text)) throw new ProviderError('refused', say('provider_limits_reached'))
  throw badAnswer(say('reply_error'))
}

/** Reads what was said of one address, `item` of `itemsByAddress`. */
export function addressFromItem(item: unknown): CypherAddress {
  throwIfError(item)
  const reply = readReply(addressReply, item, say('part_address'))
  checkFigures(reply)
  const inBlocks = (reply.txrefs ?? []).filter(isInBlock)
  return {
    confirmed: reply.balance,
    pending: reply.unconfirmed_balance + 0, // never minus zero
    received: reply.total_received,
    sent: reply.total_sent,
    transactions: reply.n_tx,
    waiting: reply.unconfirmed_n_tx,
    rows: inBlocks.map(rowOf),
    hasMore: reply.hasMore ?? false,
    tipHeight: impliedTip(inBlocks),
  }
}

function plausible(
  at: { hash: string; height: number; time: string },
  network: Network,
  now: number,
): ProviderTip {
  const timestamp = Math.floor(Date.parse(at.time) / 1000)
  return newestFromBlocks([{ id: at.hash, height: at.height, timestamp }], network, now).tip
}

function addressOf(item: unknown): string | null {
  const parsed = z.object({ address: z.string() }).safeParse(item)
  return parsed.success ? parsed.data.address : null
}

function errorText(reply: unknown): string | null {
  const single = z.object({ error: z.unknown() }).safeParse(reply)
  if (single.success && single.data.error !== undefined) return JSON.stringify(single.data.error)
  const many = z.object({ errors: z.array(z.unknown()) }).safeParse(reply)
  return many.success ? JSON.stringify(many.data.errors) : null
}

function checkFigures(reply: AddressReply): void {
  const { balance, unconfirmed_balance: pending, final_balance, total_received, total_sent } = reply
  const left = total_received - total_sent
  possibleBalance(balance)
  if (Math.abs(pending) > MAX_SATS) throw badAnswer(say('reply_pending_balance'))
  if (balance + pending !== final_balance || (left !== balance && left !== final_balance))
    throw badAnswer(say('reply_sums'))
  if (reply.n_tx + reply.unconfirmed_n_tx !== reply.final_n_tx) throw badAnswer(say('reply_counts'))
  const unused = reply.n_tx === 0 && balance !== 0
  const still = reply.unconfirmed_n_tx === 0 && pending !== 0
  if (unused || still) throw badAnswer(say('reply_coins_without_tx'))
  // A server that has read a block and not yet dropped its transactions from the mempool counts them twice.
  if (final_balance < 0) throw moving(say('reply_pending_block'))
}

function isInBlock({ block_height: height, confirmations }: z.infer<typeof row>): boolean {
  if (height < 0 !== (confirmations === 0)) throw badAnswer(say('reply_in_and_out'))
  return height >= 0
}

function impliedTip(rows: readonly z.infer<typeof row>[]): number | null {
  const tips = new Set(rows.map(({ block_height: height, confirmations }) => height + confirmations - 1))
  if (tips.size > 1) throw moving(say('reply_rows_blocks'))
  const [tip = null] = tips
  return tip
}

function rowOf({
  tx_hash,
  block_height: height,
  tx_input_n: input,
  tx_output_n: output,
  value,
}: z.infer<typeof row>) {
  if ((input === -1) === (output === -1)) throw badAnswer(say('reply_row'))
  const delta = output === -1 ? 0 - value : value
  return { key: `${tx_hash}:${input}:${output}`, txid: txid(tx_hash), height, delta }
}
