import type { ServerResponse } from 'node:http'
import { describe, expect, it, onTestFinished } from 'vitest'
import { startSocksServer } from '../../fakes/socks5-server.ts'
import { callOf } from '../../ground/host-ground.ts'
import { NOON, openHost, priceGround, specAt } from './ground.ts'

const NOW = { '/now': { EUR: 29_990.5, USD: 0, time: NOON / 1000 - 60 } }
const day = (text: string): number => Date.parse(`${text}T15:00:00Z`) / 1000

describe('the price of now', () => {
  it('is off until it is switched on, and nobody is asked', async () => {
    const { request, server } = await priceGround(NOW)
    expect(await request('prices.now', {})).toMatchObject({ kind: 'unknown', reason: 'imported' })
    expect((await request('settings.get', {})).prices).toMatchObject({ enabled: false, consent: false })
    expect(server.asked).toEqual([])
  })

  it.each([
    ['switched off', { enabled: false }, 'off'],
    ['without consent', { consent: false }, 'no_consent'],
  ] as const)('asks nobody while it is %s', async (_, change, reason) => {
    const { request, prices, server } = await priceGround(NOW)
    await prices(change)
    expect(await request('prices.now', {})).toMatchObject({ kind: 'unknown', reason })
    expect(server.asked).toEqual([])
  })

  it('asks nobody while connections are off, nor farther away than a limit allows', async () => {
    const { request, prices, server } = await priceGround(NOW)
    await prices()
    await request('settings.setOffline', { offline: true })
    expect(await request('prices.now', {})).toMatchObject({ reason: 'offline' })
    await request('settings.setOffline', { offline: false })
    await request('settings.setPrivacy', { limit: 'own-node', groups: [] })
    expect(await request('prices.now', {})).toMatchObject({ reason: 'limit' })
    expect(server.asked).toEqual([])
    await request('settings.setPrivacy', { limit: 'own-server', groups: [] })
    expect(await request('prices.now', {})).toMatchObject({ kind: 'known' })
  })

  it('comes with its source and its time, and counts for five minutes', async () => {
    const { request, prices, server, clock } = await priceGround(NOW)
    await prices()
    const first = await request('prices.now', {})
    expect(first).toMatchObject({
      kind: 'known',
      price: { price: '29990.5', currency: 'EUR', day: null, at: NOON - 60_000, observedAt: NOON },
    })
    expect(first.kind === 'known' && first.price.source).toMatch(/^mine \([0-9a-f]{8}\)$/)
    clock.time += 299_000
    expect(await request('prices.now', {})).toEqual(first)
    expect(server.asked).toEqual(['/now'])
    clock.time += 2_000
    await request('prices.now', {})
    expect(server.asked).toHaveLength(2)
  })

  it('is the last one, and marked so, when the source fails; the source rests then', async () => {
    const { request, prices, server, clock } = await priceGround(NOW)
    await prices()
    await request('prices.now', {})
    clock.time += 400_000
    server.answers = { '/now': null }
    const later = await request('prices.now', {})
    expect(later).toMatchObject({
      kind: 'stale',
      reason: 'failed',
      price: { price: '29990.5', observedAt: NOON },
    })
    await request('prices.now', {})
    expect(server.asked).toHaveLength(2)
    clock.time += 61_000
    server.answers = NOW
    expect(await request('prices.now', {})).toMatchObject({ kind: 'known' })
  })

  it('is asked for once when many ask for it at once', async () => {
    const { request, prices, server } = await priceGround(NOW)
    await prices()
    await Promise.all([1, 2, 3].map(() => request('prices.now', {})))
    expect(server.asked).toEqual(['/now'])
  })

  const raw = (type: string, text: string) => (response: ServerResponse) =>
    response.writeHead(200, { 'content-type': type }).end(text)
  it.each([
    ['zero', { EUR: 0, time: 1 }, 'no_price'],
    ['below zero', { EUR: -1, time: 1 }, 'no_price'],
    ['absent', { time: 1 }, 'no_price'],
    ['null', { EUR: null, time: 1 }, 'no_price'],
    ['an object', { EUR: {}, time: 1 }, 'failed'],
    ['a word', { EUR: 'much', time: 1 }, 'failed'],
    ['larger than any price', { EUR: 1e300, time: 1 }, 'failed'],
    ['without its time', { EUR: 5 }, 'failed'],
    ['a web page', raw('text/html', '<html>'), 'failed'],
    ['cut off', raw('application/json', '{"EUR": 5'), 'failed'],
    ['nested without end', raw('application/json', '['.repeat(100_000)), 'failed'],
    ['too long', raw('application/json', `{"EUR":"${' '.repeat(300_000)}"}`), 'failed'],
    ['an error', (response: ServerResponse) => response.writeHead(500).end('{"EUR":5,"time":1}'), 'failed'],
    ['a redirect', (response: ServerResponse) => response.writeHead(302, { location: '/x' }).end(), 'failed'],
  ])('is unknown, never 0, where the answer is %s', async (_, answer, reason) => {
    const { request, prices } = await priceGround({ '/now': answer })
    await prices()
    expect(await request('prices.now', {})).toMatchObject({ kind: 'unknown', reason })
  })

  it('goes through the proxy where one is set, by name and with a login', async () => {
    const { request, prices, server } = await priceGround(NOW)
    const proxy = await startSocksServer(() => server.port)
    onTestFinished(() => proxy.close())
    await request('settings.setProxy', { url: `socks5://127.0.0.1:${proxy.port}` })
    await prices({ source: { kind: 'custom', spec: specAt('http://prices.onion') } })
    expect(await request('prices.now', {})).toMatchObject({ kind: 'known' })
    expect(proxy.targets).toMatchObject([{ host: 'prices.onion', kind: 'name', port: 80 }])
    await request('settings.setPrivacy', { limit: 'own-server', groups: [] })
    expect(await request('prices.now', {})).toMatchObject({ reason: 'limit' })
  })

  it('is not asked for directly when the proxy is down', async () => {
    const { request, prices, server, clock } = await priceGround(NOW)
    await prices({ source: { kind: 'custom', spec: specAt('http://prices.onion') } })
    await request('settings.setProxy', { url: 'socks5://127.0.0.1:1' })
    expect(await request('prices.now', {})).toMatchObject({ kind: 'unknown', reason: 'failed' })
    clock.time += 61_000
    expect(server.asked).toEqual([])
  })

  it('does not exist for coins of a test network', async () => {
    const { request, prices, server } = await priceGround(NOW, { network: 'regtest' })
    await prices()
    expect(await request('prices.now', {})).toMatchObject({ kind: 'unknown', reason: 'test_network' })
    expect(server.asked).toEqual([])
  })

  it.each([
    ['a user name', 'https://a:b@example.org'],
    ['plain http to a public server', 'http://example.org'],
    ['another scheme', 'file:///etc'],
    ['a placeholder as its server', 'https://{currency}.example.org'],
  ])('cannot be set to come from a URL with %s', async (_, url) => {
    const { prices } = await priceGround({})
    await expect(prices({ source: { kind: 'custom', spec: specAt(url) } })).rejects.toMatchObject({
      code: 'invalid_input',
    })
  })
})

describe('the price of past days', () => {
  it('is asked for once a day, and is known for good then', async () => {
    const { request, prices, server } = await priceGround({
      '/day': { price: '100.25', time: day('2020-12-31') },
    })
    await prices()
    const days = ['2020-12-31', '2021-01-10', '2021-01-11']
    const answers = await request('prices.on', { days })
    expect(answers.map((each) => each.day)).toEqual(days)
    expect(answers[0]?.answer).toMatchObject({
      kind: 'known',
      price: { price: '100.25', day: '2020-12-31', at: day('2020-12-31') * 1000 },
    })
    expect(answers.slice(1).map(({ answer }) => answer)).toMatchObject([
      { kind: 'unknown', reason: 'not_over' },
      { kind: 'unknown', reason: 'not_over' },
    ])
    expect(server.asked).toEqual(['/day?c=eur&d=2020-12-31&t=1609459199'])
    expect(await request('prices.on', { days: ['2020-12-31'], ask: false })).toEqual([answers[0]])
    expect(server.asked).toHaveLength(1)
  })

  it('is unknown where the source gives that of an earlier day, and a fault where it gives that of a later one', async () => {
    const { request, prices, server, clock } = await priceGround({
      '/day': { price: 5, time: day('2019-01-01') },
    })
    await prices()
    const on = async () => (await request('prices.on', { days: ['2020-12-31'] }))[0]?.answer
    expect(await on()).toMatchObject({ kind: 'unknown', reason: 'no_price' })
    server.answers = { '/day': { price: 5, time: day('2021-01-01') } }
    expect(await on()).toMatchObject({ kind: 'unknown', reason: 'failed' })
    clock.time += 61_000
    server.answers = { '/day': { price: 5, time: day('2020-12-31') } }
    expect(await on()).toMatchObject({ kind: 'known', price: { price: '5' } })
  })

  it('comes from one answer where many are missing: the last of each day', async () => {
    const list = [
      { time: day('2020-12-05') + 100, EUR: 7 },
      { time: day('2020-12-05'), EUR: 6 },
      { time: day('2020-12-06'), EUR: 0 },
      { time: day('2020-12-07'), EUR: 8.125 },
    ]
    const { request, prices, server } = await priceGround({ '/all': { prices: list } })
    await prices()
    const days = Array.from({ length: 9 }, (_, index) => `2020-12-0${index + 1}`)
    const answers = await request('prices.on', { days })
    const known = answers.flatMap(({ answer }) => (answer.kind === 'known' ? [answer.price] : []))
    expect(known.map((price) => [price.day, price.price])).toEqual([
      ['2020-12-05', '7'],
      ['2020-12-07', '8.125'],
    ])
    expect(server.asked).toEqual(['/all'])
  })

  it('keeps what was heard before the source failed', async () => {
    const { request, prices, server } = await priceGround({
      '/day?c=eur&d=2020-12-30': { price: 1, time: day('2020-12-30') },
    })
    await prices()
    const answers = await request('prices.on', { days: ['2020-12-30', '2020-12-31'] })
    expect(answers.map(({ answer }) => answer.kind)).toEqual(['known', 'unknown'])
    expect(server.asked).toHaveLength(2)
  })

  it('can be read beside the app that wrote them, which asks nobody', async () => {
    const { request, prices, server, dataDir } = await priceGround({
      '/day': { price: 3, time: day('2020-12-31') },
    })
    await prices()
    await request('prices.on', { days: ['2020-12-31'] })
    const beside = callOf(await openHost(dataDir, { access: 'read' }, () => NOON))
    const answers = await beside('prices.on', { days: ['2020-12-31', '2020-12-30'] })
    expect(answers.map(({ answer }) => answer)).toMatchObject([
      { kind: 'known', price: { price: '3' } },
      { kind: 'unknown', reason: 'not_asked' },
    ])
    expect(server.asked).toHaveLength(1)
  })
})

describe('prices of a file', () => {
  const CSV =
    '\uFEFFDate;Price\r\n2020-12-31;23.990,50\r\n31.12.2019;6400,5\r\n12/31/2018;3700\r\n2018-12-30;3.700\r\n'

  it('are shown before anything is stored, with the lines that are not clear', async () => {
    const { request } = await priceGround({})
    const result = await request('prices.import', { text: CSV, currency: 'EUR', apply: false })
    expect(result).toMatchObject({
      days: 2,
      first: '2019-12-31',
      last: '2020-12-31',
      stored: false,
      changed: 0,
    })
    expect(result.refused.map(({ line }) => line)).toEqual([4, 5])
    const [read] = await request('prices.on', { days: ['2020-12-31'], currency: 'EUR' })
    expect(read?.answer).toMatchObject({ kind: 'unknown' })
  })

  it('count once they are stored, also before what a source says, under their own name', async () => {
    const { request, prices, server } = await priceGround({ '/day': { price: 1, time: day('2020-12-31') } })
    await prices()
    await request('prices.on', { days: ['2020-12-31'] })
    await request('prices.import', { text: CSV, currency: 'EUR', apply: true })
    const [read] = await request('prices.on', { days: ['2020-12-31'] })
    expect(read?.answer).toMatchObject({
      kind: 'known',
      price: { price: '23990.50', source: 'imported', at: null },
    })
    expect(server.asked).toHaveLength(1)
    const again = await request('prices.import', {
      text: 'date,price\n2020-12-31,1',
      currency: 'EUR',
      apply: false,
    })
    expect(again.changed).toBe(1)
  })

  it('are the newest price only as a price of their own day', async () => {
    const { request, prices } = await priceGround({})
    await request('prices.import', { text: CSV, currency: 'EUR', apply: true })
    await prices({ source: { kind: 'imported' }, consent: false })
    expect(await request('prices.now', {})).toMatchObject({
      kind: 'stale',
      reason: 'imported',
      price: { day: '2020-12-31', price: '23990.50' },
    })
  })
})
