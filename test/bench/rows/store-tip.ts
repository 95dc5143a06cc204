/** store.tip: a block at the tip, as one commit, against the smallest commit there is. */
import { LEAST_ROUNDS, measurePair, median } from '../measure.ts'
import { drawBlocks, prepareStore, writeGrouped } from '../store-ground.ts'
import type { RowDefinition } from '../types.ts'

const SCRIPTS = 100_000
const FILLED = 300
const BLOCKS = 300
const SHAPE = { txs: 2, outputsPerTx: 2, spends: 2 }

/** On a ledger that holds 60,000 outputs already. */
export const storeTip: RowDefinition = {
  id: 'store.tip',
  what: 'write a block with 4 outputs and 2 spends, one commit each, the typical one | a commit of one row',
  unit: 'us/commit',
  better: 'lower',
  target: 25,
  async measure({ log }, signal) {
    const filling = { txs: 100, outputsPerTx: 2, spends: 140 }
    const ground = await prepareStore(SCRIPTS, (ids) => drawBlocks(ids, null, FILLED, filling))
    try {
      const blocks = drawBlocks(ground.scripts, ground.cursor, BLOCKS, SHAPE, 23)
      const ours = (): Promise<number> =>
        ground.withCopy(async ({ store }) => {
          const took: number[] = []
          await writeGrouped(store, blocks, 1, (ms) => took.push(ms))
          return typical(took)
        })
      const peer = (): Promise<number> =>
        ground.withCopy(async ({ db }) => {
          db.exec('CREATE TABLE bare (id INTEGER PRIMARY KEY, value INTEGER)')
          const insert = db.prepare('INSERT INTO bare (value) VALUES (?)')
          const took: number[] = []
          for (let i = 0; i < BLOCKS; i++) {
            const started = performance.now()
            insert.run(i)
            took.push(performance.now() - started)
          }
          return typical(took)
        })
      return await measurePair({ ours, peer, rounds: LEAST_ROUNDS, log }, signal)
    } finally {
      await ground.dispose()
    }
  },
}

/** The middle of what the commits took, us: a checkpoint, which goes between two of them, is a matter of the disk. */
function typical(took: readonly number[]): number {
  return median(took) * 1_000
}
