/**
 * What servers say unasked, for all protocols: a hint to look again and nothing else. Listening is no question, so
 * that nobody waits for it and the pool does not repeat it: it goes on by itself, ever more rarely where it fails.
 */
import { AppError } from '../../shared/errors.ts'
import { growingRest, pause } from './resilience.ts'

/** How patient listening is. */
export interface ListeningTimes {
  /** Rest after a first failure; it doubles with each further one. */
  readonly firstRestMs: number
  readonly maxRestMs: number
  /** A connection that lasted so long was a good one: its end counts as a first failure. */
  readonly steadyMs: number
  /** Longest silence before the server must show that it is there. */
  readonly pingMs: number
  /** Hints come at most this often. */
  readonly hintMs: number
}

export const LISTENING_TIMES: ListeningTimes = {
  firstRestMs: 5_000,
  maxRestMs: 3_600_000,
  steadyMs: 300_000,
  pingMs: 30_000,
  hintMs: 1_000,
}

/**
 * Runs `listen` again and again until `signal` is aborted, and resolves then. `listen` ends, or rejects with an
 * AppError, when its connection is gone; any other error is a fault of ours and is thrown.
 */
export async function keepListening(
  listen: (signal: AbortSignal) => Promise<void>,
  { firstRestMs, maxRestMs, steadyMs }: ListeningTimes,
  signal: AbortSignal,
): Promise<void> {
  let failures = 0
  while (!signal.aborted) {
    const startedAt = performance.now()
    await orEnded(listen(signal))
    failures = performance.now() - startedAt < steadyMs ? failures + 1 : 1
    if (!signal.aborted) await orEnded(pause(growingRest(failures, firstRestMs, maxRestMs), signal))
  }
}

/** For a server that has nothing to listen to: resolves when `signal` is aborted. */
export function forEver(signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  signal.addEventListener('abort', () => resolve(), { once: true })
  if (signal.aborted) resolve()
  return promise
}

/** Silent: that there is no push, or none any more, changes no answer. */
async function orEnded(waiting: Promise<void>): Promise<void> {
  try {
    await waiting
  } catch (error) {
    if (!(error instanceof AppError)) throw error
  }
}

/** The same hint at most once in `ms`: those that come earlier are one at the end of it. None once `signal` is aborted. */
export function calmed(onHint: () => void, ms: number, signal: AbortSignal): () => void {
  let resting = false
  let missed = false
  const hint = (): void => {
    if (signal.aborted) return
    missed = resting
    if (resting) return
    resting = true
    setTimeout(rested, ms).unref()
    onHint()
  }
  const rested = (): void => {
    resting = false
    if (missed) hint()
  }
  return hint
}
