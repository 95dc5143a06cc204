/** What both sides of a scan row do: read the same blocks for the same scripts, and say what is unspent then. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type ChainSource, type Clock } from '../../electron/engine/ports.ts'
import { createScanner, type ScanStep } from '../../electron/engine/scanner.ts'
import { takeSnapshot } from '../../electron/engine/snapshot-job.ts'
import type { RegtestNode } from '../../electron/launch/regtest-node.ts'
import { type Bitcoind, createBitcoind } from '../../electron/sources/bitcoind/bitcoind.ts'
import { type Database, openDatabase } from '../../electron/store/open-database.ts'
import { createPortfolioStore } from '../../electron/store/portfolio-store.ts'
import { createReadModels } from '../../electron/store/read-models.ts'
import { createScanStore, createWriteQueue } from '../../electron/store/scan-store.ts'

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

const clock: Clock = { now: () => Date.now() }
/** Blocks a step, as the app asks for while it catches up. */
const STEP = 500

/**
 * Our scanner over the range, into a fresh ledger on disk: blocks fetched, matched and committed as in the app.
 * Timed from the first request to the last commit; making the empty ledger is not.
 */
export async function syncRange(
  node: RegtestNode,
  range: ScanRange,
  signal: AbortSignal,
): Promise<ScanOutcome> {
  const folder = await mkdtemp(join(tmpdir(), 'tidemark-bench-'))
  const db = openDatabase(join(folder, 'ledger.sqlite'), { readOnly: false })
  const bitcoind = createBitcoind({
    url: node.url,
    auth: { kind: 'cookie', file: node.cookieFile },
    network: 'regtest',
    clock,
  })
  try {
    return await syncFresh(db, bitcoind, range, signal)
  } finally {
    await bitcoind.close()
    db.close()
    await rm(folder, { recursive: true, force: true })
  }
}

async function syncFresh(
  db: Database,
  bitcoind: Bitcoind,
  range: ScanRange,
  signal: AbortSignal,
): Promise<ScanOutcome> {
  const { chain } = bitcoind
  const queue = createWriteQueue()
  const store = createScanStore(db, clock, queue)
  const watches = range.scripts.map((hex) => ({
    text: hex, // its name only: a script needs no address to be matched
    scriptPubKey: Buffer.from(hex, 'hex'),
    scriptType: 'witness' as const,
  }))
  await createPortfolioStore(db, queue, clock).add(watches)
  await takeSnapshot({ ...(await emptySnapshotAt(range.from, chain, signal)), chain, store, clock }, signal)
  await bitcoind.features(signal) // the app knows them by then, too
  const scanner = createScanner({ chain, store, clock })
  const started = performance.now()
  const blocks = await untilTip(() => scanner.syncOnce(STEP, signal))
  const seconds = (performance.now() - started) / 1000
  const unspent = createReadModels(db).allUnspent()
  const total = unspent.reduce((sum, output) => sum + output.value, 0)
  return { blocks, unspent: unspent.length, total, seconds }
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

async function untilTip(step: () => Promise<ScanStep>): Promise<number> {
  let blocks = 0
  for (;;) {
    const done = await step()
    if (done.kind === 'at_tip') return blocks
    if (done.kind !== 'advanced') throw new Error(`the scan met "${done.kind}" on a chain that stands still`)
    blocks += done.blocks
  }
}
