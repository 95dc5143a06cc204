/** kernel.bitcoinjs and kernel.parse: our reader against a library's, on real blocks in rotation. */
import { Block } from 'bitcoinjs-lib'
import { WatchTable } from '../../../electron/engine/block/watch-table.ts'
import { libraryWatch, matchByLibrary } from '../library-match.ts'
import type { RowDefinition } from '../types.ts'
import { matchAll, measureBlocks, perSecond, realOrMade, usualWatch } from './kernel.ts'

/** So often ours reads the blocks while the library does once: both rounds then take long enough to be timed. */
const TIMES = 40

/** Against parsing and looking up. */
export const kernelBitcoinjs: RowDefinition = {
  id: 'kernel.bitcoinjs',
  what: 'match real blocks | bitcoinjs-lib Block.fromBuffer + Set look-ups, 1,000 scripts and outpoints',
  unit: 'blocks/s',
  better: 'higher',
  target: 50,
  async measure(ground, signal) {
    const blocks = realOrMade(ground)
    const set = usualWatch(blocks)
    const [table, watch] = [new WatchTable(set), libraryWatch(set)]
    const theirs = blocks.reduce((sum, { raw }) => sum + matchByLibrary(raw, watch).length, 0)
    const ours = matchAll(blocks, table)
    if (ours !== theirs || ours === 0)
      throw new Error(`ours found ${ours} transactions, the library ${theirs}`)
    const sides = {
      ours: { times: TIMES, run: () => void matchAll(blocks, table) },
      peer: { times: 1, run: () => blocks.forEach(({ raw }) => matchByLibrary(raw, watch)) },
    }
    return perSecond(await measureBlocks(ground, blocks, sides, signal))
  },
}

/** Against parsing alone. */
export const kernelParse: RowDefinition = {
  id: 'kernel.parse',
  what: 'match real blocks, 1,000 scripts and outpoints | bitcoinjs-lib Block.fromBuffer alone',
  unit: 'blocks/s',
  better: 'higher',
  target: 40,
  async measure(ground, signal) {
    const blocks = realOrMade(ground)
    const table = new WatchTable(usualWatch(blocks))
    const sides = {
      ours: { times: TIMES, run: () => void matchAll(blocks, table) },
      peer: { times: 1, run: () => blocks.forEach(({ raw }) => Block.fromBuffer(raw)) },
    }
    return perSecond(await measureBlocks(ground, blocks, sides, signal))
  },
}
