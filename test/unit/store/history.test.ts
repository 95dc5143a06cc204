import { describe, expect, it } from 'vitest'
import { parseEntry } from '../../../electron/engine/accounts/parse-entry.ts'
import type { HistoryGroup, MatchedTx, ScriptId } from '../../../electron/engine/ports.ts'
import { migrate } from '../../../electron/store/migrate.ts'
import { MIGRATIONS } from '../../../electron/store/migrations/index.ts'
import { connect as connectSqlite } from '../../../electron/store/sqlite.ts'
import { createRandom } from '../../bench/random.ts'
import { seedOf } from '../../ground/seed.ts'
import { coin, openWorld, out, type TestChain, testChain, tx, type World } from './world.ts'

type Txs = Readonly<Record<number, readonly MatchedTx[]>>

async function group({ scan }: World): Promise<HistoryGroup> {
  const found = await scan.historyGroup()
  if (!found) throw new Error('nothing is to be filled')
  return found
}

const start = (world: World, chain: TestChain, height: number, ...scripts: ScriptId[]) =>
  world.apply({ kind: 'history_start', scripts, base: chain.ref(height) })

/** What a filler would write of the blocks up to `to` for the group that is next. */
async function grow(world: World, chain: TestChain, to: number, txs: Txs = {}, as?: HistoryGroup) {
  const now = as ?? (await group(world))
  const { snapshots } = await world.scan.historySet(now.id)
  const blocks = chain
    .range(now.to.height + 1, to)
    .map((header) => ({ header, txs: txs[header.height] ?? [] }))
    .filter((block) => block.txs.length > 0)
  return world.apply({
    kind: 'history',
    group: now,
    to: chain.ref(to),
    blocks,
    snapshots: snapshots.map(({ height }) => chain.at(height)),
  })
}

const rangeOf = (world: World, script: ScriptId) => world.models.histories([script]).get(script)
const at = (world: World, script: ScriptId, height: number) => {
  const answer = world.models.ledgerAt([script], height).get(script)
  return answer?.kind === 'covered' ? answer.confirmed : (answer?.why ?? null)
}

/** A script with a snapshot at 100 that holds `held`, received at 50, and is followed to 110. */
async function openWatched() {
  const world = openWorld()
  const chain = testChain()
  const [script = -1, other = -1] = await world.watch(1, 2)
  await world.snapshot(chain, 100, [script, other], [coin('held', script, 7, 50)])
  await world.connect(chain, 110)
  return { world, chain, script, other }
}

describe('history behind a snapshot', () => {
  it('keeps what came and went before it, and today’s figure as it is', async () => {
    const { world, chain, script } = await openWatched()
    await start(world, chain, 20, script)
    const seen: (number | undefined)[] = []
    const step = async (to: number, txs: Txs = {}): Promise<void> => {
      await grow(world, chain, to, txs)
      seen.push(...world.confirmed(script))
    }
    await step(40, { 30: [tx('gone', { pays: [[script, 5]] })] })
    expect([20, 29, 30, 40, 41].map((height) => at(world, script, height))).toEqual([
      0,
      0,
      5,
      5,
      'starts_later',
    ])
    await step(60, { 50: [tx('held', { pays: [[script, 7]] })] })
    await step(100, { 70: [tx('spender', { spends: [out('gone')] })] })
    expect(seen).toEqual([7, 7, 7])
    expect(rangeOf(world, script)).toMatchObject({ state: 'joined', verdict: 'complete', to: chain.ref(100) })
    expect([30, 49, 50, 69, 70, 100, 110].map((height) => at(world, script, height))).toEqual([
      5, 5, 12, 12, 7, 7, 7,
    ])
    expect(world.models.ledgerReadings([script]).get(script)?.historyFrom).toEqual(chain.ref(20))
  })

  it('refuses what was read for another state of the range, and writes nothing of it', async () => {
    const { world, chain, script, other } = await openWatched()
    await start(world, chain, 20, script)
    const before = await group(world)
    const txs: Txs = { 30: [tx('in', { pays: [[script, 5]] })] }
    await grow(world, chain, 40, txs)
    const conflict = { name: 'StoreConflict' }
    await expect(grow(world, chain, 40, txs, before)).rejects.toMatchObject(conflict)
    await expect(grow(world, testChain('b'), 100)).rejects.toMatchObject(conflict) // ends on another snapshot
    await expect(grow(world, chain, 101)).rejects.toMatchObject(conflict)
    const stale = await group(world)
    await start(world, chain, 40, other)
    await expect(grow(world, chain, 60, {}, stale)).rejects.toMatchObject(conflict)
    expect(rangeOf(world, script)?.to).toEqual(chain.ref(40))
    await world.apply({ kind: 'history_stop', scripts: [script, other] })
    await expect(grow(world, chain, 60, {}, await groupAt(40))).rejects.toMatchObject(conflict)
    async function groupAt(height: number): Promise<HistoryGroup> {
      return { ...stale, to: chain.ref(height) }
    }
  })

  it('counts what does not fit, reads once more from blocks, and then leaves it in sight', async () => {
    const { world, chain, script, other } = await openWatched()
    await start(world, chain, 20, script, other)
    const wrong: Txs = {
      30: [tx('in', { pays: [[script, 5]] })],
      60: [tx('thief', { spends: [out('held')] })],
    }
    await grow(world, chain, 100, wrong)
    expect(rangeOf(world, script)).toMatchObject({ state: 'filling', to: chain.ref(20), verdict: 'differs' })
    expect(rangeOf(world, other)).toMatchObject({ state: 'filling', to: chain.ref(20) })
    expect((await group(world)).blocksOnly).toBe(true)
    await grow(world, chain, 100, wrong)
    expect(rangeOf(world, script)).toMatchObject({
      state: 'joined',
      verdict: 'differs',
      missing: 1,
      unexplained: 1,
      contradicted: 1,
    })
    expect(rangeOf(world, other)).toMatchObject({ state: 'joined', verdict: 'complete' })
    expect(world.confirmed(script)).toEqual([7])
    expect(at(world, script, 60)).toBe('starts_later')
    expect(await world.scan.historyGroup()).toBeNull()
  })

  it('goes on through a hole to the snapshot that ended it, and closes it', async () => {
    const { world, chain, script } = await openWatched()
    await start(world, chain, 40, script)
    await grow(world, chain, 100, { 50: [tx('held', { pays: [[script, 7]] })] })
    await world.apply({ kind: 'abandon' })
    await world.snapshot(chain, 200, [script], [coin('found', script, 3, 150)])
    const holes = () => world.models.ledgerReadings([script]).get(script)?.holes
    expect(holes()).toEqual([{ from: chain.ref(110), to: chain.ref(200) }])
    expect(rangeOf(world, script)).toMatchObject({ state: 'filling', to: chain.ref(110), target: 200 })
    await grow(world, chain, 130, { 120: [tx('spender', { spends: [out('held')] })] })
    expect(holes()).toEqual([{ from: chain.ref(130), to: chain.ref(200) }])
    await grow(world, chain, 200, { 150: [tx('found', { pays: [[script, 3]] })] })
    expect(rangeOf(world, script)).toMatchObject({ state: 'joined', verdict: 'complete' })
    expect(holes()).toEqual([])
    expect([45, 50, 119, 120, 149, 150, 200].map((height) => at(world, script, height))).toEqual([
      0, 7, 7, 0, 0, 3, 3,
    ])
  })

  it('ends at the block that the chain went back to, and waits there when its snapshot is void', async () => {
    const { world, chain, script } = await openWatched()
    await start(world, chain, 20, script)
    await grow(world, chain, 95, {
      50: [tx('held', { pays: [[script, 7]] })],
      92: [tx('late', { pays: [[script, 5]] })],
    })
    await world.rewind(chain.ref(90))
    expect(rangeOf(world, script)).toMatchObject({ state: 'waiting', to: chain.ref(90), target: null })
    const branch = chain.fork('b', 90)
    await world.snapshot(branch, 105, [script], [coin('held', script, 7, 50)])
    await grow(world, branch, 105)
    expect(rangeOf(world, script)).toMatchObject({
      state: 'joined',
      verdict: 'complete',
      from: chain.ref(20),
    })
    expect(world.confirmed(script)).toEqual([7])
  })

  it('begins anew where the node begins, and claims nothing of what it cannot know', async () => {
    const { world, chain, script, other } = await openWatched()
    await start(world, chain, 20, script, other)
    const base = chain.ref(60)
    await world.apply({ kind: 'history_base', group: await group(world), base })
    expect(rangeOf(world, script)).toMatchObject({ from: base, to: base, askedFrom: 20, verdict: 'pruned' })
    await grow(world, chain, 100)
    expect(rangeOf(world, script)).toMatchObject({ state: 'joined', verdict: 'pruned', older: 1 })
    expect(at(world, other, 80)).toBe('starts_later')
  })

  it('is told by watch: the scripts of an account that stand at one block are one range, their counts added up', async () => {
    const world = openWorld()
    const chain = testChain()
    const [single = -1] = await world.watch(1)
    const key =
      'tpubD6NzVbkrYhZ4XgiXtGrdW5XDAPFCL9h7we1vwNCpn8tGbBcgfVYjXyhWo4E1xkh56hjod1RhGjxbaTLV3X4FyWuejifB9jusQ46QzG87VKp'
    const entry = parseEntry(`wpkh(${key}/0/*)`, 'regtest')
    if (entry.kind !== 'account') throw new Error('the descriptor was refused')
    await world.portfolio.add([{ account: entry.account, gapLimit: 300, gapSaid: true, lookahead: 1 }])
    const [short] = await world.growth.shortChains()
    const scripts = Array.from({ length: 300 }, (_, index) => ({
      index,
      scriptPubKey: Uint8Array.of(0, 2, index >> 8, index & 0xff),
      address: `address ${index} of the account`,
    }))
    await world.growth.extendChain(short?.id ?? -1, scripts)
    const ids = world.portfolio.scriptsOf().map(({ scriptId }) => scriptId)
    await world.snapshot(chain, 100, ids, [
      coin('old', ids[7] ?? -1, 5, 20),
      coin('older', ids[9] ?? -1, 5, 21),
    ])
    await start(world, chain, 50, ...ids)
    await grow(world, chain, 100)
    const watches = world.models.historyWatches({ after: 0, limit: 10, among: null })
    const told = world.models.watchHistories(watches)
    expect(told.map(({ address, ranges }) => [address, ranges.length])).toEqual([
      ['address 1', 1],
      [entry.account.descriptor, 2],
    ])
    expect(told[1]?.ranges.map(({ verdict, older, to }) => [verdict, older, to.height]).sort()).toEqual([
      ['complete', 0, 100],
      ['older', 2, 100],
    ])
    expect(world.models.watchHistories([1]).map(({ watchId }) => watchId)).toEqual([1])
    expect(rangeOf(world, single)?.verdict).toBe('complete')
  })

  it.each([5, 2_100])(
    'are listed a page at a time in the order of adding, also among some (%d)',
    async (count) => {
      const world = openWorld()
      const chain = testChain()
      const ids = await world.watch(...Array.from({ length: count }, (_, i) => i + 1))
      await world.snapshot(chain, 100, ids)
      await start(world, chain, 50, ...ids.slice(2)) // the first two were not asked for
      const limit = Math.ceil((count - 2) / 2)
      const first = world.models.historyWatches({ after: 0, limit, among: null })
      const second = world.models.historyWatches({ after: first.at(-1) ?? 0, limit, among: null })
      expect([...first, ...second]).toEqual(Array.from({ length: count - 2 }, (_, i) => i + 3))
      expect(world.models.historyWatches({ after: count, limit, among: null })).toEqual([])
      expect(world.models.historyWatches({ after: 3, limit, among: [1, 3, 4, 5, count + 1] })).toEqual(
        [4, 5].slice(0, limit),
      )
    },
  )

  it('lets go of removed scripts, also of the last one of a group', async () => {
    const { world, chain, script, other } = await openWatched()
    await start(world, chain, 20, script, other)
    const [first, second] = world.portfolio.list()
    await world.portfolio.remove([first?.id ?? 0])
    await grow(world, chain, 40, {
      30: [
        tx('in', {
          pays: [
            [script, 5],
            [other, 6],
          ],
        }),
      ],
    })
    expect(at(world, other, 30)).toBe(6)
    await world.portfolio.remove([second?.id ?? 0])
    expect(await world.scan.historyGroup()).toBeNull()
    expect(world.models.counts()).toMatchObject({ outputs: 0, transactions: 0 })
  })

  it('does the one that was asked for last first, and reads no block twice for those that met', async () => {
    const { world, chain, script, other } = await openWatched()
    await start(world, chain, 10, script)
    await start(world, chain, 60, other)
    expect((await group(world)).to).toEqual(chain.ref(60))
    await start(world, chain, 5, other)
    expect(await group(world)).toMatchObject({ to: chain.ref(5), end: chain.ref(10) })
    await grow(world, chain, 10)
    const met = await group(world)
    expect(met).toMatchObject({ to: chain.ref(10), end: chain.ref(100) })
    expect((await world.scan.historySet(met.id)).watchSet.scripts).toHaveLength(2)
  })
})

/** What a property below is seeded with. */
const SEED = seedOf('groups of histories')

it(`brings every script to the whole of its history, however groups form and part (seed ${SEED})`, async () => {
  const random = createRandom(SEED)
  for (let round = 0; round < 4; round++) {
    const world = openWorld()
    const chain = testChain()
    const scripts = await world.watch(1, 2, 3, 4, 5, 6)
    const txs = randomTxs(scripts, (n) => random.below(n))
    await world.snapshot(chain, 120, scripts.slice(0, 3), unspentOf(txs, scripts.slice(0, 3), 120))
    await world.snapshot(chain, 150, scripts.slice(3), unspentOf(txs, scripts.slice(3), 150))
    const balances = world.confirmed(...scripts)
    for (let turn = 0; turn < 120; turn++) {
      const some = scripts.filter(() => random.below(3) === 0)
      const pick = random.below(9)
      if (pick === 0 || turn === 0) await start(world, chain, random.below(90), ...some)
      else if (pick === 1) await world.apply({ kind: 'history_stop', scripts: some })
      else if (pick === 2) await world.apply({ kind: 'history_resume', scripts: some })
      const next = await world.scan.historyGroup()
      if (next) {
        const { watchSet } = await world.scan.historySet(next.id)
        for (const { id } of watchSet.scripts) expect(rangeOf(world, id)?.to).toEqual(next.to)
        await grow(world, chain, next.to.height + 1 + random.below(next.end.height - next.to.height), txs)
      }
      expect(world.confirmed(...scripts)).toEqual(balances)
    }
    await start(world, chain, 0, ...scripts)
    await world.apply({ kind: 'history_resume', scripts })
    for (let next = await world.scan.historyGroup(); next; next = await world.scan.historyGroup())
      await grow(world, chain, next.end.height, txs)
    for (const script of scripts) {
      expect(rangeOf(world, script)).toMatchObject({
        state: 'joined',
        verdict: 'complete',
        from: chain.ref(0),
      })
      for (let height = 0; height <= 120; height += 7)
        expect(at(world, script, height)).toBe(
          unspentOf(txs, [script], height).reduce((sum, { value }) => sum + value, 0),
        )
    }
  }
})

/** Payments at random heights up to 110, half of them spent later, at 115 at the latest. */
function randomTxs(scripts: readonly ScriptId[], below: (n: number) => number): Txs {
  const txs: Record<number, MatchedTx[]> = {}
  const put = (height: number, found: MatchedTx): void => void (txs[height] ??= []).push(found)
  for (let i = 0; i < 40; i++) {
    const height = 1 + below(110)
    const script = scripts[below(scripts.length)] ?? -1
    put(height, tx(`pay ${i}`, { pays: [[script, 1 + below(1_000)]] }))
    if (below(2) === 0) put(height + 1 + below(115 - height), tx(`spend ${i}`, { spends: [out(`pay ${i}`)] }))
  }
  return txs
}

function unspentOf(txs: Txs, scripts: readonly ScriptId[], height: number) {
  const known = Object.entries(txs).filter(([at]) => Number(at) <= height)
  const spent = new Set(
    known.flatMap(([, found]) => found.flatMap(({ spends }) => spends.map(({ txid }) => txid))),
  )
  return known.flatMap(([at, found]) =>
    found
      .filter(({ txid }) => !spent.has(txid))
      .flatMap(({ txid, outputs }) =>
        outputs
          .filter(({ script }) => scripts.includes(script))
          .map(({ vout, script, value }) => ({
            txid,
            vout,
            script,
            value,
            height: Number(at),
            coinbase: false,
          })),
      ),
  )
}

it('takes what older versions followed as shown by blocks, and what a snapshot alone said as not', () => {
  const db = connectSqlite(':memory:', { readOnly: false, waitMs: 0 })
  migrate(db, MIGRATIONS.slice(0, 3))
  const blob = (n: number): string => `x'${n.toString(16).padStart(64, '0')}'`
  for (const height of [50, 100, 105])
    db.exec(`INSERT INTO block VALUES (${height}, ${blob(height)}, ${blob(height - 1)}, 1)`)
  db.exec(`INSERT INTO script VALUES (1, x'00', 'a');
    INSERT INTO coverage (script, kind, source, from_height, from_hash, state, since_pass, observed_at)
      VALUES (1, 'snapshot', 'node', 100, ${blob(100)}, 'following', 0, 0)`)
  for (const [id, height] of [
    [1, 50],
    [2, 105],
  ] as const)
    db.exec(`INSERT INTO tx VALUES (${id}, ${blob(900 + id)}, 0, NULL);
      INSERT INTO tx_block VALUES (${id}, ${height}, 1);
      INSERT INTO output (tx, vout, script, value, coinbase, height) VALUES (${id}, 0, 1, 5, 0, ${height})`)
  migrate(db, MIGRATIONS)
  expect(db.prepare('SELECT height, shown FROM output ORDER BY height').all()).toEqual([
    { height: 50, shown: 0 },
    { height: 105, shown: 1 },
  ])
  db.close()
})
