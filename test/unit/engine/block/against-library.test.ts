import { describe, expect, it } from 'vitest'
import { mapBlock } from '../../../../electron/engine/block/block-map.ts'
import { BlockFormatError } from '../../../../electron/engine/block/byte-reader.ts'
import { blockHashOf } from '../../../../electron/engine/block/hash.ts'
import { matchBlock } from '../../../../electron/engine/block/match-block.ts'
import type { BlockTransactions } from '../../../../electron/engine/block/merkle-hasher.ts'
import { scanBlock } from '../../../../electron/engine/block/scan-block.ts'
import { WatchTable } from '../../../../electron/engine/block/watch-table.ts'
import type { ConnectedBlock, WatchSet } from '../../../../electron/engine/ports.ts'
import { drawWatchSet } from '../../../bench/block-watches.ts'
import { type BenchBlock, recordedBlocks, syntheticBlocks } from '../../../bench/blocks.ts'
import { type LibraryHit, libraryWatch, matchByLibrary } from '../../../bench/library-match.ts'
import { createRandom } from '../../../bench/random.ts'
import { seedOf } from '../../../ground/seed.ts'
import { sha256d } from './hand-made.ts'

const real = recordedBlocks(process.env['TIDEMARK_BLOCKS'] ?? null)
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

const FLIPS = 1_000
/** Flips of the whole block: bitcoinjs-lib takes long for each. */
const WHOLE_FLIPS = 12
const seed = seedOf('flips')

describe.each([...real, ...made.slice(0, 1)])(
  `$name with one flipped bit (seed ${seed})`,
  (block: BenchBlock) => {
    const map = mapBlock(block.raw)
    const random = createRandom(seed)

    /**
     * A block of a few: the coinbase, and five transactions around one drawn from the others, with a place in that one. A
     * block is cut because bitcoinjs-lib takes long for a whole one, and a transaction drawn because a byte would most
     * often be in one of the few very large ones.
     */
    function cutSomewhere(): { readonly raw: Buffer; readonly at: number } {
      const drawn = 1 + random.below(map.txCount - 1)
      const [first, last] = [Math.max(1, drawn - 2), Math.min(map.txCount, drawn + 3)]
      const [own = 0, next = 0] = map.txStart.slice(drawn, drawn + 2)
      const [begin = 0, end = 0] = [map.txStart[first], map.txStart[last]]
      const top = block.raw.subarray(map.txStart[0], map.txStart[1])
      const before = Buffer.concat([block.raw.subarray(0, 80), Buffer.of(1 + last - first), top])
      const at = before.length + own - begin + random.below(next - own)
      return { raw: Buffer.concat([before, block.raw.subarray(begin, end)]), at }
    }

    function flipped(raw: Uint8Array, at: number): Buffer {
      const copy = Buffer.from(raw)
      copy[at] = (copy[at] ?? 0) ^ (1 << random.below(8))
      return copy
    }

    function watchOf(raw: Uint8Array, drawn: number): WatchSet {
      const cut = { ...block, raw }
      return drawWatchSet([cut], { scripts: drawn + 4, outpoints: drawn + 4, drawn }, random.below(2 ** 31))
    }

    /** Whether the walk takes it; then it must yield what the library yields. */
    function isTaken(raw: Buffer, set: WatchSet): boolean {
      const at = { height: 1, hash: blockHashOf(sha256d(raw.subarray(0, 80))) }
      const table = new WatchTable(set)
      const ours = outcome(() => matchBlock(raw, at, table, withoutMerkle))
      const { filters, candidates } = new WatchTable(set)
      const map = outcome(() => mapBlock(raw))
      expect(scanBlock(raw, filters, candidates)).toBe(map !== null)
      if (map !== null) expect(placesOf(candidates)).toBe(placesOf(map))
      if (ours === null) return false
      // As strings: comparing a thousand lists object by object takes longer than all the rest.
      expect(JSON.stringify(asLibrarySays(ours))).toBe(JSON.stringify(matchByLibrary(raw, libraryWatch(set))))
      return true
    }

    it('is refused, or yields what bitcoinjs-lib yields, by the walk alone', () => {
      let taken = 0
      for (let n = 0; n < FLIPS; n++) {
        const cut = cutSomewhere()
        if (isTaken(flipped(cut.raw, cut.at), watchOf(cut.raw, 6))) taken++
      }
      expect(taken).toBeGreaterThan(FLIPS / 4)
      expect(taken).toBeLessThan(FLIPS)
    })

    it('is refused as a whole, or yields what it yielded before: the flip was in a witness', () => {
      const set = watchOf(block.raw, 100)
      const sound = JSON.stringify(matchBlock(block.raw, block.at, new WatchTable(set)))
      let refused = 0
      for (let n = 0; n < WHOLE_FLIPS; n++) {
        const raw = flipped(block.raw, random.below(n % 3 === 0 ? 90 : block.raw.length))
        const result = outcome(() => matchBlock(raw, block.at, new WatchTable(set)))
        if (result === null) refused++
        else expect(JSON.stringify(result)).toBe(sound)
      }
      expect(refused).toBeGreaterThanOrEqual(WHOLE_FLIPS / 3) // the header, at least
    })
  },
)

/** What came of it; null when the bytes were refused by a typed error. Anything else is thrown on. */
function outcome<T>(run: () => T): T | null {
  try {
    return run()
  } catch (error) {
    if (error instanceof BlockFormatError) return null
    throw error
  }
}

/** Where transactions begin and their outputs end, as a string: thousands of numbers are compared at once. */
function placesOf({ txCount, txStart, bodyEnd }: Omit<BlockTransactions, 'bytes'>): string {
  const places = (all: ArrayLike<number>) => Array.from(all).slice(0, txCount)
  return JSON.stringify([places(txStart), places(bodyEnd)])
}
