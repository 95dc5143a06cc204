/** All the renderer gets of the outside: three functions. No Electron object and no event object passes through. */
import { contextBridge, ipcRenderer } from 'electron'
import { CHANNELS } from './ipc/channels.ts'

/** `window.tidemark`. The renderer types it by the contract; here it is untyped data on its way. */
export interface PreloadApi {
  /** Resolves with the router's envelope. `id` is the caller's own, to cancel by. */
  call(id: string, name: string, input: unknown): Promise<unknown>
  cancel(id: string): void
  /** Calls back with each payload of that event; returns how to stop. */
  subscribe(name: string, callback: (payload: unknown) => void): () => void
}

const api: PreloadApi = {
  call: (id, name, input) => ipcRenderer.invoke(CHANNELS.call, id, name, input),
  cancel: (id) => ipcRenderer.send(CHANNELS.cancel, id),
  subscribe(name, callback) {
    const listener = (_event: unknown, eventName: unknown, payload: unknown): void => {
      if (eventName === name) callback(payload)
    }
    ipcRenderer.on(CHANNELS.event, listener)
    return () => {
      ipcRenderer.off(CHANNELS.event, listener)
    }
  },
}

contextBridge.exposeInMainWorld('tidemark', Object.freeze(api))
