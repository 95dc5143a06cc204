/** Sums where accounts share scripts with each other and with single addresses: each script counts once, everywhere. */
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { openTestHost } from '../../ground/host-ground.ts'
import { coin, openWorld, tempDir, testChain } from '../store/world.ts'

const KEY =
  'tpubDCBWBScQPGv4Xk3JSbhw6wYYpayMjb2eAYyArpbSqQTbLDpphHGAetB6VQgVeftLML8vDSUEWcC2xDi3qJJ3YCDChJDvqVzpgoYSuT52MhJ'
const ACCOUNTS = [`wpkh(${KEY}/<0;1>/*)`, `wpkh(${KEY}/0/*)`, `wpkh(${KEY}/1/*)`, `wpkh(${KEY}/0/3)`]
const GROUPS = ['', 'A', 'B'] as const

/** Three accounts of one key, one of its addresses as a descriptor, three as addresses, one address of another. */
async function openShared(covers: (index: number) => boolean) {
  const dataDir = tempDir()
  const first = await openTestHost(dataDir, { offline: true })
  const options = { gapLimit: 5, lookahead: 8, atomic: true }
  for (const line of ACCOUNTS) await first.call('portfolio.add', { lines: [line], ...options })
  const addressesOf = async (chain: number) =>
    (await first.call('account.addresses', { watchId: 1, chain, from: 0, limit: 8 })).addresses
  const [receive, change] = [await addressesOf(0), await addressesOf(1)]
  const lines = [receive[0], receive[2], change[4]].flatMap((each) => each?.address ?? [])
  await first.call('portfolio.add', { lines: [...lines, OTHER], atomic: true })
  await first.close()
  const world = openWorld(dataDir, false)
  const scripts = [...new Set(world.portfolio.scriptsOf().map(({ scriptId }) => scriptId))]
  const covered = scripts.filter((_, index) => covers(index))
  const worth = new Map(covered.map((script, index) => [script, index % 4 === 3 ? 0 : 2 ** (index % 20)]))
  const coins = [...worth].flatMap(([script, value]) =>
    value > 0 ? [coin(`coin ${script}`, script, value, 9)] : [],
  )
  await world.snapshot(testChain(), 100, covered, coins)
  await world.mempool(testChain().ref(100))
  const held = new Map(
    world.portfolio
      .list()
      .map(({ id }) => [id, new Set(world.portfolio.scriptsInGap([id]).map(({ scriptId }) => scriptId))]),
  )
  world.close()
  const opened = await openTestHost(dataDir, { offline: true })
  const naive = (watchIds: readonly number[]): number =>
    [...new Set(watchIds.flatMap((id) => [...(held.get(id) ?? [])]))].reduce(
      (sum, script) => sum + (worth.get(script) ?? 0),
      0,
    )
  return { ...opened, naive, ids: [...held.keys()] }
}

const OTHER = 'bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080'

describe('a script that several entries hold counts once', () => {
  it.each([
    ['where all of it is known', () => true],
    ['where only some of it is', (index: number) => index % 3 !== 1],
  ] as const)('in the sum of any selection and of any groups, %s', async (_, covers) => {
    const { call, naive, ids } = await openShared(covers)
    expect(ids).toHaveLength(8)
    const arrangement = fc.tuple(
      fc.array(fc.constantFrom(...GROUPS), { minLength: ids.length, maxLength: ids.length }),
      fc.subarray(ids, { minLength: 1 }),
    )
    await fc.assert(
      fc.asyncProperty(arrangement, async ([places, picked]) => {
        for (const group of GROUPS) {
          const watchIds = ids.filter((__, i) => places[i] === group)
          if (watchIds.length > 0) await call('portfolio.move', { watchIds, group, widen: true })
        }
        const texts = (await call('portfolio.list', {})).filter(({ id }) => picked.includes(id))
        const sum = await call('portfolio.sum', { watchIds: picked })
        const read = await call('balance.read', { addresses: texts.map(({ text }) => text), refresh: false })
        expect([sum.total.confirmed ?? 0, read.total.confirmed ?? 0]).toEqual([naive(picked), naive(picked)])
        for (const { name, total } of await call('groups.list', {})) {
          const inside = naive(ids.filter((__, i) => places[i] === name))
          const place = await call('portfolio.place', { group: name, archived: false })
          expect([total.confirmed ?? 0, place.total.confirmed ?? 0]).toEqual([inside, inside])
        }
        const whole = await call('portfolio.place', { group: null, archived: false })
        expect(whole.total.confirmed).toBe(naive(ids))
      }),
      { numRuns: 12 },
    )
  })
})
