/** The median time past of blocks (BIP-113): unlike a header's own time, it never goes back. */
import type { BlockHeader } from '../../shared/chain.ts'

/** Headers of a median time past. */
export const MEDIAN_OF = 11

/** Of the last of these headers: the block itself and the ten before it, in seconds. */
export function medianOf(headers: readonly Pick<BlockHeader, 'time'>[]): number {
  return middle(inOrder(headers.map(({ time }) => time)))
}

/**
 * Headers that stand on one another, each with its median time past where the times of all that count are given.
 * `below`: of the blocks right before the first, ascending.
 */
export function medianTimes(
  headers: readonly BlockHeader[],
  below: readonly number[],
): readonly BlockHeader[] {
  const times = below.slice(-MEDIAN_OF + 1)
  const sorted = inOrder(times)
  return headers.map((header) => {
    times.push(header.time)
    putInOrder(sorted, header.time)
    if (times.length > MEDIAN_OF) sorted.splice(sorted.indexOf(times.shift() ?? 0), 1)
    if (header.medianTime !== undefined || times.length < Math.min(MEDIAN_OF, header.height + 1))
      return header
    return { ...header, medianTime: middle(sorted) }
  })
}

/** Headers come by the thousand, and a time is mostly among the latest. */
function putInOrder(sorted: number[], time: number): void {
  let place = sorted.length
  while (place > 0 && (sorted[place - 1] ?? 0) > time) place -= 1
  sorted.splice(place, 0, time)
}

function inOrder(times: readonly number[]): number[] {
  return times.toSorted((a, b) => a - b)
}

function middle(sorted: readonly number[]): number {
  return sorted[sorted.length >> 1] ?? 0
}
