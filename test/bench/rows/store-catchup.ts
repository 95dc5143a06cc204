/** store.catchup: what sharing commits gains while catching up. */
import { LEAST_ROUNDS, measurePair } from '../measure.ts'
import { drawBlocks, prepareStore, writeGrouped } from '../store-ground.ts'
import type { RowDefinition } from '../types.ts'

const SCRIPTS = 100_000
const BLOCKS = 400
const GROUP = 100

/** Rows of a busy wallet, on both sides by our store. */
export const storeCatchup: RowDefinition = {
  id: 'store.catchup',
  what: `${BLOCKS} blocks, each with 20 outputs paid and 14 spent, ${GROUP} a commit | the same, one block a commit`,
  unit: 'outputs/s',
  better: 'higher',
  target: 4,
  async measure({ log }, signal) {
    const ground = await prepareStore(SCRIPTS)
    try {
      const blocks = drawBlocks(ground.scripts, ground.cursor, BLOCKS, {
        txs: 10,
        outputsPerTx: 2,
        spends: 14,
      })
      const speed = (group: number): Promise<number> =>
        ground.withCopy(async ({ store }) => {
          const started = performance.now()
          await writeGrouped(store, blocks, group)
          return (BLOCKS * 20) / ((performance.now() - started) / 1000)
        })
      return await measurePair(
        { ours: () => speed(GROUP), peer: () => speed(1), rounds: LEAST_ROUNDS, log },
        signal,
      )
    } finally {
      await ground.dispose()
    }
  },
}
