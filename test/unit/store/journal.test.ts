import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { abandonInPieces, rewindInPieces } from '../../../electron/engine/rewind-pieces.ts'
import { toBytes } from '../../../electron/store/bytes.ts'
import {
  decodeChanges,
  encodeChanges,
  JOURNAL_KINDS,
  type JournalChange,
} from '../../../electron/store/journal-codec.ts'
import { openDatabase } from '../../../electron/store/open-database.ts'
import { txid } from '../../../shared/chain.ts'
import type { JournalEntry, Scope } from '../../../shared/ipc/time.ts'
import { LARGE } from './children/large-snapshot.ts'
import { coin, openWorld, out, tempDir, testChain, tx, type World } from './world.ts'

const ALL: Scope = { kind: 'all' }
const name = new Map<string, string>()
for (const each of [
  'old',
  'in',
  'low',
  'high',
  'reward',
  'lost',
  'found',
  'early',
  'mid',
  'kept',
  'theirs',
  'child',
  'back',
  'other',
])
  name.set(out(each).txid, each)

const told = ({ cause, kind, txid: id, by, change, block }: JournalEntry) =>
  [cause, kind, id && name.get(id), change, by ? name.get(by) : null, block?.height ?? null].join(' ')

/** Oldest first. */
const story = (world: World, limit = 100): readonly string[] => {
  const entries: JournalEntry[] = []
  for (let after = null as Parameters<typeof world.models.journal.page>[1]; ; ) {
    const part = world.models.journal.page(ALL, after, limit)
    entries.push(...part.entries)
    if (part.next === null) return entries.map(told).toReversed()
    after = part.next
  }
}

/** What the tables hold as unspent, by script. */
function heldByScript(world: World): ReadonlyMap<number, number> {
  const db = openDatabase(world.file, { readOnly: true })
  try {
    const rows = db.prepare<[], [number, number]>(
      'SELECT script, sum(value) FROM output WHERE height IS NOT NULL AND spent IS NULL AND gone IS NULL GROUP BY script',
    )
    return new Map(rows.raw().all())
  } finally {
    db.close()
  }
}

const added = (world: World): ReadonlyMap<number, number> =>
  new Map([...world.models.journal.replay()].filter(([, sum]) => sum !== 0))

describe('the journal', () => {
  it('goes on after the very first update of a start was refused, and with it what listens to the tables', async () => {
    const root = tempDir()
    const first = openWorld(root, false)
    const chain = testChain()
    const [a = -1] = await first.watch(1)
    await first.snapshot(chain, 100, [a], [coin('old', a, 7, 90)])
    first.close()
    const world = openWorld(root)
    const update = { kind: 'connect', on: chain.ref(99), watchVersion: await world.version() } as const
    const blocks = [{ header: chain.at(100), txs: [] }]
    await expect(world.apply({ ...update, blocks })).rejects.toMatchObject({ name: 'StoreConflict' })
    await world.connect(chain, 101, { 101: [tx('in', { pays: [[a, 5]] })] })
    expect(world.confirmed(a)).toEqual([12])
    expect(story(world).at(-1)).toMatch(/ in 5 .*101$/)
    expect(added(world)).toEqual(heldByScript(world))
  })

  it('tells what was seen, replaced, confirmed, reorganised away and seen again, each with its block', async () => {
    const world = openWorld()
    const chain = testChain()
    const [a = -1, b = -1] = await world.watch(1, 2)
    await world.snapshot(chain, 100, [a, b], [coin('old', a, 7, 90)])
    await world.mempool(chain.ref(100), [tx('low', { spends: [out('old')], pays: [[b, 6]] })])
    await world.mempool(chain.ref(100), [tx('high', { spends: [out('old')], pays: [[b, 5]] })], ['low'])
    await world.connect(chain, 101, { 101: [tx('high', { spends: [out('old')], pays: [[b, 5]] })] })
    await world.connect(chain, 102, { 102: [tx('reward', { pays: [[a, 50]], coinbase: true })] })
    await world.rewind(chain.ref(100))
    await world.connect(chain.fork('b', 100), 101)
    await world.mempool(chain.fork('b', 100).ref(101), [], ['high'])
    expect(story(world)).toEqual([
      'snapshot confirmed old 7  90',
      'mempool pending low -1  ',
      'mempool replaced low -1 high ',
      'mempool pending high -2  ',
      'connect confirmed high -2  101',
      'connect confirmed reward 50  102',
      'rewind reorged reward -50  102',
      'rewind reorged high 2  101',
      'mempool evicted high -2  ',
    ])
    expect(story(world, 1)).toEqual(story(world))
    expect(added(world)).toEqual(heldByScript(world))
  })

  it('tells of a reorganisation or a hole once, in however many pieces it is written', async () => {
    const world = openWorld()
    const chain = testChain()
    const [a = -1] = await world.watch(1)
    await world.snapshot(chain, 100, [a], [coin('old', a, 7, 90)])
    await world.connect(chain, 103)
    await world.portfolio.add(LARGE)
    const waiting = await world.scan.scriptsWithoutSnapshot(LARGE.length, new AbortController().signal)
    await world.snapshot(
      chain,
      103,
      waiting.map(({ id }) => id),
    )
    expect(await rewindInPieces(world.scan, chain.ref(102), 1)).toBe(LARGE.length)
    await abandonInPieces(world.scan)
    expect(await world.scan.needsSnapshot()).toBe(true)
    expect(story(world).slice(1)).toEqual(['rewind   0  ', 'abandon   0  '])
    await rewindInPieces(world.scan, chain.ref(101), 1)
    expect(story(world).slice(3)).toEqual(['rewind   0  '])
  })

  it('tells what blocks that are read later show, what a look-up no longer found, and where nobody followed', async () => {
    const world = openWorld()
    const chain = testChain()
    const [a = -1] = await world.watch(1)
    await world.snapshot(chain, 100, [a], [coin('lost', a, 7, 90), coin('kept', a, 1, 91)])
    await world.apply({ kind: 'abandon' })
    await world.snapshot(chain, 120, [a], [coin('found', a, 3, 112), coin('kept', a, 1, 91)])
    await world.apply({ kind: 'history_start', scripts: [a], base: chain.ref(10) })
    const group = await world.scan.historyGroup()
    if (group === null) throw new Error('no group')
    await world.apply({
      kind: 'history',
      group,
      to: chain.ref(60),
      blocks: [
        { header: chain.at(20), txs: [tx('early', { pays: [[a, 9]] })] },
        { header: chain.at(30), txs: [tx('mid', { spends: [out('early')] })] },
      ],
      snapshots: [chain.at(100), chain.at(120)],
    })
    expect(story(world)).toEqual([
      'snapshot confirmed lost 7  90',
      'snapshot confirmed kept 1  91',
      'abandon   0  ',
      'snapshot confirmed found 3  112',
      'snapshot lost lost -7  ',
      'history found early 9  20',
      'history found mid -9  30',
    ])
    expect(added(world)).toEqual(heldByScript(world))
  })

  it('names who took the coins of others, and forgets it when the transaction is back', async () => {
    const world = openWorld()
    const chain = testChain()
    const [a = -1] = await world.watch(1)
    await world.snapshot(chain, 100, [a], [coin('old', a, 7, 90)])
    const claim = (of: string, via: string) => ({ ...out(of), via: out(via).txid })
    const theirs = { ...tx('theirs', { pays: [[a, 6]] }), claims: [claim('coin', 'theirs')] }
    const child = {
      ...tx('child', { pays: [[a, 5]] }),
      claims: [claim('theirs', 'child'), claim('coin', 'theirs')],
    }
    const back = { ...tx('back', { spends: [out('coin')] }), claims: [claim('coin', 'back')] }
    await world.mempool(chain.ref(100), [theirs, child])
    await world.mempool(chain.ref(100), [], ['theirs', 'child']) // who did it is still to be read
    await world.mempool(chain.ref(100), [back])
    await world.mempool(chain.ref(100), [back])
    await world.mempool(chain.ref(100), [theirs])
    await world.connect(chain, 101, { 101: [theirs] })
    await world.connect(chain, 102, { 102: [tx('other', { spends: [out('coin')] })] }) // no chain has both
    expect(story(world)).toEqual([
      'snapshot confirmed old 7  90',
      'mempool pending theirs 6  ',
      'mempool pending child 5  ',
      'mempool evicted theirs 6  ',
      'mempool evicted child 5  ',
      'mempool replaced theirs 6 back ',
      'mempool fallen child 5 back ',
      'mempool pending theirs 6  ',
      'connect confirmed theirs 6  101',
      'connect fallen child 5 other ',
    ])
    expect(added(world)).toEqual(heldByScript(world))
  })

  it('keeps what a payment stood on for a hundred blocks after it, and not for longer', async () => {
    const world = openWorld()
    const chain = testChain()
    const [a = -1] = await world.watch(1)
    await world.snapshot(chain, 100, [a], [])
    const theirs = {
      ...tx('theirs', { pays: [[a, 6]] }),
      claims: [{ ...out('coin'), via: out('theirs').txid }],
    }
    await world.mempool(chain.ref(100), [theirs])
    await world.connect(chain, 101, { 101: [theirs] })
    const kept = async (): Promise<number> => (await world.scan.watchSet()).claims?.length ?? 0
    for (const [top, expected] of [
      [200, 1],
      [201, 0],
    ] as const) {
      await world.connect(chain, top)
      await world.mempool(chain.ref(top))
      expect(await kept()).toBe(expected)
    }
  })

  it('forgets in parts what many payments stood on', async () => {
    const world = openWorld()
    const chain = testChain()
    const [a = -1] = await world.watch(1)
    await world.snapshot(chain, 100, [a], [])
    const payments = Array.from({ length: 30 }, (_, i) => ({
      ...tx(`theirs ${i}`, { pays: [[a, 6]] }),
      claims: Array.from({ length: 100 }, (_, n) => ({
        ...out(`coin ${i}`, n),
        via: out(`theirs ${i}`).txid,
      })),
    }))
    await world.mempool(chain.ref(100), payments)
    await world.connect(chain, 101, { 101: payments })
    const kept: number[] = []
    for (const top of [201, 202]) {
      await world.connect(chain, top)
      await world.mempool(chain.ref(top))
      kept.push((await world.scan.watchSet()).claims?.length ?? 0)
    }
    expect(kept).toEqual([1_000, 0])
  })

  it('is told of the scripts asked about alone', async () => {
    const world = openWorld()
    const chain = testChain()
    const [a = -1, b = -1] = await world.watch(1, 2)
    await world.snapshot(chain, 100, [a, b], [coin('old', a, 7, 90)])
    await world.connect(chain, 101, {
      101: [
        tx('in', {
          pays: [
            [a, 3],
            [b, 4],
          ],
        }),
      ],
    })
    const [, second] = world.portfolio.list()
    const of: Scope = { kind: 'watches', watchIds: [second?.id ?? -1] }
    expect(world.models.journal.page(of, null, 10).entries.map(told)).toEqual(['connect confirmed in 4  101'])
  })

  it('cannot be rewritten', async () => {
    const world = openWorld()
    await world.snapshot(testChain(), 100, await world.watch(1), [coin('old', 1, 7, 90)])
    const db = openDatabase(world.file, { readOnly: false })
    try {
      for (const sql of ['DELETE FROM journal', "UPDATE journal SET cause = 'join'"])
        expect(() => db.exec(sql)).toThrow('the journal is only added to')
    } finally {
      db.close()
    }
  })
})

const stored = ({ txid: id, by, ...rest }: JournalChange) => ({
  ...rest,
  txid: toBytes(id),
  by: by && toBytes(by),
})

describe('a change as bytes', () => {
  it('comes back as it was, whatever it is', () => {
    const id = fc
      .uint8Array({ minLength: 32, maxLength: 32 })
      .map((bytes) => txid(Buffer.from(bytes).toString('hex')))
    const script = fc.tuple(fc.integer({ min: 1, max: 2 ** 40 }), fc.integer({ min: -2.1e15, max: 2.1e15 }))
    const change: fc.Arbitrary<JournalChange> = fc
      .record({
        kind: fc.constantFrom(...JOURNAL_KINDS),
        txid: id,
        by: id,
        scripts: fc.array(script, { maxLength: 9 }),
      })
      .map(({ by, ...rest }) => ({
        ...rest,
        by: rest.kind === 'replaced' || rest.kind === 'fallen' ? by : null,
      }))
    fc.assert(
      fc.property(fc.array(change, { maxLength: 20 }), (changes) => {
        expect(decodeChanges(encodeChanges(changes.map(stored)))).toEqual(changes)
      }),
      { numRuns: 300 },
    )
  })

  it('is refused where it is cut short', () => {
    const bytes = encodeChanges([
      { kind: 'confirmed', txid: toBytes(out('in').txid), by: null, scripts: [[300, 5_000_000]] },
    ])
    for (let end = 34; end < bytes.length; end++)
      expect(() => decodeChanges(bytes.subarray(0, end))).toThrow(RangeError)
  })
})
