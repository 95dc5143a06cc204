/** Single blocks say in their own rows that they are the cursor; what anybody reads is the same as if one row said it. */
import { expect, it, onTestFinished } from 'vitest'
import { openDatabase } from '../../../electron/store/open-database.ts'
import { createReadModels } from '../../../electron/store/read-models.ts'
import { openWorld, testChain, tx, type World } from './world.ts'

const chain = testChain()

async function following() {
  const world = openWorld()
  const [a = -1] = await world.watch(1)
  await world.snapshot(chain, 100, [a])
  const db = openDatabase(world.file, { readOnly: true })
  onTestFinished(() => void db.close())
  return { world, a, beside: createReadModels(db) }
}

const standing = (models: Pick<World['models'], 'cursor' | 'revision'>) => ({
  cursor: models.cursor()?.height,
  revision: models.revision(),
})

it('tells each reader the block and the revision of the newest commit, over many single blocks', async () => {
  const { world, beside } = await following()
  for (let height = 101; height <= 140; height++) {
    const { revision } = await world.connect(chain, height)
    expect(standing(beside)).toEqual({ cursor: height, revision })
    expect((await world.scan.position()).cursor).toEqual(chain.at(height))
  }
})

it('counts revisions on through blocks, looks at the mempool, words of the person and reorganisations', async () => {
  const { world, a, beside } = await following()
  const seen: number[] = []
  const note = async (cursor: number, work: Promise<unknown>): Promise<void> => {
    await work
    const now = standing(beside)
    expect(now.cursor).toBe(cursor)
    seen.push(now.revision)
  }
  const branch = chain.fork('b', 103)
  await note(101, world.connect(chain, 101))
  await note(102, world.connect(chain, 102, { 102: [tx('pay', { pays: [[a, 5]] })] }))
  await note(102, world.mempool(chain.ref(102)))
  await note(103, world.connect(chain, 103))
  await note(103, world.watch(2))
  await note(104, world.connect(chain, 104))
  await note(105, world.connect(chain, 105))
  await note(103, world.rewind(chain.ref(103)))
  await note(104, world.connect(branch, 104))
  await note(101, world.rewind(branch.ref(101)))
  await note(102, world.connect(branch, 102))
  await note(130, world.connect(branch, 130))
  await note(131, world.connect(branch, 131))
  expect(seen).toEqual([...new Set(seen)].sort((x, y) => x - y))
})

it('knows when the cursor was last looked at, whether a block or the mempool said so', async () => {
  const { world, a } = await following()
  const observed = () => world.models.ledgerReadings([a]).get(a)?.observedAt
  world.clock.time += 1_000
  await world.connect(chain, 101)
  expect(observed()).toBe(world.clock.time)
  world.clock.time += 1_000
  await world.mempool(chain.ref(101))
  expect(observed()).toBe(world.clock.time)
  world.clock.time += 1_000
  await world.connect(chain, 102)
  expect(observed()).toBe(world.clock.time)
})

it('keeps no row of a block that nothing hangs on for more than a few blocks beyond the dense ones', async () => {
  const { world } = await following()
  await world.connect(chain, 2_200)
  for (let height = 2_201; height <= 2_240; height++) await world.connect(chain, height)
  const db = openDatabase(world.file, { readOnly: true })
  onTestFinished(() => void db.close())
  const heights = db.prepare<[], number>('SELECT height FROM block ORDER BY height').pluck().all()
  const dense = chain.range(2_240 - 2_015, 2_240).map(({ height }) => height)
  expect(heights.slice(-dense.length)).toEqual(dense)
  expect(heights.length - dense.length).toBeLessThanOrEqual(2 + 16) // genesis and the snapshot's stay
})
