/** The host that reads beside a running app: it takes no lock, writes nothing, asks nobody. */
import { AppError } from '../shared/errors.ts'
import type { ProviderStatus } from '../shared/ipc/contract.ts'
import type { NodeStatus } from '../shared/node-problem.ts'
import { say } from '../shared/said.ts'
import { diagnosticsServices } from './host-diagnostics.ts'
import { fileServices } from './host-files.ts'
import { buildNotices } from './host-notices.ts'
import type { HostParts } from './host-own.ts'
import type { Host } from './host-types.ts'
import { wordServices } from './host-words.ts'
import { createHandlers } from './ipc/handlers.ts'
import { createRouter } from './ipc/router.ts'
import { inputSchemas } from './ipc/schemas.ts'
import { createAccountService } from './services/account-service.ts'
import { createAppState } from './services/app-state.ts'
import { createBalanceAtService } from './services/balance-at-service.ts'
import { createBalanceService, writtenNodeKnowledge } from './services/balance-service.ts'
import { createCrossCheckService } from './services/cross-check-service.ts'
import { createDoctorServices } from './services/doctor-services.ts'
import { createHistoryService } from './services/history-service.ts'
import { createEventHub } from './services/hub.ts'
import { createLinkBox } from './services/link-box.ts'
import { rememberedFailovers } from './services/notices/failover-memory.ts'
import { createPortfolioService } from './services/portfolio-service.ts'
import { createPortfolioTable } from './services/portfolio-table.ts'
import { createPriceLinks } from './services/price-links.ts'
import { createPriceService } from './services/price-service.ts'
import {
  type RememberedStatuses,
  rememberedStatuses,
  tellable,
  unasked,
} from './services/provider-status-memory.ts'
import { IDLE_SCAN } from './services/scan-progress.ts'
import { openSettings, type Settings } from './services/settings-service.ts'
import { createTimeServices } from './services/time-services.ts'
import { openUpdates } from './services/update-service.ts'
import { createViewService } from './services/view-service.ts'
import { createWideningCheck } from './services/widening.ts'

/** Builds the host. Requests that would write or ask fail with `locked`. */
export async function readHost(parts: HostParts): Promise<Host> {
  const { options, network, store, clock, log, notices } = parts
  const { models, sources, dataDir } = store
  const settings = await openSettings(dataDir, { ...options, settingsWritable: false })
  const hub = createEventHub({ onFault: (error) => log.error({ err: error }, 'an event listener failed') })
  const links = createLinkBox(hub)
  const written = writtenNodeKnowledge(sources, clock)
  const balances = createBalanceService({
    network,
    clock,
    models,
    sources,
    inGap: (id) => store.portfolio.scriptsInGap([id]),
    node: written,
    providers: null,
    settings: () => settings.current(),
  })
  const balancesAt = createBalanceAtService({
    models,
    inGapAt: (id, height) => store.portfolio.scriptsInGapAt(id, height),
    tip: () => balances.tip().tip,
    node: null,
    nodeReasons: () => written.reasons(),
    providers: null,
    offline: () => settings.current().offline,
  })
  const crossChecks = createCrossCheckService({
    clock,
    models,
    store: sources,
    asking: null,
    offline: () => settings.current().offline,
  })
  const portfolio = createPortfolioService({
    network,
    store: store.portfolio,
    onChange: () => undefined,
    refuseWidening: createWideningCheck(() => settings.current()),
  })
  const table = createPortfolioTable({
    portfolio,
    balances,
    accounts: () => models.accounts(),
    ledgerRevision: () => models.revision(),
    frozen: (work) => store.frozen(work),
    revision: () => state.revision(),
    onRenewed: () => state.renewed(),
    onFault: (error) => log.error({ err: error }, 'counting the portfolio failed'),
  })
  const state = createAppState({
    network,
    dataDir,
    version: options.version,
    hub,
    models,
    sources,
    portfolio,
    table,
    balances,
    settings,
    node: () => lastSeenNode(settings.current(), rememberedStatuses(sources)),
    providers: {
      statuses: () => lastSeenProviders(settings.current(), rememberedStatuses(sources), clock.now()),
    },
    scan: () => IDLE_SCAN,
    firstRevision: clock.now(),
    startNotices: () => notices,
  })
  const words = wordServices({
    network,
    store,
    clock,
    portfolio,
    table,
    settings,
    onWords: () => undefined,
    onGroups: () => undefined,
  })
  const files = fileServices({ network, store, portfolio, labels: words.labels })
  const told = await buildNotices(
    { ...parts, options: { ...options, settingsWritable: false } },
    {
      portfolio,
      balances,
      table,
      settings,
      hub,
      calls: null,
      isCatchingUp: () => false,
      onFault: () => undefined,
    },
  )
  const prices = createPriceService({
    network,
    clock,
    store: store.prices,
    links: createPriceLinks({ settings: () => settings.current(), clock, connect: null }),
  })
  const handlers = createHandlers({
    time: createTimeServices({
      network,
      models,
      portfolio,
      node: null,
      clock,
      sources,
      inGap: (ids) => store.portfolio.scriptsInGap(ids),
      providers: null,
      labels: words.labels,
      prices,
      offline: () => settings.current().offline,
    }),
    state,
    portfolio,
    table,
    accounts: createAccountService({ portfolio, balances, balancesAt, reads: models }),
    balances,
    balancesAt,
    crossChecks,
    history: createHistoryService({
      network,
      portfolio,
      models,
      calls: null,
      run: refuse,
      pauseReading: null,
    }),
    checkLedger: refuse,
    settings,
    imports: { ...files.imports, apply: refuse },
    exports: files.exports,
    prices,
    view: { ...createViewService(dataDir), set: refuse },
    diagnostics: {
      ...diagnosticsServices({
        network,
        dataDir,
        clock,
        version: options.version,
        writable: false,
        logFile: null,
      }),
      setWipe: refuse,
    },
    links,
    updates: await openUpdates({
      dataDir,
      clock,
      current: options.version,
      updater: undefined,
      writable: false,
      settings: () => settings.current(),
      onFault: () => undefined,
    }),
    words,
    notices: { ...told, markSeen: refuse },
    activity: () => ({
      since: clock.now(),
      providers: [],
      failovers: rememberedFailovers(sources).toReversed(),
    }),
    doctor: createDoctorServices({ network, portfolio, models, scan: refuse }),
    findNodes: refuse,
    makeNodeLogin: refuse,
    sync: refuse,
    testNode: refuse,
    testProvider: refuse,
    forgetPin: refuse,
    setProviderKey: refuse,
  })
  return {
    network,
    dataDir,
    router: createRouter(handlers, inputSchemas, log),
    events: hub,
    links,
    notices,
    start: () => undefined,
    stop: async () => {
      await table.close()
      store.close()
    },
  }
}

/** What the owner of the data folder last saw of the node, unless it is another one that is meant here. */
function lastSeenNode({ node, offline }: Settings, seen: RememberedStatuses | null): NodeStatus {
  const status = seen?.node ?? { kind: 'not_set' }
  const other = node !== null && (!('url' in status) || status.url !== node.url)
  return offline || other ? { kind: 'off' } : status
}

/** The providers of whoever wrote last, and those that are set but were not there. Offline, nobody is a provider. */
function lastSeenProviders(
  { providers, offline }: Settings,
  seen: RememberedStatuses | null,
  now: number,
): readonly ProviderStatus[] {
  if (offline) return []
  const known = seen === null ? [] : tellable(seen, now)
  const missing = providers.filter(({ url }) => !known.some((status) => status.url === url))
  return [...known, ...missing.map(unasked)]
}

function refuse(): never {
  throw new AppError('locked', say('reads_only'))
}
