/** kernel.walk and kernel.flat: our reader against what cannot be left out, on many different blocks in rotation. */
import { mapBlock } from '../../../electron/engine/block/block-map.ts'
import { checkMerkleRoot } from '../../../electron/engine/block/merkle.ts'
import { WatchTable } from '../../../electron/engine/block/watch-table.ts'
import { bareWalk } from '../bare-walk.ts'
import type { BenchBlock } from '../blocks.ts'
import { median } from '../measure.ts'
import type { BenchGround, RowDefinition } from '../types.ts'
import { coldBlocks, matchAll, measureBlocks, rareWatch, usualWatch } from './kernel.ts'

const HOT_TIMES = 200
const MERKLE_BLOCKS = 9

/** Against following the lengths and nothing else. */
export const kernelWalk: RowDefinition = {
  id: 'kernel.walk',
  what: 'match many blocks in rotation, 1,000 scripts and outpoints | a bare walk over their structure',
  unit: 'us/block',
  better: 'lower',
  target: 2,
  async measure(ground, signal) {
    const blocks = coldBlocks(ground)
    const table = new WatchTable(usualWatch(blocks))
    await logHot(ground, blocks.slice(0, 1), table, signal)
    logMerkle(ground, blocks.slice(0, MERKLE_BLOCKS))
    const sides = {
      ours: { times: 1, run: () => void matchAll(blocks, table) },
      peer: { times: 1, run: () => blocks.forEach(({ raw }) => bareWalk(raw)) },
    }
    return measureBlocks(ground, blocks, sides, signal)
  },
}

/** A million scripts against ten. */
export const kernelFlat: RowDefinition = {
  id: 'kernel.flat',
  what: 'match many blocks in rotation, 1,000,000 scripts and 100,000 outpoints | the same with 10 and 10',
  unit: 'us/block',
  better: 'lower',
  target: 2,
  async measure(ground, signal) {
    const blocks = coldBlocks(ground)
    const many = new WatchTable(rareWatch(blocks, 1_000_000, 100_000))
    const few = new WatchTable(rareWatch(blocks, 10, 10))
    ground.log(`  ${(many.byteLength / 1_100_000).toFixed(0)} bytes a script or outpoint`)
    const sides = {
      ours: { times: 1, run: () => void matchAll(blocks, many) },
      peer: { times: 1, run: () => void matchAll(blocks, few) },
    }
    return measureBlocks(ground, blocks, sides, signal)
  },
}

/** The same on one block again and again, which flatters: for comparison with figures taken that way. */
async function logHot(
  ground: BenchGround,
  one: readonly BenchBlock[],
  table: WatchTable,
  signal: AbortSignal,
): Promise<void> {
  const sides = {
    ours: { times: HOT_TIMES, run: () => void matchAll(one, table) },
    peer: { times: HOT_TIMES, run: () => one.forEach(({ raw }) => bareWalk(raw)) },
  }
  const { ours, peer } = await measureBlocks({ ...ground, log: () => undefined }, one, sides, signal)
  ground.log(
    `  one block, hot: ours ${ours.toFixed(1)}, peer ${peer.toFixed(1)} us, ${(ours / peer).toFixed(2)}x`,
  )
}

/** What a block with a hit costs on top. */
function logMerkle(ground: BenchGround, blocks: readonly BenchBlock[]): void {
  const times = blocks.map(({ raw }) => {
    const started = performance.now()
    checkMerkleRoot(mapBlock(raw))
    return performance.now() - started
  })
  ground.log(`  kernel.merkle: ${median(times).toFixed(2)} ms a block with a hit`)
}
