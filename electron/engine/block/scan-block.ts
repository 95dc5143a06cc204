/**
 * The kernel: one pass over the bytes of a block, following its lengths and asking the filter about each input and
 * output. No object, no call and no store but for what passes; witnesses and payloads are skipped, not read. It runs in
 * WebAssembly (scan-block.as), on blocks that were received in its memory where they lie (block-memory.ts).
 */
import { memoryOf } from './block-memory.ts'
import { HEADER_BYTES, MIN_TX } from './byte-reader.ts'
import type { Filter } from './filter.ts'
import { grown } from './packed.ts'

/** What the walk asks: the first about everything, the second about what passed that. */
export interface WalkFilters {
  readonly first: Filter
  readonly second: Filter | null
}

/** What the last scan noted. The arrays are used again for the next block. */
export class Candidates {
  /** Where something may be watched: `at` of an input, `~at` of an output. */
  places = new Int32Array(64)
  count = 0
  /** Where each transaction begins. */
  txStart = new Int32Array(4_096)
  /** Where the outputs of each transaction end. */
  bodyEnd = new Int32Array(4_096)
  txCount = 0

  /** Takes the notes of a scan. */
  take(places: Int32Array, txStart: Int32Array, bodyEnd: Int32Array): void {
    this.count = places.length
    this.txCount = txStart.length
    this.places = grown(this.places, this.count)
    this.txStart = grown(this.txStart, this.txCount)
    this.bodyEnd = grown(this.bodyEnd, this.txCount)
    this.places.set(places)
    this.txStart.set(txStart)
    this.bodyEnd.set(bodyEnd)
  }

  /** Which transaction the byte at `at` belongs to. */
  txAt(at: number): number {
    let low = 0
    let high = this.txCount - 1
    while (low < high) {
      const middle = (low + high + 1) >>> 1
      if ((this.txStart[middle] ?? 0) <= at) low = middle
      else high = middle - 1
    }
    return low
  }
}

/** Scans a raw block. False when its bytes break the format somewhere: `mapBlock` then says where and why. */
export function scanBlock(raw: Uint8Array, filters: WalkFilters, into: Candidates): boolean {
  if (raw.length < HEADER_BYTES + 1 + MIN_TX) return false
  return memoryOf(raw).walk(raw, filters, (wasm, base) => wasm.scanBlock(base, base + raw.length), into)
}

/** Where the last transactions of a block begin, and how many they are. */
export interface TxRange {
  readonly at: number
  readonly txs: number
}

/** The same for the end of a block that was scanned already. */
export function scanTransactions(
  raw: Uint8Array,
  { at, txs }: TxRange,
  filters: WalkFilters,
  into: Candidates,
): boolean {
  return memoryOf(raw).walk(
    raw,
    filters,
    (wasm, base) => wasm.scanTransactions(base, base + at, base + raw.length, txs),
    into,
  )
}
