/** Honest progress: nothing that looks like a measurement before there is one. */

/**
 * A share of 0..1 as percent without its sign: two decimals below 1 %, one above. Null while there is nothing to
 * show (unknown, or still 0). Never "100.0" before it is reached.
 */
export function percentOf(share: number | null): string | null {
  if (share === null || !Number.isFinite(share) || share <= 0) return null
  if (share >= 1) return '100'
  const percent = share * 100
  if (percent < 0.01) return '0.01'
  const digits = percent < 1 ? 2 : 1
  const step = 10 ** digits
  return (Math.floor(percent * step + 1e-9) / step).toFixed(digits)
}

/** Seconds left at the measured speed; null while either figure is unknown. */
export function secondsLeft(blocksLeft: number | null, blocksPerSecond: number | null): number | null {
  if (blocksLeft === null || blocksPerSecond === null || blocksPerSecond <= 0) return null
  return blocksLeft / blocksPerSecond
}
