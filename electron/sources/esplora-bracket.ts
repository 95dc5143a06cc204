/**
 * Dating what an Esplora server says. No reply of it names its block, so every question stands in a bracket: the
 * newest blocks before, the tip hash after, from the same server. It counts only when both name the same block.
 */

import { type BlockHash, type BlockRef, GENESIS_HASH, type Network } from '../../shared/chain.ts'
import { say } from '../../shared/said.ts'
import type { Clock, ProviderTip } from '../engine/ports.ts'
import { ProviderError } from '../engine/provider-error.ts'
import { createBlockProof } from './esplora-block.ts'
import type { ProviderHttp } from './provider-http.ts'
import {
  hashFromText,
  moving,
  type NewestBlocks,
  newestFromBlocks,
  otherNetwork,
} from './provider-replies.ts'
import { withRepeats } from './resilience.ts'

/** The chain as the server showed it when the question began: what it says later must not contradict it. */
export type Bracket = NewestBlocks

export interface Bracketing {
  tip(signal: AbortSignal): Promise<ProviderTip>
  /** Runs `read` inside a bracket; all of it again, at most twice, when the tip moved. Then it throws `moving`. */
  within<T>(read: (bracket: Bracket, signal: AbortSignal) => Promise<T>, signal: AbortSignal): Promise<T>
  /** The hash of the block at a height, as the server has it now; unproven. */
  hashAt(height: number, signal: AbortSignal): Promise<BlockHash>
  /** The block that the server names `hash` at `height`, inside a bracket. Throws unless that holds. */
  provenBlock(at: BlockRef, bracket: Bracket, signal: AbortSignal): Promise<ProviderTip>
}

export interface BracketOptions {
  readonly http: ProviderHttp
  readonly network: Network
  readonly clock: Clock
  /** Wait before a question is asked again because the tip moved. */
  readonly movingWaitMs: number
}

const MAX_HASH_BYTES = 128
const MAX_BLOCKS_BYTES = 524_288
const MOVING_REPEATS = 2

/** Binds brackets to a server. The first one is preceded by one check that it serves `network` (genesis hash). */
export function createBracketing({ http, network, clock, movingWaitMs }: BracketOptions): Bracketing {
  const hashOf = async (path: string, signal: AbortSignal): Promise<BlockHash> =>
    hashFromText(await http.text(path, 'chain', MAX_HASH_BYTES, signal))
  const hashAt = (height: number, signal: AbortSignal) => hashOf(`/block-height/${height}`, signal)
  const prove = createBlockProof(http)
  const checkNetwork = networkCheck(hashAt, network)
  const open = async (signal: AbortSignal): Promise<Bracket> => {
    await checkNetwork(signal)
    const blocks = await http.json('/blocks', 'chain', MAX_BLOCKS_BYTES, signal)
    return newestFromBlocks(blocks, network, clock.now())
  }
  return {
    tip: async (signal) => (await open(signal)).tip,
    hashAt,
    provenBlock: async (at, bracket, signal) => {
      checkBlock(bracket, at.height, at.hash)
      return bracket.recent.get(at.height) ?? prove(at, bracket.tip, signal)
    },
    within: (read, signal) => {
      const once = async (inner: AbortSignal) => {
        const bracket = await open(inner)
        const value = await read(bracket, inner)
        const after = await hashOf('/blocks/tip/hash', inner)
        if (after !== bracket.tip.hash) throw moving(say('reply_tip_changed'))
        return value
      }
      return withRepeats(once, { times: MOVING_REPEATS, waitMs: movingWaitMs, when: isMoving })(signal)
    },
  }
}

/** Throws `moving` when what the server says of a block contradicts the chain it showed first. */
export function checkBlock({ tip, recent }: Bracket, height: number, hash: BlockHash | null): void {
  if (height > tip.height) throw moving(say('reply_block_above'))
  const known = recent.get(height)
  if (known !== undefined && hash !== null && known.hash !== hash) throw moving(say('reply_branch'))
}

function networkCheck(
  hashAt: (height: number, signal: AbortSignal) => Promise<BlockHash>,
  network: Network,
): (signal: AbortSignal) => Promise<void> {
  let right = false
  return async (signal) => {
    if (right) return
    if ((await hashAt(0, signal)) !== GENESIS_HASH[network]) throw otherNetwork(network)
    right = true
  }
}

function isMoving(error: unknown): boolean {
  return error instanceof ProviderError && error.problem === 'moving'
}
