/**
 * Whether filters or whole blocks are the cheaper way through a stretch of the chain: by what each took per block on
 * this node, hits included. The other way is tried again now and then, as blocks grow and scripts come along; what
 * the trials cost is a small part of all the work.
 */

export type HistoryMode = 'filters' | 'blocks'

/** What to do next, and for how many blocks. */
export interface NextRead {
  readonly mode: HistoryMode
  readonly blocks: number
}

/** What was measured, ms a block; kept for the next start. Filters cost more the more scripts are looked for. */
export interface HistoryCosts {
  readonly scripts: number
  readonly filters?: number
  readonly blocks?: number
}

export interface ModeChoice {
  /** `sliceMs`: how long it should take. */
  next(allowed: readonly HistoryMode[], sliceMs: number): NextRead
  /** What a read took. */
  record(mode: HistoryMode, blocks: number, ms: number): void
  /** Other scripts, or another part of the chain: what was measured by filters no longer holds. */
  forget(mode: HistoryMode): void
  /** Null before it was measured. */
  msPerBlock(mode: HistoryMode): number | null
}

/** Blocks of the first trial of a way, and of the later ones. */
export const FIRST_TRIAL_BLOCKS = 8
export const TRIAL_BLOCKS = 24
/** A trial waits until so many times its own cost has been worked. */
const TRIAL_SHARE = 40
/** Weight of the newest measurement. */
const WEIGHT = 0.5
const MOST_BLOCKS = 20_000
const LEAST_MS = 0.05

interface Measured {
  readonly ms: number
  /** Work done when it was measured, ms. */
  readonly at: number
}

/** What is not known from before is tried first. */
export function createModeChoice(known: Omit<HistoryCosts, 'scripts'> = {}): ModeChoice {
  const measured = new Map<HistoryMode, Measured>()
  if (known.filters !== undefined) measured.set('filters', { ms: known.filters, at: 0 })
  if (known.blocks !== undefined) measured.set('blocks', { ms: known.blocks, at: 0 })
  let worked = 0

  const costOf = (mode: HistoryMode): number => measured.get(mode)?.ms ?? 0

  function isDue(mode: HistoryMode): boolean {
    const last = measured.get(mode)
    return last === undefined || worked - last.at >= TRIAL_SHARE * TRIAL_BLOCKS * last.ms
  }

  return {
    next(allowed, sliceMs) {
      const [first, ...others] = allowed.toSorted((a, b) => costOf(a) - costOf(b))
      const best = first ?? 'blocks'
      const trial = others.length === 0 ? undefined : allowed.find((mode) => !measured.has(mode))
      const due = trial ?? others.find(isDue)
      if (due !== undefined) return { mode: due, blocks: trial ? FIRST_TRIAL_BLOCKS : TRIAL_BLOCKS }
      const cost = Math.max(costOf(best), sliceMs / MOST_BLOCKS)
      const blocks = measured.has(best) ? Math.floor(sliceMs / cost) : FIRST_TRIAL_BLOCKS
      return { mode: best, blocks: Math.max(1, Math.min(MOST_BLOCKS, blocks)) }
    },
    record(mode, blocks, ms) {
      if (blocks <= 0) return
      worked += ms
      const now = Math.max(ms, LEAST_MS) / blocks
      const before = measured.get(mode)
      const smoothed = before === undefined ? now : before.ms + WEIGHT * (now - before.ms)
      measured.set(mode, { ms: smoothed, at: worked })
    },
    forget: (mode) => void measured.delete(mode),
    msPerBlock: (mode) => measured.get(mode)?.ms ?? null,
  }
}
