/** The sum of readings: it carries the oldest of its parts and how many are missing (architecture, invariant 1). */
import type { BlockRef } from '../../shared/chain.ts'
import type { Reading, Total } from '../../shared/reading.ts'

type Figure = 'confirmed' | 'pending' | 'immature'

/** Sums distinct scripts: `readings` must hold one reading a script. A figure that nobody knows is null. */
export function totalOf(readings: readonly Reading[]): Total {
  return {
    confirmed: sum(readings, 'confirmed'),
    pending: sum(readings, 'pending'),
    immature: sum(readings, 'immature'),
    known: count(readings, 'known'),
    stale: count(readings, 'stale'),
    unknown: count(readings, 'unknown'),
    ...partialOf(readings),
    oldestAsOf: readings.reduce<BlockRef | null>((oldest, { asOf }) => {
      if (asOf === null) return oldest
      return oldest === null || asOf.height < oldest.height ? asOf : oldest
    }, null),
  }
}

function partialOf(readings: readonly Reading[]): Pick<Total, 'partial'> {
  const partial = readings.filter(
    ({ kind, completeness }) => kind !== 'unknown' && completeness.unspent === 'incomplete',
  ).length
  return partial > 0 ? { partial } : {}
}

function sum(readings: readonly Reading[], figure: Figure): number | null {
  return readings.reduce<number | null>((total, reading) => {
    const value = reading[figure]
    return value === null ? total : (total ?? 0) + value
  }, null)
}

function count(readings: readonly Reading[], kind: Reading['kind']): number {
  return readings.filter((reading) => reading.kind === kind).length
}
