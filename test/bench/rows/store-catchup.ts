/**
 * store.catchup: what sharing commits gains while catching up, by how much of a block is watched: one commit costs the
 * same for a small block, so that a person's wallet gains most and a merchant's least.
 */
import { LEAST_ROUNDS, measurePair } from '../measure.ts'
import { type BlockShape, drawBlocks, prepareStore, writeGrouped } from '../store-ground.ts'
import type { RowDefinition } from '../types.ts'

const SCRIPTS = 100_000
const GROUP = 100

/** Rows of our store on both sides. The first is the block of `store.tip`: 4 outputs and 2 spends. */
export const storeCatchup: readonly RowDefinition[] = [
  row('store.catchup', 1_200, { txs: 2, outputsPerTx: 2, spends: 2 }),
  row('store.catchup.busy', 400, { txs: 10, outputsPerTx: 2, spends: 14 }),
  row('store.catchup.1k', 200, { txs: 500, outputsPerTx: 2, spends: 700 }),
]

function row(id: string, count: number, shape: BlockShape): RowDefinition {
  const paid = shape.txs * shape.outputsPerTx
  return {
    id,
    what: `${count} blocks, each with ${paid} outputs paid and ${shape.spends} spent, ${GROUP} a commit | the same, one block a commit`,
    unit: 'outputs/s',
    better: 'higher',
    target: 4,
    async measure({ log }, signal) {
      const ground = await prepareStore(SCRIPTS)
      try {
        const blocks = drawBlocks(ground.scripts, ground.cursor, count, shape)
        const speed = (group: number): Promise<number> =>
          ground.withCopy(async ({ store }) => {
            const started = performance.now()
            await writeGrouped(store, blocks, group)
            return (count * paid) / ((performance.now() - started) / 1000)
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
}
