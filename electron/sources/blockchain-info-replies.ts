/**
 * What replies of blockchain.info's protocol look like. Only the fields that are needed are looked at: others hold
 * numbers near 2^53, the text "+inf" and floats. Nothing is said about the order of addresses.
 */
import { z } from 'zod'
import { isSats, MAX_SATS } from '../../shared/amounts.ts'
import { type BlockHash, blockHash, type Network, type Txid, txid } from '../../shared/chain.ts'
import { say } from '../../shared/said.ts'
import type { ProviderTip } from '../engine/ports.ts'
import { ProviderError } from '../engine/provider-error.ts'
import { badAnswer } from './provider-http.ts'
import { hex32, natural, newestFromBlocks, otherAddress, readReply } from './provider-replies.ts'

const block = z.object({ hash: hex32, height: natural, time: natural })
const output = z.object({ value: natural.max(MAX_SATS), addr: z.string().nullish() })

const tx = z.object({
  hash: hex32,
  block_height: natural.nullish(),
  double_spend: z.boolean().nullish(),
  inputs: z.array(z.object({ prev_out: output.nullish() })),
  out: z.array(output),
})

const figures = z.object({
  address: z.string(),
  final_balance: natural,
  n_tx: natural,
  total_received: natural,
  total_sent: natural,
})

const multiReply = z.object({
  addresses: z.array(z.unknown()),
  txs: z.array(tx).max(1_000),
  info: z.object({ latest_block: block }),
})

const blocksReply = z.object({
  blocks: z.array(
    z.object({ hash: hex32, height: natural, time: natural, main_chain: z.boolean().nullish() }),
  ),
})

/** The figures of an address, in satoshis. What no block has yet is in all of them. */
export interface MultiFigures {
  readonly total: number
  readonly received: number
  readonly sent: number
  readonly transactions: number
}

/** A transaction that touches an address that was asked about. */
export interface MultiTx {
  readonly txid: Txid
  /** Null while no block has it. */
  readonly height: number | null
  /** It, or one that it conflicts with, may never be in a block. */
  readonly doubtful: boolean
  /** What it does to each address it touches: in and out apart, in satoshis. */
  readonly effects: ReadonlyMap<string, { readonly came: number; readonly went: number }>
}

export interface MultiReply {
  readonly tip: ProviderTip
  /** By address; each is read and checked on its own. */
  readonly items: ReadonlyMap<string, unknown>
  /** An address that it answered for and that was not asked about. */
  readonly stranger: string | null
  readonly txs: readonly MultiTx[]
}

/** Throws what an error in a 200 means: `refused` where it speaks of limits, else `bad_answer`. */
export function throwIfError(reply: unknown): void {
  const parsed = z.object({ error: z.unknown(), message: z.unknown() }).partial().safeParse(reply)
  if (!parsed.success || parsed.data.error === undefined) return
  const text = JSON.stringify([parsed.data.error, parsed.data.message])
  if (/\blimits?\b|too many requests/i.test(text))
    throw new ProviderError('refused', say('provider_limits_reached'))
  throw badAnswer(say('reply_error'))
}

/** Reads a `/multiaddr` reply about these addresses: one moment of the server, dated by its newest block. */
export function multiFromReply(
  reply: unknown,
  asked: readonly string[],
  { network, now }: { readonly network: Network; readonly now: number },
): MultiReply {
  throwIfError(reply)
  const { addresses, txs, info } = readReply(multiReply, reply, say('part_addresses'))
  const items = new Map<string, unknown>()
  for (const item of addresses) {
    const named = z.object({ address: z.string() }).safeParse(item)
    if (!named.success) continue
    if (items.has(named.data.address)) throw badAnswer(say('reply_address_twice'))
    items.set(named.data.address, item)
  }
  const stranger = [...items.keys()].find((address) => !asked.includes(address)) ?? null
  return { tip: plausible(info.latest_block, network, now), items, stranger, txs: txs.map(toMultiTx) }
}

/** The figures of one address. Throws `bad_answer` when the reply has none, or such as cannot be. */
export function figuresOf(
  address: string,
  { items, stranger }: Pick<MultiReply, 'items' | 'stranger'>,
): MultiFigures {
  if (!items.has(address))
    throw stranger === null ? badAnswer(say('reply_left_out')) : otherAddress(stranger, address)
  const read = readReply(figures, items.get(address), say('part_address'))
  const { final_balance: total, n_tx: transactions, total_received: received, total_sent: sent } = read
  if (!isSats(total)) throw badAnswer(say('reply_balance'))
  if (received - sent !== total) throw badAnswer(say('reply_sums'))
  if (transactions === 0 && received !== 0) throw badAnswer(say('reply_coins_without_tx'))
  return { total, received, sent, transactions }
}

/** The tip in a `/latestblock` reply. */
export function tipFromLatest(reply: unknown, network: Network, now: number): ProviderTip {
  throwIfError(reply)
  return plausible(readReply(block, reply, say('part_tip')), network, now)
}

/** The block of the best chain in a `/block-height` reply; older servers list abandoned ones beside it. */
export function blockFromHeight(
  reply: unknown,
  height: number,
): { readonly hash: BlockHash; readonly time: number } {
  throwIfError(reply)
  const { blocks } = readReply(blocksReply, reply, say('part_height'))
  const best = blocks.filter(({ main_chain: main }) => main !== false)
  const [found] = best
  if (found === undefined || best.length > 1) throw badAnswer(say('reply_not_one_block'))
  if (found.height !== height) throw badAnswer(say('reply_other_block'))
  return { hash: blockHash(found.hash), time: found.time }
}

function plausible(at: z.infer<typeof block>, network: Network, now: number): ProviderTip {
  return newestFromBlocks([{ id: at.hash, height: at.height, timestamp: at.time }], network, now).tip
}

function toMultiTx({ hash, block_height: height, double_spend, inputs, out }: z.infer<typeof tx>): MultiTx {
  const effects = new Map<string, { came: number; went: number }>()
  const effectOn = (address: string): { came: number; went: number } => {
    const effect = effects.get(address) ?? { came: 0, went: 0 }
    effects.set(address, effect)
    return effect
  }
  for (const { addr, value } of out) if (addr) effectOn(addr).came += value
  for (const { prev_out: spent } of inputs) if (spent?.addr) effectOn(spent.addr).went += spent.value
  return { txid: txid(hash), height: height ?? null, doubtful: double_spend === true, effects }
}
