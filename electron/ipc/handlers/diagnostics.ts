/** The requests about Tidemark itself, and about links. */
import type { DiagnosticsRequests } from '../../../shared/ipc/diagnostics.ts'
import type { LinkRequests } from '../../../shared/ipc/links.ts'
import type { DiagnosticsService } from '../../services/diagnostics-service.ts'
import { type LinkBox, readLink } from '../../services/link-box.ts'
import type { Handlers } from '../router-types.ts'

/** Builds their handlers. */
export function diagnosticsHandlers(
  diagnostics: DiagnosticsService,
  links: Pick<LinkBox, 'take'>,
): Pick<Handlers, keyof (DiagnosticsRequests & LinkRequests)> {
  return {
    'log.tail': async ({ limit }) => diagnostics.logTail(limit),
    'about.versions': async () => diagnostics.versions(),
    'data.wipePlan': async () => diagnostics.wipePlan(),
    'data.wipe': async ({ plan, confirm }) => diagnostics.setWipe(plan, confirm),
    'link.read': async ({ text }) => readLink(text),
    'link.take': async () => links.take(),
  }
}
