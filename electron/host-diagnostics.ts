/** What Tidemark says about itself: put together for both kinds of host. */
import type { Network } from '../shared/chain.ts'
import type { Clock } from './engine/ports.ts'
import {
  createDiagnosticsService,
  type DiagnosticsService,
  type LogToShow,
} from './services/diagnostics-service.ts'
import { versionsOf } from './services/versions.ts'
import { sqliteVersion } from './store/sqlite.ts'
import { wipePlan, wishWipe } from './store/wipe.ts'

export interface DiagnosticsParts {
  readonly network: Network
  readonly dataDir: string
  readonly clock: Clock
  readonly version: string
  readonly writable: boolean
  readonly logFile: LogToShow | null
}

/** Builds the service. */
export function diagnosticsServices({
  network,
  dataDir,
  clock,
  version,
  writable,
  logFile,
}: DiagnosticsParts): DiagnosticsService {
  return createDiagnosticsService({
    network,
    log: logFile,
    writable,
    versions: () => versionsOf(version, sqliteVersion()),
    wipe: {
      plan: () => wipePlan(dataDir),
      wish: (plan) => wishWipe(dataDir, plan, clock.now()),
    },
  })
}
