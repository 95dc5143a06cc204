import { describe, expect, it } from 'vitest'
import { mapBlock } from '../../../../electron/engine/block/block-map.ts'
import { BlockFormatError } from '../../../../electron/engine/block/byte-reader.ts'
import { blockHashOf } from '../../../../electron/engine/block/hash.ts'
import { matchBlock } from '../../../../electron/engine/block/match-block.ts'
import { scanBlock } from '../../../../electron/engine/block/scan-block.ts'
import { WatchTable } from '../../../../electron/engine/block/watch-table.ts'
import type { ConnectedBlock } from '../../../../electron/engine/ports.ts'
import { drawWatchSet } from '../../../bench/block-watches.ts'
import { type BenchBlock, realBlocks, syntheticBlocks } from '../../../bench/blocks.ts'
import { type LibraryHit, libraryWatch, matchByLibrary } from '../../../bench/library-match.ts'
import { createRandom } from '../../../bench/random.ts'
import { sha256d } from './hand-made.ts'

const real = realBlocks(process.env['TIDEMARK_BLOCKS'] ?? null)
if (real.length === 0) console.log('No folder of recorded blocks (TIDEMARK_BLOCKS): only made ones are read.')
const made = syntheticBlocks(2, 300_000)

function asLibrarySays({ txs }: ConnectedBlock): readonly LibraryHit[] {
  return txs.map(({ txid, outputs, spends }) => ({
    txid,
    outputs: outputs.map(({ vout, value }) => ({ vout, value })),
    spends: spends.map(({ vin }) => vin),
  }))
}

function withoutMerkle(): void {
  // The walk alone is compared: what it cannot notice must not change what it yields.
}

describe.each([...real, ...made])('$name', (block: BenchBlock) => {
  it('yields the same transactions, outputs and values as bitcoinjs-lib, for 1,000 things of it and misses', () => {
    const set = drawWatchSet([block], { scripts: 2_000, outpoints: 2_000, drawn: 1_000 }, block.raw.length)
    const theirs = matchByLibrary(block.raw, libraryWatch(set))
    expect(theirs.length).toBeGreaterThan(100)
    expect(asLibrarySays(matchBlock(block.raw, block.at, new WatchTable(set)))).toEqual(theirs)
  })

  it('yields nothing where nothing of it is watched', () => {
    const set = drawWatchSet([block], { scripts: 1_000, outpoints: 1_000, drawn: 0 }, 1)
    expect(matchBlock(block.raw, block.at, new WatchTable(set)).txs).toEqual([])
  })
})

describe('a block with one flipped bit', () => {
  // A small one, so that structure is hit often; every check but the one in question is on.
  const [block = made[0]] = syntheticBlocks(1, 20_000)
  if (!block) throw new Error('no block')
  const set = drawWatchSet([block], { scripts: 60, outpoints: 60, drawn: 50 }, 5)
  const random = createRandom(99)
  const flips = Array.from({ length: 1_000 }, () => {
    const raw = Buffer.from(block.raw)
    const at = random.below(raw.length)
    raw[at] = (raw[at] ?? 0) ^ (1 << random.below(8))
    return raw
  })

  it('is refused, or yields what it yielded before: the flip was in a witness', () => {
    const sound = matchBlock(block.raw, block.at, new WatchTable(set))
    let refused = 0
    for (const raw of flips) {
      const result = outcome(() => matchBlock(raw, block.at, new WatchTable(set)))
      if (result === null) refused++
      else expect(JSON.stringify(result)).toBe(JSON.stringify(sound))
    }
    expect(refused).toBeGreaterThan(300)
  })

  it('is refused, or yields what bitcoinjs-lib yields, by the walk alone', () => {
    let accepted = 0
    let refused = 0
    for (const raw of flips) {
      const at = { height: 1, hash: blockHashOf(sha256d(raw.subarray(0, 80))) }
      const result = outcome(() => matchBlock(raw, at, new WatchTable(set), withoutMerkle))
      if (result === null) refused++
      else {
        accepted++
        // As strings: comparing a thousand lists object by object takes longer than all the rest.
        expect(JSON.stringify(asLibrarySays(result))).toBe(
          JSON.stringify(matchByLibrary(raw, libraryWatch(set))),
        )
      }
    }
    expect(refused).toBeGreaterThan(10)
    expect(accepted).toBeGreaterThan(300)
  }, 30_000)

  it('is refused by the fast walk exactly where the slow one says what is wrong', () => {
    const { filter, candidates } = new WatchTable(set)
    for (const raw of flips)
      expect(scanBlock(raw, filter, candidates)).toBe(outcome(() => mapBlock(raw)) !== null)
  })
})

/** What came of it; null when the bytes were refused by a typed error. Anything else is thrown on. */
function outcome<T>(run: () => T): T | null {
  try {
    return run()
  } catch (error) {
    if (error instanceof BlockFormatError) return null
    throw error
  }
}
