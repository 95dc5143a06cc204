import type { RegtestNode } from '../../electron/launch/regtest-node.ts'
import { LEAST_ROUNDS, measurePair } from './measure.ts'
import { requireSame, type ScanOutcome, type ScanRange, syncRange } from './sync-range.ts'
import type { BenchGround, Pair } from './types.ts'

/** A way to read a range and find what is unspent at its end. */
export type Scan = (node: RegtestNode, range: ScanRange, signal: AbortSignal) => Promise<ScanOutcome>

/** Our scanner against another way over the same range, in blocks a second, once both have given one answer. */
export async function measureScans(
  ground: BenchGround,
  node: RegtestNode,
  range: ScanRange,
  peer: Scan,
  signal: AbortSignal,
): Promise<Pair> {
  requireSame(await syncRange(node, range, signal), await peer(node, range, signal))
  const speed = async (scan: Scan): Promise<number> => {
    const { blocks, seconds } = await scan(node, range, signal)
    return blocks / seconds
  }
  return measurePair(
    { ours: () => speed(syncRange), peer: () => speed(peer), rounds: LEAST_ROUNDS, log: ground.log },
    signal,
  )
}
