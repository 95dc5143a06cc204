import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ProviderProblem } from '../../../electron/engine/ports.ts'
import { FAULTS, type Fault } from '../../fakes/esplora-faults.ts'
import type { RouteName } from '../../fakes/esplora-routes.ts'
import { ADDRESS, adapter, never, OTHER_ADDRESS, providerError, server } from './provider-ground.ts'

const unhandled: unknown[] = []
const remember = (reason: unknown): void => {
  unhandled.push(reason)
}
beforeAll(() => process.on('unhandledRejection', remember))
afterAll(() => {
  process.off('unhandledRejection', remember)
  expect(unhandled).toEqual([])
})

/** Wherever in the question it happens, the outcome is the same. */
const EVERYWHERE: readonly (readonly [string, Fault, ProviderProblem])[] = [
  ['401', FAULTS.status(401), 'refused'],
  ['403', FAULTS.status(403, '<html>Attention required</html>'), 'refused'],
  ['429', FAULTS.status(429, '{"message":"slow down"}'), 'refused'],
  ['408', FAULTS.status(408), 'fault'],
  ['425', FAULTS.status(425), 'fault'],
  ['500', FAULTS.status(500, '{"error":"prevout"}'), 'fault'],
  ['502', FAULTS.status(502, '<html>Bad gateway</html>'), 'fault'],
  ['503', FAULTS.status(503, 'x'.repeat(20_000)), 'fault'],
  ['504', FAULTS.status(504), 'fault'],
  ['404', FAULTS.status(404, 'endpoint does not exist'), 'bad_answer'],
  ['405', FAULTS.status(405), 'bad_answer'],
  ['204', FAULTS.status(204, ''), 'bad_answer'],
  ['413', FAULTS.status(413), 'too_many'],
  ['422', FAULTS.status(422), 'too_many'],
  ['a redirect', FAULTS.redirect('https://elsewhere.example/api'), 'bad_answer'],
  ['a captive portal', FAULTS.html(), 'bad_answer'],
  ['an error as JSON with 200', FAULTS.json('{"error":"Limits reached."}'), 'bad_answer'],
  ['JSON nested 100,000 deep', FAULTS.deepJson(100_000), 'bad_answer'],
  ['an empty body', FAULTS.json(''), 'bad_answer'],
  ['null', FAULTS.json('null'), 'bad_answer'],
  ['bytes that are no UTF-8', FAULTS.json('"\ud800"'), 'bad_answer'],
  ['a body above the limit', { kind: 'huge', bytes: 600_000 }, 'bad_answer'],
  ['a reset in the middle', { kind: 'reset' }, 'unreachable'],
  ['an end in the middle', { kind: 'truncate' }, 'unreachable'],
]

const ROUTES: readonly RouteName[] = ['blockHeight', 'blocks', 'address', 'tipHash']

describe.each(ROUTES)('a fault on the route %s', (route) => {
  it.each(EVERYWHERE)('never gives a number: %s', async (_, fault, problem) => {
    const fake = await server()
    fake.faults.set(route, fault)
    const error = await providerError(adapter(fake).balance(ADDRESS, never))
    expect(error.problem).toBe(problem)
    expect(error.message).not.toContain(ADDRESS)
  })

  it.each([
    ['silence', { kind: 'hang' }],
    ['a byte at a time', { kind: 'drip', everyMs: 20 }],
  ] as const)('is cut by the time of a request: %s', async (_, fault) => {
    const fake = await server()
    fake.faults.set(route, fault)
    const error = await providerError(adapter(fake, { timeoutMs: 200 }).balance(ADDRESS, never))
    expect(error.problem).toBe('unreachable')
  })
})

function mempool(fields: Readonly<Record<string, number>>): Fault {
  return FAULTS.part('mempool_stats', { tx_count: 1, ...fields })
}

const ON_ADDRESS: readonly (readonly [string, Fault, ProviderProblem])[] = [
  ['another address echoed', FAULTS.otherAddress(OTHER_ADDRESS), 'bad_answer'],
  ['a negative sum', FAULTS.field('funded_txo_sum', '-1'), 'bad_answer'],
  ['minus zero', FAULTS.field('spent_txo_sum', '-0'), 'bad_answer'],
  ['a fraction', FAULTS.field('funded_txo_sum', '100000.5'), 'bad_answer'],
  ['infinity', FAULTS.field('funded_txo_sum', '1e400'), 'bad_answer'],
  ['a string', FAULTS.field('funded_txo_sum', '"100000"'), 'bad_answer'],
  ['null for a sum', FAULTS.field('funded_txo_sum', 'null'), 'bad_answer'],
  ['more than the supply', FAULTS.field('funded_txo_sum', '2100000000030001'), 'bad_answer'],
  ['more than is exact', FAULTS.field('funded_txo_sum', '9007199254740993'), 'bad_answer'],
  ['more spent than received', FAULTS.field('spent_txo_sum', '100001'), 'bad_answer'],
  ['more spends than outputs', FAULTS.field('spent_txo_count', '3'), 'bad_answer'],
  ['more transactions than outputs and spends', FAULTS.field('tx_count', '4'), 'bad_answer'],
  ['outputs without a transaction', FAULTS.field('tx_count', '0'), 'bad_answer'],
  ['a spent sum without spends', FAULTS.field('spent_txo_count', '0'), 'bad_answer'],
  ['an unconfirmed sum without outputs', mempool({ funded_txo_count: 0 }), 'bad_answer'],
  ['an unconfirmed spent sum without spends', mempool({ spent_txo_count: 0 }), 'bad_answer'],
  ['more unconfirmed than the supply', mempool({ funded_txo_sum: 2_200_000_000_000_000 }), 'bad_answer'],
  ['a missing part', { kind: 'edit', edit: (body) => body.replace('mempool_stats', 'x') }, 'bad_answer'],
  ['a list in its place', FAULTS.json('[]'), 'bad_answer'],
  ['a right body of another type', { kind: 'reply', contentType: 'text/plain' }, 'bad_answer'],
  ['20 kB around a right body', { kind: 'huge', bytes: 20_000 }, 'bad_answer'],
  ['400 for the address', FAULTS.status(400, 'Invalid Bitcoin address'), 'bad_request'],
  ['400 for its network', FAULTS.status(400, 'Address on invalid network'), 'bad_request'],
  ['400 as a web page', FAULTS.status(400, '<html>Bad Request</html>'), 'bad_answer'],
  ['400 for too many entries', FAULTS.status(400, 'Too many history entries'), 'too_many'],
  ['400 for a history still read', FAULTS.status(400, 'Scripthash history too large to scan'), 'fault'],
]

const ON_BLOCKS: readonly (readonly [string, Fault, ProviderProblem])[] = [
  ['no block', FAULTS.json('[]'), 'bad_answer'],
  ['the oldest block first', FAULTS.list((blocks) => blocks.toReversed()), 'bad_answer'],
  ['a block twice', FAULTS.duplicated(), 'bad_answer'],
  ['a short hash', FAULTS.field('id', '"abcd"'), 'bad_answer'],
  ['an upper-case hash', FAULTS.field('id', `"${'AB'.repeat(32)}"`), 'bad_answer'],
  ['a negative height', FAULTS.field('height', '-1'), 'bad_answer'],
  ['a height far above the schedule', FAULTS.field('height', '20000000'), 'bad_answer'],
  ['a time before the first block', FAULTS.field('timestamp', '1000000000'), 'bad_answer'],
  ['400 where no address was sent', FAULTS.status(400, 'Invalid Bitcoin address'), 'bad_answer'],
]

const ON_TIP_HASH: readonly (readonly [string, Fault, ProviderProblem])[] = [
  ['no hash', { kind: 'reply', body: 'hello' }, 'bad_answer'],
  ['a page with 200', { kind: 'reply', body: `${'ab'.repeat(32)} ${'x'.repeat(200)}` }, 'bad_answer'],
  ['another hash', { kind: 'reply', body: 'ab'.repeat(32) }, 'moving'],
]

describe.each([
  ['address', ON_ADDRESS],
  ['blocks', ON_BLOCKS],
  ['tipHash', ON_TIP_HASH],
] as const)('an answer on the route %s', (route, cases) => {
  it.each(cases)('is never taken for a number: %s', async (_, fault, problem) => {
    const fake = await server()
    fake.faults.set(route, fault)
    expect((await providerError(adapter(fake).balance(ADDRESS, never))).problem).toBe(problem)
  })
})

describe('a tip', () => {
  it('from more than two hours ahead of the clock is refused, one from a little ahead is taken', async () => {
    const now = Math.floor(Date.now() / 1000)
    const ahead = await server({ tipTime: now + 7_100 })
    await expect(adapter(ahead).tip(never)).resolves.toMatchObject({ time: now + 7_100 })
    const farAhead = await server({ tipTime: now + 7_300 })
    expect((await providerError(adapter(farAhead).tip(never))).problem).toBe('bad_answer')
  })
})

describe('what a provider says of waiting', () => {
  const waits = async (fault: Fault): Promise<number | null> => {
    const now = Date.UTC(2026, 0, 1)
    const fake = await server({ tipTime: now / 1000 - 60 })
    fake.faults.set('address', fault)
    const source = adapter(fake, { clock: { now: () => now } })
    return (await providerError(source.balance(ADDRESS, never))).retryAfterMs
  }

  it('is read in seconds and as a date', async () => {
    expect(await waits(FAULTS.status(429, '', { 'retry-after': '120' }))).toBe(120_000)
    expect(await waits(FAULTS.status(503, '', { 'retry-after': '5' }))).toBe(5_000)
    const date = 'Thu, 01 Jan 2026 00:00:30 GMT'
    expect(await waits(FAULTS.status(429, '', { 'retry-after': date }))).toBe(30_000)
  })

  it('is at most an hour, and nothing when absent, past or unreadable', async () => {
    expect(await waits(FAULTS.status(429, '', { 'retry-after': '999999999' }))).toBe(3_600_000)
    expect(await waits(FAULTS.status(429))).toBeNull()
    expect(await waits(FAULTS.status(429, '', { 'retry-after': 'soon' }))).toBeNull()
    const past = 'Wed, 31 Dec 2025 23:00:00 GMT'
    expect(await waits(FAULTS.status(429, '', { 'retry-after': past }))).toBeNull()
  })
})

describe('a redirect', () => {
  it('names its target without its path, and the target is not asked', async () => {
    const [fake, target] = [await server(), await server()]
    fake.faults.set('address', FAULTS.redirect(`${target.url}/address/${ADDRESS}`))
    const error = await providerError(adapter(fake).balance(ADDRESS, never))
    expect(error.message).toContain(`it redirects to ${target.url},`)
    expect(target.requests).toEqual([])
  })
})

describe('a server that is not there', () => {
  it('is unreachable when nobody listens', async () => {
    const fake = await server()
    await fake.close()
    expect((await providerError(adapter(fake).balance(ADDRESS, never))).problem).toBe('unreachable')
  })

  it('is unreachable when its name is not known', async () => {
    const source = adapter({ url: 'https://no-such-host.invalid/api' })
    expect((await providerError(source.tip(never))).problem).toBe('unreachable')
  })

  it('is unreachable when it does not speak TLS', async () => {
    const fake = await server()
    const source = adapter({ url: fake.url.replace('http:', 'https:') })
    expect((await providerError(source.tip(never))).problem).toBe('unreachable')
  })

  it('answers again on the same adapter once it is back', async () => {
    const fake = await server()
    const source = adapter(fake)
    await source.balance(ADDRESS, never)
    await fake.close()
    await providerError(source.balance(ADDRESS, never))
    await server({ port: fake.port })
    await expect(source.balance(ADDRESS, never)).resolves.toMatchObject({ confirmed: 70_000 })
  })
})
