/** The few requests that the API makes of the host, with their contract's types. */
import type { Result } from '../../../shared/errors.ts'
import type { RequestInput, RequestName, RequestOutput } from '../../../shared/ipc/contract.ts'
import type { Router } from '../../ipc/router-types.ts'

/** Reading requests only: nothing here may make Tidemark ask a provider or change anything. */
type Reading = Extract<RequestName, 'balance.read' | 'balance.at' | 'status.get'>

/** Calls the router. Its handlers give the contract's outputs. */
export function callHost<K extends Reading>(
  router: Router,
  name: K,
  input: RequestInput<K>,
  signal: AbortSignal,
): Promise<Result<RequestOutput<K>>> {
  return router.call(name, input, signal) as Promise<Result<RequestOutput<K>>> // as `Handlers` says for this name
}
