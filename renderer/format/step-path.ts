/** A balance over time as a drawing: it stays until it moves, and is left out where it is not known. */

/** An SVG path of steps in a box; higher values are higher up. Values of null are gaps. */
export function stepPath(values: readonly (number | null)[], width: number, height: number): string {
  const known = values.filter((value) => value !== null)
  const top = Math.max(...known, 1)
  const x = (index: number): number => round((index / Math.max(1, values.length - 1)) * width)
  const y = (value: number): number => round(height - (value / top) * height)
  let path = ''
  let before: number | null = null
  values.forEach((value, index) => {
    if (value !== null) path += before === null ? `M${x(index)} ${y(value)}` : `H${x(index)}V${y(value)}`
    before = value
  })
  return path
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}
