/** What the providers did since the start. */
import type { SourceActivity, SourcesRequests } from '../../../shared/ipc/sources.ts'
import type { Handlers } from '../router-types.ts'

/** Builds the handlers. */
export function sourcesHandlers(activity: () => SourceActivity): Pick<Handlers, keyof SourcesRequests> {
  return { 'sources.activity': async () => activity() }
}
