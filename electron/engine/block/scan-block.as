// The walk over a raw block in AssemblyScript, with a filter asked about each input and output. Compiled into
// scan-wasm.ts by electron/launch/build-wasm.ts.
//
// The host (block-memory.ts) lays memory out and passes addresses: the block lies where it was received. Nothing of the
// block is believed: every read is in bounds, `at` is compared before with the least that must still follow. `places`
// takes eight bytes for each MIN_OUTPUT bytes of the block, `starts` four for each MIN_TX, and as much again at BODY_ENDS
// behind it: more things do not fit in it.
// No sum overflows: no size that is added is above MAX_COUNT, and memory ends far below what is left of 32 bits.

const HEADER: usize = 80
const MIN_TX: i32 = 60
const MIN_INPUT: i32 = 41
const MIN_OUTPUT: i32 = 9
const LOCK_TIME: i32 = 4
/** From an output to the end of its filter word: amount, length, and seven bytes of script. */
const OUTPUT_WORD_END: i32 = 16
/** From where the beginning of a transaction is noted to where the end of its outputs is: room for as many as fit into a block. */
const BODY_ENDS: usize = 1 << 19
/** No count or length in a block may be larger. */
const MAX_COUNT: u32 = 0x02000000

// What watch-keys.ts says of the filter's words.
const OUTPOINT_WORD: usize = 28
const OUTPUT_WORD: usize = 12
const FILTERED_FROM: u32 = 7
const FILTERED_TO: u32 = 0xfc
/** Of the hash, the bits from here on choose the filter's word; two less, and they choose its byte. */
const PLACE_SHIFT: u32 = 10 - 2

/** In `~at` of an output: no filter knows scripts of its length. Clear, as all high bits of a small number below zero are set. */
const UNASKED: i32 = 1 << 30

const BROKEN: i32 = -1

// The filters: where their words are, and a byte mask and an odd number for each. `second` is 0 where there is none.
let first: usize = 0
let firstMask: u32 = 0
let firstMultiplier: u32 = 0
let second: usize = 0
let secondMask: u32 = 0
let secondMultiplier: u32 = 0
/** Where the walk notes what passes: `at` of an input or `~at` of an output, then the word that the filter was asked for. */
let places: usize = 0
/** Where it notes where transactions begin, and BODY_ENDS behind that where their outputs end. */
let starts: usize = 0
let found: i32 = 0

/** Where memory is free. */
export function freeFrom(): usize {
  return (__heap_base + 63) & ~63
}

/** Where the notes go. */
export function noteAt(placesAt: usize, startsAt: usize): void {
  places = placesAt
  starts = startsAt
}

/** How far behind the beginnings of transactions the ends of their outputs are noted. */
export function bodyEnds(): usize {
  return BODY_ENDS
}

/** What the walk asks about everything. `words` is a power of two. */
export function askFirst(at: usize, words: u32, multiplier: u32): void {
  first = at
  firstMask = (words - 1) << 2
  firstMultiplier = multiplier
}

/** What is asked about all that passed; about nothing when `at` is 0. */
export function askSecond(at: usize, words: u32, multiplier: u32): void {
  second = at
  secondMask = (words - 1) << 2
  secondMultiplier = multiplier
}

/** How many places the last walk noted: at `places`, four bytes each. */
export function foundPlaces(): i32 {
  return found
}

/** 1 when the filter may have the word, else 0. */
@inline
function mayHave(words: usize, mask: u32, multiplier: u32, word: u32): u32 {
  const hash = word * multiplier
  const bits = load<u32>(words + <usize>((hash >>> PLACE_SHIFT) & mask))
  return (bits >>> (hash & 31)) & (bits >>> ((hash >>> 5) & 31)) & 1
}

/** Bytes of a CompactSize that begins with this byte. */
function widthOf(first: u32): usize {
  if (first < 0xfd) return 1
  if (first == 0xfd) return 3
  return first == 0xfe ? 5 : 9
}

/** A CompactSize, or BROKEN where it is cut off, longer than its value needs, or above what any block may hold. */
function compactSize(at: usize, end: usize): i32 {
  const head: u32 = load<u8>(at)
  if (head < 0xfd) return head
  if (head == 0xff || at + widthOf(head) > end) return BROKEN // nine bytes are for more than a block holds
  if (head == 0xfd) {
    const value: i32 = load<u16>(at, 1)
    return value < 0xfd ? BROKEN : value
  }
  const value = load<u32>(at, 1)
  return value <= 0xffff || value > MAX_COUNT ? BROKEN : <i32>value
}

/** Walks the block from `base` to `end`, of at least a header and a transaction. How many transactions, or BROKEN. */
export function scanBlock(base: usize, end: usize): i32 {
  const txs = compactSize(base + HEADER, end)
  const at = base + HEADER + widthOf(load<u8>(base + HEADER))
  return scanTransactions(base, at, end, txs)
}

/**
 * Walks the last `txs` transactions of a block, the first of which begins at `at`, and notes what of them both filters
 * let pass. `txs`, or BROKEN. Longer than a function should be: it is the innermost loop of everything, and a call for
 * each part of a transaction costs as much as the part. What passes is noted without a branch, which would be
 * mispredicted most times that it is taken.
 */
export function scanTransactions(base: usize, at: usize, end: usize, txs: i32): i32 {
  found = 0
  if (txs < 1 || txs * MIN_TX > <i32>(end - at)) return BROKEN
  const words = first
  const mask = firstMask
  const multiplier = firstMultiplier
  let note = places
  let start = starts

  for (let tx = txs; tx > 0; tx--) {
    if (<i32>(end - at) < MIN_TX) return BROKEN
    store<i32>(start, <i32>(at - base))
    start += 4
    at += 4
    const segwit = load<u8>(at) == 0
    if (segwit) {
      if (load<u8>(at, 1) != 1) return BROKEN
      at += 2
    }

    let count: i32 = load<u8>(at) // this and all further reads: in bounds by the comparison above them
    if (count < 0xfd) at++
    else {
      const width = widthOf(count)
      count = compactSize(at, end)
      at += width
    }
    const inputs = count
    if (count < 1 || count * MIN_INPUT > <i32>(end - at)) return BROKEN
    for (; count > 0; count--) {
      if (<i32>(end - at) < MIN_INPUT) return BROKEN
      const word = load<u32>(at, OUTPOINT_WORD)
      store<i32>(note, <i32>(at - base))
      store<u32>(note, word, 4)
      note += <usize>(mayHave(words, mask, multiplier, word) << 3)
      const length: u32 = load<u8>(at, 36)
      if (length < 0xfd) at += 41 + length
      else {
        const long = compactSize(at + 36, end)
        if (long < 0) return BROKEN
        at += 40 + widthOf(length) + long
      }
    }

    if (<i32>(end - at) < MIN_OUTPUT) return BROKEN
    count = load<u8>(at)
    if (count < 0xfd) at++
    else {
      const width = widthOf(count)
      count = compactSize(at, end)
      at += width
    }
    if (count < 1 || count * MIN_OUTPUT > <i32>(end - at)) return BROKEN
    for (; count > 0; count--) {
      if (<i32>(end - at) < MIN_OUTPUT + LOCK_TIME) return BROKEN
      const length: u32 = load<u8>(at, 8)
      if (length - FILTERED_FROM > FILTERED_TO - FILTERED_FROM) {
        store<i32>(note, ~<i32>(at - base) ^ UNASKED)
        note += 8
        const size = compactSize(at + 8, end)
        if (size < 0) return BROKEN
        at += 8 + widthOf(length) + size
      } else {
        if (<i32>(end - at) < OUTPUT_WORD_END) return BROKEN
        const word = load<u32>(at, OUTPUT_WORD)
        store<i32>(note, ~<i32>(at - base))
        store<u32>(note, word, 4)
        note += <usize>(mayHave(words, mask, multiplier, word) << 3)
        at += 9 + length
      }
    }

    store<i32>(start, <i32>(at - base), BODY_ENDS - 4)
    if (segwit) {
      let filled: i32 = 0
      for (count = inputs; count > 0; count--) {
        if (at >= end) return BROKEN
        let items: i32 = load<u8>(at)
        if (items < 0xfd) at++
        else {
          const width = widthOf(items)
          items = compactSize(at, end)
          if (items < 0) return BROKEN
          at += width
        }
        filled |= items
        for (; items > 0; items--) {
          if (at >= end) return BROKEN
          const length: u32 = load<u8>(at)
          if (length < 0xfd) at += 1 + length
          else {
            const long = compactSize(at, end)
            if (long < 0) return BROKEN
            at += widthOf(length) + long
          }
        }
      }
      if (filled == 0) return BROKEN
    }
    at += LOCK_TIME
  }
  if (at != end) return BROKEN
  found = sift(note)
  return txs
}

/** Keeps the places that the second filter lets pass, and those that it knows nothing of, packed without their words. */
function sift(end: usize): i32 {
  const words = second
  const mask = secondMask
  const multiplier = secondMultiplier
  let kept = places
  for (let note = places; note < end; note += 8) {
    const place = load<i32>(note)
    const word = load<u32>(note, 4)
    const unasked: u32 = <u32>(place < 0) & <u32>((place & UNASKED) == 0)
    store<i32>(kept, place ^ <i32>(unasked << 30))
    const passes: u32 = words == 0 ? 1 : mayHave(words, mask, multiplier, word)
    kept += <usize>((unasked | passes) << 2)
  }
  return <i32>((kept - places) >> 2)
}
