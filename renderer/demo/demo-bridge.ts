/** The demo behind the same interface as the real host: made-up data in memory, nobody is asked, nothing is stored. */
import { type Bridge, type HostEvent, unwrap } from '../bridge/bridge.ts'
import { createDemoHost } from './demo-host.ts'

/** How often the made-up node says that it is still there, ms. */
const HEARTBEAT_MS = 10_000

/** A bridge to a demo, and the way to end it. */
export function createDemoBridge(): { readonly bridge: Bridge; readonly end: () => void } {
  const host = createDemoHost()
  const timer = setInterval(() => {
    host.update((snapshot) => {
      const now = Date.now()
      const { node } = snapshot.status
      const status = {
        ...snapshot.status,
        tipHeardAt: now,
        ...(node.kind === 'ok' ? { node: { ...node, answeredAt: now } } : {}),
      }
      return { ...snapshot, status }
    })
  }, HEARTBEAT_MS)
  const bridge: Bridge = {
    call: async (name, input) => unwrap(await host.call(name, input)),
    // The demo emits the contract's events with the contract's payloads.
    subscribe: (listener) => host.subscribe((name, payload) => listener({ name, payload } as HostEvent)),
    onConnection: (listener) => {
      queueMicrotask(() => listener('connected'))
      return () => undefined
    },
  }
  return { bridge, end: () => clearInterval(timer) }
}
