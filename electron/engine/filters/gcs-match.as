// BIP-158 matching in AssemblyScript. Compiled into gcs-wasm.ts by electron/launch/build-wasm.ts.
//
// The host lays memory out (filter-matcher.ts) and passes addresses. Per filter: `decode` turns the Golomb-Rice bits
// into ascending values and marks each in a bitmap over the range of SipHash; per script: `matchClass` hashes and
// probes one bit, and looks at the values themselves only where that bit is set.
//
// A value is floor(hash * F / 2^64), which is monotone in the hash: the hashes that give v are those from v * 2^64 / F
// to (v + 1) * 2^64 / F. So the bitmap is indexed by the hash's top bits, and the multiplication is spared for most.

const RICE: u64 = 19 // P
const SPREAD: u64 = 784931 // M
const INDEX_BITS: u64 = 18 // of the bitmap: 32 kB, it stays in the first cache
const COARSE_BITS: u64 = 12 // of the table that says where in `values` to begin
const PLACE_BITS: u64 = 63 - INDEX_BITS

// Fixed addresses; filter-matcher.ts knows what is free.
const KEY: usize = 0
const BITMAP: usize = 64 // 2^18 bits and one byte more
const FIRST: usize = 33024 // 2^12 + 2 words: where a coarse bucket begins in `values`

// What `decode` answers below zero.
const TRUNCATED: i32 = -1
const OUT_OF_RANGE: i32 = -2
const PADDING: i32 = -3
const EXCESS: i32 = -4

let values: usize = 0
let range: u64 = 0
let errorBit: u32 = 0

/** The bit of the body at which the last `decode` that failed stopped. */
export function stoppedAt(): u32 {
  return errorBit
}

function stop(problem: i32, bit: u64): i32 {
  errorBit = <u32>bit
  return problem
}

/** Copies the body backwards, so that an unaligned 8-byte load at any place gives its bits most significant first. */
function reverse(from: usize, to: usize, length: usize): void {
  memory.fill(to, 0, 32) // what is read beyond the end is zeros
  let low = to + 32 + ((length + 15) & ~15)
  for (let at: usize = 0; at < length; at += 16) {
    low -= 16
    const bytes = v128.load(from + at)
    v128.store(low, v128.shuffle<u8>(bytes, bytes, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0))
  }
}

/** Ones in a row from `bit` on, for the quotients that one load may not hold. */
function longQuotient(top: usize, bit: u64, total: u64): u64 {
  let ones: u64 = 0
  while (bit + ones < total) {
    const at = bit + ones
    const more = min<u64>(clz(~(load<u64>(top - <usize>(at >> 3)) << (at & 7))), 57)
    ones += more
    if (more < 57) break
  }
  return ones
}

/**
 * Reads `count` values of the `length` bytes at `from` (zeros up to a multiple of 16 follow) into `out`, and marks them.
 * `scratch` takes 32 bytes more than that multiple, `out` 8 * (count + 1). Answers 0, or a problem below zero.
 *
 * A value's place in the bitmap is value * 2^18 / range, in fixed point with a factor rounded down: never too high, and
 * too low by less than five times the factor. One more is the width of the value itself, so that `low` and `high` hold
 * every hash that gives it. Written as one loop, and the sparing of divisions, because it is most of the time that few
 * scripts take.
 */
export function decode(from: usize, length: usize, count: u32, scratch: usize, out: usize): i32 {
  reverse(from, scratch, length)
  memory.fill(BITMAP, 0, FIRST - BITMAP + ((1 << <i32>COARSE_BITS) + 2) * 4)
  const top = scratch + 32 + ((length + 15) & ~15) - 8
  const total = <u64>length * 8
  const limit = <u64>count * SPREAD
  const shift = max<i64>(32 - <i64>clz(limit), 0)
  const scale = (<u64>1 << 63) / ((limit >> shift) + 1)
  values = out
  range = limit
  let bit: u64 = 0
  let value: u64 = 0
  for (let i: u32 = 0; i < count; i++) {
    const window = load<u64>(top - <usize>(bit >> 3)) << (bit & 7)
    let quotient = clz(~window)
    let rest = (window << (quotient + 1)) >> (64 - RICE)
    if (quotient > 36) {
      quotient = longQuotient(top, bit, total)
      const after = bit + quotient + 1
      rest = after < total ? (load<u64>(top - <usize>(after >> 3)) << (after & 7)) >> (64 - RICE) : 0
    }
    const next = bit + quotient + 1 + RICE
    if (next > total) return stop(TRUNCATED, total)
    value += (quotient << RICE) + rest
    if (value >= limit) return stop(OUT_OF_RANGE, bit)
    bit = next
    store<u64>(out, value)
    out += 8
    const place = (value >> shift) * scale
    const low = <i32>(place >> PLACE_BITS)
    const high = <i32>((place + 6 * scale) >> PLACE_BITS)
    mark(low)
    for (let more = low + 1; more <= high; more++) mark(more)
    store<u32>(FIRST + 4 + (<usize>(high >> (<i32>(INDEX_BITS - COARSE_BITS))) << 2), i + 1)
  }
  store<u64>(out, u64.MAX_VALUE)
  return finish(top, bit, total)
}

@inline
function mark(index: i32): void {
  const at = BITMAP + (index >> 3)
  store<u8>(at, <u8>(<u32>load<u8>(at) | (1 << (<u32>index & 7))))
}

/** Fills the gaps of FIRST, and checks that nothing but zero bits of the last byte is left. */
function finish(top: usize, bit: u64, total: u64): i32 {
  let most: u32 = 0
  for (let at: usize = FIRST; at < FIRST + ((1 << <i32>COARSE_BITS) + 2) * 4; at += 4) {
    most = max<u32>(most, load<u32>(at))
    store<u32>(at, most)
  }
  if (total - bit >= 8) return stop(EXCESS, bit)
  if (total > bit && (load<u64>(top - <usize>(bit >> 3)) << (bit & 7)) >> (64 - (total - bit)) != 0)
    return stop(PADDING, bit)
  return 0
}

/** Whether a value is what this hash gives. */
function contains(hash: u64): bool {
  const value = highProduct(hash, range)
  let at = values + (<usize>load<u32>(FIRST + (<usize>(hash >> (64 - COARSE_BITS)) << 2)) << 3)
  while (load<u64>(at) < value) at += 8
  return load<u64>(at) == value
}

@inline
function highProduct(a: u64, b: u64): u64 {
  const lowA = a & 0xffffffff
  const highA = a >> 32
  const lowB = b & 0xffffffff
  const highB = b >> 32
  const middle = highA * lowB + ((lowA * lowB) >> 32)
  return highA * highB + (middle >> 32) + ((lowA * highB + (middle & 0xffffffff)) >> 32)
}

@inline
function probe(hash: u64): u32 {
  const index = <usize>(hash >> (64 - INDEX_BITS))
  return (<u32>load<u8>(BITMAP + (index >> 3)) >> (<u32>index & 7)) & 1
}

@inline
function rotate(x: v128, by: i32): v128 {
  return v128.or(i64x2.shl(x, by), i64x2.shr_u(x, 64 - by))
}

@inline
function rotate32(x: v128): v128 {
  return v128.shuffle<u32>(x, x, 1, 0, 3, 2)
}

@inline
function rotate16(x: v128): v128 {
  return v128.shuffle<u8>(x, x, 6, 7, 0, 1, 2, 3, 4, 5, 14, 15, 8, 9, 10, 11, 12, 13)
}

/**
 * Whether one of the scripts of a class may be in the decoded filter. All of them are `words` SipHash words long, the
 * last with the length in its top byte; `groups` of four lie side by side: word 0 of four scripts, word 1 of four ...
 * Four at a time in two registers, written out: this loop is all the time that many scripts take.
 */
export function matchClass(at: usize, groups: u32, words: u32): bool {
  const k0 = i64x2.splat(load<i64>(KEY))
  const k1 = i64x2.splat(load<i64>(KEY + 8))
  const s0 = v128.xor(k0, i64x2.splat(0x736f6d6570736575))
  const s1 = v128.xor(k1, i64x2.splat(0x646f72616e646f6d))
  const s2 = v128.xor(k0, i64x2.splat(0x6c7967656e657261))
  const s3 = v128.xor(k1, i64x2.splat(0x7465646279746573))
  for (let group: u32 = 0; group < groups; group++) {
    let a0 = s0
    let a1 = s1
    let a2 = s2
    let a3 = s3
    let b0 = s0
    let b1 = s1
    let b2 = s2
    let b3 = s3
    let rounds: u32 = 2
    for (let word: u32 = 0; word <= words; word++) {
      let ma = i64x2.splat(0)
      let mb = i64x2.splat(0)
      if (word < words) {
        ma = v128.load(at)
        mb = v128.load(at, 16)
        at += 32
        a3 = v128.xor(a3, ma)
        b3 = v128.xor(b3, mb)
      } else {
        rounds = 4
        a2 = v128.xor(a2, i64x2.splat(0xff))
        b2 = v128.xor(b2, i64x2.splat(0xff))
      }
      for (let round: u32 = 0; round < rounds; round++) {
        a0 = i64x2.add(a0, a1)
        b0 = i64x2.add(b0, b1)
        a2 = i64x2.add(a2, a3)
        b2 = i64x2.add(b2, b3)
        a1 = v128.xor(rotate(a1, 13), a0)
        b1 = v128.xor(rotate(b1, 13), b0)
        a3 = v128.xor(rotate16(a3), a2)
        b3 = v128.xor(rotate16(b3), b2)
        a0 = rotate32(a0)
        b0 = rotate32(b0)
        a2 = i64x2.add(a2, a1)
        b2 = i64x2.add(b2, b1)
        a0 = i64x2.add(a0, a3)
        b0 = i64x2.add(b0, b3)
        a1 = v128.xor(rotate(a1, 17), a2)
        b1 = v128.xor(rotate(b1, 17), b2)
        a3 = v128.xor(rotate(a3, 21), a0)
        b3 = v128.xor(rotate(b3, 21), b0)
        a2 = rotate32(a2)
        b2 = rotate32(b2)
      }
      a0 = v128.xor(a0, ma)
      b0 = v128.xor(b0, mb)
    }
    const ha = v128.xor(v128.xor(a0, a1), v128.xor(a2, a3))
    const hb = v128.xor(v128.xor(b0, b1), v128.xor(b2, b3))
    const h0 = i64x2.extract_lane(ha, 0)
    const h1 = i64x2.extract_lane(ha, 1)
    const h2 = i64x2.extract_lane(hb, 0)
    const h3 = i64x2.extract_lane(hb, 1)
    if (probe(h0) | probe(h1) | probe(h2) | probe(h3)) {
      if (probe(h0) && contains(h0)) return true
      if (probe(h1) && contains(h1)) return true
      if (probe(h2) && contains(h2)) return true
      if (probe(h3) && contains(h3)) return true
    }
  }
  return false
}
