/**
 * Wrappers around anything that waits, each with the signature of what it wraps. None of them decides who is asked
 * next: the provider pool is the one owner of that. cockatiel serves where it needs no time of its own: its timers can
 * neither be cancelled at once nor run on another clock, so that those are ours.
 */

import { setTimeout as sleep } from 'node:timers/promises'
import { bulkhead } from 'cockatiel'
import { AppError } from '../../shared/errors.ts'
import { say } from '../../shared/said.ts'

/** Something that waits: any arguments, and the AbortSignal last. */
export type Waits<A extends readonly unknown[], T> = (...args: [...A, AbortSignal]) => Promise<T>

/** The error of a call that its caller gave up. */
export function cancelled(signal: AbortSignal): AppError {
  return new AppError('cancelled', say('cancelled'), { cause: signal.reason })
}

/** Throws `cancelled` once the signal is aborted. */
export function throwIfCancelled(signal: AbortSignal): void {
  if (signal.aborted) throw cancelled(signal)
}

/** Waits `ms`, or throws `cancelled` at once when the signal is aborted. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  try {
    await sleep(ms, undefined, { signal })
  } catch {
    throw cancelled(signal) // the timer rejects for no other reason
  }
}

/** Runs something once after `ms`, and gives back what calls that off: the system's timers, or a test's. */
export type After = (ms: number, run: () => void) => () => void

/** The system's timer. */
export const afterMs: After = (ms, run) => {
  const timer = setTimeout(run, ms)
  return () => clearTimeout(timer)
}

/**
 * Bounds a call: after `ms` its own signal is aborted and `onLate()` thrown, whether or not the call listens. An
 * abort from outside throws `cancelled` just as promptly. (cockatiel's timeout keeps real time only.)
 */
export function withDeadline<A extends readonly unknown[], T>(
  call: Waits<A, T>,
  ms: number,
  onLate: () => Error,
  after: After = afterMs,
): Waits<A, T> {
  return async (...all) => {
    const signal = signalOf(all)
    throwIfCancelled(signal)
    const args = all.slice(0, -1) as unknown as A // by the type of Waits everything before the signal is A
    const inner = new AbortController()
    const { promise: cut, reject } = Promise.withResolvers<never>()
    const end = (error: Error): void => {
      reject(error)
      inner.abort(error)
    }
    const leave = (): void => end(cancelled(signal))
    signal.addEventListener('abort', leave, { once: true })
    const callOff = after(ms, () => end(onLate()))
    try {
      return await Promise.race([call(...args, inner.signal), cut])
    } finally {
      callOff()
      signal.removeEventListener('abort', leave)
    }
  }
}

/** Repeats a call that failed with an error for which `when` holds: at most `times` more, `waitMs` apart. */
export function withRepeats<A extends readonly unknown[], T>(
  call: Waits<A, T>,
  { times, waitMs, when }: { times: number; waitMs: number; when: (error: unknown) => boolean },
): Waits<A, T> {
  return async (...all) => {
    for (let left = times; ; left--) {
      try {
        return await call(...all)
      } catch (error) {
        if (left <= 0 || !when(error)) throw error
        await pause(waitMs, signalOf(all))
      }
    }
  }
}

/** Lets at most `limit` calls run at a time; the others wait in the order they came. */
export function withLimit<A extends readonly unknown[], T>(call: Waits<A, T>, limit: number): Waits<A, T> {
  const policy = bulkhead(limit, Number.POSITIVE_INFINITY)
  return async (...all) => {
    const signal = signalOf(all)
    try {
      return await policy.execute(() => call(...all), signal)
    } catch (error) {
      throw signal.aborted ? cancelled(signal) : error
    }
  }
}

/** How long to rest after the `failures`th failure in a row (from 1): `firstMs`, doubling up to `maxMs`. */
export function growingRest(failures: number, firstMs: number, maxMs: number): number {
  return Math.min(maxMs, firstMs * 2 ** (failures - 1))
}

function signalOf(all: readonly unknown[]): AbortSignal {
  return all.at(-1) as AbortSignal // by the type of Waits the last argument is the signal
}
