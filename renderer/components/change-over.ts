/** By how much a balance moved up to its newest point, from points a day apart. Pure. */
import type { SeriesPoint } from '../../shared/ipc/time.ts'

/** The changes over so many days each, in satoshis; null where one is not known. */
export interface Changes {
  readonly over: readonly (number | null)[]
  /** No block has passed midnight yet: the day begins with the newest block, and nothing has moved in it. */
  readonly dayBegins: boolean
}

/**
 * Points end with the day of now. For about an hour after midnight the median time of the newest block is still of the day
 * before, whose balance is the newest there is: with `atTip` (own data is at the best block known) the day opens with it.
 * Null where nothing is known.
 */
export function changesOver(
  points: readonly SeriesPoint[],
  days: readonly number[],
  atTip: boolean,
): Changes | null {
  const newest = points.at(-1)?.value ?? null
  const dayBegins = newest === null && atTip && (points.at(-2)?.value ?? null) !== null
  const last = dayBegins ? (points.at(-2)?.value ?? null) : newest
  if (last === null) return null
  const over = days.map((span) => {
    const before = points.at(-1 - span)?.value ?? null
    return before === null ? null : last - before
  })
  return { over, dayBegins }
}
