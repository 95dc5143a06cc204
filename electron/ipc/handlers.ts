/** Every request of the contract, answered by a service. No logic of its own. */

import type { RequestInput, RequestOutput } from '../../shared/ipc/contract.ts'
import type { AppState } from '../services/app-state.ts'
import type { BalanceService } from '../services/balance-service.ts'
import type { PortfolioService } from '../services/portfolio-service.ts'
import type { SettingsService } from '../services/settings-service.ts'
import type { Handlers } from './router-types.ts'

export interface HandlerServices {
  readonly state: AppState
  readonly portfolio: PortfolioService
  readonly balances: BalanceService
  readonly settings: SettingsService
  /** To the node's tip; fails where this door may only read. */
  readonly sync: (signal: AbortSignal) => Promise<RequestOutput<'scan.sync'>>
  readonly testProvider: (
    input: RequestInput<'provider.test'>,
    signal: AbortSignal,
  ) => Promise<RequestOutput<'provider.test'>>
  /** Whether there was one. */
  readonly forgetPin: (providerId: string) => Promise<boolean>
  readonly testNode: (
    input: RequestInput<'node.test'>,
    signal: AbortSignal,
  ) => Promise<RequestOutput<'node.test'>>
}

/** Builds the handlers. */
export function createHandlers({
  state,
  portfolio,
  balances,
  settings,
  sync,
  testNode,
  testProvider,
  forgetPin,
}: HandlerServices): Handlers {
  return {
    'app.snapshot': async () => state.snapshot(),
    'portfolio.add': (input) => portfolio.add(input),
    'portfolio.remove': async ({ watchIds }) => ({ removed: await portfolio.remove(watchIds) }),
    'portfolio.list': async () => portfolio.list(),
    'balance.read': async ({ addresses, refresh }, signal) => {
      const scripts = addresses === undefined ? portfolio.scripts() : portfolio.scriptsOf(addresses)
      if (!refresh) return balances.read(scripts)
      await sync(signal)
      const report = await balances.refresh(scripts, 'all', signal)
      state.readingsChanged()
      return report
    },
    'address.detail': async ({ watchId }) => state.detail(watchId),
    'status.get': async () => state.status(),
    'scan.sync': (_, signal) => sync(signal),
    'settings.get': async () => settings.view(),
    'settings.setNode': async (input) => {
      await settings.setNode(input)
      return settings.view()
    },
    'settings.setProviders': async ({ providers }) => {
      await settings.setProviders(providers)
      return settings.view()
    },
    'settings.setPool': async (pool) => {
      await settings.setPool(pool)
      return settings.view()
    },
    'settings.setPrivacy': async (privacy) => {
      await settings.setPrivacy(privacy)
      return settings.view()
    },
    'settings.setProxy': async ({ url }) => {
      await settings.setProxy(url)
      return settings.view()
    },
    'settings.setOffline': async ({ offline }) => {
      await settings.setOffline(offline)
      return settings.view()
    },
    'settings.setStaleAfter': async ({ blocks }) => {
      await settings.setStaleAfter(blocks)
      return settings.view()
    },
    'node.test': (input, signal) => testNode(input, signal),
    'provider.test': (input, signal) => testProvider(input, signal),
    'provider.forgetPin': async ({ id }) => ({ forgotten: await forgetPin(id) }),
  }
}
