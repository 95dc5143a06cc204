/**
 * The metrics by name. A gauge without a figure is absent from the text, never 0: what is unknown must not look
 * measured. docs/metrics.md lists them, docs/alerts.example.yml uses them.
 */
import { Counter, Gauge, Histogram, type Registry } from 'prom-client'

/** From a loopback server to one behind Tor, in seconds. */
const RESPONSE_BUCKETS = [0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20]

/** A gauge without labels that may be unknown. */
export interface OptionalGauge {
  set(value: number | null): void
}

/** Builds every metric on the registry. */
export function defineMetrics(registry: Registry) {
  const registers = [registry]
  const perProvider = (name: string, help: string) =>
    new Gauge({ name: `tidemark_provider_${name}`, help, labelNames: ['provider'], registers })
  const single = (name: string, help: string) =>
    optional(new Gauge({ name: `tidemark_${name}`, help, registers }))
  return {
    build: new Gauge({
      name: 'tidemark_build_info',
      help: 'Always 1; the labels say which version watches which network.',
      labelNames: ['version', 'network'],
      registers,
    }),
    calls: new Counter({
      name: 'tidemark_provider_calls_total',
      help: 'Calls to a provider, answered or not.',
      labelNames: ['provider'],
      registers,
    }),
    errors: new Counter({
      name: 'tidemark_provider_errors_total',
      help: 'Calls to a provider that gave no number, by what was wrong.',
      labelNames: ['provider', 'problem'],
      registers,
    }),
    responses: new Histogram({
      name: 'tidemark_provider_response_seconds',
      help: 'How long calls to a provider took, answered or not.',
      labelNames: ['provider'],
      buckets: RESPONSE_BUCKETS,
      registers,
    }),
    breaker: perProvider(
      'breaker_state',
      '0 closed (asked), 1 half open (being tried), 2 open (left alone).',
    ),
    budget: perProvider('budget_left', 'Requests that may be sent right now without exceeding the limit.'),
    tipHeight: perProvider('tip_height', 'The newest block the provider spoke of.'),
    tipLag: perProvider(
      'tip_lag_blocks',
      'Blocks between the best known tip and the newest the provider has.',
    ),
    cacheHits: new Counter({
      name: 'tidemark_cache_hits_total',
      help: "Questions that a provider's kept answer still covered.",
      labelNames: ['provider'],
      registers,
    }),
    cacheMisses: new Counter({
      name: 'tidemark_cache_misses_total',
      help: 'Questions that no kept answer covered.',
      registers,
    }),
    readings: new Gauge({
      name: 'tidemark_readings',
      help: 'Watched addresses by how fresh their figure is.',
      labelNames: ['state'],
      registers,
    }),
    bestTip: single('tip_height', 'The best known tip; absent while it is only estimated.'),
    scanHeight: single('scan_height', 'The block up to which the ledger is complete.'),
    scanSpeed: single('scan_blocks_per_second', 'Speed of the running scan.'),
    scanLeft: single('scan_blocks_left', 'Blocks the running scan still has to read.'),
    ledgerAge: single(
      'ledger_age_seconds',
      "Seconds since the time in the header of the ledger's newest block.",
    ),
    watches: single('watches', 'Entries in the portfolio.'),
  }
}

/** What `defineMetrics` builds. */
export type MetricSet = ReturnType<typeof defineMetrics>

/** The library starts a gauge without labels at 0: taken away until something is known. */
function optional(gauge: Gauge): OptionalGauge {
  gauge.remove()
  return {
    set: (value) => (value === null || !Number.isFinite(value) ? gauge.remove() : gauge.set(value)),
  }
}
