/** What a person can make the host do. Failures become notices; forms that show their own errors get them thrown. */
import type {
  AddRequest,
  AddResult,
  NodeSettingsInput,
  ProviderTest,
  TestStep,
} from '../../shared/ipc/contract.ts'
import type { Bridge } from '../bridge/bridge.ts'
import { t } from '../i18n/index.ts'
import { applySettings, type HostStore } from './host-store.ts'
import type { ViewStore } from './view-store.ts'

/** Shown to the person beside the work: an error, or that something is done. */
export interface Notices {
  readonly error: (error: unknown) => void
  /** A finished piece of work, in the catalogue's words. */
  readonly done: (text: string) => void
}

/** What the commands work on. */
export interface ActionsOptions {
  readonly bridge: Bridge
  readonly host: HostStore
  readonly view: ViewStore
  readonly notices: Notices
  readonly requestSnapshot: () => void
}

/** The commands by name. */
export type Actions = ReturnType<typeof createActions>

/** The commands over one bridge. */
export function createActions(options: ActionsOptions) {
  return { ...portfolioActions(options), ...refreshActions(options), ...settingsActions(options) }
}

function portfolioActions({ bridge, notices, view, requestSnapshot }: ActionsOptions) {
  return {
    /** Adds what it can and tells what it refused. Rejects with `IpcError`. */
    async add(request: AddRequest, signal: AbortSignal): Promise<AddResult> {
      const result = await bridge.call('portfolio.add', request, { signal })
      requestSnapshot()
      return result
    },
    async remove(watchId: number): Promise<void> {
      try {
        await bridge.call('portfolio.remove', { watchIds: [watchId] })
        if (view.getState().selected === watchId) view.setState({ selected: null })
        notices.done(t.notices.removed)
      } catch (error) {
        notices.error(error)
      }
      requestSnapshot()
    },
  }
}

function refreshActions({ bridge, notices, view, requestSnapshot }: ActionsOptions) {
  return {
    /** Brings everything to the tip; pressed again while it runs, nothing more happens. */
    async refreshAll(): Promise<void> {
      if (view.getState().refreshing) return
      const controller = new AbortController()
      view.setState({ refreshing: controller })
      try {
        await bridge.call('balance.read', { refresh: true }, { signal: controller.signal })
        notices.done(t.notices.refreshed)
      } catch (error) {
        if (!controller.signal.aborted) notices.error(error)
      }
      view.setState({ refreshing: null })
      requestSnapshot()
    },
    /** Gives the running refresh up. What was read until then stays. */
    cancelRefresh(): void {
      view.getState().refreshing?.abort()
    },
    async refreshOne(watchId: number, address: string): Promise<void> {
      const { refreshingOne } = view.getState()
      if (refreshingOne.has(watchId)) return
      view.setState({ refreshingOne: new Set(refreshingOne).add(watchId) })
      try {
        await bridge.call('balance.read', { addresses: [address], refresh: true })
      } catch (error) {
        notices.error(error)
      }
      const rest = new Set(view.getState().refreshingOne)
      rest.delete(watchId)
      view.setState({ refreshingOne: rest })
      requestSnapshot()
    },
  }
}

function settingsActions({ bridge, host, notices, requestSnapshot }: ActionsOptions) {
  return {
    async setOffline(offline: boolean): Promise<void> {
      try {
        applySettings(host, await bridge.call('settings.setOffline', { offline }))
      } catch (error) {
        notices.error(error)
      }
      requestSnapshot()
    },
    /** Rejects with `IpcError`, as the other settings do: their forms show it. */
    async setNode(input: NodeSettingsInput | null): Promise<void> {
      applySettings(host, await bridge.call('settings.setNode', input))
      requestSnapshot()
    },
    async setProviders(urls: readonly string[]): Promise<void> {
      const providers = urls.map((url) => ({ url, consent: true }))
      applySettings(host, await bridge.call('settings.setProviders', { providers }))
      requestSnapshot()
    },
    async setStaleAfter(blocks: number): Promise<void> {
      applySettings(host, await bridge.call('settings.setStaleAfter', { blocks }))
      requestSnapshot()
    },
    testNode(input: NodeSettingsInput, signal: AbortSignal): Promise<readonly TestStep[]> {
      return bridge.call('node.test', input, { signal })
    },
    testProvider(url: string, signal: AbortSignal): Promise<ProviderTest> {
      return bridge.call('provider.test', { url }, { signal })
    },
  }
}
