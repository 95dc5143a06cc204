/** The request about giving out a list. */
import type { ListRequests } from '../../../shared/ipc/lists.ts'
import { createListExport, type ListExportOptions } from '../../services/list-export.ts'
import type { Handlers } from '../router-types.ts'

/** Builds the handler. */
export function listHandlers(options: ListExportOptions): Pick<Handlers, keyof ListRequests> {
  const make = createListExport(options)
  return { 'lists.export': (request, signal) => make(request, signal) }
}
