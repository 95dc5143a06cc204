/** The host that owns a data folder: it writes, asks the node and the providers, and may follow the tip. */
import type { Network } from '../shared/chain.ts'
import type { Clock } from './engine/ports.ts'
import type { PoolSettings } from './host-config.ts'
import type { Host, HostInternals, HostOptions } from './host-types.ts'
import { createHandlers } from './ipc/handlers.ts'
import { createRouter } from './ipc/router.ts'
import { inputSchemas } from './ipc/schemas.ts'
import type { Log } from './log.ts'
import { type AppState, createAppState } from './services/app-state.ts'
import { runBackground, writeNodeState } from './services/background.ts'
import { createBalanceService, lastNodeTip } from './services/balance-service.ts'
import { countCalls } from './services/counted-source.ts'
import { createEventHub } from './services/hub.ts'
import { createMetrics, type Metrics } from './services/metrics.ts'
import { nodeReasons } from './services/node-reasons.ts'
import { createNodeService, type NodeService } from './services/node-service.ts'
import { createPortfolioService } from './services/portfolio-service.ts'
import { createProviderMemory } from './services/provider-memory.ts'
import { createProviderService, type ProviderService } from './services/provider-service.ts'
import { createScanService, type ScanService } from './services/scan-service.ts'
import { openSettings, type SettingsService } from './services/settings-service.ts'
import { createBitcoind } from './sources/bitcoind/bitcoind.ts'
import { testNode } from './sources/bitcoind/test-node.ts'
import { createProvider, type ProviderPlace } from './sources/create-provider.ts'
import { budgetsBy } from './sources/pool/budgets.ts'
import type { Rotation } from './sources/pool/rotation.ts'
import { classOf } from './sources/probe/address-class.ts'
import { probeUrl } from './sources/probe/probe-url.ts'
import { parseSourceUrl } from './sources/probe/source-url.ts'
import { createProviderPool } from './sources/provider-pool.ts'
import type { Store } from './store/open-store.ts'

/** What every kind of host is built from. */
export interface HostParts {
  readonly options: HostOptions
  /** What only a config file says of the pool. */
  readonly pool: PoolSettings
  readonly notices: readonly string[]
  readonly internals: HostInternals
  readonly network: Network
  readonly store: Store
  readonly clock: Clock
  readonly log: Log
}

/** Builds the host; nothing runs before `start`. */
export async function ownHost(parts: HostParts): Promise<Host> {
  const { options, network, store, clock, log } = parts
  const { models, sources, dataDir } = store
  const onFault = (error: unknown): void => log.error({ err: error }, 'a background task failed')
  const hub = createEventHub({ onFault })
  const settings = await openSettings(dataDir, options)
  // What the services announce goes to the state, which is built on top of them.
  const news: News = { readings: () => state.readingsChanged(), status: () => state.statusChanged(), onFault }
  const node = buildNode(parts, news, () => scan.abortSnapshot())
  const metrics = createMetrics({ version: options.version, network, clock })
  const providers = buildProviders(parts, news, metrics)
  const scan = buildScan(parts, node, news, () => state)
  const balances = createBalanceService({
    network,
    clock,
    models,
    sources,
    node: { tip: () => node.tip(), answers: () => node.answers(), reasons: () => nodeReasons(node.status()) },
    providers,
    settings: () => settings.current(),
    cache: metrics,
    ...(parts.pool.cacheTtlMs === null ? {} : { observationTtlMs: parts.pool.cacheTtlMs }),
  })
  const onPortfolio = (): void => {
    news.readings()
    scan.poke()
  }
  const portfolio = createPortfolioService({ network, store: store.portfolio, onChange: onPortfolio })
  const state = createAppState({
    network,
    dataDir,
    version: options.version,
    hub,
    models,
    sources,
    portfolio,
    balances,
    settings,
    node: () => node.status(),
    providers,
    scan: () => scan.status(),
    firstRevision: clock.now(),
  })
  await applySettings(settings, node, providers, scan, news)

  const stopping = new AbortController()
  let background: Promise<void> = Promise.resolve()
  const handlers = createHandlers({
    state,
    portfolio,
    balances,
    settings,
    sync: (signal) => scan.sync(AbortSignal.any([signal, stopping.signal])),
    testNode: (input, signal) => testNode(settings.nodeOption(input), network, signal),
    forgetPin: (id) => forgetPin(id, settings, sources),
    testProvider: async ({ url }, signal) => {
      const { kind, steps } = await probeUrl(url, { network, signal })
      return { family: kind, steps }
    },
  })
  return {
    network,
    dataDir,
    router: createRouter(handlers, inputSchemas, log),
    events: hub,
    metrics,
    notices: parts.notices,
    start: () => {
      if (!options.follow) return
      const tasks = { scan, node, providers, balances, portfolio, sources, state, onFault }
      background = runBackground(tasks, stopping.signal).catch(onFault)
    },
    stop: async () => {
      stopping.abort()
      await background
      await scan.idle()
      await writeNodeState(sources, node).catch(onFault)
      await providers.close()
      await node.close()
      await store.idle()
      store.close()
    },
  }
}

/** A pin belongs to the server's origin, which for the protocol that has pins is the URL itself. */
async function forgetPin(id: string, settings: SettingsService, sources: Store['sources']): Promise<boolean> {
  const provider = settings.current().providers.find((entry) => entry.id === id)
  const key = `pin:${provider?.url ?? ''}`
  if (sources.getMeta(key) === null) return false
  await sources.setMeta(key, null)
  return true
}

interface News {
  readings(): void
  status(): void
  onFault(error: unknown): void
}

function buildNode(
  { network, clock, store: { sources } }: HostParts,
  news: News,
  onLeave: () => Promise<void>,
): NodeService {
  const node = createNodeService({
    network,
    clock,
    connect: (option) => createBitcoind({ ...option, network, clock }),
    lastTip: lastNodeTip(sources),
    onLeave,
    onChange: () => {
      writeNodeState(sources, node).catch((error: unknown) => news.onFault(error))
      news.readings()
      news.status()
    },
  })
  return node
}

function buildProviders(parts: HostParts, news: News, metrics: Metrics): ProviderService {
  const { network, clock, pool: said } = parts
  const { sources } = parts.store
  const memory = createProviderMemory(sources, (error) => news.onFault(error))
  const pool = createProviderPool({
    sources: [],
    clock,
    cooldowns: memory.cooldowns,
    ...(said.timeoutMs === null ? {} : { perCallTimeoutMs: said.timeoutMs }),
    ...(said.retries === null ? {} : { tries: said.retries + 1 }),
    budgetOf: budgetsBy(({ url }) => isOwnNetwork(url)),
    onStatus: () => news.status(),
  })
  const connect = (place: ProviderPlace) =>
    countCalls(createProvider(place, { network, clock, memory }), metrics, clock)
  const rotation = (urls: readonly string[]): Rotation => said.rotation ?? defaultRotation(urls)
  return createProviderService({ clock, pool, store: sources, connect, rotation })
}

/** Several public servers: none of them sees the whole portfolio. Otherwise in turn. */
function defaultRotation(urls: readonly string[]): Rotation {
  return urls.filter((url) => !isOwnNetwork(url)).length > 1 ? 'private' : 'round-robin'
}

/** A server in the person's own network bears what the person asks of it. */
function isOwnNetwork(url: string): boolean {
  const place = classOf(parseSourceUrl(url).host)
  return place === 'loopback' || place === 'private'
}

function buildScan(
  { network, clock, store, internals }: HostParts,
  node: NodeService,
  news: News,
  state: () => AppState,
): ScanService {
  return createScanService({
    network,
    node,
    store: store.scan,
    clock,
    ...(internals.gapBudgetMs === undefined ? {} : { gapBudgetMs: internals.gapBudgetMs }),
    onAsked: (scripts) => store.sources.recordDisclosure('node', scripts, clock.now()),
    onProgress: (status) => state().progress(status),
    onLedger: () => news.readings(),
    onFault: (error) => news.onFault(error),
  })
}

/** Puts the settings in force now and after each change. */
async function applySettings(
  settings: SettingsService,
  node: NodeService,
  providers: ProviderService,
  scan: ScanService,
  news: News,
): Promise<void> {
  let inForce = ''
  async function apply(): Promise<void> {
    const { node: option, providers: allowed, offline } = settings.current()
    await providers.configure(allowed, offline)
    const wanted = JSON.stringify([option, offline])
    if (wanted !== inForce) await node.configure(option, offline) // another setting must not drop a running scan
    inForce = wanted
    scan.poke()
    news.status()
  }
  settings.onChange(() => {
    news.readings()
    apply().catch((error: unknown) => news.onFault(error))
  })
  await apply()
}
