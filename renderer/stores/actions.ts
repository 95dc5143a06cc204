/** What a person can make the host do. Failures become notices; forms that show their own errors get them thrown. */
import type {
  AddRequest,
  AddResult,
  NodeSettingsInput,
  PoolSettings,
  PrivacyInput,
  ProviderInput,
  ProviderTest,
  RequestInput,
  RequestOutput,
  SettingsView,
  TestStep,
  Watch,
} from '../../shared/ipc/contract.ts'
import type { MovedFrom } from '../../shared/ipc/groups.ts'
import type { PriceSettings } from '../../shared/price-sources.ts'
import type { Bridge } from '../bridge/bridge.ts'
import { t } from '../i18n/index.ts'
import { applySettings, type HostStore } from './host-store.ts'
import type { ViewStore } from './view-store.ts'

/** Shown to the person beside the work: an error, or that something is done. */
export interface Notices {
  readonly error: (error: unknown) => void
  /** A finished piece of work, in the catalogue's words, and how to undo it. */
  readonly done: (text: string, undo?: () => Promise<void>) => void
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

/** Does it, and tells what went wrong instead of throwing. */
async function told(notices: Notices, work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (error) {
    notices.error(error)
  }
}

function portfolioActions({ bridge, notices, view, requestSnapshot }: ActionsOptions) {
  const moveBack = async (from: readonly MovedFrom[]): Promise<void> => {
    for (const { group, watchIds } of from) {
      // Where they were, they were allowed to be asked about.
      await bridge.call('portfolio.move', { watchIds, group, widen: true })
    }
    requestSnapshot()
  }
  return {
    /** Adds what it can and tells what it refused. Rejects with `IpcError`. */
    async add(request: AddRequest, signal: AbortSignal): Promise<AddResult> {
      const result = await bridge.call('portfolio.add', request, { signal })
      requestSnapshot()
      return result
    },
    /** Puts entries out of sight, or brings them back; either can be undone from the notice. */
    async archive(watchIds: readonly number[], archived: boolean): Promise<void> {
      const set = async (to: boolean): Promise<void> => {
        await bridge.call('portfolio.archive', { watchIds, archived: to })
        requestSnapshot()
      }
      await told(notices, async () => {
        await set(archived)
        view.setState({ picked: new Set() })
        notices.done(archived ? t('notices.archived') : t('notices.broughtBack'), () =>
          told(notices, () => set(!archived)),
        )
      })
    },
    /** Names an entry; the old name is a press away. */
    async rename(watch: Watch, label: string): Promise<void> {
      const set = async (to: string): Promise<void> => {
        if (watch.kind === 'address')
          await bridge.call('label.set', { type: 'addr', ref: watch.text, label: to })
        else await bridge.call('portfolio.add', { lines: [watch.text], label: to, atomic: true })
        requestSnapshot()
      }
      if (label === watch.label) return
      await told(notices, async () => {
        await set(label)
        notices.done(t('notices.renamed'), () => told(notices, () => set(watch.label)))
      })
    },
    /** Moves entries to another group ('' is none). Rejects with `IpcError`, for its form to show. */
    async move(watchIds: readonly number[], group: string, widen: boolean): Promise<void> {
      const { from } = await bridge.call('portfolio.move', { watchIds, group, ...(widen ? { widen } : {}) })
      view.setState({ picked: new Set() })
      requestSnapshot()
      notices.done(t('notices.moved'), () => told(notices, () => moveBack(from)))
    },
    async remove(watchId: number): Promise<void> {
      try {
        await bridge.call('portfolio.remove', { watchIds: [watchId] })
        const { selected, picked } = view.getState()
        view.setState({
          selected: selected === watchId ? null : selected,
          picked: new Set([...picked].filter((id) => id !== watchId)),
        })
        notices.done(t('notices.removed'))
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
