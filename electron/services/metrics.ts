/**
 * Figures about Tidemark itself for Prometheus, on a registry of their own. Labels hold a provider's name at most:
 * never an address, a key, or a URL with a secret in it.
 */
import { collectDefaultMetrics, Registry } from 'prom-client'
import type { Network } from '../../shared/chain.ts'
import type { AppStatus } from '../../shared/ipc/contract.ts'
import type { FreshnessState } from '../../shared/reading.ts'
import type { Clock, ProviderProblem } from '../engine/ports.ts'
import { defineMetrics, type MetricSet } from './metrics/definitions.ts'
import { providerLabel } from './metrics/provider-label.ts'

/** Whether a provider is asked: `open` is left alone, `half_open` gets one call to prove itself. */
export type BreakerState = 'closed' | 'half_open' | 'open'

const BREAKER: Readonly<Record<BreakerState, number>> = { closed: 0, half_open: 1, open: 2 }
const STATES: readonly FreshnessState[] = ['current', 'behind', 'offline', 'stale', 'unknown']

export interface MetricsOptions {
  readonly version: string
  readonly network: Network
  /** What the ledger's age is counted by. */
  readonly clock?: Clock
  /** Memory, event loop and the like of this process as well. */
  readonly processMetrics?: boolean
}

/** Told by whoever knows; a null figure is unknown and leaves the text. `provider` is a `BalanceSource` id. */
export interface Metrics {
  /** A call ended, answered or not, after that long. */
  called(provider: string, ms: number): void
  /** The call gave no number; in addition to `called`. */
  failed(provider: string, problem: ProviderProblem): void
  /** A kept answer of this provider was still good. */
  cacheHit(provider: string): void
  cacheMiss(): void
  breaker(provider: string, state: BreakerState): void
  budget(provider: string, left: number): void
  /** The newest block it spoke of, and how far that is below the best known tip. */
  tip(provider: string, height: number | null, lagBlocks: number | null): void
  /** Takes a provider that is no longer used out of the gauges. Its counters stay: they must not go back. */
  forget(provider: string): void
  /** Scan, ledger, watches, best tip and provider tips as the status has them. */
  status(status: AppStatus): void
  /** How fresh each watched address's figure is. */
  readings(states: readonly FreshnessState[]): void
  /** The content type of `text`. */
  readonly contentType: string
  /** All of it in the Prometheus text format. */
  text(): Promise<string>
}

/** Builds the metrics; nothing is known yet. */
export function createMetrics(options: MetricsOptions): Metrics {
  const registry = new Registry()
  const set = defineMetrics(registry)
  const clock = options.clock ?? { now: Date.now }
  const { version, network } = options
  set.build.set({ version, network }, 1)
  if (options.processMetrics === true) collectDefaultMetrics({ register: registry })
  let ledgerTime: number | null = null
  let providers: readonly string[] = []

  function status(now: AppStatus): void {
    ledgerTime = now.ledger?.time ?? null
    applyStatus(set, now)
    const ids = now.providers.map(({ id }) => id)
    for (const id of providers) if (!ids.includes(id)) forget(set, id)
    providers = ids
  }

  return {
    ...callMethods(set),
    ...gaugeMethods(set),
    status,
    contentType: registry.contentType,
    text: () => {
      set.ledgerAge.set(ledgerTime === null ? null : clock.now() / 1000 - ledgerTime)
      return registry.metrics()
    },
  }
}

function callMethods(set: MetricSet): Pick<Metrics, 'called' | 'failed' | 'cacheHit' | 'cacheMiss'> {
  return {
    called: (id, ms) => {
      const provider = providerLabel(id)
      set.calls.inc({ provider })
      set.responses.observe({ provider }, Math.max(0, ms) / 1000)
    },
    failed: (id, problem) => set.errors.inc({ provider: providerLabel(id), problem }),
    cacheHit: (id) => set.cacheHits.inc({ provider: providerLabel(id) }),
    cacheMiss: () => set.cacheMisses.inc(),
  }
}

function gaugeMethods(set: MetricSet): Pick<Metrics, 'breaker' | 'budget' | 'tip' | 'forget' | 'readings'> {
  return {
    breaker: (id, state) => set.breaker.set({ provider: providerLabel(id) }, BREAKER[state]),
    budget: (id, left) => set.budget.set({ provider: providerLabel(id) }, left),
    tip: (id, height, lag) => setTip(set, id, height, lag),
    forget: (id) => forget(set, id),
    readings: (states) => {
      for (const state of STATES) set.readings.set({ state }, states.filter((one) => one === state).length)
    },
  }
}

function setTip(set: MetricSet, id: string, height: number | null, lag: number | null): void {
  const provider = providerLabel(id)
  if (height === null) set.tipHeight.remove({ provider })
  else set.tipHeight.set({ provider }, height)
  if (lag === null) set.tipLag.remove({ provider })
  else set.tipLag.set({ provider }, lag)
}

function forget(set: MetricSet, id: string): void {
  const provider = providerLabel(id)
  for (const gauge of [set.breaker, set.budget, set.tipHeight, set.tipLag]) gauge.remove({ provider })
}

function applyStatus(set: MetricSet, { tip, ledger, scan, watches, providers }: AppStatus): void {
  const best = tip !== null && !tip.estimated ? tip.height : null
  set.bestTip.set(best)
  set.scanHeight.set(ledger?.height ?? null)
  set.scanSpeed.set(scan.blocksPerSecond)
  set.scanLeft.set(scan.blocksLeft)
  set.watches.set(watches)
  for (const { id, tipHeight, health } of providers) {
    const provider = providerLabel(id)
    if (health)
      set.breaker.set({ provider }, BREAKER[health.skipped?.reason === 'failing' ? 'open' : 'closed'])
    if (health && health.budgetLeft !== null) set.budget.set({ provider }, health.budgetLeft)
    const lag = best === null || tipHeight === null ? null : Math.max(0, best - tipHeight)
    setTip(set, id, tipHeight, lag)
  }
}
