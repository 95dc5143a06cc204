/**
 * rescan.choice: the history of a range filled in behind a snapshot, by whichever way the app takes, against the better
 * of always filters and always blocks. What was measured in the first round is remembered, as it is in the app.
 */
import { rm } from 'node:fs/promises'
import { createHistoryFiller } from '../../../electron/engine/backfill/history-filler.ts'
import {
  createModeChoice,
  type HistoryMode,
  type ModeChoice,
} from '../../../electron/engine/backfill/mode-choice.ts'
import { hasFiltersTo } from '../../../electron/engine/filters/filter-source.ts'
import type { RegtestNode } from '../../../electron/launch/regtest-node.ts'
import type { Bitcoind } from '../../../electron/sources/bitcoind/bitcoind.ts'
import { pause } from '../../../electron/sources/resilience.ts'
import { openDatabase } from '../../../electron/store/open-database.ts'
import { createPortfolioStore } from '../../../electron/store/portfolio-store.ts'
import { createScanStore, createWriteQueue } from '../../../electron/store/scan-store.ts'
import { blockHash } from '../../../shared/chain.ts'
import { copyToDisk } from '../copy-to-disk.ts'
import { LEAST_ROUNDS, measurePair } from '../measure.ts'
import { withBitcoind } from '../own-node.ts'
import { createRandom } from '../random.ts'
import { type PreparedLedger, prepareLedger } from '../sync-range.ts'
import type { RowDefinition } from '../types.ts'

const SEED = 17
const TARGET = 1.2
const clock = { now: () => performance.now() }

/** Time, so lower is better. */
export const rescanChoice: readonly RowDefinition[] = [
  row('rescan.choice.10', 10),
  row('rescan.choice.1k', 1_000),
  row('rescan.choice.30k', 30_000),
  row('rescan.choice.100k', 100_000),
  row('rescan.choice.1m', 1_000_000),
]

function row(id: string, count: number): RowDefinition {
  return {
    id,
    what: `history of ${count.toLocaleString('en')} scripts by the cheaper way | the better of filters and blocks`,
    unit: 'ms',
    better: 'lower',
    target: TARGET,
    async measure(ground, signal) {
      const { node, chain } = await ground.chain()
      ground.log(`  making a ledger of ${count} scripts, seed ${SEED} ...`)
      // Nobody was ever paid: the snapshot at the end is empty, and so is what is found.
      const ledger = await prepareLedger(
        node,
        { from: chain.to, to: chain.to, scripts: strangers(count) },
        signal,
      )
      try {
        await startHistory(ledger, node, chain.from)
        const choice = createModeChoice()
        const fill = (how: How) => withBitcoind(node, (own) => fillCopy(ledger, own, how, signal), signal)
        const peer = async (): Promise<number> => {
          const [filters, blocks] = [await fill({ only: 'filters' }), await fill({ only: 'blocks' })]
          ground.log(`    filters ${filters.toFixed(0)}, blocks ${blocks.toFixed(0)}`)
          return Math.min(filters, blocks)
        }
        await waitForFilters(node, chain.to, signal)
        return await measurePair(
          { ours: () => fill({ choice }), peer, rounds: LEAST_ROUNDS, log: ground.log },
          signal,
        )
      } finally {
        await ledger.dispose()
      }
    },
  }
}

interface How {
  readonly only?: HistoryMode
  readonly choice?: ModeChoice
}

function strangers(count: number): string[] {
  const random = createRandom(SEED)
  return Array.from({ length: count }, () => `0014${random.bytes(20).toString('hex')}`)
}

async function startHistory({ file }: PreparedLedger, node: RegtestNode, height: number): Promise<void> {
  const db = openDatabase(file, { readOnly: false })
  try {
    const queue = createWriteQueue()
    const scripts = createPortfolioStore(db, queue, clock)
      .scriptsOf()
      .map(({ scriptId }) => scriptId)
    const base = { height, hash: blockHash(await node.rpc<string>('getblockhash', [height])) }
    await createScanStore(db, clock, queue).apply({ kind: 'history_start', scripts, base })
  } finally {
    db.close()
  }
}

async function waitForFilters(node: RegtestNode, height: number, signal: AbortSignal): Promise<void> {
  const to = { height, hash: blockHash(await node.rpc<string>('getblockhash', [height])) }
  await withBitcoind(
    node,
    async ({ filters }) => {
      while (!hasFiltersTo(await filters.index(signal), to)) await pause(200, signal)
    },
    signal,
  )
}

/**
 * Fills a copy of the ledger; ms from the first step to the one that reads the last block. That the scripts join their
 * snapshots then is the same either way, and takes longer than all of the reading where there are many.
 */
async function fillCopy(
  ledger: PreparedLedger,
  own: Bitcoind,
  how: How,
  signal: AbortSignal,
): Promise<number> {
  const copy = `${ledger.file}-copy`
  await copyToDisk(ledger.file, copy)
  const db = openDatabase(copy, { readOnly: false })
  try {
    const store = createScanStore(db, clock, createWriteQueue())
    const filler = createHistoryFiller({ chain: own.chain, filters: own.filters, store, clock, ...how })
    const started = performance.now()
    for (;;) {
      const step = await filler.step(signal)
      if (step.kind === 'idle' || (step.kind === 'read' && step.to >= step.target)) break
      if (step.kind === 'retry') throw new Error('the chain of the benchmark moved')
    }
    const ms = performance.now() - started
    await filler.close()
    return ms
  } finally {
    db.close()
    for (const suffix of ['', '-wal', '-shm']) await rm(copy + suffix, { force: true })
  }
}
