/** Keys of the portfolio grid: arrows, Page Up and Down, Home and End move the selection. */

/** The place to go to for a key, or null when the key is not one of the grid's. */
export function placeForKey(key: string, at: number, count: number): number | null {
  const target = targetOf(key, at, count)
  return target === null || count === 0 ? null : Math.min(count - 1, Math.max(0, target))
}

const PAGE = 12

function targetOf(key: string, at: number, count: number): number | null {
  switch (key) {
    case 'ArrowDown':
      return at + 1
    case 'ArrowUp':
      return at - 1
    case 'PageDown':
      return at + PAGE
    case 'PageUp':
      return at - PAGE
    case 'Home':
      return 0
    case 'End':
      return count - 1
    default:
      return null
  }
}
