/** seed.10k: the first look at 10,000 addresses, from the question to the commit, against the node's part of it. */

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { takeSnapshot } from '../../../electron/engine/snapshot-job.ts'
import type { RegtestNode } from '../../../electron/launch/regtest-node.ts'
import { openDatabase } from '../../../electron/store/open-database.ts'
import { createPortfolioStore } from '../../../electron/store/portfolio-store.ts'
import { createScanStore, createWriteQueue } from '../../../electron/store/scan-store.ts'
import { type ChainOptions, DEFAULT_CHAIN, WIDE_CHAIN } from '../chain.ts'
import { MANY_ROUNDS, measurePair } from '../measure.ts'
import { withBitcoind } from '../own-node.ts'
import { createRandom } from '../random.ts'
import type { RowDefinition } from '../types.ts'

const SCRIPTS = 10_000
const clock = { now: () => Date.now() }

/**
 * Both sides ask the same node for the same scripts; ours stores what it hears, with the blocks it hangs on. What is ours
 * takes as long however many outputs the node looks through: the second row has more than four times as many. The main
 * chain has some thirty times as many as that.
 */
export const seedRows: readonly RowDefinition[] = [
  seedRow('seed.10k', 'take and store the unspent outputs of 10,000 new scripts', DEFAULT_CHAIN),
  seedRow('seed.10k.wide', 'the same among five million unspent outputs', WIDE_CHAIN),
]

function seedRow(id: string, what: string, wanted: ChainOptions): RowDefinition {
  return {
    id,
    what: `${what} | bare scantxoutset of the same descriptors`,
    unit: 'ms',
    better: 'lower',
    target: 1.1,
    async measure(ground, signal) {
      const { node, chain } = await ground.chain(wanted)
      const scripts = [...chain.watched, ...unpaid(SCRIPTS)].slice(0, SCRIPTS)
      const descriptors = scripts.map((script) => `raw(${script})`)
      const { unspents, txouts } = await bare(node, descriptors)
      ground.log(`  ${txouts} unspent outputs, of which ${unspents.length} are ours`)
      return measurePair(
        {
          ours: () => seed(node, scripts, unspents.length, signal),
          peer: async () => {
            const started = performance.now()
            await bare(node, descriptors)
            return performance.now() - started
          },
          rounds: MANY_ROUNDS,
          log: ground.log,
        },
        signal,
      )
    },
  }
}

interface ScanReply {
  readonly txouts: number
  readonly unspents: readonly unknown[]
}

function bare(node: RegtestNode, descriptors: readonly string[]): Promise<ScanReply> {
  return node.rpc<ScanReply>('scantxoutset', ['start', descriptors])
}

async function seed(
  node: RegtestNode,
  scripts: readonly string[],
  expected: number,
  signal: AbortSignal,
): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'tidemark-bench-'))
  const db = openDatabase(join(folder, 'ledger.sqlite'), { readOnly: false })
  try {
    const queue = createWriteQueue()
    const store = createScanStore(db, clock, queue)
    await createPortfolioStore(db, queue, clock).add(scripts.map(toWatch))
    return await withBitcoind(
      node,
      async ({ chain, snapshots }) => {
        const options = {
          network: 'regtest',
          chain,
          snapshots,
          store,
          clock,
          onProgress: () => undefined,
        } as const
        const started = performance.now()
        await takeSnapshot(options, signal)
        const took = performance.now() - started
        const held = db.prepare<[], number>('SELECT count(*) FROM output').pluck().get()
        if (held !== expected) throw new Error(`${held} outputs were stored, of ${expected}`)
        return took
      },
      signal,
    )
  } finally {
    db.close()
    await rm(folder, { recursive: true, force: true })
  }
}

function toWatch(hex: string) {
  return { text: hex, scriptPubKey: Buffer.from(hex, 'hex'), scriptType: 'witness' } as const
}

/** Scripts of the usual shape that the chain does not hold. */
function unpaid(count: number): string[] {
  const random = createRandom(25)
  return Array.from({ length: count }, () => `0014${random.bytes(20).toString('hex')}`)
}
