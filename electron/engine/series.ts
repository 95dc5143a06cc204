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

/** Whether a balance is known: at an instant (seconds), and right after a block. */
export interface KnownPlaces {
  readonly isKnown: (end: number) => boolean
  readonly isKnownAt: (height: number) => boolean
}

/** As `valuesAtEnds`, but the last one is what it was right after the block at `upTo`, and nothing above that counts. */
export function valuesUpTo(
  changes: readonly BlockChange[],
  ends: readonly number[],
  upTo: number,
  { isKnown, isKnownAt }: KnownPlaces,
): readonly SeriesValue[] {
  const last = ends.at(-1)
  const within = changes.filter(({ height }) => height <= upTo)
  // A block's median time may lie beyond the unit that is shown last: its balance is counted there all the same.
  const reached = ends.map((end) => (end === last ? Number.POSITIVE_INFINITY : end))
  return valuesAtEnds(within, reached, (end) =>
    end === Number.POSITIVE_INFINITY ? isKnownAt(upTo) : isKnown(end),
  )
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
