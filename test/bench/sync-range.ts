/** What both sides of a scan row do: read the same blocks for the same scripts, and say what is unspent then. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type ChainSource, type Clock } from '../../electron/engine/ports.ts'
import { createScanner, type Scanner } from '../../electron/engine/scanner.ts'
import { takeSnapshot } from '../../electron/engine/snapshot-job.ts'
import type { RegtestNode } from '../../electron/launch/regtest-node.ts'
import { type Database, openDatabase } from '../../electron/store/open-database.ts'
import { createPortfolioStore } from '../../electron/store/portfolio-store.ts'
import { createReadModels } from '../../electron/store/read-models.ts'
import { createScanStore, createWriteQueue } from '../../electron/store/scan-store.ts'
import { copyToDisk } from './copy-to-disk.ts'
import { withBitcoind } from './own-node.ts'

/** Blocks above `from` up to and with `to`. No script may own anything at `from`. */
export interface ScanRange {
  readonly from: number
  readonly to: number
  /** Script pubkeys in lower-case hex. */
  readonly scripts: readonly string[]
}

/** What was read, what is unspent at the end (in number and satoshis), and how long the reading took. */
export interface ScanOutcome {
  readonly blocks: number
  readonly unspent: number
  readonly total: number
  readonly seconds: number
}

/** A ledger that begins at a range's first block and knows its scripts. Scans work on copies of it. */
export interface PreparedLedger {
  readonly file: string
  dispose(): Promise<void>
}

const clock: Clock = { now: () => Date.now() }
/** Blocks a step, as the app asks for while it catches up. */
const STEP = 500
/** Watches written by one transaction. */
const ADD_AT_ONCE = 50_000

/** Our scanner over the range, into a fresh ledger on disk. Making the empty ledger is not timed. */
export async function syncRange(
  node: RegtestNode,
  range: ScanRange,
  signal: AbortSignal,
): Promise<ScanOutcome> {
  const ledger = await prepareLedger(node, range, signal)
  try {
    return await scanInto(ledger, node, range, 0, signal)
  } finally {
    await ledger.dispose()
  }
}

/** Makes the ledger that a scan of the range begins with. */
export async function prepareLedger(
  node: RegtestNode,
  range: ScanRange,
  signal: AbortSignal,
): Promise<PreparedLedger> {
  const folder = await mkdtemp(join(tmpdir(), 'tidemark-bench-'))
  const file = join(folder, 'ledger.sqlite')
  const db = openDatabase(file, { readOnly: false })
  try {
    await withBitcoind(node, ({ chain }) => fillLedger(db, chain, range, signal), signal)
  } finally {
    db.close()
  }
  return { file, dispose: () => rm(folder, { recursive: true, force: true }) }
}

/**
 * Scans the range into a copy of the ledger: blocks fetched, matched and committed as in the app. Timed from the
 * request for the first block after `warmUp` blocks to the last commit; loading what is watched is part of the
 * first block.
 */
export async function scanInto(
  ledger: PreparedLedger,
  node: RegtestNode,
  range: ScanRange,
  warmUp: number,
  signal: AbortSignal,
): Promise<ScanOutcome> {
  const copy = `${ledger.file}-copy`
  await copyToDisk(ledger.file, copy)
  const db = openDatabase(copy, { readOnly: false })
  try {
    const scan = async ({ chain }: { readonly chain: ChainSource }): Promise<ScanOutcome> => {
      const scanner = createScanner({ chain, store: createScanStore(db, clock, createWriteQueue()), clock })
      const before = await advance(scanner, warmUp, signal)
      const started = performance.now()
      const blocks = await advance(scanner, range.to - range.from - before, signal)
      const seconds = (performance.now() - started) / 1000
      const unspent = createReadModels(db).allUnspent()
      const total = unspent.reduce((sum, output) => sum + output.value, 0)
      return { blocks, unspent: unspent.length, total, seconds }
    }
    return await withBitcoind(node, scan, signal)
  } finally {
    db.close()
    for (const suffix of ['', '-wal', '-shm']) await rm(copy + suffix, { force: true })
  }
}

/** A faster way to a wrong answer is no figure. */
export function requireSame(ours: ScanOutcome, peer: ScanOutcome): void {
  const same = ours.blocks === peer.blocks && ours.unspent === peer.unspent && ours.total === peer.total
  if (!same || ours.unspent === 0)
    throw new Error(`the two scans disagree: ${JSON.stringify(ours)} and ${JSON.stringify(peer)}`)
}

async function fillLedger(
  db: Database,
  chain: ChainSource,
  range: ScanRange,
  signal: AbortSignal,
): Promise<void> {
  const queue = createWriteQueue()
  const store = createScanStore(db, clock, queue)
  const portfolio = createPortfolioStore(db, queue, clock)
  for (let at = 0; at < range.scripts.length; at += ADD_AT_ONCE)
    await portfolio.add(range.scripts.slice(at, at + ADD_AT_ONCE).map(toWatch))
  const snapshot = await emptySnapshotAt(range.from, chain, signal)
  const options = { ...snapshot, chain, store, clock }
  for (let served = -1; served !== 0; ) served = (await takeSnapshot(options, signal)).length
}

function toWatch(hex: string) {
  // The text is its name only: a script needs no address to be matched.
  return { text: hex, scriptPubKey: Buffer.from(hex, 'hex'), scriptType: 'witness' } as const
}

/** The ledger's start: at this block none of the scripts owns anything, which a real snapshot would say too. */
async function emptySnapshotAt(height: number, chain: ChainSource, signal: AbortSignal) {
  const [hash] = await chain.hashesFrom(height, 1, signal)
  if (hash === undefined) throw new Error(`the node has no block ${height}`)
  return {
    network: 'regtest',
    snapshots: { snapshot: async () => ({ at: { height, hash }, outputs: [] }) },
    onProgress: () => undefined,
  } as const
}

/** Moves the cursor up by `count` blocks. */
async function advance(scanner: Scanner, count: number, signal: AbortSignal): Promise<number> {
  let blocks = 0
  while (blocks < count) {
    const done = await scanner.syncOnce(Math.min(STEP, count - blocks), signal)
    if (done.kind !== 'advanced') throw new Error(`the scan met "${done.kind}" on a chain that stands still`)
    blocks += done.blocks
  }
  return blocks
}
