/** The app over its host, or over the demo while somebody looks around. */
import { CSPProvider } from '@base-ui/react/csp-provider'
import { useCallback, useMemo, useRef, useState } from 'react'
import { App } from './app.tsx'
import { AppContext, type AppServices } from './app-context.ts'
import type { Bridge } from './bridge/bridge.ts'
import { createServices } from './services.ts'
import type { PrefsStore, SetView } from './stores/prefs-store.ts'

interface RootProps {
  readonly bridge: Bridge
  readonly prefs: PrefsStore
  readonly setPrefs: SetView
}

/** The demo is fetched when it is wanted; leaving it shows the real portfolio as it was. */
export function Root({ bridge, prefs, setPrefs }: RootProps) {
  const [demo, setDemo] = useState<AppServices | null>(null)
  const stop = useRef<() => void>(() => undefined)
  const leave = useCallback(() => {
    stop.current()
    setDemo(null)
  }, [])
  const start = useCallback(async () => {
    const { createDemoBridge } = await import('./demo/demo-bridge.ts')
    const made = createDemoBridge()
    const own = createServices(made.bridge, { prefs, setPrefs, demo: { active: true, start, leave } })
    stop.current = () => {
      own.stop()
      made.end()
    }
    setDemo(own.services)
  }, [prefs, setPrefs, leave])
  const real = useMemo(
    () => createServices(bridge, { prefs, setPrefs, demo: { active: false, start, leave } }).services,
    [bridge, prefs, setPrefs, start, leave],
  )
  return (
    <CSPProvider disableStyleElements>
      <AppContext value={demo ?? real}>
        <App key={demo === null ? 'real' : 'demo'} />
      </AppContext>
    </CSPProvider>
  )
}
