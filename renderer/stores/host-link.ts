/**
 * Keeps the store true to the host: subscribes first, then takes a snapshot; takes another when facts changed;
 * patches progress in between. The order of replies and events is never relied on.
 */
import type { AppStatus } from '../../shared/ipc/contract.ts'
import type { Bridge, ConnectionState, HostEvent } from '../bridge/bridge.ts'
import { applyScan, applySnapshot, applyStatus, type HostStore } from './host-store.ts'
import { createRefresher } from './refresher.ts'
import { sameData } from './share-rows.ts'

/** Clock, pace and where a failing snapshot is told. Times in ms. */
export interface HostLinkOptions {
  readonly now: () => number
  /** At most one snapshot per this time. */
  readonly minGapMs: number
  /** After this long without a word the host is asked for its status. */
  readonly heartbeatMs: number
  readonly onError: (error: unknown) => void
}

/** The running link. */
export interface HostLink {
  /** Takes a snapshot soon: something was changed by a command. */
  readonly requestSnapshot: () => void
  readonly stop: () => void
}

/** Links bridge and store until stopped. */
export function linkHost(bridge: Bridge, store: HostStore, options: HostLinkOptions): HostLink {
  const { now } = options
  let afterReconnect = true
  let failed = false
  const refresher = createRefresher(
    async (signal) => {
      if (store.getState().connection !== 'connected') return
      try {
        const snapshot = await bridge.call('app.snapshot', {}, { signal })
        applySnapshot(store, snapshot, { now: now(), afterReconnect })
        afterReconnect = false
        failed = false
      } catch (error) {
        if (signal.aborted || store.getState().connection !== 'connected') return
        if (!failed) options.onError(error) // once; the heartbeat tries again
        failed = true
      }
    },
    options.minGapMs,
    now,
  )
  const onEvent = (event: HostEvent): void => {
    if (takeEvent(store, event, now())) refresher.request()
  }
  const onConnection = (connection: ConnectionState): void => {
    store.setState({ connection })
    if (connection !== 'connected') return
    afterReconnect = true
    refresher.request()
  }
  const stops = [
    bridge.subscribe(onEvent),
    bridge.onConnection(onConnection),
    startHeartbeat(bridge, store, options, { requestSnapshot: refresher.request, isDue: () => failed }),
    refresher.stop,
  ]
  return {
    requestSnapshot: refresher.request,
    stop() {
      for (const stop of stops) stop()
    },
  }
}

/** Patches the store with an event; true when a new snapshot is due. Events older than the snapshot are ignored. */
export function takeEvent(store: HostStore, event: HostEvent, now: number): boolean {
  if (isOfWindow(event)) return false
  const { snapshot } = store.getState()
  const { revision } = event.payload
  if (!snapshot) return true // the first snapshot, still on its way, may have been taken before this
  if (event.name === 'store.changed') return revision > snapshot.revision
  if (revision < snapshot.revision) return false
  if (event.name === 'scan.progress') {
    applyScan(store, event.payload.scan, now)
    return revision > snapshot.revision
  }
  applyStatus(store, event.payload.status, now)
  return revision > snapshot.revision || movesReadings(snapshot.status, event.payload.status)
}

const OF_WINDOW = ['menu.chosen', 'view.changed', 'link.opened', 'notices.changed'] as const
/** Events that are the window's matter, not the snapshot's: see services.ts. */
type WindowEvent = Extract<HostEvent, { readonly name: (typeof OF_WINDOW)[number] }>

function isOfWindow(event: HostEvent): event is WindowEvent {
  return OF_WINDOW.some((name) => name === event.name)
}

/** Whether readings may have changed with the status: their freshness depends on node, providers, tip and ledger. */
export function movesReadings(before: AppStatus, after: AppStatus): boolean {
  return !sameData(essence(before), essence(after))
}

function essence(status: AppStatus): unknown {
  const { node, tip, ledger, offline, providers, staleAfterBlocks } = status
  return {
    node: node.kind === 'problem' ? node.problem : node.kind,
    initialDownload: node.kind === 'ok' && node.initialDownload,
    tip: tip?.hash ?? tip?.height ?? null,
    ledger: ledger?.hash ?? null,
    offline,
    staleAfterBlocks,
    providers: providers.map(({ id, state, lastSuccessAt }) => [id, state, lastSuccessAt]),
  }
}

/** Asks for the status when the host has been silent, so that nothing on the screen ages unnoticed. */
function startHeartbeat(
  bridge: Bridge,
  store: HostStore,
  { now, heartbeatMs }: HostLinkOptions,
  snapshots: { readonly requestSnapshot: () => void; readonly isDue: () => boolean },
): () => void {
  const stopped = new AbortController()
  const beat = async (): Promise<void> => {
    const { connection, snapshot, heardAt } = store.getState()
    if (connection !== 'connected') return
    if (snapshots.isDue()) snapshots.requestSnapshot()
    if (!snapshot || heardAt === null) return
    if (now() - heardAt < heartbeatMs && now() >= heardAt) return
    const signal = AbortSignal.any([stopped.signal, AbortSignal.timeout(heartbeatMs)])
    const status = await bridge.call('status.get', {}, { signal })
    const before = store.getState().snapshot?.status ?? status
    applyStatus(store, status, now())
    if (movesReadings(before, status)) snapshots.requestSnapshot()
  }
  const timer = setInterval(() => {
    // A silent host is not an error of its own: nothing is heard, and what is shown ages by the clock.
    beat().catch(() => undefined)
  }, heartbeatMs)
  return () => {
    stopped.abort()
    clearInterval(timer)
  }
}
