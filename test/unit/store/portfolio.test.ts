import { describe, expect, it } from 'vitest'
import { coin, openWorld, out, testChain, tx } from './world.ts'

const NEVER = new AbortController().signal

const chain = testChain()
const entry = (name: number, more: { label?: string; group?: string } = {}) => ({
  text: `address ${name}`,
  scriptPubKey: Uint8Array.of(0, 1, name),
  scriptType: 'p2wpkh' as const,
  ...more,
})

describe('the portfolio', () => {
  it('adds in order, counts a repeated line once, and says what was there already', async () => {
    const world = openWorld()
    const first = await world.portfolio.add([
      entry(1, { label: 'rent' }),
      entry(2),
      entry(1, { label: 'rent' }),
    ])
    expect(first.added.map(({ text, label }) => [text, label])).toEqual([
      ['address 1', 'rent'],
      ['address 2', ''],
    ])
    expect(first.already).toEqual([])
    const second = await world.portfolio.add([entry(2, { group: 'family' }), entry(3)])
    expect(second.added.map(({ text }) => text)).toEqual(['address 3'])
    expect(second.already).toMatchObject([{ text: 'address 2', label: '', group: 'family' }])
    expect(world.portfolio.list()[0]).toEqual({
      id: 1,
      kind: 'address',
      text: 'address 1',
      scriptType: 'p2wpkh',
      label: 'rent',
      group: '',
      addedAt: world.clock.now(),
      archived: false,
    })
  })

  it('keeps label and group that are not given again', async () => {
    const world = openWorld()
    await world.portfolio.add([entry(1, { label: 'rent', group: 'family' })])
    const { already } = await world.portfolio.add([entry(1)])
    expect(already).toMatchObject([{ label: 'rent', group: 'family' }])
  })

  it('puts new scripts last in the line for a snapshot, oldest first', async () => {
    const world = openWorld()
    const [a, b, c] = await world.watch(1, 2, 3)
    expect((await world.scan.scriptsWithoutSnapshot(2, NEVER)).map(({ id }) => id)).toEqual([a, b])
    await world.snapshot(chain, 10, [a ?? -1])
    expect((await world.scan.scriptsWithoutSnapshot(9, NEVER)).map(({ id }) => id)).toEqual([b, c])
    expect(await world.scan.needsSnapshot()).toBe(true)
  })

  it('names each of many scripts in that line by its own number, also where others are missing between them', async () => {
    const world = openWorld()
    const hexes = Array.from(
      { length: 9_000 },
      (_, i) => `00${'5a'.repeat(i % 40)}${(i + 4_096).toString(16)}`,
    )
    await world.portfolio.add(
      hexes.map((hex) => ({
        text: hex,
        scriptPubKey: Buffer.from(hex, 'hex'),
        scriptType: 'witness' as const,
      })),
    )
    const gone = world.portfolio.list().filter((_, i) => i % 7 === 3 || (i > 3_990 && i < 4_010))
    await world.portfolio.remove(gone.map(({ id }) => id))
    const left = world.portfolio.scriptsOf()
    expect(left.length).toBe(hexes.length - gone.length)
    for (const limit of [1, 4_000, 5_000, 9_000]) {
      const waiting = await world.scan.scriptsWithoutSnapshot(limit, NEVER)
      const expected = left.slice(0, limit).map((row) => ({ id: row.scriptId, scriptPubKey: row.address }))
      expect(waiting).toEqual(expected)
    }
  })

  it('removes a script with all that is known of it, and nothing that another script needs', async () => {
    const world = openWorld()
    const [a = -1, b = -1] = await world.watch(1, 2)
    await world.snapshot(chain, 100, [a, b], [coin('fund', a, 10, 50), coin('own', b, 20, 60)])
    await world.connect(chain, 102, {
      101: [
        tx('move', {
          pays: [
            [a, 1],
            [b, 8],
          ],
          spends: [out('fund')],
        }),
      ],
    })
    const version = await world.version()
    expect(await world.portfolio.remove([1, 99])).toBe(1)
    expect(world.portfolio.list().map(({ id }) => id)).toEqual([2])
    expect(world.portfolio.scriptsOf().map(({ scriptId }) => scriptId)).toEqual([b])
    expect(world.models.counts()).toMatchObject({ scripts: 1, transactions: 2, outputs: 2 })
    expect(world.confirmed(a, b)).toEqual([undefined, 28])
    expect(await world.version()).toBeGreaterThan(version)
  })

  it('lets the blocks go that were kept for a removed script alone', async () => {
    const world = openWorld()
    const [a = -1, b = -1] = await world.watch(1, 2)
    await world.snapshot(chain, 100, [a, b], [coin('fund', a, 10, 50), coin('own', b, 20, 60)])
    await world.connect(chain, 3_000)
    const heights = async () => (await world.scan.checkpoints(3_000, 5_000)).map(({ height }) => height)
    expect((await heights()).slice(-4)).toEqual([100, 60, 50, 0])
    await world.portfolio.remove([1])
    expect((await heights()).slice(-3)).toEqual([100, 60, 0])
    await world.portfolio.remove([2])
    expect((await heights()).at(-1)).toBe(0)
    expect((await heights()).length).toBe(2_017)
    expect(world.portfolio.scriptIdsOf([1, 2])).toEqual([])
  })

  it('never gives the number of a removed script to a new one', async () => {
    const world = openWorld()
    const [a = -1] = await world.watch(1)
    await world.portfolio.remove([1])
    const [b = -1] = await world.watch(2)
    expect(b).toBeGreaterThan(a)
    expect(world.portfolio.list()[0]?.id).toBeGreaterThan(1)
  })

  it('moves the revision with every change', async () => {
    const world = openWorld()
    const revisions = [world.models.revision()]
    await world.watch(1)
    revisions.push(world.models.revision())
    await world.portfolio.remove([1])
    revisions.push(world.models.revision())
    expect(revisions).toEqual([0, 1, 2])
  })
})

describe('what sources said', () => {
  const at = chain.ref(7)
  const seen = { source: 'provider:x', at, confirmed: 5, pending: -2, immature: null } as const

  it('is kept newest per source, dated, and skipped for a script that is gone', async () => {
    const world = openWorld()
    const [a = -1] = await world.watch(1)
    const before = world.models.revision()
    await world.sources.saveObservation({ ...seen, scriptId: a, observedAt: 20 })
    await world.sources.saveObservations([
      { ...seen, scriptId: a, confirmed: 1, observedAt: 10 },
      { ...seen, scriptId: a, source: 'provider:y', confirmed: 6, observedAt: 30 },
      { ...seen, scriptId: a + 5, observedAt: 40 },
    ])
    expect([...world.sources.observations([a, a + 5])]).toEqual([
      [
        a,
        [
          { ...seen, scriptId: a, observedAt: 20 },
          { ...seen, scriptId: a, source: 'provider:y', confirmed: 6, observedAt: 30 },
        ],
      ],
    ])
    expect(world.models.revision()).toBe(before + 2)
  })

  it('keeps the newest tip of each source with its family', async () => {
    const world = openWorld()
    const tip = { source: 'provider:x', family: 'esplora', at, time: 1_600_000_000, observedAt: 9 }
    await world.sources.saveTip(tip)
    await world.sources.saveTip({ ...tip, at: chain.ref(6), observedAt: 8 })
    expect(world.sources.tips()).toEqual([tip])
  })

  it('keeps small settings until they are deleted', async () => {
    const world = openWorld()
    expect(world.sources.getMeta('a')).toBeNull()
    await world.sources.setMeta('a', '1')
    await world.sources.setMeta('a', '2')
    expect(world.sources.getMeta('a')).toBe('2')
    await world.sources.setMeta('a', null)
    expect(world.sources.getMeta('a')).toBeNull()
  })

  it('refuses an amount that cannot exist', async () => {
    const world = openWorld()
    const [a = -1] = await world.watch(1)
    const impossible = { ...seen, scriptId: a, confirmed: 21e14 + 1, observedAt: 1 }
    await expect(world.sources.saveObservation(impossible)).rejects.toMatchObject({ code: 'storage' })
  })
})
