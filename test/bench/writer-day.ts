/**
 * Everything that is ever written, in the sizes that a large wallet has, through the one queue of writes: what a person waits
 * for is the longest of these jobs. Blocks and coins are made up; no node is asked.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createCommitSize, rowsOf } from '../../electron/engine/commit-size.ts'
import type {
  BlocksUpdate,
  ConnectedBlock,
  ScanStore,
  ScriptId,
  SnapshotUpdate,
} from '../../electron/engine/ports.ts'
import { abandonInPieces, rewindInPieces } from '../../electron/engine/rewind-pieces.ts'
import type { SelfCheckStore } from '../../electron/engine/self-check.ts'
import { applyInPieces } from '../../electron/engine/snapshot-pieces.ts'
import { openDatabase } from '../../electron/store/open-database.ts'
import { createPortfolioStore, type PortfolioStore } from '../../electron/store/portfolio-store.ts'
import { createScanStore, createWriteQueue } from '../../electron/store/scan-store.ts'
import type { Hold } from '../../electron/store/write-queue.ts'
import { type BlockHeader, type BlockRef, txid } from '../../shared/chain.ts'
import { createRandom } from './random.ts'
import { drawBlocks, headerAt } from './store-ground.ts'

/** The snapshot's block, and how many blocks its coins lie in. */
const START = 3_000
const COIN_BLOCKS = 1_500
/** Blocks that are caught up with, and how many of them a reorganisation takes back. */
const BLOCKS = 400
const DEPTH = 144
/** Of a busy wallet: 450 rows a block. */
const SHAPE = { txs: 50, outputsPerTx: 4, spends: 200 }
const clock = { now: () => Date.now() }

interface Place {
  readonly store: ScanStore & SelfCheckStore
  readonly portfolio: PortfolioStore
}

/** Plays the day with so many addresses. What it gives is how long each kind of job had the writer to itself. */
export async function holdsOfADay(
  scripts: number,
  log: (line: string) => void,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, Hold>> {
  const folder = await mkdtemp(join(tmpdir(), 'tidemark-bench-'))
  const db = openDatabase(join(folder, 'ledger.sqlite'), { readOnly: false })
  try {
    const queue = createWriteQueue()
    const place = {
      store: createScanStore(db, clock, queue),
      portfolio: createPortfolioStore(db, queue, clock),
    }
    for (const [what, part] of DAY) {
      signal.throwIfAborted()
      const started = performance.now()
      await part(place, scripts, signal)
      log(`    ${what}: ${((performance.now() - started) / 1000).toFixed(1)} s`)
    }
    const left = (): number => db.prepare<[], number>('SELECT count(*) FROM leaving').pluck().get() ?? 0
    while (left() > 0) await place.store.pendingTxids()
    return queue.holds()
  } finally {
    db.close()
    await rm(folder, { recursive: true, force: true })
  }
}

type Part = (place: Place, scripts: number, signal: AbortSignal) => Promise<void>

const DAY: readonly (readonly [what: string, part: Part])[] = [
  ['add', addAll],
  ['snapshot', serveAll],
  ['watch set', async ({ store }) => void (await store.watchSet())],
  ['catch up', catchUp],
  ['history', fillHistory],
  ['check', checkAll],
  ['rewind', goBack],
  ['join', joinAll],
  ['abandon', giveUp],
  ['archive and remove', leave],
]

async function addAll({ portfolio }: Place, count: number): Promise<void> {
  const random = createRandom(31)
  const entries = Array.from({ length: count }, () => {
    const scriptPubKey = Buffer.concat([Buffer.of(0, 20), random.bytes(20)])
    return { text: scriptPubKey.toString('hex'), scriptPubKey, scriptType: 'p2wpkh' } as const
  })
  await portfolio.add(entries)
}

/** A snapshot of all that wait, with a coin each. */
async function serveAll({ store }: Place, count: number, signal: AbortSignal): Promise<void> {
  const waiting = await store.scriptsWithoutSnapshot(count, signal)
  await applyInPieces(
    store,
    snapshotAt(
      headerAt(START),
      waiting.map(({ id }) => id),
    ),
    createCommitSize(),
    () => undefined,
    signal,
  )
}

function snapshotAt(at: BlockHeader, scripts: readonly ScriptId[]): SnapshotUpdate {
  return {
    kind: 'snapshot',
    at,
    headers: [headerAt(0), ...Array.from({ length: 2_016 }, (_, i) => headerAt(at.height - 2_015 + i))],
    outputHeaders: Array.from({ length: COIN_BLOCKS }, (_, i) => headerAt(i + 1)),
    scripts,
    outputs: scripts.map((script) => ({
      txid: txid(script.toString(16).padStart(64, '0')),
      vout: 0,
      script,
      value: 1_000 + script,
      coinbase: false,
      height: 1 + (script % COIN_BLOCKS),
    })),
    observedAt: clock.now(),
  }
}

async function catchUp({ store }: Place, _count: number, signal: AbortSignal): Promise<void> {
  const { cursor, watchVersion } = await store.position()
  const scripts = await someScripts(store)
  await applyBlocks(
    store,
    'connect',
    watchVersion,
    cursor ?? headerAt(START),
    drawBlocks(scripts, cursor, BLOCKS, SHAPE),
    signal,
  )
}

async function someScripts(store: ScanStore & SelfCheckStore): Promise<readonly ScriptId[]> {
  return (await store.scriptsToCheck(0, 20_000)).map(({ id }) => id)
}

/** As many blocks a commit as the reading of blocks puts into one. */
async function applyBlocks(
  store: ScanStore,
  kind: BlocksUpdate<'connect'>['kind'] | 'join',
  watchVersion: number,
  below: BlockRef,
  blocks: readonly ConnectedBlock[],
  signal: AbortSignal,
): Promise<void> {
  const size = createCommitSize()
  let on = below
  for (let at = 0; at < blocks.length; ) {
    signal.throwIfAborted()
    let [to, rows] = [at, 0]
    for (
      let next = blocks[to];
      next && (to === at || rows + rowsOf(next) <= size.rows());
      next = blocks[to]
    ) {
      rows += rowsOf(next)
      to += 1
    }
    const { ms } = await store.apply({ kind, on, watchVersion, blocks: blocks.slice(at, to) })
    size.took(rows, ms)
    on = blocks[to - 1]?.header ?? on
    at = to
  }
}

async function fillHistory({ store }: Place, count: number, signal: AbortSignal): Promise<void> {
  const scripts: ScriptId[] = []
  for (let above = 0; scripts.length < count; above = scripts.at(-1) ?? 0) {
    const some = await store.scriptsToCheck(above, 50_000)
    if (some.length === 0) break
    scripts.push(...some.map(({ id }) => id))
  }
  for (let at = 0; at < scripts.length; at += 500)
    await store.apply({ kind: 'history_start', scripts: scripts.slice(at, at + 500), base: headerAt(0) })
  for (;;) {
    signal.throwIfAborted()
    const group = await store.historyGroup()
    if (group === null) return
    if (group.end.height <= group.to.height) await store.apply({ kind: 'history_arrive', group })
    else {
      await store.historySet(group.id)
      await store.apply({ kind: 'history', group, to: group.end, blocks: [], snapshots: [headerAt(START)] })
    }
  }
}

async function checkAll({ store }: Place): Promise<void> {
  const { cursor } = await store.position()
  if (cursor === null) throw new Error('the ledger has no cursor')
  let id: number | null = null
  for (let above = 0; ; ) {
    const scripts = await store.scriptsToCheck(above, 1_000)
    above = scripts.at(-1)?.id ?? above
    if (scripts.length === 0) break
    const held = await store.holdingAt(
      scripts.map((script) => script.id),
      cursor,
    )
    const counts = {
      scripts: scripts.length,
      compared: held?.outputs.length ?? 0,
      missing: 0,
      extra: 0,
      repaired: 0,
    }
    const found = { missingOutputs: [], extraOutputs: [] }
    id = await store.recordCheck({ id, reason: 'asked', block: cursor, ...counts, ...found }, null)
  }
  if (id !== null) await store.finishCheck(id, 0)
}

async function goBack({ store }: Place): Promise<void> {
  const { cursor } = await store.position()
  if (cursor === null) throw new Error('the ledger has no cursor')
  await rewindInPieces(store, headerAt(cursor.height - DEPTH), clock.now())
}

/** A snapshot below the cursor: what it serves joins by the blocks between. */
async function joinAll(place: Place, count: number, signal: AbortSignal): Promise<void> {
  const { store } = place
  await giveUp(place)
  const { cursor } = await store.position()
  if (cursor === null) throw new Error('the ledger has no cursor')
  const waiting = (await store.scriptsWithoutSnapshot(count, signal)).map(({ id }) => id)
  const size = createCommitSize()
  // One of them follows, so that the cursor stays where it is.
  await store.apply({ ...snapshotAt(headerAt(cursor.height), waiting.slice(0, 1)), outputs: [] })
  await applyInPieces(
    store,
    { ...snapshotAt(headerAt(cursor.height - 1), waiting.slice(1)), outputs: [], outputHeaders: [] },
    size,
    () => undefined,
    signal,
  )
  for (let group = await store.joinGroup(); group !== null; group = await store.joinGroup()) {
    const blocks = [{ header: headerAt(cursor.height), txs: [] }]
    await applyBlocks(store, 'join', group.watchSet.version, group.to, blocks, signal)
  }
}

async function giveUp({ store }: Place): Promise<void> {
  await abandonInPieces(store)
}

async function leave({ portfolio }: Place): Promise<void> {
  const ids = portfolio.list().map(({ id }) => id)
  await portfolio.archive(ids, true)
  await portfolio.remove(ids)
}
