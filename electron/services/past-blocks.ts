/**
 * Which block is meant by a height or an instant in the past. An instant means the last block whose median time past
 * (BIP-113) is not after it: unlike a header's own time, that median never goes back. Names no address to anybody.
 */
import type { BlockRef } from '../../shared/chain.ts'
import type { DatedBlock } from '../../shared/ipc/time.ts'
import { lastNotAfter } from '../engine/backfill/birthday.ts'
import type { NodeTip } from '../engine/best-tip.ts'
import { medianOf, MEDIAN_OF as WINDOW } from '../engine/median-time.ts'
import { NodeError } from '../engine/node-error.ts'
import type { ChainSource } from '../engine/ports.ts'
import type { ReadModels } from '../store/read-models.ts'
import { type NodeToAsk, nodeAtHeight } from './node-chain.ts'

/** The own node as far as it is asked about blocks. */
export interface NodeOfBlocks extends NodeToAsk {
  tip(): Pick<NodeTip, 'best'> | null
}

export interface PastBlocksOptions {
  readonly models: Pick<ReadModels, 'blockAt' | 'cursor' | 'headersBelow'>
  /** Null for a door that asks nobody. */
  readonly node: NodeOfBlocks | null
  readonly offline: () => boolean
}

export interface PastBlocks {
  /**
   * The block at a height on the chain of own data that reaches up to each of `throughs` (at the height or above it).
   * Null where nobody can tell which one it is.
   */
  at(height: number, throughs: readonly BlockRef[], signal: AbortSignal): Promise<BlockRef | null>
  /** The block of an instant, in ms since 1970. */
  ofTime(time: number, signal: AbortSignal): Promise<DatedBlock>
}

/** The chain may move while it is looked at. */
const TRIES = 3

/** Builds the look-up over own headers and the node. */
export function createPastBlocks({ models, node, offline }: PastBlocksOptions): PastBlocks {
  function answering(): NodeOfBlocks | null {
    return node !== null && !offline() && node.answers() ? node : null
  }

  async function at(
    height: number,
    throughs: readonly BlockRef[],
    signal: AbortSignal,
  ): Promise<BlockRef | null> {
    const own = [models.blockAt(height), ...throughs].find((ref) => ref?.height === height)
    if (own) return { height, hash: own.hash }
    const asked = answering()
    if (asked === null) return null
    const { block, onChain } = await nodeAtHeight(asked, height, throughs, signal)
    return block !== null && throughs.every(onChain) ? { height, hash: block } : null
  }

  async function ofTime(time: number, signal: AbortSignal): Promise<DatedBlock> {
    const seconds = Math.floor(time / 1_000)
    const own = ownBlockOf(models, seconds)
    if (own !== null) return { kind: 'block', block: own, final: true }
    const asked = answering()
    const session = asked?.session() ?? null
    if (asked === null || session === null) return unknown(models, seconds)
    try {
      for (let tries = TRIES; tries > 0; tries--) {
        const found = await nodeBlockOf(session.chain, asked.tip()?.best.height ?? 0, seconds, signal)
        if (found !== null) return found
      }
      return { kind: 'unknown', reason: 'chain_moving' }
    } catch (error) {
      if (!(error instanceof NodeError)) throw error
      asked.fail(error)
      return unknown(models, seconds)
    }
  }

  return { at, ofTime }
}

/** Why own headers do not do: the instant is after them, or before those that are kept one by one. */
function unknown(models: PastBlocksOptions['models'], seconds: number): DatedBlock {
  const cursor = models.cursor()
  const newest = cursor === null ? null : medianAt(models, cursor.height)
  const isAfter = newest !== null && newest <= seconds
  return { kind: 'unknown', reason: isAfter ? 'time_above_ledger' : 'block_times_unknown' }
}

/** From the headers that own data keeps one by one below its newest block; null where they do not hold the answer. */
function ownBlockOf(models: PastBlocksOptions['models'], seconds: number): BlockRef | null {
  const cursor = models.cursor()
  const newest = cursor === null ? null : medianAt(models, cursor.height)
  if (cursor === null || newest === null || newest <= seconds) return null
  let low = -1 // not after, or not known
  let high = cursor.height // after
  while (high - low > 1) {
    const middle = (low + high) >> 1
    const median = medianAt(models, middle)
    if (median === null || median <= seconds) low = middle
    else high = middle
  }
  if (low < 0 || medianAt(models, low) === null) return null
  const found = models.blockAt(low)
  return found && { height: found.height, hash: found.hash }
}

/** In seconds; null where a header that counts is not stored. */
function medianAt(models: Pick<ReadModels, 'headersBelow'>, height: number): number | null {
  const headers = models.headersBelow(height, WINDOW)
  return headers.length === Math.min(WINDOW, height + 1) ? medianOf(headers) : null
}

/** Null where the chain moved meanwhile. */
async function nodeBlockOf(
  chain: Pick<ChainSource, 'hashesFrom' | 'headersOf'>,
  tip: number,
  seconds: number,
  signal: AbortSignal,
): Promise<DatedBlock | null> {
  const headers = {
    hashesFrom: (height: number, count: number, aborted: AbortSignal) =>
      chain.hashesFrom(height, count, aborted),
    headersEndingAt: async ({ height }: BlockRef, count: number, aborted: AbortSignal) => {
      const from = Math.max(0, height - count + 1)
      const hashes = await chain.hashesFrom(from, height - from + 1, aborted)
      return (await chain.headersOf(hashes, aborted)).filter((header) => header !== null)
    },
  }
  const [best] = await chain.hashesFrom(tip, 1, signal)
  if (best === undefined) return null
  const height = await lastNotAfter(headers, seconds, { height: tip, hash: best }, signal)
  const [hash, next] = await chain.hashesFrom(height, 2, signal)
  if (hash === undefined) return null
  const around = await headers.headersEndingAt({ height, hash }, WINDOW, signal)
  const above = next && (await headers.headersEndingAt({ height: height + 1, hash: next }, WINDOW, signal))
  if (around.at(-1)?.hash !== hash || (above && above.at(-1)?.hash !== next)) return null
  if (medianOf(around) > seconds && height > 0) return null
  if (above && medianOf(above) <= seconds) return null
  if (medianOf(around) > seconds) return { kind: 'unknown', reason: 'before_genesis' }
  return { kind: 'block', block: { height, hash }, final: above !== undefined }
}
