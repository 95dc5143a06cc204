/** Every request of the contract, answered by a service. No logic of its own. */

import type { RequestInput, RequestOutput } from '../../shared/ipc/contract.ts'
import type { AccountService } from '../services/account-service.ts'
import type { AppState } from '../services/app-state.ts'
import type { BalanceAtService } from '../services/balance-at-service.ts'
import type { BalanceService } from '../services/balance-service.ts'
import type { CrossCheckService } from '../services/cross-check-service.ts'
import type { DiagnosticsService } from '../services/diagnostics-service.ts'
import type { DoctorServices } from '../services/doctor-services.ts'
import type { ExportService } from '../services/export-service.ts'
import type { HistoryService } from '../services/history-service.ts'
import type { ImportService } from '../services/import-service.ts'
import type { LinkBox } from '../services/link-box.ts'
import { createMomentService } from '../services/moment-service.ts'
import type { PortfolioService } from '../services/portfolio-service.ts'
import type { PortfolioTable } from '../services/portfolio-table.ts'
import type { PriceService } from '../services/price-service.ts'
import type { SettingsService } from '../services/settings-service.ts'
import type { UpdateService } from '../services/update-service.ts'
import type { ViewService } from '../services/view-service.ts'
import { accountHandlers } from './handlers/accounts.ts'
import { diagnosticsHandlers } from './handlers/diagnostics.ts'
import { doctorHandlers } from './handlers/doctor.ts'
import { importHandlers } from './handlers/imports.ts'
import { type LabelServices, labelHandlers } from './handlers/labels.ts'
import { listHandlers } from './handlers/lists.ts'
import { momentHandlers } from './handlers/moment.ts'
import { type FindNodes, nodeFindHandlers } from './handlers/node-find.ts'
import { type MakeNodeLogin, nodeLoginHandlers } from './handlers/node-login.ts'
import { type NoticeAnswers, noticeHandlers } from './handlers/notices.ts'
import { priceHandlers } from './handlers/prices.ts'
import { rowsHandlers } from './handlers/rows.ts'
import { scanningHandlers } from './handlers/scanning.ts'
import { sourcesHandlers } from './handlers/sources.ts'
import { createTimeHandlers, type TimeServices } from './handlers/time.ts'
import { updateHandlers } from './handlers/updates.ts'
import { viewHandlers } from './handlers/view.ts'
import type { Handlers } from './router-types.ts'

export interface HandlerServices {
  readonly time: TimeServices
  readonly state: AppState
  readonly portfolio: PortfolioService
  readonly table: PortfolioTable
  readonly accounts: AccountService
  readonly balances: BalanceService
  readonly balancesAt: BalanceAtService
  readonly crossChecks: Pick<CrossCheckService, 'run' | 'latest'>
  readonly history: HistoryService
  readonly checkLedger: (signal: AbortSignal) => Promise<RequestOutput<'ledger.check'>>
  readonly settings: SettingsService
  readonly prices: PriceService
  readonly view: ViewService
  readonly findNodes: FindNodes
  readonly makeNodeLogin: MakeNodeLogin
  readonly words: LabelServices
  readonly imports: ImportService
  readonly exports: ExportService
  readonly doctor: DoctorServices
  readonly notices: NoticeAnswers
  readonly activity: () => RequestOutput<'sources.activity'>
  readonly diagnostics: DiagnosticsService
  readonly links: Pick<LinkBox, 'take'>
  readonly updates: UpdateService
  /** To the node's tip; fails where this door may only read. */
  readonly sync: (signal: AbortSignal) => Promise<RequestOutput<'scan.sync'>>
  readonly testProvider: (
    input: RequestInput<'provider.test'>,
    signal: AbortSignal,
  ) => Promise<RequestOutput<'provider.test'>>
  /** Whether there was one. */
  readonly forgetPin: (providerId: string) => Promise<boolean>
  readonly setProviderKey: (
    input: RequestInput<'provider.setKey'>,
  ) => Promise<RequestOutput<'provider.setKey'>['kept']>
  readonly testNode: (
    input: RequestInput<'node.test'>,
    signal: AbortSignal,
  ) => Promise<RequestOutput<'node.test'>>
}

/** Builds the handlers. */
export function createHandlers({
  time,
  state,
  portfolio,
  table,
  accounts,
  balances,
  balancesAt,
  crossChecks,
  history,
  checkLedger,
  settings,
  prices,
  view,
  findNodes,
  makeNodeLogin,
  words,
  imports,
  exports,
  doctor,
  notices,
  activity,
  diagnostics,
  links,
  updates,
  sync,
  testNode,
  testProvider,
  forgetPin,
  setProviderKey,
}: HandlerServices): Handlers {
  return {
    ...priceHandlers(prices, settings),
    ...scanningHandlers(history),
    ...rowsHandlers(table),
    ...viewHandlers(view),
    ...nodeFindHandlers(findNodes),
    ...nodeLoginHandlers(makeNodeLogin),
    ...createTimeHandlers(time),
    ...labelHandlers(words),
    ...accountHandlers(accounts),
    ...importHandlers(imports, exports),
    ...listHandlers({
      table,
      state,
      moments: createMomentService({ portfolio, balancesAt }),
      transactions: time.transactions,
      portfolio,
      labels: words.labels,
      prices,
    }),
    ...doctorHandlers(doctor),
    ...noticeHandlers(notices),
    ...sourcesHandlers(activity),
    ...momentHandlers({ portfolio, balancesAt }, sync),
    ...diagnosticsHandlers(diagnostics, links),
    ...updateHandlers(updates),
    'app.snapshot': async () => state.snapshot(),
    'portfolio.add': async (input) => {
      words.labels.refuseSecrets([input.label, input.group])
      return portfolio.add(input)
    },
    'portfolio.remove': async ({ watchIds }) => ({ removed: await portfolio.remove(watchIds) }),
    'portfolio.archive': async ({ watchIds, archived }) => ({
      changed: await portfolio.archive(watchIds, archived),
    }),
    'portfolio.list': async () => portfolio.list(),
    'balance.read': async ({ refresh, ...which }, signal) => {
      const entries = portfolio.entriesToRead(which)
      if (!refresh) return balances.read(entries)
      await sync(signal)
      const report = await balances.refresh(entries, 'all', signal)
      state.readingsChanged()
      return report
    },
    'balance.at': async ({ height, ask, ...which }, signal) => {
      const entries = portfolio.entriesToRead(which)
      if (ask) await sync(signal)
      return balancesAt.read(entries, height, ask, signal)
    },
    'address.detail': async ({ watchId }) => state.detail(watchId),
    'disclosures.list': async ({ address }) => state.disclosures(address),
    'crosscheck.run': async ({ addresses, sources = null }, signal) => {
      const which = addresses === undefined ? {} : { addresses }
      portfolio.scriptsToRead(which) // what is not watched is said at once
      await sync(signal)
      const { scripts, unused } = portfolio.scriptsToCompare(which) // the blocks just read may have paid some more
      return { checks: await crossChecks.run(scripts, sources, signal), unused }
    },
    'crosscheck.list': async ({ addresses }) =>
      crossChecks.latest(
        portfolio.scriptsToRead(addresses === undefined ? { archived: true } : { addresses }),
      ),
    'ledger.check': (_, signal) => checkLedger(signal),
    'status.get': async () => state.status(),
    'scan.sync': (_, signal) => sync(signal),
    'history.fill': (request, signal) => history.fill(request, signal),
    'history.stop': ({ watchIds }) => history.stop(watchIds),
    'history.list': async (request) => history.list(request),
    'history.run': (_, signal) => history.run(signal),
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
    'provider.setKey': async (input) => ({ kept: await setProviderKey(input) }),
  }
}
