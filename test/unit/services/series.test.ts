import { describe, expect, it } from 'vitest'
import { createSeriesService } from '../../../electron/services/series-service.ts'
import type { Scope, Series } from '../../../shared/ipc/time.ts'
import { coin, openWorld, out, type TestChain, testChain, tx, type World } from '../store/world.ts'

const ALL: Scope = { kind: 'all' }
const DAY = 86_400_000

/** The median of the block and the ten before it: blocks come ten minutes apart. */
const medianAt = (chain: TestChain, height: number): number => chain.at(height - 5).time

const seriesOf = (world: World) => createSeriesService({ models: world.models, portfolio: world.portfolio })

function daily(world: World, chain: TestChain, from: number, to: number): Series {
  const at = (height: number): number => chain.at(height).time * 1_000
  return seriesOf(world)({ of: ALL, unit: 'day', from: at(from), to: at(to), zone: 'Europe/Berlin' })
}

/** What was there at the end of each day by the one block that counts, found by looking at all of them. */
function naive(
  world: World,
  chain: TestChain,
  { points }: Series,
  cursor: number,
): readonly (number | null)[] {
  return points.map(({ start }) => {
    let height = 0
    while (height < cursor && medianAt(chain, height + 1) < (start + DAY) / 1_000) height += 1
    const { unread } = world.models.scopeOutputs.readAt(ALL, height)
    if (unread.length > 0) return null
    const { confirmed, immature } = world.models.scopeOutputs.sum(ALL, chain.ref(height), [])
    return confirmed + immature
  })
}

describe('a series by day', () => {
  it('is at the end of each day what was unspent right after its last block', async () => {
    const world = openWorld()
    const chain = testChain()
    const [a = -1, b = -1] = await world.watch(1, 2)
    await world.snapshot(chain, 300, [a, b], [coin('old', a, 1_000, 90)])
    const txs = Object.fromEntries(
      Array.from({ length: 90 }, (_, i) => [
        310 + 17 * i,
        [
          tx(`t${i}`, {
            pays: [[i % 2 === 0 ? a : b, 10 + i]],
            spends: i > 3 && i % 3 === 0 ? [out(`t${i - 3}`)] : [],
            coinbase: i % 7 === 5,
          }),
        ],
      ]),
    )
    await world.connect(chain, 1_900, txs)
    const series = daily(world, chain, 0, 1_899)
    expect(series.estimated).toBe(0)
    expect(series.points.map(({ value }) => value)).toEqual(naive(world, chain, series, 1_900))
    expect(series.points.filter(({ value }) => value === null)).toHaveLength(2)
    expect(series.zone).toBe('Europe/Berlin')
  })

  it('has a gap where some script was not read, at a hole and above the ledger, and never a 0 for it', async () => {
    const world = openWorld()
    const chain = testChain()
    const [a = -1] = await world.watch(1)
    await world.snapshot(chain, 300, [a], [coin('lost', a, 7, 90), coin('kept', a, 1, 91)])
    await world.connect(chain, 700)
    await world.apply({ kind: 'abandon' })
    await world.snapshot(chain, 1_300, [a], [coin('kept', a, 1, 91), coin('new', a, 5, 1_000)])
    await world.connect(chain, 1_400)
    const series = daily(world, chain, 0, 1_900)
    const values = series.points.map(({ value }) => value)
    const last = values.findLastIndex((value) => value !== null)
    expect(values.slice(0, last + 1)).toEqual(naive(world, chain, series, 1_400).slice(0, last + 1))
    expect([...new Set(values)]).toEqual([null, 8, 6])
    expect(values.slice(last + 1)).toEqual([null, null, null])
    await world.watch(2)
    expect(daily(world, chain, 0, 1_900).points.every(({ value }) => value === null)).toBe(true)
  })

  it('ends right after the block it is asked to, in the unit that holds it, whatever came later that day', async () => {
    const world = openWorld()
    const chain = testChain()
    const [a = -1] = await world.watch(1)
    await world.snapshot(chain, 300, [a], [coin('old', a, 7, 90)])
    await world.connect(chain, 900, {
      400: [tx('before', { pays: [[a, 5]] })],
      601: [tx('in time', { pays: [[a, 20]] })],
      602: [tx('too late', { pays: [[a, 1_000]] })],
      603: [tx('later', { spends: [out('before')] })],
    })
    const at = (height: number): number => chain.at(height).time * 1_000
    const span = { of: ALL, unit: 'week', from: at(301), zone: 'UTC' } as const
    const read = seriesOf(world)
    const then = read({ ...span, to: at(601), upTo: 601 })
    expect(then.points.at(-1)).toMatchObject({ value: 32, height: 601 })
    expect(read({ ...span, to: at(601) }).points.at(-1)?.value).toBe(1_027)
    expect(read({ ...span, to: at(299), from: at(200), upTo: 299 }).points.at(-1)).toMatchObject({
      value: null,
    })
  })

  it('says where only a header’s own time is known', async () => {
    const world = openWorld()
    const chain = testChain()
    const [a = -1] = await world.watch(1)
    await world.snapshot(chain, 3_000, [a], [coin('old', a, 7, 90), coin('young', a, 2, 2_990)])
    expect(daily(world, chain, 0, 3_000).estimated).toBe(1)
  })

  it('refuses zones that are not known, and more points than one answer holds', () => {
    const read = seriesOf(openWorld())
    expect(() => read({ of: ALL, unit: 'day', from: 0, to: 1, zone: 'Mars' })).toThrow('time zone')
    expect(() => read({ of: ALL, unit: 'day', from: 0, to: 8e15, zone: 'UTC' })).toThrow('too many points')
  })
})

describe('a series by block', () => {
  it('has a point for each block in which something moved', async () => {
    const world = openWorld()
    const chain = testChain()
    const [a = -1] = await world.watch(1)
    await world.snapshot(chain, 300, [a], [coin('old', a, 7, 90)])
    await world.connect(chain, 320, {
      305: [tx('in', { pays: [[a, 5]] })],
      310: [tx('spend', { spends: [out('old')] })],
    })
    const { points } = seriesOf(world)({ of: ALL, unit: 'block', from: 0, to: 400 })
    expect(points).toEqual([
      { start: expect.any(Number), height: 90, value: null },
      { start: medianAt(chain, 305) * 1_000, height: 305, value: 12 },
      { start: medianAt(chain, 310) * 1_000, height: 310, value: 5 },
    ])
  })
})
