/** What Tidemark noted, what it is made of, and the wish to have its data removed. */
import type { Network } from '../../shared/chain.ts'
import { AppError } from '../../shared/errors.ts'
import type { LogTail, Versions, WipePlan } from '../../shared/ipc/diagnostics.ts'
import { say } from '../../shared/said.ts'

/** The part of a log's file that is needed here. */
export interface LogToShow {
  readonly file: string
  tail(limit: number): LogTail['lines']
}

export interface DiagnosticsOptions {
  readonly network: Network
  /** Null where this door keeps none. */
  readonly log: LogToShow | null
  readonly versions: () => Versions
  /** Whether this door may have anything removed. */
  readonly writable: boolean
  readonly wipe: { readonly plan: () => WipePlan | null; readonly wish: (plan: WipePlan | null) => void }
}

export interface DiagnosticsService {
  logTail(limit: number): LogTail
  versions(): Versions
  wipePlan(): WipePlan | null
  /** Fails with `forbidden` where it may not, with `invalid_input` unless `confirm` is the network's name. */
  setWipe(plan: WipePlan | null, confirm: string): WipePlan | null
}

/** Builds the service. */
export function createDiagnosticsService({
  network,
  log,
  versions,
  writable,
  wipe,
}: DiagnosticsOptions): DiagnosticsService {
  return {
    logTail: (limit) => ({ lines: log?.tail(limit) ?? [], file: log?.file ?? null }),
    versions,
    wipePlan: wipe.plan,
    setWipe(plan, confirm) {
      if (!writable) throw new AppError('forbidden', say('wipe_forbidden'))
      if (plan !== null && confirm !== network)
        throw new AppError('invalid_input', say('wipe_confirm', { network }))
      wipe.wish(plan)
      return plan
    },
  }
}
