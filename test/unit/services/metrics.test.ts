import { register } from 'prom-client'
import { describe, expect, it } from 'vitest'
import { createMetrics, type Metrics } from '../../../electron/services/metrics.ts'
import { SAMPLE_STATUS } from '../../fakes/contract-samples.ts'

function build(now = 0): Metrics {
  return createMetrics({ version: '1.2.3', network: 'main', clock: { now: () => now } })
}

/** The samples of the text by name and labels. */
async function samples(metrics: Metrics): Promise<ReadonlyMap<string, number>> {
  const lines = (await metrics.text()).split('\n').filter((line) => line !== '' && !line.startsWith('#'))
  return new Map(
    lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ')))]),
  )
}

describe('metrics', () => {
  it('count calls, errors by kind and provider, and response times in seconds', async () => {
    const metrics = build()
    metrics.called('a', 300)
    metrics.called('a', 3_000)
    metrics.failed('a', 'refused')
    metrics.called('b', 10)
    const seen = await samples(metrics)
    expect(seen.get('tidemark_provider_calls_total{provider="a"}')).toBe(2)
    expect(seen.get('tidemark_provider_calls_total{provider="b"}')).toBe(1)
    expect(seen.get('tidemark_provider_errors_total{provider="a",problem="refused"}')).toBe(1)
    expect(seen.get('tidemark_provider_response_seconds_bucket{le="0.5",provider="a"}')).toBe(1)
    expect(seen.get('tidemark_provider_response_seconds_bucket{le="5",provider="a"}')).toBe(2)
    expect(seen.get('tidemark_provider_response_seconds_sum{provider="a"}')).toBeCloseTo(3.3)
  })

  it('count cache hits by provider and misses', async () => {
    const metrics = build()
    metrics.cacheHit('a')
    metrics.cacheHit('a')
    metrics.cacheMiss()
    const seen = await samples(metrics)
    expect(seen.get('tidemark_cache_hits_total{provider="a"}')).toBe(2)
    expect(seen.get('tidemark_cache_misses_total')).toBe(1)
  })

  it('show breaker, budget and tip of each provider until it is forgotten; its counters stay', async () => {
    const metrics = build()
    metrics.called('a', 1)
    metrics.breaker('a', 'half_open')
    metrics.breaker('b', 'open')
    metrics.budget('a', 4)
    metrics.tip('a', 118, 2)
    const seen = await samples(metrics)
    expect(seen.get('tidemark_provider_breaker_state{provider="a"}')).toBe(1)
    expect(seen.get('tidemark_provider_breaker_state{provider="b"}')).toBe(2)
    expect(seen.get('tidemark_provider_budget_left{provider="a"}')).toBe(4)
    expect(seen.get('tidemark_provider_tip_height{provider="a"}')).toBe(118)
    expect(seen.get('tidemark_provider_tip_lag_blocks{provider="a"}')).toBe(2)
    metrics.forget('a')
    const after = [...(await samples(metrics)).keys()].filter(
      (name) => name.includes('"a"') && !name.includes('le='),
    )
    expect(after.filter((name) => !/_total|response_seconds/.test(name))).toEqual([])
    expect(after).toContain('tidemark_provider_calls_total{provider="a"}')
  })

  it('leave out what is unknown instead of showing 0', async () => {
    const metrics = build()
    const unknown = /^tidemark_(scan_|ledger_|tip_height|watches|readings|provider_)/
    expect([...(await samples(metrics)).keys()].filter((name) => unknown.test(name))).toEqual([])
    metrics.status(SAMPLE_STATUS)
    metrics.status({ ...SAMPLE_STATUS, ledger: null, tip: null })
    const seen = await samples(metrics)
    expect(seen.has('tidemark_scan_height')).toBe(false)
    expect(seen.has('tidemark_ledger_age_seconds')).toBe(false)
    expect(seen.has('tidemark_tip_height')).toBe(false)
    expect(seen.get('tidemark_watches')).toBe(1)
  })

  it('take scan, ledger, tips and watches from the status, and the age from the clock', async () => {
    const metrics = build(1_700_000_090_000)
    const provider = {
      url: 'https://a',
      state: 'ok',
      lastSuccessAt: 1,
      lastError: null,
      latencyMs: 1,
    } as const
    const scan = { ...SAMPLE_STATUS.scan, blocksPerSecond: 12.5, blocksLeft: 7 }
    metrics.status({ ...SAMPLE_STATUS, scan, providers: [{ ...provider, id: 'a', tipHeight: 117 }] })
    const seen = await samples(metrics)
    expect(seen.get('tidemark_scan_height')).toBe(120)
    expect(seen.get('tidemark_tip_height')).toBe(120)
    expect(seen.get('tidemark_scan_blocks_per_second')).toBe(12.5)
    expect(seen.get('tidemark_scan_blocks_left')).toBe(7)
    expect(seen.get('tidemark_ledger_age_seconds')).toBe(90)
    expect(seen.get('tidemark_provider_tip_lag_blocks{provider="a"}')).toBe(3)
    metrics.status(SAMPLE_STATUS)
    expect((await samples(metrics)).has('tidemark_provider_tip_lag_blocks{provider="a"}')).toBe(false)
  })

  it('show no lag behind a tip that is only estimated', async () => {
    const metrics = build()
    const provider = { url: '', state: 'ok', lastSuccessAt: 1, lastError: null, latencyMs: 1 } as const
    const tip = { height: 200, hash: null, time: null, source: 'estimate', estimated: true } as const
    metrics.status({ ...SAMPLE_STATUS, tip, providers: [{ ...provider, id: 'a', tipHeight: 117 }] })
    const seen = await samples(metrics)
    expect(seen.has('tidemark_provider_tip_lag_blocks{provider="a"}')).toBe(false)
    expect(seen.get('tidemark_provider_tip_height{provider="a"}')).toBe(117)
  })

  it('count the readings by freshness, with a 0 for each state that no reading has', async () => {
    const metrics = build()
    metrics.readings(['current', 'current', 'offline'])
    const seen = await samples(metrics)
    expect(seen.get('tidemark_readings{state="current"}')).toBe(2)
    expect(seen.get('tidemark_readings{state="offline"}')).toBe(1)
    expect(seen.get('tidemark_readings{state="unknown"}')).toBe(0)
  })

  it.each([
    'https://user:hunter2@host.example/api',
    'https://host.example/api?token=hunter2',
    'https://host.example/v1/hunter2hunter2hunter2hunter2/api',
    'host.example/hunter2hunter2hunter2',
    'host.example/api?key=hunter2',
    'hunter2@host.example',
    'bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4',
    '1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2',
    'tidemark_hunter2 hunter2',
  ])('hold no secret and no address in a label, whatever they are told: %s', async (id) => {
    const metrics = build()
    metrics.called(id, 1)
    metrics.failed(id, 'fault')
    metrics.breaker(id, 'open')
    const text = await metrics.text()
    expect(text).not.toMatch(/hunter2|bc1q|1BvB/)
    expect(text).toMatch(/tidemark_provider_calls_total\{provider="[^"]+"\} 1/)
  })

  it.each(['mempool.space/api', '127.0.0.1:3000', '[::1]:3000/api', 'electrum.example:50002', 'a'])(
    'name a provider as everywhere else: %s',
    async (id) => {
      const metrics = build()
      metrics.called(id, 1)
      expect((await samples(metrics)).get(`tidemark_provider_calls_total{provider="${id}"}`)).toBe(1)
    },
  )

  it('live on a registry of their own, with process metrics when wanted', async () => {
    const [one, two] = [build(), build()]
    one.called('a', 1)
    expect((await samples(two)).has('tidemark_provider_calls_total{provider="a"}')).toBe(false)
    expect(register.getMetricsAsArray()).toEqual([])
    expect(await one.text()).not.toContain('process_cpu')
    const withProcess = createMetrics({ version: '1', network: 'main', processMetrics: true })
    expect(await withProcess.text()).toContain('process_cpu_seconds_total')
  })
})
