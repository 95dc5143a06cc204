/** Draws only the rows in sight: rows have one height, so that their place follows from their number. */
import { useVirtualizer } from '@tanstack/react-virtual'
import type { RefObject } from 'react'

/** Height of a table row in CSS pixels, as `--row` in tokens.css. */
export const ROW_HEIGHT = 36
/** Rows drawn above and below what is in sight. */
const OVERSCAN = 5
/** Below this many rows all are drawn, so that the browser's own search finds them. */
const WINDOW_FROM = 150

/** A range of rows, from 0. */
export interface RowWindow {
  readonly first: number
  /** One past the last. */
  readonly end: number
}

/** The rows of the scrolling element to draw; all of them while they are few. */
export function useWindow(scroller: RefObject<HTMLElement | null>, count: number): RowWindow {
  // What it returns is read in this very drawing and handed to nobody.
  // oxlint-disable-next-line react/incompatible-library
  const virtualizer = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: OVERSCAN,
    enabled: count >= WINDOW_FROM,
    initialRect: { width: 0, height: window.innerHeight },
  })
  if (count < WINDOW_FROM) return { first: 0, end: count }
  const items = virtualizer.getVirtualItems()
  return { first: items[0]?.index ?? 0, end: (items.at(-1)?.index ?? -1) + 1 }
}
