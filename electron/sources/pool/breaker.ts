/**
 * A circuit breaker as a value. cockatiel's keeps its own time and half-opens on the next call whoever makes it; this
 * one has its time from outside, tells until when it is open, and leaves it to the pool whose question is the probe.
 */
import { growingRest } from '../resilience.ts'

/** Some span of wall-clock time. A clock set back ends it: nobody is kept away for days. */
export interface Span {
  readonly from: number
  readonly until: number
}

/** `half-open`: one question may go through, and its outcome decides. `failures` in a row, from 1. */
export type Breaker =
  | { readonly kind: 'closed' }
  | ({ readonly kind: 'open'; readonly failures: number } & Span)
  | { readonly kind: 'half-open'; readonly failures: number }

export const CLOSED: Breaker = { kind: 'closed' }

const FIRST_REST_MS = 2_000
const LONGEST_REST_MS = 60_000

/** What a breaker has become by `now`: an open one half-opens by time alone. */
export function breakerAt(breaker: Breaker, now: number): Breaker {
  if (breaker.kind !== 'open' || isWithin(breaker, now)) return breaker
  return { kind: 'half-open', failures: breaker.failures }
}

/** After one more failure in a row: open, each time twice as long. */
export function opened(breaker: Breaker, now: number): Breaker {
  const failures = breaker.kind === 'closed' ? 1 : breaker.failures + 1
  return { kind: 'open', failures, ...spanOf(now, restAfter(failures)) }
}

/** How long a source rests after so many failures in a row. */
export function restAfter(failures: number): number {
  return growingRest(failures, FIRST_REST_MS, LONGEST_REST_MS)
}

/** A span of `ms` that begins at `from`. */
export function spanOf(from: number, ms: number): Span {
  return { from, until: from + ms }
}

/** Whether a time lies in a span. */
export function isWithin(span: Span | null, now: number): boolean {
  return span !== null && now >= span.from && now < span.until
}
