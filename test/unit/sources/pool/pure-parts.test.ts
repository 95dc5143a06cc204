import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ProviderFamily } from '../../../../electron/engine/ports.ts'
import { breakerAt, CLOSED, opened } from '../../../../electron/sources/pool/breaker.ts'
import { budgetsBy, familyCost, publicBudget } from '../../../../electron/sources/pool/budgets.ts'
import { Latencies } from '../../../../electron/sources/pool/latencies.ts'
import { rendezvous, reranked, turned } from '../../../../electron/sources/pool/rotation.ts'
import { lagOf } from '../../../../electron/sources/pool/tip-lag.ts'
import { TokenBucket } from '../../../../electron/sources/pool/token-bucket.ts'
import { scripted } from '../provider-ground.ts'

const ids = (n: number): string[] => Array.from({ length: n }, (_, i) => `source-${i}.example/api`)
const addresses = Array.from({ length: 1_000 }, (_, i) => `address-${i}`)
const firstOf = (sources: readonly string[], address: string): string => rendezvous(sources, address)[0] ?? ''

describe('rendezvous hashing', () => {
  it('moves only the addresses that began at a source that goes, and about 1/n to one that comes', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 10 }), fc.nat(), (n, which) => {
        const all = ids(n)
        const gone = all[which % n] ?? ''
        const rest = all.filter((id) => id !== gone)
        const moved = addresses.filter((address) => firstOf(all, address) !== firstOf(rest, address))
        expect(moved.every((address) => firstOf(all, address) === gone)).toBe(true)
        expect(moved.length / addresses.length).toBeGreaterThan(0.5 / n)
        expect(moved.length / addresses.length).toBeLessThan(1.6 / n)
      }),
      { numRuns: 12 },
    )
  })

  it('gives the same order however the sources are listed', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(ids(6), { minLength: 6 }), fc.string(), (listed, address) => {
        expect(rendezvous(listed, address)).toEqual(rendezvous(ids(6), address))
      }),
    )
  })
})

describe('a token bucket', () => {
  it('never lets more through in any window than its burst and its rate', () => {
    const steps = fc.array(fc.record({ ms: fc.nat(3_000), cost: fc.integer({ min: 1, max: 12 }) }), {
      minLength: 1,
      maxLength: 120,
    })
    const budgets = fc.record({
      ratePerS: fc.double({ min: 0.05, max: 50, noNaN: true }),
      burst: fc.integer({ min: 1, max: 10 }),
    })
    fc.assert(
      fc.property(budgets, steps, (budget, asked) => {
        let now = 0
        const bucket = new TokenBucket(budget, () => now)
        const sent: { at: number; cost: number }[] = []
        for (const { ms, cost } of asked) {
          now += ms
          if (bucket.tryTake(cost)) sent.push({ at: now, cost })
        }
        for (const [i, { at }] of sent.entries()) {
          const window = sent.slice(i)
          let total = 0
          let dearest = 0
          for (const later of window) {
            total += later.cost
            dearest = Math.max(dearest, later.cost)
            const bound = budget.burst + dearest - Math.min(dearest, budget.burst)
            expect(total).toBeLessThanOrEqual(bound + (budget.ratePerS * (later.at - at)) / 1_000 + 1e-3)
          }
        }
      }),
      { numRuns: 200 },
    )
  })

  it('has what it asked to wait for when that time is over', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.05, max: 50, noNaN: true }),
        fc.integer({ min: 1, max: 20 }),
        (ratePerS, cost) => {
          let now = 0
          const bucket = new TokenBucket({ ratePerS, burst: 5 }, () => now)
          bucket.force(5)
          now += bucket.waitMs(cost)
          expect(bucket.tryTake(cost)).toBe(true)
        },
      ),
    )
  })

  it('that is taken from in any case has a debt that does not grow without bound', () => {
    let now = 0
    const bucket = new TokenBucket({ ratePerS: 1, burst: 3 }, () => now)
    for (let i = 0; i < 1_000; i++) bucket.force(1)
    expect(bucket.left).toBe(-3)
    bucket.force(7)
    expect(bucket.left).toBe(-7)
    bucket.force(1)
    expect(bucket.left).toBe(-7) // a smaller cost forgives nothing
    now += 60_000
    bucket.force(2)
    expect(bucket.left).toBe(1)
  })

  it('takes back what was not sent, and never holds more than its burst', () => {
    const bucket = new TokenBucket({ ratePerS: 1, burst: 3 }, () => 0)
    bucket.force(2)
    bucket.giveBack(1)
    expect(bucket.left).toBe(2)
    bucket.giveBack(9)
    expect(bucket.left).toBe(3)
  })

  it('without a budget lets everything through', () => {
    const bucket = new TokenBucket(null, () => 0)
    expect([bucket.tryTake(1_000_000), bucket.waitMs(1), bucket.left]).toEqual([true, 0, null])
  })
})

describe('budgets', () => {
  it('are those of the family for a public server, none for an own one, and whatever was named first of all', () => {
    const source = scripted('named')
    const named = { ratePerS: 3, burst: 4 }
    expect(budgetsBy(() => false)(source)).toEqual(publicBudget('esplora'))
    expect(budgetsBy(() => true)(source)).toBeNull()
    expect(budgetsBy(() => true, new Map([['named', named]]))(source)).toBe(named)
  })

  it('stay below what the public servers were seen to allow in an hour', () => {
    const allowed: [ProviderFamily, number][] = [
      ['esplora', 700],
      ['blockcypher', 100],
      ['blockchain.info', 361],
    ]
    for (const [family, anHour] of allowed) {
      const { ratePerS, burst } = publicBudget(family)
      expect(ratePerS * 3_600 + burst, family).toBeLessThanOrEqual(anHour)
    }
  })

  it('count the bracket of a date with the addresses', () => {
    expect([1, 10].map((n) => familyCost(scripted('a'), n))).toEqual([3, 12])
    expect(familyCost({ ...scripted('a'), family: 'blockchain.info' }, 50)).toBe(1)
  })
})

describe('a breaker', () => {
  it('opens for longer with every failure in a row and half-opens by time alone', () => {
    const once = opened(CLOSED, 1_000)
    expect(breakerAt(once, 2_999)).toMatchObject({ kind: 'open', until: 3_000 })
    expect(breakerAt(once, 3_000)).toEqual({ kind: 'half-open', failures: 1 })
    const twice = opened(breakerAt(once, 3_000), 3_000)
    expect(breakerAt(twice, 6_999)).toMatchObject({ kind: 'open', failures: 2 })
    expect(breakerAt(twice, 7_000)).toMatchObject({ kind: 'half-open' })
  })

  it('is not kept open by a clock that is set back', () => {
    expect(breakerAt(opened(CLOSED, 1_000_000), 10)).toMatchObject({ kind: 'half-open' })
  })
})

describe('the lag of a tip', () => {
  const tip = (height: number, heardAt = 0) => ({ height, heardAt })

  it('is counted from the median of the others', () => {
    expect(lagOf(tip(97), [tip(100), tip(100), tip(101)], 0)).toBe(3)
    expect(lagOf(tip(100), [tip(97), tip(97)], 0)).toBe(0)
    expect(lagOf(tip(100), [tip(110)], 0)).toBe(10)
  })

  it('is not made by one that is far above the rest', () => {
    expect(lagOf(tip(100), [tip(5_000), tip(100)], 0)).toBe(0)
    expect(lagOf(tip(100), [tip(5_000), tip(100), tip(99)], 0)).toBe(0)
  })

  it('is unknown without others, and once what was heard is more than ten minutes old', () => {
    expect(lagOf(tip(100), [null], 0)).toBeNull()
    expect(lagOf(null, [tip(100)], 0)).toBeNull()
    expect(lagOf(tip(90), [tip(100)], 600_000)).toBe(10)
    expect(lagOf(tip(90), [tip(100)], 600_001)).toBeNull()
  })

  it('is not made by blocks that came after it was asked', () => {
    expect(lagOf(tip(100, 0), [tip(110, 60_000)], 60_000)).toBeNull()
    expect(lagOf(tip(100, 60_000), [tip(110, 0)], 60_000)).toBe(10)
  })
})

describe('the ranking', () => {
  it('lets a source overtake only one that is clearly slower', () => {
    const latencies = new Map([
      ['a', 200],
      ['b', 80],
      ['c', 74],
      ['d', 20],
    ])
    const latencyOf = (id: string): number | null => latencies.get(id) ?? null
    expect(reranked(['a', 'b'], latencyOf)).toEqual(['a', 'b'])
    expect(reranked(['a', 'c'], latencyOf)).toEqual(['c', 'a'])
    expect(reranked(['a', 'd', 'unknown'], latencyOf)).toEqual(['d', 'a', 'unknown'])
  })

  it('settles: with the same figures the order does not change again', () => {
    const figures = fc.dictionary(fc.constantFrom(...ids(6)), fc.nat(2_000))
    fc.assert(
      fc.property(figures, (known) => {
        const latencyOf = (id: string): number | null => known[id] ?? null
        const settled = reranked(ids(6), latencyOf)
        expect(reranked(settled, latencyOf)).toEqual(settled)
        expect(settled.toSorted()).toEqual(ids(6))
      }),
    )
  })
})

describe('a turn', () => {
  it('keeps everybody and the order around the end', () => {
    expect(turned(['a', 'b', 'c'], 2)).toEqual(['c', 'a', 'b'])
  })
})

describe('response times', () => {
  it('are told over the last hundred', () => {
    const latencies = new Latencies()
    expect(latencies.quantile(0.5)).toBeNull()
    for (let ms = 1; ms <= 150; ms++) latencies.add(ms, 1)
    expect([latencies.quantile(0.5), latencies.quantile(0.95)]).toEqual([100, 145])
  })
})
