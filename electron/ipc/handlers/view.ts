/** Requests about how things are shown. */
import type { ViewRequests } from '../../../shared/ipc/view.ts'
import type { ViewService } from '../../services/view-service.ts'
import type { Handlers } from '../router-types.ts'

/** They read and write the file; nothing else follows from them. */
export function viewHandlers(view: ViewService): Pick<Handlers, keyof ViewRequests> {
  return {
    'view.get': () => view.get(),
    'view.set': (input) => view.set(input),
  }
}
