/** What every component can reach: the two stores, the commands and the bridge. */
import { createContext, use } from 'react'
import { useStore } from 'zustand'
import type { AppSnapshot } from '../shared/ipc/contract.ts'
import type { ViewSettings } from '../shared/view.ts'
import type { Bridge } from './bridge/bridge.ts'
import type { Actions, Notices } from './stores/actions.ts'
import { useClock } from './stores/clock.ts'
import type { HostState, HostStore } from './stores/host-store.ts'
import type { PrefsStore, SetView } from './stores/prefs-store.ts'
import type { RowsLink, RowsState, RowsStore } from './stores/rows-store.ts'
import type { FreshnessContext } from './stores/shown-freshness.ts'
import type { ViewState, ViewStore } from './stores/view-store.ts'

/** The stores, the commands and the bridge of one window. */
export interface AppServices {
  readonly bridge: Bridge
  readonly host: HostStore
  readonly view: ViewStore
  readonly rows: RowsStore
  readonly rowsLink: RowsLink
  readonly prefs: PrefsStore
  readonly setPrefs: SetView
  readonly actions: Actions
  readonly notices: Notices
  readonly demo: Demo
}

/** Looking around in made-up data, and the way back. */
export interface Demo {
  readonly active: boolean
  readonly start: () => Promise<void>
  readonly leave: () => void
}

/** Carries the services to every component; null outside of an app. */
export const AppContext = createContext<AppServices | null>(null)

/** The services of the app around. */
export function useApp(): AppServices {
  const services = use(AppContext)
  if (!services) throw new Error('no AppContext around this component')
  return services
}

/** A part of what the host said. */
export function useHost<T>(select: (state: HostState) => T): T {
  return useStore(useApp().host, select)
}

/** A part of the snapshot; only below the place that waits for the first one. */
export function useSnapshot<T>(select: (snapshot: AppSnapshot) => T): T {
  return useHost(({ snapshot }) => {
    if (!snapshot) throw new Error('no snapshot yet')
    return select(snapshot)
  })
}

/** A part of the rows that are at hand. */
export function useRows<T>(select: (rows: RowsState) => T): T {
  return useStore(useApp().rows, select)
}

/** A part of what the person is looking at. */
export function useView<T>(select: (state: ViewState) => T): T {
  return useStore(useApp().view, select)
}

/** A part of how the person wants things shown. */
export function usePrefs<T>(select: (prefs: ViewSettings) => T): T {
  return useStore(useApp().prefs, select)
}

/** A text that depends on status, connection and the time; draws again only when it changes. */
export function useFresh<T extends string | number | boolean | null>(
  derive: (context: FreshnessContext) => T,
): T {
  const status = useSnapshot((snapshot) => snapshot.status)
  const connected = useHost(({ connection }) => connection === 'connected')
  return useClock((now) => derive({ status, connected, now }))
}
