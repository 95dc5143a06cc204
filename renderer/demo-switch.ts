/** Which services the window shows: those over the host, or those over the demo while somebody looks around. */
import { createStore, type StoreApi } from 'zustand/vanilla'
import type { AppServices } from './app-context.ts'
import type { Bridge } from './bridge/bridge.ts'
import { createServices } from './services.ts'
import type { PrefsStore, SetView } from './stores/prefs-store.ts'

/** The services in use. */
export type ServicesStore = StoreApi<AppServices>

/** Starts with the host. The demo is fetched when it is wanted; leaving it shows the real portfolio as it was. */
export function createServicesStore(bridge: Bridge, prefs: PrefsStore, setPrefs: SetView): ServicesStore {
  let stop = (): void => undefined
  const leave = (): void => {
    stop()
    store.setState(real, true)
  }
  const start = async (): Promise<void> => {
    const { createDemoBridge } = await import('./demo/demo-bridge.ts')
    const made = createDemoBridge()
    const demo = createServices(made.bridge, { prefs, setPrefs, demo: { active: true, start, leave } })
    stop = () => {
      demo.stop()
      made.end()
    }
    store.setState(demo.services, true)
  }
  const real = createServices(bridge, { prefs, setPrefs, demo: { active: false, start, leave } }).services
  const store = createStore<AppServices>(() => real)
  return store
}
