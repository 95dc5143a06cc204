/**
 * A balance over time from what changed block by block. Pure. Nothing is claimed for a point at which some script was not
 * read: a gap is null, never 0. Mining rewards count from their block on, also while they are immature.
 */

/** What all of a block's transactions changed, in satoshis. `time`: its median time past, in seconds. */
export interface BlockChange {
  readonly height: number
  readonly time: number
  readonly change: number
}

/** The balance at the end of a stretch of time. `height`: the newest block in which something had moved; null before any. */
export interface SeriesValue {
  readonly height: number | null
  readonly value: number | null
}

/**
 * The balance at each of `ends` (ascending, in seconds): after the last block whose time is below it. `isKnown` is asked
 * with the end.
 */
export function valuesAtEnds(
  changes: readonly BlockChange[],
  ends: readonly number[],
  isKnown: (end: number) => boolean,
): readonly SeriesValue[] {
  let at = 0
  let value = 0
  return ends.map((end) => {
    for (let next = changes[at]; next !== undefined && next.time < end; next = changes[at]) {
      value += next.change
      at += 1
    }
    const height = changes[at - 1]?.height ?? null
    return isKnown(end) ? { height, value } : { height: null, value: null }
  })
}

/** The balance after each block from `from` to `to` in which something moved, where it is known. */
export function valuesAtBlocks(
  changes: readonly BlockChange[],
  from: number,
  to: number,
  isKnown: (height: number) => boolean,
): readonly (BlockChange & SeriesValue)[] {
  let value = 0
  return changes.flatMap((change) => {
    value += change.change
    if (change.height < from || change.height > to) return []
    return [{ ...change, value: isKnown(change.height) ? value : null }]
  })
}
