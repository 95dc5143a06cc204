/** What the host last said, and whether it can still be heard. State and thin setters; rules in `host-link.ts`. */
import { createStore, type StoreApi } from 'zustand/vanilla'
import type { AppSnapshot, AppStatus, ScanStatus, SettingsView } from '../../shared/ipc/contract.ts'
import type { ConnectionState } from '../bridge/bridge.ts'

/** The host as last heard. */
export interface HostState {
  readonly connection: 'connecting' | ConnectionState
  /** Null until the first snapshot. Kept when the connection is lost: what is shown is dated then. */
  readonly snapshot: AppSnapshot | null
  /** When the host was last heard, ms since 1970. */
  readonly heardAt: number | null
  /** Moves with every snapshot that was taken over: readings may be others then, also where no fact is (a node came back). */
  readonly snapshots: number
  /** Notices that nobody looked at yet. */
  readonly unseen: number
  /** Moves when the list of notices is another. */
  readonly noticesSeen: number
}

/** Usable without React, as in tests. */
export type HostStore = StoreApi<HostState>

/** A store that knows nothing yet. */
export function createHostStore(): HostStore {
  return createStore<HostState>(() => ({
    connection: 'connecting',
    snapshot: null,
    heardAt: null,
    snapshots: 0,
    unseen: 0,
    noticesSeen: 0,
  }))
}

/** Takes a snapshot over. An older revision than the one shown is dropped, unless `afterReconnect`: the host may be another one. */
export function applySnapshot(
  store: HostStore,
  next: AppSnapshot,
  { now, afterReconnect }: { readonly now: number; readonly afterReconnect: boolean },
): void {
  const { snapshot, snapshots } = store.getState()
  if (snapshot && !afterReconnect && next.revision < snapshot.revision) return
  store.setState({ snapshot: next, heardAt: now, snapshots: snapshots + 1 })
}

/** Replaces the status. */
export function applyStatus(store: HostStore, status: AppStatus, now: number): void {
  const { snapshot } = store.getState()
  if (snapshot) store.setState({ snapshot: { ...snapshot, status }, heardAt: now })
}

/** Replaces the scan's progress. */
export function applyScan(store: HostStore, scan: ScanStatus, now: number): void {
  const { snapshot } = store.getState()
  if (snapshot) applyStatus(store, { ...snapshot.status, scan }, now)
}

/** Replaces the settings, as a settings request returned them. */
export function applySettings(store: HostStore, settings: SettingsView): void {
  const { snapshot } = store.getState()
  if (snapshot) store.setState({ snapshot: { ...snapshot, settings } })
}
