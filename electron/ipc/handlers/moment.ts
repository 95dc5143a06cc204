/** The request about a past moment. */
import type { RequestOutput } from '../../../shared/ipc/contract.ts'
import type { MomentRequests } from '../../../shared/ipc/moment.ts'
import { createMomentService, type MomentServiceOptions } from '../../services/moment-service.ts'
import type { Handlers } from '../router-types.ts'

/** Builds the handler. `sync` brings the ledger to the node's tip, where the request lets others be asked. */
export function momentHandlers(
  options: MomentServiceOptions,
  sync: (signal: AbortSignal) => Promise<RequestOutput<'scan.sync'>>,
): Pick<Handlers, keyof MomentRequests> {
  const moments = createMomentService(options)
  return {
    'moment.read': async (request, signal) => {
      if (request.ask) await sync(signal)
      return moments.read(request, signal)
    },
    'moment.entry': ({ watchId, height }, signal) => moments.entry(watchId, height, signal),
  }
}
