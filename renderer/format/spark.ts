/** Response times as a small line: a failed call is a gap with a mark, never a fast answer. */

/** Where the line goes, and where calls failed (x). Slower is higher; it begins anew after each gap. */
export function sparkOf(
  times: readonly (number | null)[],
  width: number,
  height: number,
): { readonly path: string; readonly failed: readonly number[] } {
  const slowest = Math.max(1, ...times.map((ms) => ms ?? 0))
  const x = (index: number): number => round((index / Math.max(1, times.length - 1)) * width)
  let path = ''
  let isDown = false
  const failed: number[] = []
  times.forEach((ms, index) => {
    if (ms === null) failed.push(x(index))
    else path += `${isDown ? 'L' : 'M'}${x(index)} ${round(height - (ms / slowest) * height)}`
    isDown = ms !== null
  })
  return { path, failed }
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}
