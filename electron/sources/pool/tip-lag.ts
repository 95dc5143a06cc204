/**
 * Who is behind. Tips are compared as of when they were heard: a source that was asked a while ago is not behind
 * for blocks that came since. The median of the others decides, so that no single one above them silences the rest.
 */

/** A height as a source last told it. `heardAt` in ms since 1970. */
export interface HeardTip {
  readonly height: number
  readonly heardAt: number
}

/** A source further behind than this is not asked. */
export const MAX_LAG_BLOCKS = 2

const OLD_AFTER_MS = 600_000
/** Answers to one round of asking arrive about together. */
const TOGETHER_MS = 1_000

/** Blocks that `own` is behind the median of the others; null when that cannot be told any more. Never negative. */
export function lagOf(
  own: HeardTip | null,
  others: readonly (HeardTip | null)[],
  now: number,
): number | null {
  if (own === null || isOld(own, now)) return null
  const heights = others
    .filter((tip) => tip !== null && !isOld(tip, now) && tip.heardAt <= own.heardAt + TOGETHER_MS)
    .map((tip) => tip?.height ?? 0)
    .toSorted((a, b) => a - b)
  const median = heights[Math.floor((heights.length - 1) / 2)] // of an even number the lower: two must agree
  return median === undefined ? null : Math.max(0, median - own.height)
}

function isOld({ heardAt }: HeardTip, now: number): boolean {
  return now - heardAt > OLD_AFTER_MS || heardAt > now + OLD_AFTER_MS
}
