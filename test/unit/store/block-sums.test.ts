import { expect, it, onTestFinished, vi } from 'vitest'
import { openDatabase } from '../../../electron/store/open-database.ts'
import { openWorld, out, testChain, tx, type World } from './world.ts'

/** More than are looked at one by one. */
const BLOCKS = 2_200
const START = 10

/** Sums that the writer owes. */
function owedBy(world: World): () => number | undefined {
  const db = openDatabase(world.file, { readOnly: true })
  onTestFinished(() => void db.close())
  const count = db.prepare<[], number>('SELECT count(*) FROM block_sum_stale').pluck()
  return () => count.get()
}

it('sums that were left while many blocks came at a time are told right, and worked off once they come singly', async () => {
  const world = openWorld()
  const chain = testChain()
  const [a = -1, b = -1] = await world.watch(1, 2)
  await world.snapshot(chain, START, [a, b])
  const top = START + BLOCKS
  const paid = Object.fromEntries(
    Array.from({ length: BLOCKS }, (_, n) => {
      const spends = n % 2 === 1 ? [out(`t${n - 1}`)] : []
      return [START + 1 + n, [tx(`t${n}`, { pays: [[n % 3 === 0 ? a : b, n + 1]], spends })]]
    }),
  )
  await world.connect(chain, top, paid)
  const expected = Array.from({ length: BLOCKS }, (_, n) => [START + 1 + n, n % 2 === 1 ? 1 : n + 1])
  const told = () =>
    world.models.series.changes({ kind: 'all' }).changes.map(({ height, change }) => [height, change])
  const owed = owedBy(world)
  expect(owed()).toBeGreaterThanOrEqual(BLOCKS)
  expect(told()).toEqual(expected)
  await world.connect(chain, top + 1)
  await vi.waitFor(() => expect(owed()).toBeLessThan(500))
  expect(told()).toEqual(expected)
})
