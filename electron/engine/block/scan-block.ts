/**
 * The kernel: one pass over the bytes of a block, following its lengths and asking the filter about each input and
 * output. No object, no call and no store but for what passes; witnesses and payloads are skipped, not read.
 */
import { MAX_COUNT, MIN_INPUT, MIN_OUTPUT, MIN_TX } from './byte-reader.ts'
import { type Filter, PLACE_SHIFT } from './filter.ts'
import { grown } from './packed.ts'
import { FILTERED_FROM, FILTERED_TO, OUTPOINT_WORD } from './watch-keys.ts'

const HEADER = 80
const LOCK_TIME = 4
/** From an output to the end of its filter word: amount, length, and seven bytes of script. */
const OUTPUT_WORD_END = 16
/** The same from its beginning. */
const OUTPUT_WORD = 12

/** What the last scan noted. The arrays are used again for the next block. */
export class Candidates {
  /** Where something may be watched: `at` of an input, `~at` of an output. */
  places = new Int32Array(4_096)
  count = 0
  /** Where each transaction begins. */
  txStart = new Int32Array(4_096)
  txCount = 0

  /** Makes room for so many more than `used`. */
  reserve(used: number, more: number): Int32Array<ArrayBuffer> {
    return (this.places = grown(this.places, used + more))
  }

  /** Makes room for so many transactions. */
  begin(txCount: number): Int32Array<ArrayBuffer> {
    this.count = 0
    this.txCount = txCount
    return (this.txStart = grown(this.txStart, txCount))
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
export function scanBlock(raw: Uint8Array, filter: Filter, into: Candidates): boolean {
  const view = new DataView(raw.buffer, raw.byteOffset, raw.byteLength)
  into.begin(0)
  if (raw.length < HEADER + 1 + MIN_TX) return false
  const txs = compactSize(view, HEADER)
  const at = HEADER + widthOf(view.getUint8(HEADER))
  if (txs < 1 || txs * MIN_TX > raw.length - at) return false
  return scanTransactions(view, at, txs, filter, into)
}

/**
 * Scans the last `txs` transactions of a block, the first of which begins at `at`. Longer than a function should be: it
 * is the innermost loop of everything, a call for each part of a transaction costs as much as the part, and fewer live
 * values than these would not fit the registers; for the same reason everything is read through one view. Every read is
 * in bounds: `at` is compared before with the least that must still follow.
 */
export function scanTransactions(
  view: DataView,
  at: number,
  txs: number,
  { words, mask, multiplier }: Filter,
  into: Candidates,
): boolean {
  const end = view.byteLength
  const starts = into.begin(txs)
  let found = into.places
  let used = 0

  for (let tx = 0; tx < txs; tx++) {
    if (at > end - MIN_TX) return false
    starts[tx] = at
    at += 4
    const segwit = view.getUint8(at) === 0
    if (segwit) {
      if (view.getUint8(at + 1) !== 1) return false
      at += 2
    }

    let count = view.getUint8(at) // this and all further reads: in bounds by the comparison above them
    if (count < 0xfd) at++
    else {
      const width = widthOf(count)
      count = compactSize(view, at)
      at += width
    }
    const inputs = count
    if (count < 1 || count * MIN_INPUT > end - at) return false
    if (used + count > found.length) found = into.reserve(used, count)
    for (; count > 0; count--) {
      if (at > end - MIN_INPUT) return false
      const hash = Math.imul(view.getInt32(at + OUTPOINT_WORD, true), multiplier)
      const bits = words[(hash >>> PLACE_SHIFT) & mask] as number // the mask leaves as many values as there are words
      if (((bits >>> hash) & (bits >>> (hash >>> 5)) & 1) !== 0) found[used++] = at
      const length = view.getUint8(at + 36)
      if (length < 0xfd) at += 41 + length
      else {
        const long = compactSize(view, at + 36)
        if (long < 0) return false
        at += 40 + widthOf(length) + long
      }
    }

    if (at > end - MIN_OUTPUT) return false
    count = view.getUint8(at)
    if (count < 0xfd) at++
    else {
      const width = widthOf(count)
      count = compactSize(view, at)
      at += width
    }
    if (count < 1 || count * MIN_OUTPUT > end - at) return false
    if (used + count > found.length) found = into.reserve(used, count)
    for (; count > 0; count--) {
      if (at > end - MIN_OUTPUT - LOCK_TIME) return false
      const length = view.getUint8(at + 8)
      if ((length - FILTERED_FROM) >>> 0 > FILTERED_TO - FILTERED_FROM) {
        found[used++] = ~at
        const size = compactSize(view, at + 8)
        if (size < 0) return false
        at += 8 + widthOf(length) + size
      } else {
        if (at > end - OUTPUT_WORD_END) return false
        const hash = Math.imul(view.getInt32(at + OUTPUT_WORD, true), multiplier)
        const bits = words[(hash >>> PLACE_SHIFT) & mask] as number // as above
        if (((bits >>> hash) & (bits >>> (hash >>> 5)) & 1) !== 0) found[used++] = ~at
        at += 9 + length
      }
    }

    if (segwit) {
      let filled = 0
      for (count = inputs; count > 0; count--) {
        if (at >= end) return false
        let items = view.getUint8(at)
        if (items < 0xfd) at++
        else {
          const width = widthOf(items)
          items = compactSize(view, at)
          if (items < 0) return false
          at += width
        }
        filled |= items
        for (; items > 0; items--) {
          if (at >= end) return false
          const length = view.getUint8(at)
          if (length < 0xfd) at += 1 + length
          else {
            const long = compactSize(view, at)
            if (long < 0) return false
            at += widthOf(length) + long
          }
        }
      }
      if (filled === 0) return false
    }
    at += LOCK_TIME
  }
  into.count = used
  return at === end
}

/** Bytes of a CompactSize that begins with this byte. */
function widthOf(first: number): number {
  if (first < 0xfd) return 1
  if (first === 0xfd) return 3
  return first === 0xfe ? 5 : 9
}

/** A CompactSize, or -1 where it is cut off, longer than its value needs, or above what any block may hold. */
function compactSize(view: DataView, at: number): number {
  const first = view.getUint8(at)
  if (first < 0xfd) return first
  if (first === 0xff || at + widthOf(first) > view.byteLength) return -1 // nine bytes are for more than a block holds
  if (first === 0xfd) {
    const value = view.getUint16(at + 1, true)
    return value < 0xfd ? -1 : value
  }
  const value = view.getUint32(at + 1, true)
  return value <= 0xffff || value > MAX_COUNT ? -1 : value
}
