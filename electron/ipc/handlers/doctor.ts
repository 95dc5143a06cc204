/** Requests about keys before they are watched, answered by their services. */
import type { DoctorRequests } from '../../../shared/ipc/doctor.ts'
import type { DoctorServices } from '../../services/doctor-services.ts'
import type { Handlers } from '../router-types.ts'

/** Builds the handlers. */
export function doctorHandlers({ preview, run }: DoctorServices): Pick<Handlers, keyof DoctorRequests> {
  return {
    'account.preview': (request, signal) => preview(request, signal),
    'doctor.run': (request, signal) => run(request, signal),
  }
}
