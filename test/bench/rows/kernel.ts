/** What the kernel rows have in common: rounds over many blocks, in microseconds a block. */
import { createBlockMemory } from '../../../electron/engine/block/block-memory.ts'
import { matchBlock } from '../../../electron/engine/block/match-block.ts'
import { WatchTable } from '../../../electron/engine/block/watch-table.ts'
import type { WatchSet } from '../../../electron/engine/ports.ts'
import { drawWatchSet } from '../block-watches.ts'
import { type BenchBlock, realBlocks, syntheticBlocks } from '../blocks.ts'
import { LEAST_ROUNDS, measurePair } from '../measure.ts'
import type { BenchGround, Pair } from '../types.ts'

/** More than any processor's cache holds: 150 blocks of 1.47 MB. */
const COLD_BLOCKS = 150
/** Where there are no real blocks. */
const SUBSTITUTES = 24
/** In all rows a thousand are watched. One in so many blocks has a script and an outpoint of them: a hit is rare. */
const DRAWN_EVERY = 25
const SEED = 11

/** Many different blocks in rotation, the real ones among them, where the transport puts them. */
export function coldBlocks(ground: BenchGround): readonly BenchBlock[] {
  return received([...realBlocks(ground.blocksDir), ...syntheticBlocks(COLD_BLOCKS)])
}

/** The real blocks; made ones where there are none, and then it says so. */
export function realOrMade(ground: BenchGround): readonly BenchBlock[] {
  const real = realBlocks(ground.blocksDir)
  if (real.length > 0) return received(real)
  ground.log('  no real blocks (--blocks DIR): blocks of our own making instead')
  return received(syntheticBlocks(SUBSTITUTES))
}

/** The blocks in the memory that blocks are received in: both sides of a row read them there. */
function received(blocks: readonly BenchBlock[]): readonly BenchBlock[] {
  const { rooms } = createBlockMemory(blocks.length)
  return blocks.map((block, index) => {
    const room = rooms[index]
    if (room === undefined) throw new RangeError('fewer rooms than blocks')
    room.set(block.raw)
    return { ...block, raw: room.subarray(0, block.raw.length) }
  })
}

/** A thousand scripts and as many outpoints, a few of them from the blocks. */
export function usualWatch(blocks: readonly BenchBlock[]): WatchSet {
  return rareWatch(blocks, 1_000, 1_000)
}

/** So many scripts and outpoints. Those from the blocks are met now and then: one that pays half a block would be all we measure. */
export function rareWatch(blocks: readonly BenchBlock[], scripts: number, outpoints: number): WatchSet {
  const drawn = Math.ceil(blocks.length / DRAWN_EVERY)
  for (let seed = SEED; ; seed++) {
    const few = drawWatchSet(blocks, { scripts: drawn, outpoints: drawn, drawn }, seed)
    if (matchAll(blocks, new WatchTable(few)) > drawn * 4) continue
    return drawWatchSet(blocks, { scripts, outpoints, drawn }, seed)
  }
}

/** Our side: header checked, everything matched. The merkle root, which only hits need, is left to the scan rows. */
export function matchAll(blocks: readonly BenchBlock[], table: WatchTable): number {
  let hits = 0
  for (const { raw, at } of blocks) hits += matchBlock(raw, at, table, withoutMerkle).txs.length
  return hits
}

function withoutMerkle(): void {
  // Checked once, when the blocks were loaded or made.
}

/** Both sides in turn, `times` times over all blocks in each round. */
export function measureBlocks(
  ground: BenchGround,
  blocks: readonly BenchBlock[],
  sides: Record<'ours' | 'peer', { readonly times: number; readonly run: () => void }>,
  signal: AbortSignal,
): Promise<Pair> {
  const side = async ({
    times,
    run,
  }: {
    readonly times: number
    readonly run: () => void
  }): Promise<number> => {
    const started = performance.now()
    for (let i = 0; i < times; i++) run()
    return ((performance.now() - started) * 1000) / (times * blocks.length)
  }
  const { log } = ground
  const ours = () => side(sides.ours)
  return measurePair({ ours, peer: () => side(sides.peer), rounds: LEAST_ROUNDS + 2, log }, signal)
}

/** Blocks a second from microseconds a block: for rows where higher is better. */
export function perSecond({ ours, peer }: Pair): Pair {
  return { ours: 1e6 / ours, peer: 1e6 / peer }
}
