import { describe, expect, it } from 'vitest'
import { createProviderPool, type PoolAnswer } from '../../../../electron/sources/provider-pool.ts'
import { never } from '../provider-ground.ts'
import { LimitedServer, VirtualTime } from './virtual-time.ts'

const addressesOf = (n: number): string[] => Array.from({ length: n }, (_, i) => `address-${i}`)
const answered = (answers: readonly PoolAnswer[]): number =>
  answers.filter(({ kind }) => kind === 'answer').length
const each = (): number => 1

describe('addresses by the thousand against three servers that allow 20 requests a second', () => {
  it('are all answered in 1.15 times the least time, and no server refuses twice in a row', async () => {
    for (const [rotation, count] of [
      ['round-robin', 10_000],
      ['ranked', 2_000],
      ['private', 2_000],
    ] as const) {
      const time = new VirtualTime()
      const servers = ['a', 'b', 'c'].map((id) => new LimitedServer(id, time, 20))
      const pool = createProviderPool({
        ...time.options(),
        rotation,
        sources: servers.map(({ source }) => source),
        budgetOf: () => ({ ratePerS: 20, burst: 1 }),
        costOf: each,
      })
      const startedAt = time.now()
      const answers = await time.run(pool.balances(addressesOf(count), {}, () => undefined, never))
      expect(answered(answers), rotation).toBe(count)
      expect((time.now() - startedAt) / 1_000, rotation).toBeLessThanOrEqual((count / 60) * 1.15)
      expect(Math.max(...servers.map(({ refusedInARow }) => refusedInARow)), rotation).toBeLessThanOrEqual(1)
    }
  })

  it('are all answered when a server allows half of what its budget says, which refuses now and then but never twice in a row', async () => {
    const time = new VirtualTime()
    const servers = ['a', 'b', 'c'].map((id) => new LimitedServer(id, time, id === 'a' ? 10 : 20))
    const pool = createProviderPool({
      ...time.options(),
      sources: servers.map(({ source }) => source),
      budgetOf: () => ({ ratePerS: 20, burst: 1 }),
      costOf: each,
    })
    const answers = await time.run(pool.balances(addressesOf(2_000), {}, () => undefined, never))
    expect(answered(answers)).toBe(2_000)
    expect(servers.map(({ refusedInARow }) => refusedInARow)).toEqual([1, 0, 0])
    expect(servers[0]?.arrivals.filter(({ refused }) => refused).length).toBeGreaterThan(3)
  })
})

describe('a slow budget', () => {
  it('takes only the questions that it has tokens for, and the others do not wait for it', async () => {
    const time = new VirtualTime()
    const [slow, fast] = [new LimitedServer('slow', time, 100), new LimitedServer('fast', time, 100)]
    const pool = createProviderPool({
      ...time.options(),
      sources: [slow.source, fast.source],
      budgetOf: ({ id }) => (id === 'slow' ? { ratePerS: 1 / 40, burst: 2 } : { ratePerS: 10, burst: 1 }),
      costOf: each,
    })
    const startedAt = time.now()
    expect(answered(await time.run(pool.balances(addressesOf(100), {}, () => undefined, never)))).toBe(100)
    expect(time.now() - startedAt).toBeLessThan(11_000)
    expect(slow.arrivals).toHaveLength(2)
  })

  it('of the only source makes a batch wait, but a single question only as long as its own time allows', async () => {
    const time = new VirtualTime()
    const only = new LimitedServer('only', time, 100)
    const pool = createProviderPool({
      ...time.options(),
      sources: [only.source],
      budgetOf: () => ({ ratePerS: 1 / 40, burst: 1 }),
      costOf: each,
    })
    const startedAt = time.now()
    expect(answered(await time.run(pool.balances(addressesOf(3), {}, () => undefined, never)))).toBe(3)
    expect(time.now() - startedAt).toBeGreaterThanOrEqual(80_000)
    const asked = time.now()
    expect(await time.run(pool.balance('late', {}, never))).toMatchObject({
      kind: 'failed',
      failures: [{ id: 'only', problem: 'deadline' }],
      asked: [],
    })
    expect(time.now() - asked).toBeLessThan(20_001)
    expect(pool.health()[0]).toMatchObject({ budgetLeft: 0, skipped: { reason: 'budget' } })
  })

  it('lets a single question pass the thousands that wait', async () => {
    const time = new VirtualTime()
    const only = new LimitedServer('only', time, 100)
    const pool = createProviderPool({
      ...time.options(),
      sources: [only.source],
      budgetOf: () => ({ ratePerS: 1, burst: 1 }),
      costOf: each,
    })
    const abort = new AbortController()
    const batch = pool.balances(addressesOf(1_000), {}, () => undefined, abort.signal)
    const given = batch.catch((error: unknown) => error)
    await time.pass(10_500)
    const asked = time.now()
    await time.run(pool.balance('address-900', {}, never))
    expect(time.now() - asked).toBeLessThan(2_000)
    await time.pass(10_000)
    expect(only.arrivals.filter(({ address }) => address === 'address-900')).toHaveLength(1)
    abort.abort()
    expect(await given).toMatchObject({ code: 'cancelled' })
    const sent = only.arrivals.length
    await time.pass(10_000)
    expect(only.arrivals).toHaveLength(sent)
  })
})
