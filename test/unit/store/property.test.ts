/**
 * Random histories of a small chain against a naive model: blocks, reorganisations, snapshots ahead of, at and
 * below the cursor, joins, holes, mempool passes, removals. After each step the ledger says exactly what the
 * model says at the block of each reading, or says nothing.
 */
import { basename } from 'node:path'
import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import type { ScriptId } from '../../../electron/engine/ports.ts'
import { StoreConflict } from '../../../electron/engine/ports.ts'
import { openDatabase } from '../../../electron/store/open-database.ts'
import { openStoreBeside, type Store } from '../../../electron/store/open-store.ts'
import type { BlockHeader } from '../../../shared/chain.ts'
import { COINBASE_CONFIRMATIONS, NO_HASH } from '../../../shared/chain.ts'
import { brokenReferences } from '../../torture/soundness.ts'
import {
  headerOn,
  keyOf,
  type ModelBlock,
  type ModelCoin,
  type ModelTx,
  matched,
  toSnapshotCoin,
  unspentOf,
} from './model.ts'
import { hashOf, openWorld, tempDir, type World } from './world.ts'

const NEVER = new AbortController().signal

const SCRIPTS = [1, 2, 3]

type Step =
  | { readonly kind: 'mine'; readonly seeds: readonly number[] }
  | { readonly kind: 'reorg'; readonly depth: number; readonly seeds: readonly number[] }
  | { readonly kind: 'sync'; readonly count: number }
  | { readonly kind: 'snapshot'; readonly back: number; readonly which: number }
  | { readonly kind: 'abandon' }
  | { readonly kind: 'mempool'; readonly seed: number }

const seeds = fc.array(fc.nat(9_999), { minLength: 1, maxLength: 4 })
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('mine' as const), seeds }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('reorg' as const), depth: fc.nat(6), seeds }) },
  {
    weight: 8,
    arbitrary: fc.record({ kind: fc.constant('sync' as const), count: fc.integer({ min: 1, max: 5 }) }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant('snapshot' as const), back: fc.nat(4), which: fc.nat(7) }),
  },
  { weight: 1, arbitrary: fc.constant({ kind: 'abandon' as const }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('mempool' as const), seed: fc.nat(9_999) }) },
)

/** The node: its best chain, and every block it ever had (readings may be of a branch that lost). */
class Node {
  blocks: ModelBlock[] = []
  readonly chains = new Map<string, readonly ModelBlock[]>()
  #names = 0

  constructor() {
    const header = { height: 0, hash: hashOf('genesis'), prevHash: NO_HASH, time: 0 }
    this.#push({ header, txs: [] })
  }

  get tip(): BlockHeader {
    return this.blocks.at(-1)?.header ?? { height: 0, hash: hashOf('genesis'), prevHash: NO_HASH, time: 0 }
  }

  mine(ids: readonly ScriptId[], seed: number): void {
    const name = `n${this.#names++}`
    this.#push({ header: headerOn(this.tip, name), txs: this.#txs(ids, name, seed) })
  }

  reorg(depth: number): void {
    this.blocks = this.blocks.slice(0, Math.max(1, this.blocks.length - depth))
  }

  /** A coinbase now and then, a payment from outside, and one that spends up to two coins and chains on itself. */
  #txs(ids: readonly ScriptId[], name: string, seed: number): readonly ModelTx[] {
    const script = (n: number): ScriptId => ids[n % ids.length] ?? -1
    const coins = [...unspentOf(this.blocks).keys()]
    const spends = [...new Set([coins[seed % 7], coins[seed % 3]])].filter((coin) => coin !== undefined)
    const mint: ModelTx = { name: `${name}c`, pays: [[script(seed), 50]], spends: [], coinbase: true }
    const pay: ModelTx = {
      name: `${name}p`,
      pays: [
        [script(seed + 1), seed + 1],
        [script(seed + 2), 3],
      ],
      spends: [],
      coinbase: false,
    }
    const move: ModelTx = {
      name: `${name}m`,
      pays: [
        [script(seed + 2), 2],
        [script(seed), 1],
      ],
      spends,
      coinbase: false,
    }
    const pass: ModelTx = { name: `${name}s`, pays: [], spends: [`${name}m:0`], coinbase: false }
    const kinds = [[], [mint], [pay], [pay, move], [move, pass], [mint, pay, move, pass]]
    return kinds[seed % kinds.length] ?? []
  }

  #push(block: ModelBlock): void {
    this.blocks = [...this.blocks, block]
    this.chains.set(block.header.hash, this.blocks)
  }
}

const isOn = (node: Node, { hash, height }: { hash: string; height: number }): boolean =>
  node.blocks[height]?.header.hash === hash

/** What the scanner does, without its network: back to the fork, then joins, then blocks on top. */
async function sync(world: World, node: Node, count: number): Promise<void> {
  const { cursor, ahead, watchVersion } = await world.scan.position()
  if (cursor === null) return
  if (!isOn(node, cursor)) {
    const stored = await world.scan.checkpoints(cursor.height, 5_000)
    const fork = stored.find((ref) => isOn(node, ref))
    if (fork) await world.rewind(fork)
    return
  }
  if (ahead.some((ref) => !isOn(node, ref))) {
    await world.rewind({ height: cursor.height, hash: cursor.hash })
    return
  }
  const group = await world.scan.joinGroup()
  const on = group?.to ?? { height: cursor.height, hash: cursor.hash }
  const top = Math.min(on.height + count, (group ? cursor : node.tip).height)
  const watch = group?.watchSet ?? (await world.scan.watchSet())
  const active = new Map(watch.scripts.map(({ id, activeAbove }) => [id, activeAbove]))
  const places = new Map(watch.outpoints.map((place) => [`${place.txid}:${place.vout}`, place]))
  const held = new Set<string>()
  for (const chain of node.chains.values())
    for (const { header, txs } of chain.slice(-1))
      for (const { name, pays } of txs)
        for (const vout of pays.keys()) {
          const [key = ''] = keyOf({
            name: `${name}:${vout}`,
            script: 0,
            value: 0,
            height: header.height,
            coinbase: false,
          }).split(' ')
          if (places.has(key)) held.add(`${name}:${vout}`)
        }
  const blocks = node.blocks.slice(on.height + 1, top + 1).map(({ header, txs }) => {
    const scripts = new Set([...active].filter(([, above]) => above < header.height).map(([id]) => id))
    const found = matched(txs, scripts, held)
    for (const { name, pays } of txs)
      for (const [vout, [script]] of pays.entries()) if (scripts.has(script)) held.add(`${name}:${vout}`)
    return { header, txs: found }
  })
  if (blocks.length === 0) return
  try {
    await world.apply({ kind: group ? 'join' : 'connect', on, watchVersion, blocks })
  } catch (error) {
    if (!(error instanceof StoreConflict)) throw error
    expect([error.kind, ahead.length > 0]).toEqual(['branch', true]) // else nobody would clear it away
    await world.rewind({ height: cursor.height, hash: cursor.hash })
  }
}

async function snapshot(
  world: World,
  node: Node,
  ids: readonly ScriptId[],
  back: number,
  which: number,
): Promise<void> {
  const chain = node.blocks.slice(0, Math.max(1, node.blocks.length - back))
  const at = chain.at(-1)?.header
  const waiting = (await world.scan.scriptsWithoutSnapshot(10, NEVER)).map(({ id }) => id)
  const scripts = waiting.filter((id) => which === 0 || (which >> (ids.indexOf(id) % 3)) % 2 === 1)
  if (!at || scripts.length === 0) return
  const coins = [...unspentOf(chain).values()].filter(({ script }) => scripts.includes(script))
  const update = {
    kind: 'snapshot' as const,
    at,
    headers: chain.map(({ header }) => header),
    scripts,
    observedAt: 1,
    outputs: coins.map(toSnapshotCoin),
    outputHeaders: chain
      .map(({ header }) => header)
      .filter(({ height }) => coins.some((coin) => coin.height === height)),
  }
  await world.apply(update).catch((error: unknown) => {
    if (!(error instanceof StoreConflict)) throw error
    expect(isStale(world, node)).toBe(true) // only a branch that lost stands in the way
  })
}

/** Whether the ledger holds a block that the node has left. */
function isStale(world: World, node: Node): boolean {
  for (let height = 0; height <= node.tip.height + 10; height++) {
    const block = world.models.blockAt(height)
    if (block && !isOn(node, block)) return true
  }
  return false
}

async function mempool(world: World, node: Node, ids: readonly ScriptId[], seed: number): Promise<void> {
  const { cursor } = await world.scan.position()
  if (cursor === null || cursor.hash !== node.tip.hash) return
  const script = ids[seed % ids.length] ?? -1
  const pending = await world.scan.pendingTxids()
  const spends = world.models
    .unspent(script)
    .filter(({ at, spendPending }) => at !== null && !spendPending)
    .slice(0, 1)
  const seen = {
    txid: hashTxid(`m${seed}`),
    position: 0,
    coinbase: false,
    outputs: [{ vout: 0, script, value: seed }],
    spends: spends.map(({ txid, vout }) => ({ txid, vout, vin: 0 })),
  }
  const watchVersion = await world.version()
  const evicted = pending.filter((id) => id !== seen.txid)
  await world.apply({ kind: 'mempool', tip: cursor, watchVersion, seen: [seen], evicted, observedAt: 1 })
  const spent = spends.reduce((sum, { value }) => sum + value, 0)
  const follows = world.models.ledgerReadings([script]).get(script)?.at.hash === cursor.hash
  const state = world.models.ledgerReadings([script]).get(script)?.state
  if (follows && state === 'following') expect(world.pending(script)).toEqual([seed - spent])
}

const hashTxid = (name: string) =>
  toSnapshotCoin({ name: `${name}:0`, script: 0, value: 0, height: 0, coinbase: false }).txid

/** What a script held after these blocks, as the ledger splits it. */
function sumsOf(chain: readonly ModelBlock[], script: ScriptId) {
  const height = chain.length - 1
  const mine = [...unspentOf(chain).values()].filter((coin) => coin.script === script)
  const isImmature = (coin: ModelCoin): boolean =>
    coin.coinbase && height - coin.height + 1 < COINBASE_CONFIRMATIONS
  const sum = (coins: readonly ModelCoin[]): number => coins.reduce((total, { value }) => total + value, 0)
  return {
    mine,
    sums: {
      confirmed: sum(mine.filter((coin) => !isImmature(coin))),
      immature: sum(mine.filter(isImmature)),
    },
  }
}

/** Every past block: exact wherever a figure is given, and given wherever the history is without a hole. */
function checkPast(world: World, node: Node, ids: readonly ScriptId[], seen: Record<string, number>): void {
  const readings = world.models.ledgerReadings(ids)
  for (let height = 0; height <= node.tip.height + 2; height++)
    for (const [script, answer] of world.models.ledgerAt(ids, height)) {
      const reading = readings.get(script)
      const isWithin = reading && height >= reading.historyFrom.height && height <= reading.at.height
      const inHole = reading?.holes.some(({ from, to }) => from.height < height && height < to.height)
      if (isWithin && !inHole) expect([height, answer.kind]).toEqual([height, 'covered'])
      if (answer.kind === 'not_covered') continue
      const chain = (node.chains.get(answer.through.hash) ?? []).slice(0, height + 1)
      const { confirmed, immature, hash } = answer
      expect([height, { confirmed, immature }]).toEqual([height, sumsOf(chain, script).sums])
      if (hash !== null) expect(hash).toBe(chain.at(-1)?.header.hash)
      if (reading && height < reading.at.height) seen['past'] = (seen['past'] ?? 0) + 1
    }
}

/** `beside` has been reading since before the first step, and keeps what it has summed up. */
function check(world: World, beside: Store, node: Node, ids: readonly ScriptId[]): void {
  const readings = world.models.ledgerReadings('all')
  expect(readings).toEqual(world.models.ledgerReadings(ids))
  expect(beside.models.ledgerReadings(ids)).toEqual(readings)
  for (const [script, reading] of readings) {
    const chain = node.chains.get(reading.at.hash) ?? []
    expect(chain.length - 1).toBe(reading.at.height)
    const { mine, sums } = sumsOf(chain, script)
    expect({ confirmed: reading.confirmed, immature: reading.immature }).toEqual(sums)
    const listed = world.models.unspent(script).filter(({ at }) => at !== null)
    const places = listed.map(({ txid, vout, value, at }) => `${txid}:${vout} ${value} ${at?.height}`)
    expect(places.toSorted()).toEqual(mine.map(keyOf).toSorted())
  }
}

/** Adding up the journal gives what the tables hold as unspent, script by script. */
function checkJournal(world: World): void {
  const db = openDatabase(world.file, { readOnly: true })
  try {
    const held = db.prepare<[], [number, number]>(
      'SELECT script, sum(value) FROM output WHERE height IS NOT NULL AND spent IS NULL AND gone IS NULL GROUP BY script',
    )
    const added = [...world.models.journal.replay()].filter(([, sum]) => sum !== 0)
    expect(new Map(added)).toEqual(new Map(held.raw().all()))
  } finally {
    db.close()
  }
}

/** The kept sums by block are those of the facts, whatever part of the scripts is asked about. */
function checkSums(world: World, facts: SumsOfFacts, ids: readonly ScriptId[]): void {
  const watches = world.portfolio.scriptsOf()
  for (const some of [ids, ids.slice(0, 2), ids.slice(2)]) {
    const watchIds = watches.flatMap(({ scriptId, watchId }) => (some.includes(scriptId) ? [watchId] : []))
    const { changes } = world.models.series.changes(
      some === ids ? { kind: 'all', archived: true } : { kind: 'watches', watchIds },
    )
    const told = changes.filter(({ change }) => change !== 0).map(({ height, change }) => [height, change])
    expect(told).toEqual(facts.of(some))
  }
}

interface SumsOfFacts {
  of(scripts: readonly ScriptId[]): unknown[]
  close(): void
}

/** Change by height, from the outputs themselves, by a connection of its own. */
function sumsOfFacts(file: string): SumsOfFacts {
  const db = openDatabase(file, { readOnly: true })
  const facts = db.prepare<[string], [number, number]>(
    `WITH o AS (SELECT * FROM output WHERE height IS NOT NULL AND script IN (SELECT value FROM json_each(?)))
     SELECT height, sum(value) FROM (
       SELECT height, value FROM o UNION ALL SELECT gone, -value FROM o WHERE gone IS NOT NULL AND spent IS NULL
       UNION ALL SELECT t.height, -value FROM o JOIN tx t ON t.id = o.spent)
     GROUP BY height HAVING sum(value) <> 0 ORDER BY height`,
  )
  return { of: (scripts) => facts.raw().all(JSON.stringify(scripts)), close: () => void db.close() }
}

async function run(steps: readonly Step[], seen: Record<string, number>): Promise<void> {
  const world = openWorld(tempDir(), false)
  const beside = openStoreBeside(world.dataDir, basename(world.file), world.clock)
  const facts = sumsOfFacts(world.file)
  try {
    const node = new Node()
    const ids = await world.watch(...SCRIPTS)
    for (let i = 0; i < 3; i++) node.mine(ids, i + 3)
    for (const next of steps) {
      if (next.kind === 'mine') for (const seed of next.seeds) node.mine(ids, seed)
      if (next.kind === 'reorg') {
        node.reorg(next.depth)
        for (const seed of next.seeds) node.mine(ids, seed)
      }
      if (next.kind === 'sync') await sync(world, node, next.count)
      if (next.kind === 'snapshot') await snapshot(world, node, ids, next.back, next.which)
      if (next.kind === 'abandon') await world.apply({ kind: 'abandon' })
      if (next.kind === 'mempool') await mempool(world, node, ids, next.seed)
      check(world, beside, node, ids)
      checkSums(world, facts, ids)
      await count(world, seen)
    }
    checkPast(world, node, ids, seen)
    checkJournal(world)
    checkReferences(world)
  } finally {
    facts.close()
    beside.close()
    world.close()
  }
}

/** What no foreign key holds together. */
function checkReferences(world: World): void {
  const db = openDatabase(world.file, { readOnly: true })
  try {
    expect(brokenReferences(db)).toEqual([])
  } finally {
    db.close()
  }
}

/** How often the interesting states came up, so that a run which never met them fails. */
async function count(world: World, seen: Record<string, number>): Promise<void> {
  const { ahead, joins } = await world.scan.position()
  const readings = [...world.models.ledgerReadings('all').values()]
  const met = {
    ahead: ahead.length > 0,
    joining: joins,
    closed: readings.some(({ state }) => state === 'closed'),
    hole: readings.some(({ holes }) => holes.length > 0),
    pending: readings.some(({ pending }) => pending !== null && pending !== 0),
  }
  for (const [name, hit] of Object.entries(met)) seen[name] = (seen[name] ?? 0) + Number(hit)
}

it('says what a naive model says at the block of every reading and at every past one, through any history', async () => {
  const seen: Record<string, number> = {}
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), (steps) => run(steps, seen)),
    { numRuns: 120 },
  )
  for (const state of ['ahead', 'joining', 'closed', 'hole', 'pending', 'past'])
    expect(seen[state], state).toBeGreaterThan(5) // of 28 and more in all runs that were counted
})
