/** The requests about imports and exports. */
import type { ImportRequests } from '../../../shared/ipc/imports.ts'
import type { ExportService } from '../../services/export-service.ts'
import type { ImportService } from '../../services/import-service.ts'
import type { Handlers } from '../router-types.ts'

/** Builds their handlers. */
export function importHandlers(
  imports: ImportService,
  exports: ExportService,
): Pick<Handlers, keyof ImportRequests> {
  return {
    'imports.preview': (file, signal) => imports.preview(file, signal),
    'imports.apply': (file, signal) => imports.apply(file, signal),
    'exports.make': async (request) => exports.make(request),
  }
}
