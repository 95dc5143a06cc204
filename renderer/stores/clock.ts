/** One clock for everything that ages on the screen. It ticks each second while somebody looks. */
import { useSyncExternalStore } from 'react'

const listeners = new Set<() => void>()
let timer: ReturnType<typeof setInterval> | undefined

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  timer ??= setInterval(() => {
    for (const each of listeners) each()
  }, 1000)
  return () => {
    listeners.delete(listener)
    if (listeners.size > 0) return
    clearInterval(timer)
    timer = undefined
  }
}

/** A text (or other primitive) derived from the time; draws again only when it changes. */
export function useClock<T extends string | number | boolean | null>(derive: (now: number) => T): T {
  return useSyncExternalStore(subscribe, () => derive(Date.now()))
}

/** Days begin at a multiple of this everywhere: zones are off by whole quarters of an hour. */
const QUARTER_MS = 900_000

/** The last quarter of an hour that began, ms since 1970: of the same day as `now` in every time zone. */
export function quarterOf(now: number): number {
  return Math.floor(now / QUARTER_MS) * QUARTER_MS
}

/** That of now: for what is about a span up to now and stays open for days. */
export function useThisQuarter(): number {
  return useClock(quarterOf)
}
