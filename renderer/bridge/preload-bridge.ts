/** The bridge over the preload script's three functions. */
import type { Result } from '../../shared/errors.ts'
import type { EventName, Events } from '../../shared/ipc/contract.ts'
import { type Bridge, cancelledError, type HostEvent, newCallId, unwrap } from './bridge.ts'

/** What the preload script puts on `window.tidemark`. */
export interface PreloadApi {
  call(id: string, name: string, input: unknown): Promise<Result<unknown>>
  cancel(id: string): void
  subscribe<K extends EventName>(name: K, listener: (payload: Events[K]) => void): () => void
}

declare global {
  interface Window {
    readonly tidemark?: PreloadApi
  }
}

type Listener = (event: HostEvent) => void

/** How each event is heard: one that is left out does not compile. */
const HEAR: { readonly [K in EventName]: (api: PreloadApi, listener: Listener) => () => void } = {
  'store.changed': (api, tell) =>
    api.subscribe('store.changed', (payload) => tell({ name: 'store.changed', payload })),
  'status.changed': (api, tell) =>
    api.subscribe('status.changed', (payload) => tell({ name: 'status.changed', payload })),
  'scan.progress': (api, tell) =>
    api.subscribe('scan.progress', (payload) => tell({ name: 'scan.progress', payload })),
  'notices.changed': (api, tell) =>
    api.subscribe('notices.changed', (payload) => tell({ name: 'notices.changed', payload })),
  'menu.chosen': (api, tell) =>
    api.subscribe('menu.chosen', (payload) => tell({ name: 'menu.chosen', payload })),
  'view.changed': (api, tell) =>
    api.subscribe('view.changed', (payload) => tell({ name: 'view.changed', payload })),
  'link.opened': (api, tell) =>
    api.subscribe('link.opened', (payload) => tell({ name: 'link.opened', payload })),
}

/** The host lives in the same program: it is connected as long as this page is. */
export function createPreloadBridge(api: PreloadApi): Bridge {
  return {
    async call(name, input, options = {}) {
      const { signal } = options
      if (signal?.aborted) throw cancelledError()
      const id = newCallId()
      const onAbort = (): void => api.cancel(id)
      signal?.addEventListener('abort', onAbort, { once: true })
      try {
        return unwrap(await api.call(id, name, input))
      } finally {
        signal?.removeEventListener('abort', onAbort)
      }
    },
    subscribe(listener) {
      const stops = Object.values(HEAR).map((hear) => hear(api, listener))
      return () => {
        for (const stop of stops) stop()
      }
    },
    onConnection(listener) {
      listener('connected')
      return () => undefined
    },
  }
}
