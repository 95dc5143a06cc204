import { expect, it, onTestFinished } from 'vitest'
import type { MatchedTx } from '../../../electron/engine/ports.ts'
import { openDatabase } from '../../../electron/store/open-database.ts'
import { openWorld, out, testChain, tx, type World } from './world.ts'

/** More than are looked at one by one. */
const BLOCKS = 2_200
const START = 10

/** Blocks whose sums the writer owes. */
function owedBy(world: World): () => number | undefined {
  const db = openDatabase(world.file, { readOnly: true })
  onTestFinished(() => void db.close())
  const count = db.prepare<[], number>('SELECT count(*) FROM block WHERE change IS NULL').pluck()
  return () => count.get()
}

/** A block each: it pays `n + 1` to one of two scripts, and every second one spends what the one before has paid. */
function paidTo(a: number, b: number): Record<number, readonly MatchedTx[]> {
  return Object.fromEntries(
    Array.from({ length: BLOCKS }, (_, n) => {
      const spends = n % 2 === 1 ? [out(`t${n - 1}`)] : []
      return [START + 1 + n, [tx(`t${n}`, { pays: [[n % 3 === 0 ? a : b, n + 1]], spends })]]
    }),
  )
}

const tellsOf = (world: World) => () =>
  world.models.series.changes({ kind: 'all' }).changes.map(({ height, change }) => [height, change])

it('sums of blocks that came many at a time are there at once', async () => {
  const world = openWorld()
  const chain = testChain()
  const [a = -1, b = -1] = await world.watch(1, 2)
  await world.snapshot(chain, START, [a, b])
  await world.connect(chain, START + BLOCKS, paidTo(a, b))
  const expected = Array.from({ length: BLOCKS }, (_, n) => [START + 1 + n, n % 2 === 1 ? 1 : n + 1])
  expect(tellsOf(world)()).toEqual(expected)
  expect(owedBy(world)()).toBe(0)
})

it('sums that the removal of an entry has taken back are told right, and worked off behind the next block', async () => {
  const world = openWorld()
  const chain = testChain()
  const [a = -1, b = -1] = await world.watch(1, 2)
  await world.snapshot(chain, START, [a, b])
  await world.connect(chain, START + BLOCKS, paidTo(a, b))
  await world.portfolio.remove(
    world.portfolio.scriptsOf().flatMap((row) => (row.scriptId === a ? row.watchId : [])),
  )
  const left = Array.from({ length: BLOCKS }, (_, n) => {
    const paid = n % 3 === 0 ? 0 : n + 1
    const spent = n % 2 === 0 || (n - 1) % 3 === 0 ? 0 : n
    return [START + 1 + n, paid - spent] as const
  }).filter(([, change]) => change !== 0)
  const owed = owedBy(world)
  expect(owed()).toBeGreaterThan(BLOCKS / 3)
  expect(tellsOf(world)()).toEqual(left)
  await world.connect(chain, START + BLOCKS + 1)
  await expect.poll(() => owed()).toBe(0)
  expect(tellsOf(world)()).toEqual(left)
})

it('a block whose transaction the mempool knew before owes nothing once it is connected', async () => {
  const world = openWorld()
  const chain = testChain()
  const [a = -1] = await world.watch(1)
  await world.snapshot(chain, START, [a])
  const seen = tx('seen', { pays: [[a, 500]] })
  await world.mempool(chain.ref(START), [seen])
  await world.connect(chain, START + 1, { [START + 1]: [seen] })
  await world.scan.position()
  await expect.poll(() => owedBy(world)()).toBe(0)
  expect(tellsOf(world)()).toEqual([[START + 1, 500]])
})
