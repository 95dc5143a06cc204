/**
 * What BlockCypher says of the requests that are left. The count is in a header of every reply, good or bad (it goes
 * below zero), and starts anew with the hour (UTC); the number is per caller, whatever was asked.
 */

import type { Dispatcher } from 'undici'
import { say } from '../../shared/said.ts'
import type { Clock } from '../engine/ports.ts'
import { ProviderError } from '../engine/provider-error.ts'

const HEADER = 'x-ratelimit-remaining'
const HOUR_MS = 3_600_000

/** The requests that are left in this hour, as far as the replies tell. */
export interface RequestBudget {
  /** Sends through the dispatcher that was given and reads the header of each reply. */
  readonly dispatcher: Dispatcher
  /** Throws `refused` with the time until the hour is over once nothing is left: the request is not sent. */
  throwIfSpent(): void
  /** A refusal that names no time gets the time until the hour is over, if nothing is left. Others stay as they are. */
  dated(error: unknown): unknown
}

/** Watches the replies that come through `dispatcher`. */
export function watchBudget(dispatcher: Dispatcher, clock: Clock): RequestBudget {
  /** The hour since 1970 in which nothing was left. A clock that is set back or forth makes it another hour. */
  let spentHour: number | null = null
  const heard = (header: string | string[] | undefined): void => {
    const text = String(header)
    if (/^-?\d{1,9}$/.test(text)) spentHour = Number(text) <= 0 ? hourOf(clock) : null
  }
  const isSpent = (): boolean => spentHour === hourOf(clock)
  const untilNextHour = (): number => HOUR_MS - (clock.now() % HOUR_MS)
  return {
    dispatcher: dispatcher.compose(
      (dispatch) => (options, handler) => dispatch(options, listening(handler, heard)),
    ),
    throwIfSpent: () => {
      if (isSpent()) throw spent(untilNextHour())
    },
    dated: (error) => {
      if (!(error instanceof ProviderError) || error.problem !== 'refused') return error
      return error.retryAfterMs === null && isSpent() ? spent(untilNextHour(), error) : error
    },
  }
}

function hourOf(clock: Clock): number {
  return Math.floor(clock.now() / HOUR_MS)
}

function spent(retryAfterMs: number, cause?: unknown): ProviderError {
  return new ProviderError('refused', say('reply_hour_used_up'), { retryAfterMs, cause })
}

/** The same handler, with `heard` told of the header. Optional methods that it lacks stay absent. */
function listening(
  handler: Dispatcher.DispatchHandler,
  heard: (header: string | string[] | undefined) => void,
): Dispatcher.DispatchHandler {
  return new Proxy(handler, {
    get: (target, name) => {
      const value: unknown = Reflect.get(target, name, target)
      if (typeof value !== 'function') return value
      if (name !== 'onResponseStart') return value.bind(target)
      const onResponseStart: NonNullable<Dispatcher.DispatchHandler['onResponseStart']> = (
        controller,
        status,
        headers,
        text,
      ) => {
        heard(headers[HEADER])
        target.onResponseStart?.(controller, status, headers, text)
      }
      return onResponseStart
    },
  })
}
