/** What the readers of all protocols share: exact numbers and hashes, plausible tips, and how a reply is refused. */

import { z } from 'zod'
import { MAX_SATS } from '../../shared/amounts.ts'
import { BLOCK_INTERVAL_S, type BlockHash, blockHash, type Network } from '../../shared/chain.ts'
import { type Said, say } from '../../shared/said.ts'
import type { ProviderTip } from '../engine/ports.ts'
import { ProviderError, type ProviderLie } from '../engine/provider-error.ts'
import { badAnswer } from './provider-http.ts'

const HASH = /^[0-9a-f]{64}$/

/** 64 lower-case hex digits. */
export const hex32 = z.string().regex(HASH)
/** A whole number from 0 to 2^53 - 1; minus zero is none. */
export const natural = z
  .int()
  .min(0)
  .refine((value) => !Object.is(value, -0))

/** A whole number of either sign; minus zero is none. */
export const whole = z.int().refine((value) => !Object.is(value, -0))

const blocksReply = z
  .array(z.object({ id: hex32, height: natural, timestamp: natural }))
  .min(1)
  .max(100)

/** The first block's time (2009-01-03): no header of any network is older. */
const FIRST_BLOCK_S = 1_231_006_505
/** How far a header's time may lie ahead of the clock by consensus. */
const FUTURE_S = 7_200
/** How far above the schedule a height may be: test networks have minimum-difficulty blocks. */
const AHEAD: Readonly<Record<Network, number>> = { main: 1.25, testnet4: 20, signet: 2, regtest: 1 }
const MAX_HEIGHT = 2 ** 31 - 1

/** A server's newest blocks by height, the tip among them. */
export interface NewestBlocks {
  readonly tip: ProviderTip
  readonly recent: ReadonlyMap<number, ProviderTip>
}

/** The tip and the blocks below it in a `/blocks` reply: one snapshot, so that all of it belongs together. */
export function newestFromBlocks(reply: unknown, network: Network, now: number): NewestBlocks {
  const blocks = readReply(blocksReply, reply, say('part_blocks'))
  const [tip] = blocks
  if (tip === undefined) throw badAnswer(say('reply_no_blocks'))
  const nowS = now / 1000
  if (tip.timestamp < FIRST_BLOCK_S || tip.timestamp > nowS + FUTURE_S) throw badAnswer(say('reply_tip_time'))
  if (tip.height > highestPlausible(network, nowS)) throw badAnswer(say('reply_tip_height'))
  const recent = new Map(
    blocks.map(({ id, height, timestamp: time }) => [height, { height, hash: blockHash(id), time }]),
  )
  if (recent.size !== blocks.length || Math.max(...recent.keys()) !== tip.height)
    throw badAnswer(say('reply_blocks_order'))
  return { tip: { height: tip.height, hash: blockHash(tip.id), time: tip.timestamp }, recent }
}

/** The tip alone. */
export function tipFromBlocks(reply: unknown, network: Network, now: number): ProviderTip {
  return newestFromBlocks(reply, network, now).tip
}

function highestPlausible(network: Network, nowS: number): number {
  const interval = BLOCK_INTERVAL_S[network]
  if (interval === null) return MAX_HEIGHT
  return ((nowS - FIRST_BLOCK_S) / interval) * AHEAD[network]
}

/** A block hash that came as plain text. */
export function hashFromText(text: string): BlockHash {
  if (!HASH.test(text)) throw badAnswer(say('reply_not_hash'))
  return blockHash(text)
}

/** An answer that cannot come about by accident or delay: whoever gives it is not asked again. */
export function lying(lie: ProviderLie, message: Said): ProviderError {
  return new ProviderError('bad_answer', message, { lie })
}

/** The reply is about another address than the one asked about. Another spelling of the same is no lie. */
export function otherAddress(answered: string, asked: string): ProviderError {
  const message = say('reply_other_address')
  const spelling = answered.toLowerCase() === asked.toLowerCase()
  return spelling ? badAnswer(message) : lying('other_address', message)
}

/** The reply is from the chain of another network. */
export function otherNetwork(network: Network): ProviderError {
  return lying('other_network', say('reply_other_network', { network }))
}

/** A confirmed balance that can be, at whatever block. Throws the lie that any other is. */
export function possibleBalance(sats: number): number {
  if (sats < 0) throw lying('negative', say('reply_below_zero'))
  if (sats > MAX_SATS) throw lying('above_supply', say('reply_above_supply'))
  return sats
}

/** Throws the lie that a confirmed balance is when fewer coins exist at `height`. Only for what is dated for good. */
export function checkSupply(sats: number, height: number, network: Network): void {
  if (sats > coinsAt(height, network)) throw lying('above_supply', say('reply_above_supply_then'))
}

const FIRST_SUBSIDY = 5_000_000_000
const HALVING_BLOCKS: Readonly<Record<Network, number>> = {
  main: 210_000,
  testnet4: 210_000,
  signet: 210_000,
  regtest: 150,
}

/** Every subsidy up to the block, genesis too (some servers count it), in satoshis. */
function coinsAt(height: number, network: Network): number {
  let sats = 0
  let left = height + 1
  for (let subsidy = FIRST_SUBSIDY; left > 0 && subsidy > 0; subsidy = Math.floor(subsidy / 2)) {
    const blocks = Math.min(left, HALVING_BLOCKS[network])
    sats += blocks * subsidy
    left -= blocks
  }
  return sats
}

/** The chain moved under the question: asking again helps. */
export function moving(message: Said): ProviderError {
  return new ProviderError('moving', message)
}

/** The parts of a reply that a schema knows. Throws `bad_answer` when it has another form. */
export function readReply<T>(schema: z.ZodType<T>, reply: unknown, what: Said): T {
  const parsed = schema.safeParse(reply)
  if (parsed.success) return parsed.data
  throw badAnswer(say('reply_part_form', { what }), parsed.error)
}
