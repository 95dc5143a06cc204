import { describe, expect, it } from 'vitest'
import { coin, openWorld, out, testChain, tx } from './world.ts'

const NEVER = new AbortController().signal
const chain = testChain()

async function funded() {
  const world = openWorld()
  const [a = -1, b = -1] = await world.watch(1, 2)
  await world.snapshot(chain, 100, [a, b], [coin('funds', a, 1_000, 90)])
  return { world, a, b }
}

describe('rewinding', () => {
  it('gives a spent coin back and turns what confirmed above into pending', async () => {
    const { world, a, b } = await funded()
    const send = tx('send', { pays: [[b, 990]], spends: [out('funds')] })
    await world.connect(chain, 103, { 102: [send] })
    const applied = await world.rewind(chain.ref(101))
    expect(applied).toMatchObject({ changed: true, voidedSnapshots: 0 })
    expect(world.models.cursor()).toEqual(chain.at(101))
    expect(world.confirmed(a, b)).toEqual([1_000, 0])
    expect(world.pending(a, b)).toEqual([null, null])
    expect(await world.scan.pendingTxids()).toEqual([send.txid])
    await world.mempool(chain.ref(101))
    expect(world.pending(a, b)).toEqual([-1_000, 990])
  })

  it('forgets a coinbase of the branch that lost, and what it paid', async () => {
    const { world, a } = await funded()
    await world.connect(chain, 101, { 101: [tx('mint', { pays: [[a, 50]], coinbase: true })] })
    await world.rewind(chain.ref(100))
    expect(await world.scan.pendingTxids()).toEqual([])
    expect(world.models.ledgerReadings([a]).get(a)).toMatchObject({ confirmed: 1_000, immature: 0 })
  })

  it('lets the same transaction confirm again on the new branch, at its new height', async () => {
    const { world, b } = await funded()
    const send = tx('send', { pays: [[b, 990]], spends: [out('funds')] })
    await world.connect(chain, 103, { 101: [send] })
    await world.rewind(chain.ref(100))
    const branch = chain.fork('b', 100)
    await world.connect(branch, 104, { 103: [send] })
    expect(world.models.allUnspent()).toMatchObject([{ value: 990, height: 103 }])
    expect(world.confirmed(b)).toEqual([990])
    expect(await world.scan.pendingTxids()).toEqual([])
  })

  it('keeps a transaction in the block of the new branch that was read, though a snapshot told of it higher on the left one', async () => {
    const { world, a } = await funded()
    const [c = -1] = await world.watch(3)
    await world.snapshot(chain, 105, [c], [coin('pay', c, 70, 104)])
    const branch = chain.fork('b', 100)
    const pays: [number, number][] = [
      [c, 70],
      [a, 5],
    ]
    await world.connect(branch, 102, { 101: [tx('pay', { pays })] })
    await world.rewind(branch.ref(102))
    expect(world.confirmed(a)).toEqual([1_005])
    expect(world.models.allUnspent()).toContainEqual(
      expect.objectContaining({ ...out('pay', 1), value: 5, height: 101 }),
    )
    expect(await world.scan.pendingTxids()).toEqual([])
    await world.snapshot(branch, 102, [c], [coin('pay', c, 70, 101)])
    expect(world.confirmed(a, c)).toEqual([1_005, 70])
  })

  it('voids a snapshot taken above the fork and keeps its last reading, marked as of its block', async () => {
    const { world, a } = await funded()
    await world.connect(chain, 105, { 103: [tx('pay', { pays: [[a, 5]] })] })
    const [c = -1] = await world.watch(3)
    await world.snapshot(chain, 105, [c], [coin('other', c, 70, 104)])
    world.clock.time += 60_000
    await world.connect(chain, 106)
    const applied = await world.rewind(chain.ref(102))
    expect(applied.voidedSnapshots).toBe(1)
    expect(world.models.ledgerReadings([a, c]).has(c)).toBe(false)
    expect(world.models.snapshotWaiting([a, c])).toEqual(new Set([c]))
    expect(world.sources.observations([a, c]).get(c)).toEqual([
      {
        scriptId: c,
        source: 'ledger',
        at: chain.ref(106),
        confirmed: 70,
        pending: null,
        immature: 0,
        observedAt: world.clock.now(),
      },
    ])
    expect(world.confirmed(a)).toEqual([1_000])
  })

  it('goes in pieces where much is to go: snapshots are void first, and each block between holds what it held', async () => {
    const { world, a } = await funded()
    await world.connect(chain, 105)
    const late = Array.from({ length: 1_010 }, (_, i) => ({
      text: `late ${i}`,
      scriptPubKey: Uint8Array.of(0, 2, i >> 8, i & 255),
      scriptType: 'p2wpkh' as const,
    }))
    await world.portfolio.add(late)
    const ids = (await world.scan.scriptsWithoutSnapshot(2_000, NEVER)).map(({ id }) => id)
    await world.snapshot(chain, 105, ids, [coin('late', ids[0] ?? -1, 3, 104)])
    const paid = (height: number) =>
      Array.from({ length: 100 }, (_, i) => tx(`${height} ${i}`, { pays: [[a, 1]] }))
    const blocks = Object.fromEntries(Array.from({ length: 15 }, (_, i) => [106 + i, paid(106 + i)]))
    await world.connect(chain, 120, blocks)
    const update = { kind: 'rewind', to: chain.ref(102), at: world.clock.now() } as const

    const first = await world.apply(update)
    expect(first).toMatchObject({ voidedSnapshots: 1_000, more: true })
    expect(world.models.cursor()?.height).toBe(120)
    expect((await world.scan.watchSet()).scripts.length).toBe(2 + 10)
    const heights: number[] = []
    let voided = first.voidedSnapshots
    for (let more = true; more; ) {
      const applied = await world.apply(update)
      more = applied.more === true
      voided += applied.voidedSnapshots
      const height = world.models.cursor()?.height ?? -1
      heights.push(height)
      expect(world.confirmed(a)).toEqual([1_000 + 100 * Math.max(0, height - 105)])
      await world.sources.setMeta('a person', `writes at ${height}`)
    }
    expect(voided).toBe(ids.length)
    expect(heights.length).toBeGreaterThan(2)
    expect(heights).toEqual(heights.toSorted((x, y) => y - x))
    expect(heights.at(-1)).toBe(102)
    const kept = world.sources.observations(ids)
    expect(ids.filter((id) => kept.get(id)?.[0]?.at.height !== 120)).toEqual([])
  })

  it('drops the kept reading once a new snapshot succeeds', async () => {
    const { world } = await funded()
    await world.connect(chain, 105)
    const [c = -1] = await world.watch(3)
    await world.snapshot(chain, 105, [c])
    await world.rewind(chain.ref(104))
    expect(world.sources.observations([c]).get(c)).toHaveLength(1)
    await world.snapshot(chain, 104, [c], [coin('other', c, 7, 80)])
    expect(world.sources.observations([c]).has(c)).toBe(false)
    expect(world.confirmed(c)).toEqual([7])
  })

  it('voids everything when it goes below the first snapshot, and begins again', async () => {
    const { world, a, b } = await funded()
    await world.rewind(chain.ref(50))
    expect(world.models.ledgerReadings('all').size).toBe(0)
    expect(await world.scan.position()).toMatchObject({ joins: false, ahead: [] })
    expect(await world.scan.needsSnapshot()).toBe(true)
    const branch = chain.fork('b', 50)
    await world.snapshot(branch, 120, [a, b], [coin('funds', a, 1_000, 110)])
    expect(world.models.cursor()).toEqual(branch.at(120))
    expect(world.confirmed(a, b)).toEqual([1_000, 0])
  })

  it('cuts a closed reading back to the fork, where it is still right', async () => {
    const { world, a, b } = await funded()
    await world.connect(chain, 110, {
      105: [tx('pay', { pays: [[b, 8]] })],
      109: [tx('later', { pays: [[b, 9]] })],
    })
    await world.apply({ kind: 'abandon' })
    await world.rewind(chain.ref(107))
    expect(world.models.ledgerReadings([b]).get(b)).toMatchObject({
      state: 'closed',
      at: chain.ref(107),
      confirmed: 8,
    })
    expect(world.models.snapshotWaiting([a, b])).toEqual(new Set([a, b]))
  })

  it('deletes blocks ahead of the cursor too, with the snapshots taken there', async () => {
    const { world, a } = await funded()
    const [c = -1] = await world.watch(3)
    await world.snapshot(chain.fork('b', 100), 105, [c], [coin('other', c, 70, 104)])
    expect((await world.scan.position()).ahead).toEqual([chain.fork('b', 100).ref(105)])
    await world.rewind(chain.ref(100))
    expect((await world.scan.position()).ahead).toEqual([])
    expect(await world.scan.needsSnapshot()).toBe(true)
    await world.connect(chain, 106)
    expect(world.confirmed(a)).toEqual([1_000])
  })

  it('names a block ahead that no script follows any more, so that a lost branch can be cleared away', async () => {
    const { world } = await funded()
    const [c = -1] = await world.watch(3)
    const lost = chain.fork('b', 100)
    await world.snapshot(lost, 105, [c])
    await world.portfolio.remove([3])
    expect((await world.scan.position()).ahead).toEqual([lost.ref(105)])
    await expect(world.connect(chain, 105)).rejects.toMatchObject({ kind: 'branch' })
    await world.rewind(chain.ref(100))
    await world.connect(chain, 105)
    expect((await world.scan.position()).ahead).toEqual([])
  })

  it.each([
    ['a block it never stored', testChain('z').ref(90)],
    ['a block above the cursor', chain.ref(101)],
  ])('refuses to go back to %s', async (_, to) => {
    const { world } = await funded()
    const before = world.models.revision()
    await expect(world.rewind(to)).rejects.toMatchObject({ kind: 'moved' })
    expect(world.models.revision()).toBe(before)
  })
})
