/** Measures two ways of doing the same in turn, so that whatever slows the machine slows both. */
import type { Pair } from './types.ts'

export interface PairedRun {
  /** One round; what it gives back is the figure in the row's unit. */
  ours(round: number, signal: AbortSignal): Promise<number>
  peer(round: number, signal: AbortSignal): Promise<number>
  /** Rounds that count, at least 7. One more goes before them and does not. */
  readonly rounds: number
  readonly log: (line: string) => void
}

/** Fewer rounds say nothing on a shared machine. */
export const LEAST_ROUNDS = 7
/** For rows whose two sides differ by little more than one round from the next. */
export const MANY_ROUNDS = 31

/** Runs ours, peer, ours, peer ... and gives back the medians. */
export async function measurePair(run: PairedRun, signal: AbortSignal): Promise<Pair> {
  if (run.rounds < LEAST_ROUNDS) throw new RangeError(`at least ${LEAST_ROUNDS} rounds are needed`)
  const ours: number[] = []
  const peer: number[] = []
  for (let round = 0; round <= run.rounds; round++) {
    signal.throwIfAborted()
    const pair = { ours: await run.ours(round, signal), peer: await run.peer(round, signal) }
    run.log(`  round ${round}: ours ${pair.ours.toFixed(1)}, peer ${pair.peer.toFixed(1)}`)
    if (round === 0) continue // the warm-up
    ours.push(pair.ours)
    peer.push(pair.peer)
  }
  return { ours: median(ours), peer: median(peer) }
}

/** The middle value; of an even number the mean of the two in the middle. Throws a RangeError on none. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const high = sorted[Math.floor(sorted.length / 2)]
  const low = sorted[Math.floor((sorted.length - 1) / 2)]
  if (high === undefined || low === undefined) throw new RangeError('no values')
  return (low + high) / 2
}
