/** The shapes behind every door: the router's call, the handlers it dispatches to, and the event hub. */

import type { Result } from '../../shared/errors.ts'
import type {
  EventName,
  Events,
  RequestInput,
  RequestName,
  RequestOutput,
} from '../../shared/ipc/contract.ts'

/** Calls a request by name with untrusted input; never throws, every failure is a typed envelope. */
export interface Router {
  call(name: string, input: unknown, signal: AbortSignal): Promise<Result<unknown>>
}

/** One handler a request. Input has been validated; faults are thrown as `AppError` and mapped by the router. */
export type Handlers = {
  readonly [K in RequestName]: (input: RequestInput<K>, signal: AbortSignal) => Promise<RequestOutput<K>>
}

export type EventListener = <K extends EventName>(name: K, payload: Events[K]) => void

/** Where services announce and doors listen. Listeners must not throw. */
export interface EventHub {
  emit<K extends EventName>(name: K, payload: Events[K]): void
  subscribe(listener: EventListener): () => void
}
