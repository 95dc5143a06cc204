import { describe, expect, it, onTestFinished } from 'vitest'
import { medianOf } from '../../../electron/engine/median-time.ts'
import { StoreConflict } from '../../../electron/engine/ports.ts'
import { openDatabase } from '../../../electron/store/open-database.ts'
import { coin, openWorld, out, type TestChain, testChain, tx } from './world.ts'

const chain = testChain()

async function following(count: number, at = 100) {
  const world = openWorld()
  const scripts = await world.watch(...Array.from({ length: count }, (_, i) => i + 1))
  await world.snapshot(chain, at, scripts)
  const [a = -1, b = -1, c = -1] = scripts
  return { world, a, b, c }
}

/** The same chain with the times that `timeOf` gives. */
function timed(headers: TestChain, timeOf: (height: number) => number): TestChain {
  const at = (height: number) => ({ ...headers.at(height), time: timeOf(height) })
  return { ...headers, at, range: (from, to) => headers.range(from, to).map(({ height }) => at(height)) }
}

describe('connecting blocks', () => {
  it('keeps the median time past of each block, one at a time or many, also on the branch that replaces others', async () => {
    const { world, a } = await following(1)
    const left = timed(chain, (height) => 1_700_000_000 + ((height * 7_919) % 1_000))
    const stays = timed(chain.fork('stays', 130), (height) =>
      height <= 130 ? left.at(height).time : 1_700_005_000 + ((height * 104_729) % 1_000),
    )
    const paid = (height: number) => ({ [height]: [tx(`pay ${height}`, { pays: [[a, 1]] })] })
    await world.connect(left, 120)
    for (let height = 121; height <= 135; height++) await world.connect(left, height, paid(height))
    await world.rewind(left.ref(130))
    for (let height = 131; height <= 140; height++) await world.connect(stays, height, paid(height))
    await world.connect(stays, 150)
    const db = openDatabase(world.file, { readOnly: true })
    onTestFinished(() => void db.close())
    const stored = db
      .prepare<[], [number, number]>('SELECT height, median FROM block WHERE height > 111 ORDER BY height')
      .raw()
      .all()
    expect(stored.map(([height]) => height)).toEqual(stays.range(112, 150).map(({ height }) => height))
    expect(stored).toEqual(stored.map(([height]) => [height, medianOf(stays.range(height - 10, height))]))
  })

  it('moves the cursor, the balance and the revision in one step', async () => {
    const { world, a } = await following(1)
    const before = world.models.revision()
    const applied = await world.connect(chain, 102, { 101: [tx('pay', { pays: [[a, 500]] })] })
    expect(applied).toMatchObject({ revision: before + 1, changed: true, voidedSnapshots: 0 })
    expect(world.models.cursor()).toEqual(chain.at(102))
    expect(world.models.ledgerReadings([a]).get(a)).toEqual({
      scriptId: a,
      at: chain.ref(102),
      confirmed: 500,
      immature: 0,
      pending: null,
      state: 'following',
      historyFrom: chain.ref(100),
      holes: [],
      observedAt: world.clock.now(),
    })
  })

  it('says that a block without anything of ours changed nothing, and still counts a revision', async () => {
    const { world } = await following(1)
    const before = world.models.revision()
    const applied = await world.connect(chain, 101)
    expect(applied).toMatchObject({ revision: before + 1, changed: false, voidedSnapshots: 0 })
  })

  it('spends a coin in the block after it, and in the same block as it was received', async () => {
    const { world, a, b } = await following(2)
    await world.connect(chain, 102, {
      101: [tx('pay', { pays: [[a, 500]] })],
      102: [
        tx('move', {
          pays: [
            [b, 300],
            [a, 150],
          ],
          spends: [out('pay')],
        }),
        tx('pass', { pays: [[b, 140]], spends: [out('move', 1)] }),
      ],
    })
    expect(world.confirmed(a, b)).toEqual([0, 440])
    expect(world.models.allUnspent().map(({ value, height }) => [value, height])).toHaveLength(2)
  })

  it('keeps a coinbase apart until it has 101 confirmations', async () => {
    const { world, a } = await following(1)
    await world.connect(chain, 101, { 101: [tx('mint', { pays: [[a, 50]], coinbase: true })] })
    await world.connect(chain, 200)
    expect(world.models.ledgerReadings([a]).get(a)).toMatchObject({ confirmed: 0, immature: 50 })
    await world.connect(chain, 201)
    expect(world.models.ledgerReadings([a]).get(a)).toMatchObject({ confirmed: 50, immature: 0 })
  })

  it('counts a repeated coinbase transaction once, in the later block', async () => {
    const { world, a } = await following(1)
    const mint = tx('same', { pays: [[a, 50]], coinbase: true })
    await world.connect(chain, 103, { 101: [mint], 103: [mint] })
    expect(world.models.allUnspent()).toMatchObject([{ value: 50, height: 103 }])
  })

  it('ignores spends of coins it never knew, and refuses what was matched when a removed script was watched', async () => {
    const { world, a } = await following(1)
    const watchVersion = await world.version()
    const counts = world.models.counts()
    await world.connect(chain, 101, { 101: [tx('strange', { spends: [out('unknown')] })] })
    expect(world.models.counts()).toEqual({ ...counts, blocks: counts.blocks + 1 })
    await world.watch(2)
    await world.portfolio.remove(
      world.portfolio.scriptsOf().flatMap(({ scriptId, watchId }) => (scriptId === a ? watchId : [])),
    )
    const blocks = [{ header: chain.at(102), txs: [tx('lost', { pays: [[a, 5]] })] }]
    const late = world.apply({ kind: 'connect', on: chain.ref(101), watchVersion, blocks })
    await expect(late).rejects.toThrow('the watch set has changed')
  })

  it('keeps the last 2,016 blocks, genesis, the blocks with facts and those of snapshots, and no others', async () => {
    const { world, a } = await following(1)
    await world.connect(chain, 150, { 120: [tx('pay', { pays: [[a, 1]] })] })
    for (let top = 250; top <= 2_350; top += 100) await world.connect(chain, top)
    const heights = (await world.scan.checkpoints(2_350, 10_000)).map(({ height }) => height).reverse()
    expect(heights.slice(0, 3)).toEqual([0, 100, 120])
    expect(heights).toHaveLength(3 + 2_016)
  })

  it.each([
    ['does not build on the cursor', { on: chain.ref(99), first: 100 }],
    ['skips a block', { on: chain.ref(100), first: 102 }],
    ['names another branch below', { on: testChain('b').ref(100), first: 101 }],
  ])('refuses an update that %s, and writes nothing', async (_, { on, first }) => {
    const { world, a } = await following(1)
    const before = world.models.revision()
    const blocks = [{ header: chain.at(first), txs: [tx('pay', { pays: [[a, 1]] })] }]
    const update = { kind: 'connect' as const, on, watchVersion: await world.version(), blocks }
    await expect(world.apply(update)).rejects.toThrow(StoreConflict)
    expect(world.models.revision()).toBe(before)
    expect(world.confirmed(a)).toEqual([0])
  })

  it('refuses blocks that were matched against another watch set', async () => {
    const { world } = await following(1)
    const [fresh = -1] = await world.watch(7)
    const watchVersion = await world.version()
    await world.snapshot(chain, 100, [fresh])
    const blocks = [{ header: chain.at(101), txs: [] }]
    const stale = world.apply({ kind: 'connect', on: chain.ref(100), watchVersion, blocks })
    await expect(stale).rejects.toMatchObject({ name: 'StoreConflict', kind: 'moved' })
  })

  it('leaves nothing of a run of blocks when its last one conflicts', async () => {
    const { world, a } = await following(1)
    const [late = -1] = await world.watch(9)
    const other = chain.fork('b', 101)
    await world.snapshot(other, 103, [late])
    const run = world.connect(chain, 103, { 101: [tx('pay', { pays: [[a, 1]] })] })
    await expect(run).rejects.toMatchObject({ kind: 'branch' })
    expect(world.models.cursor()).toEqual(chain.at(100))
    expect(world.confirmed(a)).toEqual([0])
  })
})

describe('the watch set', () => {
  it('lists what follows with the block it is active above, and coins that no block has spent', async () => {
    const { world, a } = await following(1)
    const [b = -1] = await world.watch(2)
    await world.snapshot(chain, 105, [b], [coin('old', b, 9, 50)])
    await world.connect(chain, 101, {
      101: [
        tx('pay', {
          pays: [
            [a, 5],
            [a, 6],
          ],
        }),
      ],
    })
    await world.connect(chain, 102, { 102: [tx('out', { spends: [out('pay')] })] })
    await world.mempool(chain.ref(102), [tx('new', { pays: [[a, 7]], spends: [out('pay', 1)] })])
    const set = await world.scan.watchSet()
    expect(set.scripts.map(({ id, activeAbove }) => [id, activeAbove])).toEqual([
      [a, 100],
      [b, 105],
    ])
    const places = set.outpoints.map(({ txid, vout, script, activeAbove }) => [
      txid,
      vout,
      script,
      activeAbove,
    ])
    expect(new Set(places)).toEqual(
      new Set([
        [out('old').txid, 0, b, 105],
        [out('pay').txid, 1, a, 100],
        [out('new').txid, 0, a, 100],
      ]),
    )
  })
})
