/** The host that owns a data folder: it writes, asks the node and the providers, and may follow the tip. */
import { homedir } from 'node:os'
import type { Network } from '../shared/chain.ts'
import { AppError } from '../shared/errors.ts'
import type { ProviderSetting } from '../shared/ipc/contract.ts'
import { say, type Worded } from '../shared/said.ts'
import type { BalanceSource, Clock, ScriptId } from './engine/ports.ts'
import type { PoolBounds } from './host-config.ts'
import { diagnosticsServices } from './host-diagnostics.ts'
import { fileServices } from './host-files.ts'
import { buildNotices } from './host-notices.ts'
import { buildProviders } from './host-providers.ts'
import { applySettings, idsOf, type News } from './host-settings.ts'
import type { Host, HostInternals, HostOptions } from './host-types.ts'
import { wordServices } from './host-words.ts'
import { createHandlers } from './ipc/handlers.ts'
import { createRouter } from './ipc/router.ts'
import { inputSchemas } from './ipc/schemas.ts'
import type { Log } from './log.ts'
import type { ScanCore } from './scan-worker/scan-core.ts'
import { createAccountService } from './services/account-service.ts'
import { createAppState } from './services/app-state.ts'
import { createAskRules } from './services/ask-rules.ts'
import { runBackground } from './services/background.ts'
import { backupText } from './services/backup-service.ts'
import { createBalanceAtService } from './services/balance-at-service.ts'
import { createBalanceService } from './services/balance-service.ts'
import { createBirthdays } from './services/birthdays.ts'
import { createCrossCheckService } from './services/cross-check-service.ts'
import type { LogToShow } from './services/diagnostics-service.ts'
import { createDoctorServices } from './services/doctor-services.ts'
import { createHistoryService } from './services/history-service.ts'
import { createEventHub } from './services/hub.ts'
import { createCopyKeeper, lostCopyNotice } from './services/kept-copies.ts'
import { createLinkBox } from './services/link-box.ts'
import { createMetrics } from './services/metrics.ts'
import { nodeReasons } from './services/node-reasons.ts'
import { createCallLog } from './services/notices/call-log.ts'
import { createFailoverMemory } from './services/notices/failover-memory.ts'
import { createPortfolioService } from './services/portfolio-service.ts'
import { createPortfolioTable } from './services/portfolio-table.ts'
import { createPriceLinks } from './services/price-links.ts'
import { createPriceService } from './services/price-service.ts'
import { openProviderKeys } from './services/provider-keys.ts'
import { createProviderLies } from './services/provider-lies.ts'
import { testLink } from './services/provider-links.ts'
import { createProviderMemory } from './services/provider-memory.ts'
import { createStatusMemory } from './services/provider-status-memory.ts'
import { openSettings, type SettingsService } from './services/settings-service.ts'
import { createTimeServices } from './services/time-services.ts'
import { openUpdates } from './services/update-service.ts'
import { createViewService } from './services/view-service.ts'
import { createWideningCheck } from './services/widening.ts'
import { findNodes } from './sources/bitcoind/find-node.ts'
import { makeReadOnlyLogin } from './sources/bitcoind/read-only-login.ts'
import { testNode } from './sources/bitcoind/test-node.ts'
import { createPriceSource } from './sources/price-source.ts'
import type { Store } from './store/open-store.ts'
import { wipeCredentials } from './store/wipe.ts'

const NO_LOGIN_HERE = say('no_login_here')

/** What every kind of host is built from. */
export interface HostParts {
  readonly options: HostOptions
  readonly pool: PoolBounds
  readonly notices: readonly Worded[]
  readonly internals: HostInternals
  readonly network: Network
  readonly store: Store
  readonly clock: Clock
  readonly log: Log
  /** Where the log can be looked at; null where it is not kept. */
  readonly logFile: LogToShow | null
}

/** Builds the host on the core that writes, reads blocks and speaks to the node; nothing runs before `start`. */
export async function ownHost(parts: HostParts, core: ScanCore): Promise<Host> {
  const { options, network, store, clock, log } = parts
  const { models, sources, dataDir } = store
  const { node, scan } = core
  const onFault = (error: unknown): void => log.error({ err: error }, 'a background task failed')
  const hub = createEventHub({ onFault })
  const links = createLinkBox(hub)
  await wipeCredentials(dataDir, options.secrets)
  const settings = await openSettings(dataDir, options)
  const keys = await openProviderKeys(urlsOf(settings), {
    given: options.providerKeys ?? new Map(),
    secrets: options.secrets,
    writable: options.settingsWritable,
  })
  // What the services announce goes to the state, which is built on top of them.
  const news: News = { readings: () => state.readingsChanged(), status: () => state.statusChanged(), onFault }
  const metrics = createMetrics({ version: options.version, network, clock })
  const failovers = createFailoverMemory(sources, onFault)
  const calls = createCallLog(clock, failovers)
  const rules = createAskRules({
    entries: () => store.portfolio.scriptsInGap(),
    entriesAmong: (scripts) => store.portfolio.scriptsInGapAmong(scripts),
    gaps: () => store.portfolio.gaps(),
    entriesOf: (script) => store.portfolio.scriptsById(script),
    settings: () => settings.current(),
  })
  const lies = createProviderLies(sources, onFault)
  const providerMemory = createProviderMemory(sources, onFault)
  const { pool, providers } = buildProviders(parts, providerMemory, {
    settings,
    keys,
    rules,
    lies,
    news,
    metrics,
    calls,
  })
  const allowed = (script: ScriptId) => (source: Pick<BalanceSource, 'id'>) =>
    rules.about(script).has(source.id)
  const balances = createBalanceService({
    network,
    clock,
    models,
    sources,
    inGap: (id) => store.portfolio.scriptsInGap([id]),
    node: { tip: () => node.tip(), answers: () => node.answers(), reasons: () => nodeReasons(node.status()) },
    providers,
    settings: () => settings.current(),
    cache: metrics,
  })
  const balancesAt = createBalanceAtService({
    models,
    inGapAt: (id, height) => store.portfolio.scriptsInGapAt(id, height),
    tip: () => balances.tip().tip,
    node,
    nodeReasons: () => nodeReasons(node.status()),
    providers: {
      pool,
      allowed,
      askTips: (scripts, signal) => providers.askTips(scripts, signal),
    },
    offline: () => settings.current().offline,
  })
  const crossChecks = createCrossCheckService({
    clock,
    models,
    store: sources,
    asking: {
      pool,
      allowed,
      isOwn: (id) =>
        settings.current().providers.some((each) => each.id === id && each.tier === 'own-server'),
      maySample: (id) => {
        const { privacy, providers: all } = settings.current()
        return privacy.sampleConsented === true && all.some((each) => each.id === id && each.consent)
      },
    },
    offline: () => settings.current().offline,
  })
  const copy = createCopyKeeper({
    store,
    make: (ledger, signal) => backupText({ network, store, clock }, ledger, signal),
    onFault,
  })
  settings.onChange(() => copy.changed())
  const onPortfolio = (scripts?: readonly ScriptId[]): void => {
    providers.rulesChanged(scripts)
    news.readings()
    copy.changed()
    scan.poke()
  }
  const stopping = new AbortController()
  const birthdays = createBirthdays({
    store: store.portfolio,
    start: (asks, signal) => scan.history.start(asks, signal),
    nodeAnswers: () => node.answers(),
  })
  const portfolio = createPortfolioService({
    network,
    store: store.portfolio,
    onChange: onPortfolio,
    onBirthday: () => birthdays.begin(stopping.signal),
    refuseWidening: createWideningCheck(() => settings.current()),
  })
  const memory = createStatusMemory({
    sources,
    clock,
    node: () => node.status(),
    providers: () => providers.statuses(),
    onFault,
  })
  const table = createPortfolioTable({
    portfolio,
    balances,
    accounts: () => models.accounts(),
    ledgerRevision: () => models.revision(),
    frozen: (work) => store.frozen(work),
    revision: () => state.revision(),
    onRenewed: () => state.renewed(),
    onFault,
  })
  let startNotices = parts.notices
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
    node: () => node.status(),
    providers,
    remember: () => memory.noticed(),
    scan: () => scan.status(),
    firstRevision: clock.now(),
    startNotices: () => startNotices,
  })
  const notices = await buildNotices(parts, {
    portfolio,
    balances,
    table,
    settings,
    hub,
    calls,
    isCatchingUp: () => scan.status().phase === 'catching_up',
    onFault,
  })
  core.listen({
    node: () => {
      news.readings()
      news.status()
      if (node.answers()) birthdays.begin(stopping.signal).catch(onFault)
    },
    scan: (status) => state.progress(status),
    ledger: () => {
      news.readings()
      notices.poke()
    },
    notice: (text) => log.warn({}, text),
    fault: onFault,
  })
  if (!parts.pool.namedForOneRun) lies.keepOnly(idsOf(settings))
  settings.onChange(() => void keys.keepOnly(urlsOf(settings)).catch(onFault))
  await applySettings({ settings, node, providers, scan, lies, news })

  const priceLinks = createPriceLinks({
    settings: () => settings.current(),
    clock,
    connect: createPriceSource,
  })
  const words = wordServices({
    network,
    store,
    clock,
    portfolio,
    table,
    settings,
    onWords: () => {
      news.readings()
      copy.changed()
    },
    onGroups: () => onPortfolio(),
  })
  const updates = await openUpdates({
    dataDir,
    clock,
    current: options.version,
    updater: options.updater,
    writable: options.settingsWritable,
    settings: () => settings.current(),
    onFault,
  })
  settings.onChange(() => updates.settingsChanged())
  let background: Promise<void> = Promise.resolve()
  const prices = createPriceService({ network, clock, store: store.prices, links: priceLinks })
  const handlers = createHandlers({
    time: createTimeServices({
      network,
      models,
      portfolio,
      node,
      clock,
      sources,
      inGap: (ids) => store.portfolio.scriptsInGap(ids),
      providers: { pool, allowed },
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
      calls: scan.history,
      pauseReading: (paused) => scan.pause(paused),
      run: (signal) => scan.fillHistory(AbortSignal.any([signal, stopping.signal])),
    }),
    checkLedger: (signal) => scan.check(AbortSignal.any([signal, stopping.signal])),
    settings,
    ...fileServices({ network, store, portfolio, labels: words.labels }),
    prices,
    view: createViewService(dataDir, (view) => hub.emit('view.changed', { view })),
    diagnostics: diagnosticsServices({
      network,
      dataDir,
      clock,
      version: options.version,
      writable: options.settingsWritable,
      logFile: parts.logFile,
    }),
    links,
    updates,
    findNodes: (signal) =>
      findNodes(network, { platform: process.platform, home: homedir(), env: process.env }, signal),
    makeNodeLogin: (user) => {
      if (!options.settingsWritable) throw new AppError('forbidden', NO_LOGIN_HERE)
      return makeReadOnlyLogin(user)
    },
    words,
    notices,
    activity: () => calls.activity(settings.current().providers.map(({ id }) => id)),
    doctor: createDoctorServices({
      network,
      portfolio,
      models,
      scan: (ranges, signal) => scan.scanDescriptors(ranges, AbortSignal.any([signal, stopping.signal])),
    }),
    sync: async (signal) => {
      await birthdays.begin(signal)
      return scan.sync(AbortSignal.any([signal, stopping.signal]))
    },
    testNode: (input, signal) => {
      refuseOffline(settings)
      return testNode(settings.nodeOption(input), network, signal)
    },
    forgetPin: (id) => providerMemory.forgetPin(id),
    testProvider: (input, signal) => {
      refuseOffline(settings)
      return testLink(input, { ...settings.current(), keyOf: keys.of }, network, signal)
    },
    setProviderKey: async ({ id, key }) => {
      const { url } = providerNamed(id, settings)
      const kept = await keys.set(url, key)
      providerMemory.cooldowns.save(id, 0) // it may have been left alone for want of the key
      const now = settings.current()
      await providers.configure({ ...now, providers: now.providers.filter((each) => each.url !== url) })
      await providers.configure(now)
      return kept
    },
  })
  startNotices = [...startNotices, ...notices.startNotices, ...(await lostCopyNotice(store))]
  return {
    network,
    dataDir,
    router: createRouter(handlers, inputSchemas, log),
    events: hub,
    links,
    metrics,
    notices: startNotices,
    start: () => {
      if (!options.follow) return
      if (parts.internals.looked) state.renewed()
      copy.changed()
      const tasks = { scan, node, providers, balances, portfolio, crossChecks, sources, state, onFault }
      // What is shown first is counted first: node, providers and rules have all day.
      background = table
        .warm()
        .then(() =>
          Promise.all([
            runBackground(tasks, stopping.signal),
            notices.run(stopping.signal),
            updates.run(stopping.signal),
          ]),
        )
        .then(() => undefined, onFault)
    },
    stop: async () => {
      stopping.abort()
      await background
      await table.close()
      await memory.close() // while the providers are still known
      await providers.close()
      await failovers.close() // after the last of them
      await notices.close()
      await priceLinks.close()
      await copy.close() // while the ledger is still open
      await core.close()
    },
  }
}

function refuseOffline(settings: SettingsService): void {
  if (settings.current().offline) throw new AppError('forbidden', say('connections_off'))
}

function urlsOf(settings: SettingsService): readonly string[] {
  return settings.current().providers.map(({ url }) => url)
}

function providerNamed(id: string, settings: SettingsService): ProviderSetting {
  const found = settings.current().providers.find((provider) => provider.id === id)
  if (!found) throw new AppError('invalid_input', say('no_such_provider'))
  return found
}
