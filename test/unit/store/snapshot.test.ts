import { describe, expect, it } from 'vitest'
import { connect } from '../../../electron/store/sqlite.ts'
import { coin, openWorld, out, testChain, tx } from './world.ts'

const NEVER = new AbortController().signal

const chain = testChain()

async function funded() {
  const world = openWorld()
  const [a = -1] = await world.watch(1)
  await world.snapshot(chain, 100, [a], [coin('funds', a, 1_000, 90)])
  return { world, a }
}

describe('a snapshot', () => {
  it('starts the cursor, with headers below it and genesis', async () => {
    const { world, a } = await funded()
    expect(world.models.cursor()).toEqual(chain.at(100))
    expect(world.models.blockAt(0)).toEqual(chain.at(0))
    expect(world.models.blockAt(57)).toEqual(chain.at(57))
    expect(world.models.ledgerReadings([a]).get(a)).toMatchObject({
      at: chain.ref(100),
      confirmed: 1_000,
      state: 'following',
      historyFrom: chain.ref(100),
      holes: [],
    })
    expect(await world.scan.scriptsWithoutSnapshot(10, NEVER)).toEqual([])
  })

  it('ahead of the cursor answers at its own block at once and takes part above it', async () => {
    const { world, a } = await funded()
    await world.mempool(chain.ref(100))
    const [b = -1] = await world.watch(2)
    await world.snapshot(chain, 110, [b], [coin('early', b, 40, 105)])
    expect(world.models.cursor()).toEqual(chain.at(100))
    expect(world.models.ledgerReadings([b]).get(b)).toMatchObject({ at: chain.ref(110), confirmed: 40 })
    expect(world.pending(a)).toEqual([null])
    await world.connect(chain, 112, { 111: [tx('out', { pays: [[a, 39]], spends: [out('early')] })] })
    expect(world.confirmed(a, b)).toEqual([1_039, 0])
  })

  it('does not hand a coin that lies ahead to a script that has not been read to there', async () => {
    const { world, a } = await funded()
    const shared = tx('shared', { pays: [[a, 5]] })
    await world.mempool(chain.ref(100), [shared])
    const [b = -1] = await world.watch(2)
    await world.snapshot(chain, 110, [b], [coin('shared', b, 6, 105, 1)])
    expect(world.confirmed(a)).toEqual([1_000])
    await world.connect(chain, 105, { 105: [shared] })
    expect(world.confirmed(a, b)).toEqual([1_005, 6])
  })

  it('below the cursor joins by the blocks between, and follows when it is there', async () => {
    const { world, a } = await funded()
    await world.connect(chain, 110)
    const [b = -1] = await world.watch(2)
    await world.snapshot(chain, 105, [b], [coin('early', b, 40, 30)])
    expect((await world.scan.position()).joins).toBe(true)
    expect(await world.scan.needsSnapshot()).toBe(false)
    const group = await world.scan.joinGroup()
    expect(group?.to).toEqual(chain.ref(105))
    expect([...(group?.watchSet.scripts ?? [])]).toMatchObject([{ id: b, activeAbove: 105 }])
    expect(group?.watchSet.outpoints).toMatchObject([{ ...out('early'), script: b, activeAbove: 105 }])
    await world.join(chain, 105, 107, { 106: [tx('pay', { pays: [[b, 2]] })] })
    expect(world.models.ledgerReadings([b]).get(b)).toMatchObject({ at: chain.ref(107), confirmed: 42 })
    const version = await world.version()
    await world.join(chain, 107, 110, { 108: [tx('out', { spends: [out('early')] })] })
    expect(world.models.ledgerReadings([b]).get(b)).toMatchObject({
      at: chain.ref(110),
      confirmed: 2,
      state: 'following',
      pending: null,
    })
    expect(await world.version()).toBeGreaterThan(version)
    expect(await world.scan.joinGroup()).toBeNull()
    expect(world.confirmed(a)).toEqual([1_000])
  })

  it('does not show pending for a script that joined until a mempool pass has looked for it', async () => {
    const { world } = await funded()
    await world.connect(chain, 102)
    const [b = -1] = await world.watch(2)
    await world.snapshot(chain, 101, [b])
    await world.mempool(chain.ref(102)) // while it still joins
    await world.join(chain, 101, 102)
    expect(world.pending(b)).toEqual([null])
    await world.mempool(chain.ref(102))
    expect(world.pending(b)).toEqual([0])
  })

  it('makes the matching of a group stale when it meets another one that waits there', async () => {
    const { world } = await funded()
    await world.connect(chain, 110)
    const [b = -1, c = -1] = await world.watch(2, 3)
    await world.snapshot(chain, 106, [b])
    await world.snapshot(chain, 104, [c])
    const watchVersion = await world.version()
    await world.join(chain, 104, 106)
    const blocks = [{ header: chain.at(107), txs: [] }]
    const stale = world.apply({ kind: 'join', on: chain.ref(106), watchVersion, blocks })
    await expect(stale).rejects.toMatchObject({ kind: 'moved' })
    expect((await world.scan.joinGroup())?.watchSet.scripts.map(({ id }) => id)).toEqual([b, c])
  })

  it.each([
    ['another hash at the cursor', 100],
    ['another hash at a stored block below it', 95],
  ])('is refused as a branch when it names %s', async (_, height) => {
    const { world } = await funded()
    const [b = -1] = await world.watch(2)
    const stale = world.snapshot(testChain('b'), height, [b])
    await expect(stale).rejects.toMatchObject({ name: 'StoreConflict', kind: 'branch' })
    expect(world.models.ledgerReadings([b]).size).toBe(0)
  })

  it('is refused as a branch when a block that holds a coin is stored with another hash', async () => {
    const { world } = await funded()
    const [b = -1] = await world.watch(2)
    const stale = world.apply({
      kind: 'snapshot',
      at: chain.at(100),
      headers: [],
      scripts: [b],
      observedAt: 1,
      outputs: [coin('x', b, 1, 60)],
      outputHeaders: [testChain('b').at(60)],
    })
    await expect(stale).rejects.toMatchObject({ kind: 'branch' })
  })

  it('stops the cursor where a snapshot ahead was taken on another branch', async () => {
    const { world } = await funded()
    const [b = -1] = await world.watch(2)
    await world.snapshot(chain.fork('b', 100), 102, [b])
    await world.connect(chain, 101)
    await expect(world.connect(chain, 102)).rejects.toMatchObject({ kind: 'branch' })
  })

  it('skips scripts that were removed meanwhile and does nothing when applied again', async () => {
    const { world, a } = await funded()
    const again = await world.snapshot(
      chain,
      100,
      [a, 77],
      [coin('funds', a, 1_000, 90), coin('x', 77, 5, 80)],
    )
    expect(again.changed).toBe(false)
    expect(world.confirmed(a, 77)).toEqual([1_000, undefined])
  })

  it('serves scripts with gaps between their numbers, or one that left meanwhile, as those in a row', async () => {
    const world = openWorld()
    const ids = await world.watch(1, 2, 3, 4, 5, 6, 7, 8, 9)
    const [one = -1, two = -1, three = -1, , left = -1] = ids
    await world.portfolio.remove([left]) // an entry has the number of its script here
    const coins = (some: readonly number[]) => some.map((id) => coin(`of ${id}`, id, 100 + id, 90))
    const serve = (some: readonly number[]) => world.snapshot(chain, 100, some, coins(some))
    await serve([three, one])
    expect(world.confirmed(one, two, three)).toEqual([101, undefined, 103])
    await serve(ids.slice(1, 3)) // in a row, and one of them has a reading at this block
    expect(world.confirmed(two, three)).toEqual([102, 103])
    await serve(ids.slice(3, 7)) // in a row, and one of them is gone
    expect(world.confirmed(...ids.slice(3, 7))).toEqual([104, undefined, 106, 107])
    await serve(ids.slice(7))
    expect(world.confirmed(...ids.slice(7))).toEqual([108, 109])
    expect(world.models.counts().outputs).toBe(8) // none of the one that left
    expect(await world.scan.scriptsWithoutSnapshot(10, NEVER)).toEqual([])
  })

  it('of a row of scripts leaves out those whose entries are on their way out', async () => {
    const world = openWorld()
    const ids = await world.watch(1, 2, 3, 4)
    const db = connect(world.file, { readOnly: false, waitMs: 0 })
    db.exec('INSERT INTO leaving VALUES (2); DELETE FROM watch WHERE id = 2') // as removing it begins
    db.close()
    await world.snapshot(chain, 100, ids)
    expect(world.confirmed(...ids)).toEqual([0, undefined, 0, 0])
  })
})

describe('headers stored before the first snapshot', () => {
  const headersTo = (of: typeof chain, top: number) => {
    const dense = of.range(Math.max(0, top - 2_015), top)
    return { kind: 'headers' as const, headers: dense[0]?.height === 0 ? dense : [of.at(0), ...dense] }
  }
  const rowsOf = (world: ReturnType<typeof openWorld>) => {
    const db = connect(world.file, { readOnly: true, waitMs: 0 })
    const rows = db.prepare('SELECT * FROM block ORDER BY height').all()
    db.close()
    return rows
  }
  const snapshotAt = async (top: number, before: readonly ReturnType<typeof headersTo>[]) => {
    const world = openWorld()
    const [a = -1] = await world.watch(1)
    for (const update of before) expect(await world.apply(update)).toMatchObject({ changed: false })
    expect(world.models.cursor()).toBeNull()
    await world.snapshot(chain, top, [a], [coin('funds', a, 1_000, 90)])
    expect(world.confirmed(a)).toEqual([1_000])
    return rowsOf(world)
  }

  it.each([
    ['are what it hangs on', [headersTo(chain, 3_000)]],
    ['make room for those of a later block', [headersTo(chain, 2_998)]],
    ['make room for those of an earlier block', [headersTo(chain, 3_002)]],
    ['make room for those of another branch', [headersTo(chain.fork('b', 2_900), 3_010)]],
    [
      'may be of another branch before they are of this one',
      [headersTo(chain.fork('b', 2_900), 3_010), headersTo(chain, 3_000)],
    ],
    ['may be of another chain', [headersTo(testChain('z'), 500)]],
  ])('%s', async (_name, before) => {
    expect(await snapshotAt(3_000, before)).toEqual(await snapshotAt(3_000, []))
  })

  it('are not stored where a cursor is there already', async () => {
    const { world } = await funded()
    const rows = rowsOf(world)
    await world.apply(headersTo(chain.fork('b', 90), 110))
    expect(rowsOf(world)).toEqual(rows)
    expect(world.models.cursor()).toEqual(chain.at(100))
  })
})

describe('a hole', () => {
  async function withHole() {
    const { world, a } = await funded()
    await world.connect(chain, 105, { 103: [tx('kept', { pays: [[a, 30]] })] })
    await world.apply({ kind: 'abandon' })
    expect(world.models.ledgerReadings([a]).get(a)).toMatchObject({ state: 'closed', at: chain.ref(105) })
    await world.snapshot(chain, 3_000, [a], [coin('kept', a, 30, 103), coin('new', a, 7, 2_500)])
    return { world, a }
  }

  it('stays visible between the old reading and the new snapshot, with what changed in sum', async () => {
    const { world, a } = await withHole()
    const hole = { from: chain.ref(105), to: chain.ref(3_000) }
    expect(world.models.ledgerReadings([a]).get(a)).toMatchObject({
      state: 'following',
      at: chain.ref(3_000),
      confirmed: 37,
      historyFrom: chain.ref(100),
      holes: [hole],
    })
    expect(world.models.holeChanges(a)).toEqual([
      { ...hole, received: [{ ...out('new'), value: 7 }], spent: [{ ...out('funds'), value: 1_000 }] },
    ])
  })

  it('moves the cursor over it and keeps only blocks that hold facts below the new dense part', async () => {
    const { world } = await withHole()
    expect(world.models.cursor()).toEqual(chain.at(3_000))
    const heights = (await world.scan.checkpoints(984, 10_000)).map(({ height }) => height)
    expect(heights).toEqual([103, 100, 90, 0])
  })

  it('does not count a coin that came into the hole and left it, when another script confirms its transaction', async () => {
    const { world, a } = await funded()
    const [b = -1] = await world.watch(2)
    await world.snapshot(chain, 100, [b])
    const shared = tx('shared', {
      pays: [
        [a, 5],
        [b, 6],
      ],
    })
    await world.mempool(chain.ref(100), [shared])
    await world.apply({ kind: 'abandon' })
    await world.snapshot(chain, 110, [b]) // b's coin was spent in the hole
    await world.snapshot(chain, 110, [a], [coin('funds', a, 1_000, 90), coin('shared', a, 5, 105)])
    expect(world.confirmed(a, b)).toEqual([1_005, 0])
  })

  it('knows the spender of a coin lost in it, where that transaction is known otherwise', async () => {
    const { world, a } = await funded()
    const send = tx('send', { pays: [[a, 900]], spends: [out('funds')] })
    await world.mempool(chain.ref(100), [send])
    await world.apply({ kind: 'abandon' })
    await world.snapshot(chain, 110, [a], [coin('send', a, 900, 105)])
    expect(world.confirmed(a)).toEqual([900])
    expect(world.models.holeChanges(a)).toMatchObject([
      { received: [{ value: 900 }], spent: [{ value: 1_000 }] },
    ])
  })

  it('closes again when the fork goes below the snapshot that ended it', async () => {
    const { world, a } = await withHole()
    const applied = await world.rewind(chain.ref(2_990))
    expect(applied.voidedSnapshots).toBe(1)
    expect(world.models.ledgerReadings([a]).get(a)).toMatchObject({
      state: 'closed',
      at: chain.ref(105),
      confirmed: 1_030,
      holes: [],
    })
    expect(world.sources.observations([a]).get(a)).toMatchObject([{ at: chain.ref(3_000), confirmed: 37 }])
  })

  it('dates a lost coin by the lowest snapshot that missed it', async () => {
    const { world, a } = await withHole()
    await world.apply({ kind: 'abandon' })
    await world.snapshot(chain, 2_000, [a], [coin('kept', a, 30, 103)])
    expect(world.models.ledgerReadings([a]).get(a)).toMatchObject({ at: chain.ref(2_000), confirmed: 30 })
  })

  it('takes the word of a later snapshot for a coin that was held for gone', async () => {
    const { world, a } = await withHole()
    await world.apply({ kind: 'abandon' })
    await world.snapshot(chain, 3_100, [a], [coin('funds', a, 1_000, 90)])
    expect(world.confirmed(a)).toEqual([1_000])
  })
})
