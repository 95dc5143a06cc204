/** What can be asked about keys before they are watched. */
import type { Network } from '../../shared/chain.ts'
import type { Watch } from '../../shared/ipc/contract.ts'
import type { DoctorReport, DoctorRequest, Preview, PreviewRequest } from '../../shared/ipc/doctor.ts'
import { createInlineDeriver } from '../engine/accounts/deriver.ts'
import { createDoctor, type DoctorOptions } from './doctor-service.ts'
import { createPreview } from './preview-service.ts'

export interface DoctorServices {
  readonly preview: (request: PreviewRequest, signal: AbortSignal) => Promise<Preview>
  /** Fails where this door may not ask the node. */
  readonly run: (request: DoctorRequest, signal: AbortSignal) => Promise<DoctorReport>
}

export interface DoctorServicesOptions {
  readonly network: Network
  readonly portfolio: { list(): readonly Watch[] }
  readonly models: Pick<DoctorOptions, 'watchedAmong'>
  readonly scan: DoctorOptions['scan']
}

/** A few addresses at a time are derived where they are asked for: in batches, so that nobody has to wait. */
export function createDoctorServices({
  network,
  portfolio,
  models,
  scan,
}: DoctorServicesOptions): DoctorServices {
  const deriver = createInlineDeriver()
  return {
    preview: createPreview(network, deriver),
    run: createDoctor({
      network,
      deriver,
      scan,
      watches: () => portfolio.list(),
      watchedAmong: (scripts) => models.watchedAmong(scripts),
    }),
  }
}
