import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { describe, expect, it, onTestFinished } from 'vitest'
import { type Database, openDatabase } from '../../../electron/store/open-database.ts'
import { openStore } from '../../../electron/store/open-store.ts'
import { createPortfolioRemoval } from '../../../electron/store/portfolio-removal.ts'
import { createReadModels } from '../../../electron/store/read-models.ts'
import type { Scope } from '../../../shared/ipc/time.ts'
import { brokenReferences } from '../../torture/soundness.ts'
import { ACCOUNT_SCRIPTS, scriptAt, serveAll, watchAccount } from './children/large-account.ts'
import { LARGE, valueOf } from './children/large-snapshot.ts'
import { coin, openWorld, out, tempDir, testChain, tx, type World } from './world.ts'

const NEVER = new AbortController().signal
const CHILD = fileURLToPath(new URL('./children/remove-until-killed.ts', import.meta.url))
const chain = testChain()
const ALL: Scope = { kind: 'all' }
const WITH_ARCHIVED: Scope = { kind: 'all', archived: true }
const SHARED = scriptAt(3)

/** A large account, and an address that is one of its own; both follow, and have two coins a script. */
async function openLarge(root = tempDir()): Promise<{ world: World; account: number; shared: number }> {
  const world = openWorld(root)
  const account = await watchAccount(world)
  const address = { text: SHARED.address, scriptPubKey: SHARED.scriptPubKey, scriptType: 'p2wpkh' as const }
  const { added } = await world.portfolio.add([address])
  await serveAll(world)
  const [shared = -1] = world.portfolio.scriptIdsOf([added[0]?.id ?? -1])
  return { world, account, shared }
}

/** Pieces go on between two turns of the same lane. */
async function untilGone(world: Pick<World, 'scan' | 'models'>, scripts: number): Promise<void> {
  while (world.models.counts().scripts > scripts) await world.scan.pendingTxids()
}

/** All that is told of what is watched. */
function seen({ models, portfolio, search }: World) {
  const tip = models.cursor() ?? chain.at(0)
  const context = { tip, coverage: models.scopeCoverage(WITH_ARCHIVED) }
  const last = search.lastId('tx')
  return {
    entries: portfolio.list().map(({ text }) => text),
    scripts: portfolio.scriptsOf().length,
    accounts: models.accounts().views.size,
    sharers: models.accounts().shared.size,
    changed: models.series.changes(ALL).changes.reduce((sum, { change }) => sum + change, 0),
    transactions: models.transactions.page(ALL, null, 20, context).rows.length,
    detail: models.transactions.detail(out('mixed').txid, context),
    ofOthers: models.transactions.detail(out('theirs').txid, context),
    found: search.outputsWorth([7], { from: 0, to: last }, 20).length,
    foundName: search.transactionsFrom(out('theirs').txid.slice(0, 8), { from: 0, to: last }, 20),
    watched: models.watchedAmong([10, 11, SHARED.index].map((at) => hexOf(scriptAt(at).scriptPubKey))),
    unspent: models.allUnspent().length,
    coverage: models.scopeCoverage(ALL).ranges.length,
  }
}

const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')

describe('an account that is large', () => {
  it('is unseen at once when it is removed, and leaves in pieces that others write between', async () => {
    const { world, account, shared } = await openLarge()
    const ids = world.portfolio.scriptIdsOf([account])
    const [first = -1, last = -1] = [ids[0], ids.at(-1)]
    const both = tx('mixed', { pays: [[shared, 50], [first, 60]] }) // biome-ignore format: a line a transaction
    await world.connect(chain, 101, { 101: [both, tx('theirs', { pays: [[first, 3]] })] })
    const version = await world.version()
    expect(await world.portfolio.remove([account])).toBe(1)
    const now = seen(world)
    const [row] = now.detail ? [now.detail.row] : []
    expect(world.models.counts().scripts).toBeGreaterThan(ACCOUNT_SCRIPTS / 2) // most of it is still there
    expect(now).toMatchObject({
      entries: [SHARED.address],
      scripts: 1,
      accounts: 0,
      sharers: 0,
      changed: valueOf(shared) + 50,
      transactions: 2,
      ofOthers: null,
      found: 1,
      foundName: [],
      watched: new Set([hexOf(SHARED.scriptPubKey)]),
      unspent: 3,
      coverage: 1,
    })
    expect([row?.received, now.detail?.outputs.map(({ value }) => value)]).toEqual([50, [50]])
    expect((await world.scan.watchSet()).scripts.map(({ id }) => id)).toEqual([shared])
    expect(await world.scan.scriptsToCheck(0, 10)).toMatchObject([{ id: shared }])
    const checked = await world.scan.holdingAt([last, shared], chain.ref(101))
    expect(checked?.covered).toEqual([shared]) // a check that began before has nothing to say of what leaves
    expect(await world.version()).toBeGreaterThan(version)

    await world.sources.setMeta('a person', 'writes')
    expect(world.models.counts().scripts).toBeGreaterThan(1)
    await world.connect(chain, 102)
    await untilGone(world, 1)
    expect(seen(world)).toEqual({
      ...now,
      detail: now.detail && { ...now.detail, row: { ...row, confirmations: 2 } },
    })
    expect(world.confirmed(shared)).toEqual([valueOf(shared) + 50])
    expect(world.models.counts()).toMatchObject({ watches: 1, scripts: 1, transactions: 2, outputs: 3 })
    expectSoundRows(world.file)
  })

  it('can be added again while it leaves: each of its scripts begins anew', async () => {
    const { world, account, shared } = await openLarge()
    const before = world.portfolio.scriptIdsOf([account])
    await world.portfolio.remove([account])
    await world.connect(chain, 101) // nobody follows what leaves: it would be one block short
    const again = await watchAccount(world)
    expect(again).toBeGreaterThan(account)
    const after = world.portfolio.scriptIdsOf([again])
    expect(after.length).toBe(ACCOUNT_SCRIPTS)
    expect(after.filter((id) => before.includes(id))).toEqual([shared])
    await serveAll(world)
    await untilGone(world, ACCOUNT_SCRIPTS)
    const held = world.confirmed(...after)
    expect(held).toEqual(after.map(valueOf))
    expect((await world.scan.position()).joins).toBe(true)
    expect(await world.scan.needsSnapshot()).toBe(false)
    expectSoundRows(world.file)
  })

  it('has no history of others read again that comes to its end while it leaves', async () => {
    const { world, account, shared } = await openLarge()
    const leaves = world.portfolio.scriptIdsOf([account]).slice(-50)
    await world.apply({ kind: 'history_start', scripts: [...leaves, shared], base: chain.ref(0) })
    const group = await world.scan.historyGroup()
    if (group === null) throw new Error('nothing is to be filled')
    // Read for the shared one alone, right after the others were taken away.
    const own = tx(`large ${shared}`, { pays: [[shared, shared], [shared, 7]] }) // biome-ignore format: a line
    const removed = world.portfolio.remove([account])
    const read = world.apply({
      kind: 'history',
      group: { ...group, version: group.version + 1 },
      to: chain.ref(100),
      blocks: [{ header: chain.at(1 + (shared % 90)), txs: [own] }],
      snapshots: [chain.at(100)],
    })
    await Promise.all([removed, read])
    expect(world.models.histories([shared]).get(shared)).toMatchObject({
      state: 'joined',
      verdict: 'complete',
    })
    await untilGone(world, 1)
    expect(await world.scan.historyGroup()).toBeNull()
  })

  it('follows no more: a snapshot of others begins where it was taken, without the blocks between', async () => {
    const world = openWorld()
    const account = await watchAccount(world)
    await serveAll(world)
    await world.portfolio.remove([account])
    const [b = -1] = await world.watch(1)
    await world.snapshot(chain, 150, [b], [coin('held', b, 8, 120)])
    expect(world.models.counts().scripts).toBeGreaterThan(1)
    expect(world.models.cursor()).toEqual(chain.at(150))
    expect(world.confirmed(b)).toEqual([8])
  })

  it('is there or gone for a reader beside, and never there in part', async () => {
    const { world, account, shared } = await openLarge()
    const whole = changedIn(world.models)
    const beside = openDatabase(world.file, { readOnly: true })
    const other = openDatabase(world.file, { readOnly: false })
    onTestFinished(() => [beside, other].forEach((db) => db.close())) // biome-ignore format: a line
    const removal = createPortfolioRemoval(other)
    let steps = 0
    const remove = other.transaction(() => {
      removal.take([account])
      removal.piece(() => ++steps >= 200)
    })
    afterAsking(beside, 'FROM leaving', () => void (steps === 0 && remove()))
    const models = createReadModels(beside)
    expect(changedIn(models)).toBe(whole)
    expect(steps).toBe(200)
    expect(changedIn(models)).toBe(valueOf(shared))
  })

  it('leaves also where the removal of others behind it fails', async () => {
    const { world, account } = await openLarge()
    const nobody = Array.from({ length: 250 }, (_, i) => 1_000 + i)
    const failing = [account, ...nobody, Symbol('no number') as unknown as number] // as a full disk would
    await expect(world.portfolio.remove(failing)).rejects.toThrow()
    expect(world.portfolio.list().map(({ text }) => text)).toEqual([SHARED.address])
    await expect.poll(() => world.models.counts().scripts).toBe(1)
  })

  it('is as gone after each kill between two pieces, and the next start goes on', async () => {
    const root = tempDir()
    const { world, account, shared } = await openLarge(root)
    world.close()
    const left: number[] = []
    for (const turns of [1, 3, 2]) {
      await runAndKill(root, left.length === 0 ? account : null, turns)
      left.push(readLeft(root, shared))
    }
    expect(left[0]).toBeLessThan(ACCOUNT_SCRIPTS)
    expect(left[0]).toBeGreaterThan(1) // killed in the middle
    expect(left).toEqual(left.toSorted((a, b) => b - a))
    const last = openWorld(root)
    await untilGone(last, 1)
    expect(last.models.counts()).toMatchObject({ scripts: 1, transactions: 1, outputs: 2 })
    expectSoundRows(last.file)
  })
})

it('scripts that join in parts are moved up with those that were read for, whatever leaves beside them meanwhile', async () => {
  const world = openWorld()
  await world.snapshot(chain, 100, await world.watch(1))
  await world.connect(chain, 110)
  const account = await watchAccount(world)
  await world.portfolio.add(LARGE)
  const waiting = await world.scan.scriptsWithoutSnapshot(1_000_000, NEVER)
  await world.snapshot(chain, 100, waiting.map(({ id }) => id)) // biome-ignore format: one step a line
  // Read right after the account was taken away: nearly all of its scripts still stand before the others.
  const [, group] = await Promise.all([world.portfolio.remove([account]), world.scan.joinGroup()])
  const read = new Set(group?.watchSet.scripts.map(({ id }) => id))
  await untilGone(world, LARGE.length + 1)
  await world.join(chain, 100, 105)
  expect(await world.version()).toBe(group?.watchSet.version)
  const moved = world.portfolio.scriptsOf().filter(({ scriptId }) => {
    const at = world.models.ledgerReadings([scriptId]).get(scriptId)?.at.height
    return at === 105
  })
  expect(moved.length).toBeGreaterThan(0)
  expect(moved.filter(({ scriptId }) => !read.has(scriptId))).toEqual([])
})

it('an address with many coins leaves in pieces, and added again it begins anew', async () => {
  const world = openWorld()
  const [a = -1] = await world.watch(1)
  await world.snapshot(chain, 100, [a])
  const pays = Array.from({ length: 9_000 }, (_, i) => [a, i + 1] as const)
  await world.connect(chain, 101, { 101: [tx('fan', { pays })] })
  const entry = world.portfolio.list()[0]?.id ?? -1
  await world.portfolio.remove([entry])
  expect(world.models.counts()).toMatchObject({ watches: 0, scripts: 1 })
  const [b = -1] = await world.watch(1)
  expect(b).toBeGreaterThan(a)
  expect(world.models.counts()).toMatchObject({ scripts: 1, outputs: 0, transactions: 0 })
  expect(await world.scan.scriptsWithoutSnapshot(5, NEVER)).toMatchObject([{ id: b }])
  expectSoundRows(world.file)
})

const changedIn = ({ series }: World['models']): number =>
  series.changes(ALL).changes.reduce((sum, { change }) => sum + change, 0)

/** Has something happen right after a statement of the connection was answered. */
function afterAsking(db: Database, text: string, happen: () => void): void {
  const prepare = db.prepare.bind(db)
  const watching = (sql: string) => {
    const statement = prepare(sql)
    const get = statement.get.bind(statement)
    const answered = (...bound: unknown[]): unknown => {
      const row = get(...bound)
      happen()
      return row
    }
    return sql.includes(text) ? Object.assign(statement, { get: answered }) : statement
  }
  Object.assign(db, { prepare: watching })
}

function expectSoundRows(file: string): void {
  const db = openDatabase(file, { readOnly: true })
  onTestFinished(() => void db.close())
  expect(brokenReferences(db)).toEqual([])
}

async function runAndKill(root: string, account: number | null, afterTurns: number): Promise<void> {
  const args = account === null ? [CHILD, root] : [CHILD, root, String(account)]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const exited = once(child, 'exit')
  let told = 0
  for await (const chunk of child.stdout) {
    told += String(chunk).length // a letter a turn
    if (told >= afterTurns) break
  }
  child.kill('SIGKILL')
  const [, signal] = await exited
  expect(signal).toBe('SIGKILL')
}

/** Reads beside whoever will go on: how many scripts are left, and that nobody sees them. */
function readLeft(root: string, shared: number): number {
  const clock = { now: () => 1 }
  const file = 'ledger.sqlite'
  const store = openStore({ root, network: 'regtest', access: 'read', purpose: 'a test', file, clock })
  try {
    expect(store.portfolio.list().map(({ text }) => text)).toEqual([SHARED.address])
    const { changes } = store.models.series.changes(ALL)
    expect(changes.reduce((sum, { change }) => sum + change, 0)).toBe(valueOf(shared))
    return store.models.counts().scripts
  } finally {
    store.close()
  }
}
