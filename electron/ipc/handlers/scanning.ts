/** Requests about the scanner's work beside the tip. */
import type { ScanningRequests } from '../../../shared/ipc/scanning.ts'
import type { HistoryService } from '../../services/history-service.ts'
import type { Handlers } from '../router-types.ts'

/** They are the history service's. */
export function scanningHandlers(history: HistoryService): Pick<Handlers, keyof ScanningRequests> {
  return {
    'scan.pause': ({ paused }) => history.pauseReading(paused),
    'history.pause': ({ paused }) => history.pause(paused),
  }
}
