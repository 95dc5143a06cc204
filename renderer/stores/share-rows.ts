/** Structural sharing: equal rows stay the same objects from snapshot to snapshot. */
import type { PortfolioRow } from '../../shared/ipc/contract.ts'

/** `next` with every row that equals its predecessor replaced by it; `previous` itself when all are equal. */
export function shareRows(
  previous: readonly PortfolioRow[],
  next: readonly PortfolioRow[],
): readonly PortfolioRow[] {
  const byId = new Map(previous.map((row) => [row.watch.id, row]))
  const rows = next.map((row) => {
    const before = byId.get(row.watch.id)
    return before && sameData(before, row) ? before : row
  })
  const same = rows.length === previous.length && rows.every((row, index) => row === previous[index])
  return same ? previous : rows
}

/** Deep equality of plain data. */
export function sameData(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  const left = Object.entries(a)
  const right = new Map(Object.entries(b))
  return (
    left.length === right.size &&
    left.every(([key, value]) => right.has(key) && sameData(value, right.get(key)))
  )
}
