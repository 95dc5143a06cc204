/** Small helpers of the packed tables. */

type Column = Uint8Array | Uint32Array | Int32Array<ArrayBuffer> | Float64Array

/** The column itself when it has room for `needed` elements, else a copy with half as much again. */
export function grown<T extends Column>(column: T, needed: number): T {
  if (needed <= column.length) return column
  const Kind = column.constructor as new (length: number) => T // its own constructor gives its own kind
  const larger = new Kind(Math.max(needed, Math.ceil(column.length * 1.5), 16))
  larger.set(column)
  return larger
}

/** Whether `length` bytes at the two places are the same. */
export function sameBytes(
  a: Uint8Array,
  aStart: number,
  b: Uint8Array,
  bStart: number,
  length: number,
): boolean {
  for (let i = 0; i < length; i++) if (a[aStart + i] !== b[bStart + i]) return false
  return true
}
