/** The shapes behind every door: the router's call and the handlers it dispatches to. */

import type { Result } from '../../shared/errors.ts'
import type { RequestInput, RequestName, RequestOutput } from '../../shared/ipc/contract.ts'

/** Calls a request by name with untrusted input; never throws, every failure is a typed envelope. */
export interface Router {
  call(name: string, input: unknown, signal: AbortSignal): Promise<Result<unknown>>
}

/** One handler a request. Input has been validated; faults are thrown as `AppError` and mapped by the router. */
export type Handlers = {
  readonly [K in RequestName]: (input: RequestInput<K>, signal: AbortSignal) => Promise<RequestOutput<K>>
}
