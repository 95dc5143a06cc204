import { describe, expect, it } from 'vitest'
import type { HeightReading, HeightReport } from '../../../shared/reading.ts'
import { SAMPLE_STATUS, sampleReading } from '../../fakes/contract-samples.ts'
import { portfolioOf, runApi, WATCHED } from './api-ground.ts'

const HASH = 'ab'.repeat(32)

describe('the figure of a watched address', () => {
  it('comes with its block, kind, freshness and source, in whole satoshis', async () => {
    const { get } = await runApi(portfolioOf({ immature: 500 }))
    const reply = await get(`/address/${WATCHED}?verbosity=3`)
    expect(reply.status).toBe(200)
    expect(reply.headers['content-type']).toBe('application/json; charset=utf-8')
    const { completeness, freshness, reasons } = sampleReading('known')
    expect(JSON.parse(reply.body)).toEqual({
      address: WATCHED,
      network: 'regtest',
      balance: 150_000_500,
      height: 120,
      hash: HASH,
      time: 1_700_000_000,
      confirmed: 150_000_000,
      pending: -1_000,
      immature: 500,
      kind: 'known',
      freshness,
      source: 'ledger',
      completeness,
      reasons,
    })
  })

  it('is the same without a verbosity, and at the height of its own block', async () => {
    const { get } = await runApi()
    const plain = await get(`/address/${WATCHED}`)
    expect(await get(`/address/${WATCHED}?verbosity=3`)).toMatchObject({ status: 200, body: plain.body })
    expect(await get(`/address/${WATCHED}?verbosity=3&height=120`)).toMatchObject({
      status: 200,
      body: plain.body,
    })
  })

  it.each([0, 119, 121, 2_147_483_647])('is never given under another height: %i', async (height) => {
    const { get } = await runApi()
    const reply = await get(`/address/${WATCHED}?verbosity=3&height=${height}`)
    expect(reply.status).toBe(422)
    expect(JSON.parse(reply.body)).toMatchObject({ error: 'height_not_available', height, available: 120 })
    expect(reply.body).not.toContain('150000000')
  })

  it.each([
    'height=',
    'height=-1',
    'height=1e2',
    'height=0120',
    'height=120.0',
    'height=%20120',
    'height=2147483648',
    'height=119&height=120',
    'verbosity=2',
    'verbosity=3&verbosity=3',
    'Height=119',
    'at=119',
  ])('is refused under a query that is not understood: %s', async (query) => {
    const { get } = await runApi()
    const reply = await get(`/address/${WATCHED}?${query}`)
    expect(reply.status).toBe(400)
    expect(JSON.parse(reply.body)).toMatchObject({ error: 'bad_query' })
  })

  it('is 503 with the reasons while it is not known, at any height, and never 0', async () => {
    const unknown = sampleReading('unknown', WATCHED)
    const { get } = await runApi(portfolioOf(unknown))
    for (const query of ['', '?height=120']) {
      const reply = await get(`/address/${WATCHED}${query}`)
      expect(reply.status).toBe(503)
      const body = JSON.parse(reply.body) as Record<string, unknown>
      expect(body).toMatchObject({ error: 'unknown', kind: 'unknown', reasons: ['snapshot_waiting'] })
      expect(body).not.toHaveProperty('balance')
    }
  })

  it('says that it is stale', async () => {
    const { get } = await runApi(portfolioOf(sampleReading('stale', WATCHED)))
    const reply = await get(`/address/${WATCHED}`)
    expect(reply.status).toBe(200)
    expect(JSON.parse(reply.body)).toMatchObject({ kind: 'stale', freshness: { state: 'stale' } })
  })

  it('keeps null what is not known beside it: pending, and the time of a block that is neither tip nor ledger', async () => {
    const asOf = { height: 90, hash: 'cd'.repeat(32) } as never
    const { get } = await runApi(portfolioOf({ pending: null, immature: null, asOf, source: 'provider:a' }))
    expect(JSON.parse((await get(`/address/${WATCHED}`)).body)).toMatchObject({
      balance: 150_000_000,
      pending: null,
      immature: null,
      time: null,
      source: 'provider:a',
    })
  })

  it("takes the time of the ledger's block from the status where the tip is another block", async () => {
    const ledger = { height: 90, hash: 'cd'.repeat(32), time: 1_600_000_000 } as never
    const { get } = await runApi(portfolioOf({ asOf: ledger }, { ledger }))
    expect(JSON.parse((await get(`/address/${WATCHED}`)).body)).toMatchObject({
      height: 90,
      time: 1_600_000_000,
    })
  })

  it('is 404 in the same words for an address that is not watched, one that cannot be, and a key', async () => {
    const { get } = await runApi()
    const paths = [
      'bcrt1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqdku202',
      'nonsense',
      '%ff',
      'a%2Fb',
      'x'.repeat(3_000),
      'KwDiBf89QgGbjEhKnhXJuH7LrciVrZi3qYjgd9M7rFU73sVHnoWn',
    ]
    const replies = await Promise.all(paths.map((path) => get(`/address/${path}`)))
    expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([404]))
    expect(new Set(replies.map(({ body }) => body)).size).toBe(1)
  })

  it("is the ledger's figure right after an earlier block, which names that block and asks no provider", async () => {
    const asOf = { height: 100, hash: 'ab'.repeat(32) } as never
    const asked: unknown[] = []
    const { get } = await runApi({
      ...portfolioOf({}),
      'balance.at': (input) => {
        asked.push(input)
        return Promise.resolve(pastReport({ asOf, confirmed: 700, immature: 50, source: 'ledger' }))
      },
    })
    const reply = await get(`/address/${WATCHED}?verbosity=3&height=100`)
    expect(reply.status).toBe(200)
    expect(JSON.parse(reply.body)).toEqual({
      address: WATCHED,
      network: 'regtest',
      balance: 750,
      height: 100,
      hash: 'ab'.repeat(32),
      time: 1_500_000_000,
      confirmed: 700,
      immature: 50,
      kind: 'known',
      source: 'ledger',
    })
    expect(asked).toEqual([{ addresses: [WATCHED], height: 100, ask: false }])
  })

  it.each([
    ['is not known there', { asOf: null, confirmed: null, source: null }],
    ['comes from a provider', { confirmed: 700, source: 'provider:a' as const }],
  ])('is refused at an earlier block when it %s', async (_, past) => {
    const { get } = await runApi({
      ...portfolioOf({}),
      'balance.at': () => Promise.resolve(pastReport(past)),
    })
    const reply = await get(`/address/${WATCHED}?height=100`)
    expect(reply.status).toBe(422)
    expect(reply.body).not.toContain('700')
  })

  it('asks nobody: it reads without a refresh', async () => {
    const seen: unknown[] = []
    const handlers = portfolioOf({})
    const { get } = await runApi({
      ...handlers,
      'balance.read': (input, signal) => {
        seen.push(input)
        return handlers['balance.read']?.(input, signal) ?? Promise.reject(new Error('not scripted'))
      },
    })
    await get(`/address/${WATCHED}`)
    expect(seen).toEqual([{ addresses: [WATCHED], refresh: false }])
  })

  it('is 503 when the data cannot be read', async () => {
    const { get } = await runApi({})
    const reply = await get(`/address/${WATCHED}`)
    expect(reply.status).toBe(503)
    expect(JSON.parse(reply.body)).toMatchObject({ error: 'unavailable' })
  })
})

function pastReport(past: Partial<HeightReading>): HeightReport {
  const reading: HeightReading = {
    address: WATCHED,
    height: 100,
    kind: 'known',
    confirmed: null,
    immature: null,
    asOf: { height: 100, hash: 'ab'.repeat(32) } as never,
    source: 'ledger',
    reasons: [],
    ...past,
  }
  const total = { confirmed: null, immature: null, known: 1, unknown: 0, asOf: reading.asOf }
  return { height: 100, tip: null, readings: [reading], total, blockTime: 1_500_000_000 }
}

describe('the tip for programs', () => {
  const now = 1_700_000_060_000

  it("is the own node's newest block, with the network", async () => {
    const { get } = await runApi(undefined, { clock: { now: () => now } })
    const reply = await get('/tip')
    expect(reply.status).toBe(200)
    expect(JSON.parse(reply.body)).toEqual({
      network: 'regtest',
      height: 120,
      hash: HASH,
      time: 1_700_000_000,
    })
  })

  it.each([
    ['was heard of more than two minutes ago', { tipHeardAt: now - 120_001 }],
    [
      'is an estimate',
      { tip: { height: 130, hash: null, time: null, source: 'estimate', estimated: true }, tipHeardAt: null },
    ],
    ['is what a provider said', { tip: { ...SAMPLE_STATUS.tip, source: 'provider:a' } as never }],
    ['is known by its height alone', { tip: { ...SAMPLE_STATUS.tip, hash: null, time: null } as never }],
    ['is not known', { tip: null, tipHeardAt: null }],
  ] as const)('is not told when it %s', async (_what, status) => {
    const { get } = await runApi(portfolioOf({}, status), { clock: { now: () => now } })
    const reply = await get('/tip')
    expect(reply.status).toBe(503)
    expect(JSON.parse(reply.body)).toMatchObject({ error: 'tip_not_known' })
  })
})

describe('the metrics for a scraper', () => {
  it('are the text of Prometheus, completed from status and readings, without any address or key', async () => {
    const { get, metrics, key } = await runApi()
    metrics.called('node.example/api', 120)
    const reply = await get('/metrics')
    expect(reply.headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8')
    expect(reply.body).toContain('tidemark_build_info{version="1.2.3",network="regtest"} 1')
    expect(reply.body).toContain('tidemark_provider_calls_total{provider="node.example/api"} 1')
    expect(reply.body).toContain('tidemark_scan_height 120')
    expect(reply.body).toContain('tidemark_readings{state="current"} 1')
    expect(reply.body).not.toContain(WATCHED)
    expect(reply.body).not.toContain(key.key)
  })

  it('are given without what cannot be read', async () => {
    const { get } = await runApi({})
    const reply = await get('/metrics')
    expect(reply.status).toBe(200)
    expect(reply.body).not.toMatch(/^tidemark_scan_height /m)
  })
})
