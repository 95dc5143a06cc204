/**
 * What Esplora replies look like and what must hold before a number is taken from one. Each field is read by its
 * own schema and only known fields are copied; the sums are checked against each other.
 */
import { z } from 'zod'
import { isSats, MAX_SATS } from '../../shared/amounts.ts'
import { BLOCK_INTERVAL_S, type BlockHash, blockHash, type Network } from '../../shared/chain.ts'
import type { ProviderTip } from '../engine/ports.ts'
import { ProviderError } from '../engine/provider-error.ts'
import { badAnswer } from './provider-http.ts'

const HASH = /^[0-9a-f]{64}$/
const natural = z
  .int()
  .min(0)
  .refine((value) => !Object.is(value, -0))

const blocksReply = z
  .array(z.object({ id: z.string().regex(HASH), height: natural, timestamp: natural }))
  .min(1)
  .max(100)

const stats = z.object({
  tx_count: natural,
  funded_txo_count: natural,
  funded_txo_sum: natural,
  spent_txo_count: natural,
  spent_txo_sum: natural,
})
type Stats = z.infer<typeof stats>

const addressReply = z.object({
  address: z.string(),
  chain_stats: stats,
  mempool_stats: stats,
  electrum: z.boolean().optional(),
})

/** The first block's time (2009-01-03): no header of any network is older. */
const FIRST_BLOCK_S = 1_231_006_505
/** How far a header's time may lie ahead of the clock by consensus. */
const FUTURE_S = 7_200
/** How far above the schedule a height may be: test networks have minimum-difficulty blocks. */
const AHEAD: Readonly<Record<Network, number>> = { main: 1.25, testnet4: 20, signet: 2, regtest: 1 }
const MAX_HEIGHT = 2 ** 31 - 1

/** The tip in a `/blocks` reply: one snapshot, so that height, hash and time belong together. */
export function tipFromBlocks(reply: unknown, network: Network, now: number): ProviderTip {
  const [tip] = read(blocksReply, reply, 'list of blocks')
  if (tip === undefined) throw badAnswer('its list of blocks is empty')
  const nowS = now / 1000
  if (tip.timestamp < FIRST_BLOCK_S || tip.timestamp > nowS + FUTURE_S)
    throw badAnswer("its newest block's time cannot be right (or this computer's clock is wrong)")
  if (tip.height > highestPlausible(network, nowS))
    throw badAnswer("its newest block's height cannot be right (or this computer's clock is wrong)")
  return { height: tip.height, hash: blockHash(tip.id), time: tip.timestamp }
}

function highestPlausible(network: Network, nowS: number): number {
  const interval = BLOCK_INTERVAL_S[network]
  if (interval === null) return MAX_HEIGHT
  return ((nowS - FIRST_BLOCK_S) / interval) * AHEAD[network]
}

/** A block hash that came as plain text. */
export function hashFromText(text: string): BlockHash {
  if (!HASH.test(text)) throw badAnswer('its answer is not a block hash')
  return blockHash(text)
}

/** The two figures in an `/address` reply, in satoshis; `pending` is signed. */
export function amountsFromAddress(
  reply: unknown,
  address: string,
): { readonly confirmed: number; readonly pending: number } {
  const parsed = read(addressReply, reply, 'figures for an address')
  if (parsed.address !== address) throw badAnswer('it answered for another address')
  const { chain_stats: chain, mempool_stats: mempool, electrum } = parsed
  if (electrum !== true) checkCounts(chain, mempool)
  const confirmed = chain.funded_txo_sum - chain.spent_txo_sum
  const pending = mempool.funded_txo_sum - mempool.spent_txo_sum
  if (!isSats(confirmed)) throw badAnswer('its sums give a balance that cannot be')
  if (Math.abs(pending) > MAX_SATS) throw badAnswer('its unconfirmed sums cannot be')
  // A server that has read a block and not yet dropped its transactions from the mempool counts them twice.
  if (confirmed + pending < 0) throw moving('its unconfirmed figures belong to another block')
  return { confirmed, pending }
}

/** The chain moved under the question: asking again helps. */
export function moving(message: string): ProviderError {
  return new ProviderError('moving', message)
}

function checkCounts(chain: Stats, mempool: Stats): void {
  if (chain.spent_txo_count > chain.funded_txo_count) throw badAnswer('it counts more spends than outputs')
  for (const part of [chain, mempool]) {
    const { tx_count, funded_txo_count, spent_txo_count, funded_txo_sum, spent_txo_sum } = part
    const sane =
      tx_count <= funded_txo_count + spent_txo_count &&
      (tx_count > 0 || funded_txo_count + spent_txo_count === 0) &&
      (funded_txo_count > 0 || funded_txo_sum === 0) &&
      (spent_txo_count > 0 || spent_txo_sum === 0)
    if (!sane) throw badAnswer('its counts and sums contradict each other')
  }
}

function read<T>(schema: z.ZodType<T>, reply: unknown, what: string): T {
  const parsed = schema.safeParse(reply)
  if (parsed.success) return parsed.data
  throw badAnswer(`its ${what} has another form than it should`, parsed.error)
}
