/**
 * Freshness in one pure function: from heights AND the clock, so that it works offline. It may only ever say
 * less than the truth: whatever is not proven to be at the tip is never `current` (architecture, invariant 3).
 */
import { BLOCK_INTERVAL_S, type BlockRef, type Network } from './chain.ts'
import type { BestTip, Freshness, ReadingKind } from './reading.ts'

/** A tip not heard of for longer than this is no proof that a reading is current. */
export const TIP_FRESH_MS = 120_000

/** What freshness is computed from. All times in ms since 1970 unless named otherwise. */
export interface FreshnessInput {
  readonly kind: ReadingKind
  readonly asOf: BlockRef | null
  /** When the chosen reading was last confirmed by its source. */
  readonly observedAt: number | null
  /** Whether the reading's own source (the node for the ledger) answered when last asked. */
  readonly sourceAnswers: boolean
  readonly tip: BestTip | null
  /** When `tip` was heard of; null for an estimate. */
  readonly tipHeardAt: number | null
  readonly now: number
}

/**
 * How fresh a reading is. `current`: its block is the best known tip and that tip was heard of within two
 * minutes. `behind`: its source answers, n blocks are missing. `offline`: its source does not answer.
 */
export function freshnessOf(input: FreshnessInput): Freshness {
  const blocksBehind = blocksBehindOf(input.asOf, input.tip)
  const base = { blocksBehind, observedAt: input.observedAt }
  if (input.kind === 'unknown') return { state: 'unknown', blocksBehind: null, observedAt: null }
  if (input.kind === 'stale') return { state: 'stale', ...base }
  if (!input.sourceAnswers || blocksBehind === null || !heardLately(input))
    return { state: 'offline', ...base }
  if (blocksBehind > 0) return { state: 'behind', ...base }
  return { state: 'current', ...base }
}

/** Blocks between a reading's block and the best known tip, never negative; null where either is unknown. */
export function blocksBehindOf(asOf: BlockRef | null, tip: BestTip | null): number | null {
  if (asOf === null || tip === null) return null
  return Math.max(0, tip.height - asOf.height)
}

function heardLately({ tip, tipHeardAt, now }: FreshnessInput): boolean {
  if (tip === null || tip.estimated || tipHeardAt === null) return false
  const age = now - tipHeardAt
  return age >= 0 ? age <= TIP_FRESH_MS : -age <= TIP_FRESH_MS // a clock set back must not freeze `current`
}

/** A block whose height and header time are known: what an estimate starts from. */
export interface TimedHeight {
  readonly height: number
  /** Header time, seconds since 1970. */
  readonly time: number
}

/**
 * The tip's height by the schedule of one block in ten minutes since the last known block. Null on regtest,
 * which has no schedule, and without a known block. Never below that block.
 */
export function estimateTipHeight(network: Network, last: TimedHeight | null, now: number): number | null {
  const interval = BLOCK_INTERVAL_S[network]
  if (interval === null || last === null) return null
  return last.height + Math.max(0, Math.floor((now / 1000 - last.time) / interval))
}
