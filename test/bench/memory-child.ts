/**
 * A process that opens a ledger and brings the scanner to its tip, as the app's does, on a node where nothing happens;
 * then it prints its resident memory in bytes. `node --expose-gc memory-child.ts FILE`.
 */

import type { ChainSource } from '../../electron/engine/ports.ts'
import { createScanner } from '../../electron/engine/scanner.ts'
import { openDatabase } from '../../electron/store/open-database.ts'
import { createScanStore } from '../../electron/store/scan-store.ts'
import type { BlockHeader } from '../../shared/chain.ts'

const SETTLE_MS = 200
const SETTLED_AFTER = 5

async function main(file: string): Promise<void> {
  const db = openDatabase(file, { readOnly: false })
  const clock = { now: () => Date.now() }
  const store = createScanStore(db, clock)
  const { cursor } = await store.position()
  if (cursor === null) throw new Error('the ledger has no cursor')
  const scanner = createScanner({ chain: quietNode(cursor), store, clock })
  const step = await scanner.syncOnce(1, new AbortController().signal)
  if (step.kind !== 'at_tip') throw new Error(`the scanner is not at the tip: ${step.kind}`)
  process.stdout.write(`${await settledMemory()}\n`)
  await scanner.syncOnce(1, new AbortController().signal) // whatever it holds was held until here
  db.close()
}

async function settledMemory(): Promise<number> {
  let lowest = Number.POSITIVE_INFINITY
  for (let i = 0; i < SETTLED_AFTER; i++) {
    globalThis.gc?.()
    await new Promise((done) => setTimeout(done, SETTLE_MS))
    lowest = Math.min(lowest, process.memoryUsage.rss())
  }
  return lowest
}

/** At its tip, with an empty mempool. */
function quietNode(at: BlockHeader): ChainSource {
  const none = (): never => {
    throw new Error('a node at rest is not asked for this')
  }
  const view = {
    network: 'regtest',
    best: { height: at.height, hash: at.hash },
    headers: at.height,
    initialDownload: false,
    pruneHeight: null,
  } as const
  return {
    view: async () => view,
    header: async () => ({ ...at, inBestChain: true }),
    headersOf: none,
    hashesFrom: none,
    headersEndingAt: none,
    blocks: none,
    block: none,
    mempoolTxids: async () => [],
    mempoolTransactions: async () => new Map(),
    waitForTip: none,
  }
}

await main(process.argv[2] ?? '')
