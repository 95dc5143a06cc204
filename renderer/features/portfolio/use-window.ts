/** Draws only the rows in sight: rows have one height, so that their place follows from their number. */
import { type RefObject, useEffect, useState } from 'react'

/** Height of a table row in CSS pixels, as `--row` in tokens.css. */
export const ROW_HEIGHT = 36
/** Rows drawn above and below what is in sight. */
const OVERSCAN = 12
/** Below this many rows all are drawn. */
const WINDOW_FROM = 150

/** A range of rows, from 0. */
export interface RowWindow {
  readonly first: number
  /** One past the last. */
  readonly end: number
}

/** The rows of the scrolling element to draw; all of them while they are few. */
export function useWindow(scroller: RefObject<HTMLElement | null>, count: number): RowWindow {
  const [place, setPlace] = useState({ top: 0, height: 1200 })
  useEffect(() => {
    const element = scroller.current
    if (!element || count < WINDOW_FROM) return undefined
    const measure = (): void => setPlace({ top: element.scrollTop, height: element.clientHeight })
    measure()
    element.addEventListener('scroll', measure, { passive: true })
    const observer = new ResizeObserver(measure)
    observer.observe(element)
    return () => {
      element.removeEventListener('scroll', measure)
      observer.disconnect()
    }
  }, [scroller, count])
  if (count < WINDOW_FROM) return { first: 0, end: count }
  const first = Math.max(0, Math.floor(place.top / ROW_HEIGHT) - OVERSCAN)
  return { first, end: Math.min(count, first + Math.ceil(place.height / ROW_HEIGHT) + 2 * OVERSCAN) }
}
