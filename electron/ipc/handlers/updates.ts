/** The requests about newer versions. */
import type { UpdateRequests } from '../../../shared/ipc/updates.ts'
import type { UpdateService } from '../../services/update-service.ts'
import type { Handlers } from '../router-types.ts'

/** Builds their handlers. */
export function updateHandlers(updates: UpdateService): Pick<Handlers, keyof UpdateRequests> {
  return {
    'update.get': async () => updates.status(),
    'update.setConsent': ({ consent }) => updates.setConsent(consent),
    'update.check': (_, signal) => updates.check(signal),
    'update.download': (_, signal) => updates.download(signal),
    'update.install': async () => updates.install(),
  }
}
