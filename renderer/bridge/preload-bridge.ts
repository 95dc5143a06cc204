/** The bridge over the preload script's three functions. */
import type { Result } from '../../shared/errors.ts'
import type { EventName, Events } from '../../shared/ipc/contract.ts'
import { type Bridge, cancelledError, newCallId, unwrap } from './bridge.ts'

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
      const stops = [
        api.subscribe('store.changed', (payload) => listener({ name: 'store.changed', payload })),
        api.subscribe('status.changed', (payload) => listener({ name: 'status.changed', payload })),
        api.subscribe('scan.progress', (payload) => listener({ name: 'scan.progress', payload })),
        api.subscribe('notices.changed', (payload) => listener({ name: 'notices.changed', payload })),
        api.subscribe('menu.chosen', (payload) => listener({ name: 'menu.chosen', payload })),
      ]
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
