/** What a person can make the host do. Failures become notices; forms that show their own errors get them thrown. */
import type {
  NodeSettingsInput,
  PoolSettings,
  PrivacyInput,
  ProviderInput,
  ProviderTest,
  RequestInput,
  RequestOutput,
  SettingsView,
  TestStep,
} from '../../shared/ipc/contract.ts'
import type { PriceSettings } from '../../shared/price-sources.ts'
import type { Bridge } from '../bridge/bridge.ts'
import { t } from '../i18n/index.ts'
import { applySettings, type HostStore } from './host-store.ts'
import { portfolioActions } from './portfolio-actions.ts'
import type { ViewStore } from './view-store.ts'

/** Shown to the person beside the work: an error, or that something is done. */
export interface Notices {
  readonly error: (error: unknown) => void
  /** A finished piece of work, in the catalogue's words, and how to undo it. */
  readonly done: (text: string, undo?: () => Promise<void>) => void
  /** Does what `done` will tell with its undo. Whoever takes the newest change back meanwhile takes back this one. */
  readonly change: <T>(work: () => Promise<T>) => Promise<T>
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
  return {
    ...portfolioActions(options),
    ...refreshActions(options),
    ...settingsActions(options),
    /** Something was stored in another way: what is shown follows soon. */
    requestSnapshot: options.requestSnapshot,
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
        notices.done(t('notices.refreshed'))
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
  /** Shows the settings that a change resulted in. */
  async function put(changed: Promise<SettingsView>): Promise<SettingsView> {
    const settings = await changed
    applySettings(host, settings)
    requestSnapshot()
    return settings
  }
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
    setNode: (input: NodeSettingsInput | null) => put(bridge.call('settings.setNode', input)),
    setProviders: (providers: readonly ProviderInput[]) =>
      put(bridge.call('settings.setProviders', { providers })),
    setPool: (pool: PoolSettings) => put(bridge.call('settings.setPool', pool)),
    setPrivacy: (privacy: PrivacyInput) => put(bridge.call('settings.setPrivacy', privacy)),
    setProxy: (url: string | null) => put(bridge.call('settings.setProxy', { url })),
    setPrices: (prices: PriceSettings) => put(bridge.call('settings.setPrices', prices)),
    setStaleAfter: (blocks: number) => put(bridge.call('settings.setStaleAfter', { blocks })),
    testNode(input: NodeSettingsInput, signal: AbortSignal): Promise<readonly TestStep[]> {
      return bridge.call('node.test', input, { signal })
    },
    /** A login that can only watch; nothing of it is kept. Rejects with `IpcError`. */
    makeNodeLogin(user: string, signal: AbortSignal): Promise<RequestOutput<'node.login'>> {
      return bridge.call('node.login', { user }, { signal })
    },
    testProvider(input: RequestInput<'provider.test'>, signal: AbortSignal): Promise<ProviderTest> {
      return bridge.call('provider.test', input, { signal })
    },
    /** Whether there was a certificate to forget. */
    async forgetPin(id: string): Promise<boolean> {
      return (await bridge.call('provider.forgetPin', { id })).forgotten
    },
    /** Where the key is kept now; null forgets it. Rejects with `IpcError`. */
    async setProviderKey(id: string, key: string | null): Promise<RequestOutput<'provider.setKey'>['kept']> {
      return (await bridge.call('provider.setKey', { id, key })).kept
    },
  }
}
