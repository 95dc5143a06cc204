/** store.floor: what finding out which rows to write costs on top of writing them. */
import { insertBare, rowsAbove } from '../bare-inserts.ts'
import { LEAST_ROUNDS, measurePair } from '../measure.ts'
import { drawBlocks, prepareStore, writeGrouped } from '../store-ground.ts'
import type { RowDefinition } from '../types.ts'

const SCRIPTS = 100_000
const BLOCKS = 400
const GROUP = 100

/** Same tables, indexes, pragmas and grouping on both sides; the peer is given every id. */
export const storeFloor: RowDefinition = {
  id: 'store.floor',
  what: `write ${BLOCKS} blocks of 100 outputs and 70 spends, ${GROUP} a commit | bare inserts of the same rows`,
  unit: 'ms',
  better: 'lower',
  target: 1.5,
  async measure({ log }, signal) {
    const ground = await prepareStore(SCRIPTS)
    try {
      const shape = { txs: 50, outputsPerTx: 2, spends: 70 }
      const blocks = drawBlocks(ground.scripts, ground.cursor, BLOCKS, shape)
      const rows = await ground.withCopy(async ({ db, store }) => {
        await writeGrouped(store, blocks, GROUP)
        return rowsAbove(db, ground.cursor.height, GROUP)
      })
      const count = rows.flat().reduce((sum, { outputs }) => sum + outputs.length, 0)
      if (count !== BLOCKS * 100) throw new Error(`${count} outputs were written`)
      const ours = (): Promise<number> =>
        ground.withCopy(({ store }) => timed(() => writeGrouped(store, blocks, GROUP)))
      const peer = (): Promise<number> => ground.withCopy(({ db }) => timed(() => insertBare(db, rows)))
      return await measurePair({ ours, peer, rounds: LEAST_ROUNDS, log }, signal)
    } finally {
      await ground.dispose()
    }
  },
}

async function timed(work: () => void | Promise<void>): Promise<number> {
  const started = performance.now()
  await work()
  return performance.now() - started
}
