// Double SHA-256 of many messages at once in AssemblyScript: four in the lanes of one register. Compiled into
// merkle-wasm.ts by electron/launch/build-wasm.ts.
//
// The host (merkle-hasher.ts) copies a raw block to memory and says where its transactions are; `hashTransactions` gives
// their txids, `foldRoot` the merkle root of them. Nothing is believed of the addresses but that they are in memory:
// another one traps.

const K = memory.data<u32>([
  0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
  0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
  0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
  0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
  0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
  0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
  0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
  0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
])
const START = memory.data<u32>([
  0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
])

/** Eight words of four lanes each. */
const STATE = memory.data(8 * 16, 16)
/** The 64 words of the message schedule, four lanes each. */
const SCHEDULE = memory.data(64 * 16, 16)
/** Of each lane: where its next block is, how many are left, and which message it is. */
const LANES = memory.data(4 * 12, 16)
/** What a lane without a message hashes. */
const IDLE_BLOCK = memory.data(64, 16)
/** A block header as a message of two blocks, and behind it its hash. */
const HEADER = memory.data(128 + 32, 16)

const NO_MESSAGE: u32 = 0xffffffff
const REPEATED: i32 = -1
const HEADER_BYTES: u32 = 80

/** Where memory is free. */
export function freeFrom(): usize {
  return (__heap_base + 63) & ~63
}

@inline
function rotate(x: v128, by: i32): v128 {
  return v128.or(i32x4.shr_u(x, by), i32x4.shl(x, 32 - by))
}

@inline
function xor3(a: v128, b: v128, c: v128): v128 {
  return v128.xor(v128.xor(a, b), c)
}

/** The part of a round that goes into both halves. */
@inline
function mix(e: v128, f: v128, g: v128, word: usize): v128 {
  const sum = i32x4.add(v128.load(SCHEDULE + (word << 4)), v128.load32_splat(K + (word << 2)))
  const choice = v128.bitselect(f, g, e)
  return i32x4.add(i32x4.add(xor3(rotate(e, 6), rotate(e, 11), rotate(e, 25)), choice), sum)
}

/** The other part: `ab` is where a and b differ, `bc` where b and c do, which is what `ab` was in the round before. */
@inline
function major(a: v128, b: v128, ab: v128, bc: v128): v128 {
  const most = v128.xor(v128.and(ab, bc), b)
  return i32x4.add(xor3(rotate(a, 2), rotate(a, 13), rotate(a, 22)), most)
}

/** The word of the schedule that lies 16 after this one. */
@inline
function extend(word: usize): void {
  const at = SCHEDULE + (word << 4)
  const early = v128.load(at, 1 * 16)
  const late = v128.load(at, 14 * 16)
  const s0 = xor3(rotate(early, 7), rotate(early, 18), i32x4.shr_u(early, 3))
  const s1 = xor3(rotate(late, 17), rotate(late, 19), i32x4.shr_u(late, 10))
  v128.store(at, i32x4.add(i32x4.add(v128.load(at), s0), i32x4.add(v128.load(at, 9 * 16), s1)), 16 * 16)
}

/**
 * One block of each lane, whose first 16 words are in the schedule. Eight rounds are written out: nothing moves then. The
 * schedule is made on the way, because a round waits for the one before it most of its time.
 */
function compress(): void {
  let a = v128.load(STATE)
  let b = v128.load(STATE, 16)
  let c = v128.load(STATE, 32)
  let d = v128.load(STATE, 48)
  let e = v128.load(STATE, 64)
  let f = v128.load(STATE, 80)
  let g = v128.load(STATE, 96)
  let h = v128.load(STATE, 112)
  let odd = v128.xor(b, c)
  for (let word: usize = 0; word < 64; word += 8) {
    const more = word < 48
    h = i32x4.add(h, mix(e, f, g, word))
    d = i32x4.add(d, h)
    let even = v128.xor(a, b)
    h = i32x4.add(h, major(a, b, even, odd))
    if (more) extend(word)
    g = i32x4.add(g, mix(d, e, f, word + 1))
    c = i32x4.add(c, g)
    odd = v128.xor(h, a)
    g = i32x4.add(g, major(h, a, odd, even))
    if (more) extend(word + 1)
    f = i32x4.add(f, mix(c, d, e, word + 2))
    b = i32x4.add(b, f)
    even = v128.xor(g, h)
    f = i32x4.add(f, major(g, h, even, odd))
    if (more) extend(word + 2)
    e = i32x4.add(e, mix(b, c, d, word + 3))
    a = i32x4.add(a, e)
    odd = v128.xor(f, g)
    e = i32x4.add(e, major(f, g, odd, even))
    if (more) extend(word + 3)
    d = i32x4.add(d, mix(a, b, c, word + 4))
    h = i32x4.add(h, d)
    even = v128.xor(e, f)
    d = i32x4.add(d, major(e, f, even, odd))
    if (more) extend(word + 4)
    c = i32x4.add(c, mix(h, a, b, word + 5))
    g = i32x4.add(g, c)
    odd = v128.xor(d, e)
    c = i32x4.add(c, major(d, e, odd, even))
    if (more) extend(word + 5)
    b = i32x4.add(b, mix(g, h, a, word + 6))
    f = i32x4.add(f, b)
    even = v128.xor(c, d)
    b = i32x4.add(b, major(c, d, even, odd))
    if (more) extend(word + 6)
    a = i32x4.add(a, mix(f, g, h, word + 7))
    e = i32x4.add(e, a)
    odd = v128.xor(b, c)
    a = i32x4.add(a, major(b, c, odd, even))
    if (more) extend(word + 7)
  }
  addState(0, a)
  addState(16, b)
  addState(32, c)
  addState(48, d)
  addState(64, e)
  addState(80, f)
  addState(96, g)
  addState(112, h)
}

@inline
function addState(at: usize, word: v128): void {
  v128.store(STATE + at, i32x4.add(v128.load(STATE + at), word))
}

function startAll(): void {
  for (let word: usize = 0; word < 8; word++)
    v128.store(STATE + (word << 4), v128.load32_splat(START + (word << 2)))
}

@inline
function swapped(x: v128): v128 {
  return v128.shuffle<u8>(x, x, 3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12)
}

/** Puts four words of each lane side by side: word 0 of all, word 1 of all ... */
@inline
function transpose(r0: v128, r1: v128, r2: v128, r3: v128, to: usize): void {
  const low01 = v128.shuffle<u32>(r0, r1, 0, 4, 1, 5)
  const high01 = v128.shuffle<u32>(r0, r1, 2, 6, 3, 7)
  const low23 = v128.shuffle<u32>(r2, r3, 0, 4, 1, 5)
  const high23 = v128.shuffle<u32>(r2, r3, 2, 6, 3, 7)
  v128.store(to, v128.shuffle<u64>(low01, low23, 0, 2))
  v128.store(to, v128.shuffle<u64>(low01, low23, 1, 3), 16)
  v128.store(to, v128.shuffle<u64>(high01, high23, 0, 2), 32)
  v128.store(to, v128.shuffle<u64>(high01, high23, 1, 3), 48)
}

/** The 64 bytes of each lane. */
function loadBlocks(p0: usize, p1: usize, p2: usize, p3: usize): void {
  for (let at: usize = 0; at < 64; at += 16)
    transpose(
      swapped(v128.load(p0 + at)),
      swapped(v128.load(p1 + at)),
      swapped(v128.load(p2 + at)),
      swapped(v128.load(p3 + at)),
      SCHEDULE + (at << 2),
    )
}

/** What follows `bits` of message in the schedule, from `word` on, where a block ends with it. */
function pad(word: usize, bits: u32): void {
  v128.store(SCHEDULE + (word << 4), i32x4.splat(0x80000000))
  for (let at = word + 1; at < 15; at++) v128.store(SCHEDULE + (at << 4), i32x4.splat(0))
  v128.store(SCHEDULE + 15 * 16, i32x4.splat(bits))
}

/** Hashes what the state says, 32 bytes a lane: the second of the two times. */
function again(): void {
  for (let at: usize = 0; at < 128; at += 16) v128.store(SCHEDULE + at, v128.load(STATE + at))
  pad(8, 256)
  startAll()
  compress()
}

/** Writes the first `lanes` hashes one after the other. */
function storeHashes(to: usize, lanes: u32): void {
  for (let lane: usize = 0; lane < lanes; lane++)
    for (let word: usize = 0; word < 8; word++)
      store<u32>(to + (lane << 5) + (word << 2), bswap<u32>(load<u32>(STATE + (word << 4) + (lane << 2))))
}

/**
 * The txids of `count` transactions. `table` has four numbers for each: where it begins, where what follows the outputs
 * does, where it ends, and whether it has a marker and a witness, which the txid leaves out. `to` takes 32 bytes each;
 * `scratch` holds the messages, 72 bytes more than each of them. A transaction of length 0 is left alone.
 */
export function hashTransactions(table: usize, count: u32, scratch: usize, to: usize): void {
  for (let lane: u32 = 0; lane < 4; lane++) stopLane(lane)
  let next: u32 = 0
  let busy: u32 = 0
  let free = scratch
  for (let lane: u32 = 0; lane < 4; lane++) {
    next = skipEmpty(table, next, count)
    if (next >= count) break
    free = startLane(lane, table, next++, free)
    busy++
  }
  while (busy > 0) {
    loadBlocks(placeOf(0), placeOf(1), placeOf(2), placeOf(3))
    compress()
    for (let lane: u32 = 0; lane < 4; lane++) {
      const at = LANES + lane * 12
      const message = load<u32>(at + 8)
      if (message === NO_MESSAGE) continue
      store<u32>(at, load<u32>(at) + 64)
      const left = load<u32>(at + 4) - 1
      store<u32>(at + 4, left)
      if (left > 0) continue
      keepWords(lane, to + (<usize>message << 5))
      next = skipEmpty(table, next, count)
      if (next < count) free = startLane(lane, table, next++, free)
      else {
        stopLane(lane)
        busy--
      }
    }
  }
  hashAgain(table, count, to)
}

@inline
function placeOf(lane: u32): usize {
  return <usize>load<u32>(LANES + lane * 12)
}

function skipEmpty(table: usize, from: u32, count: u32): u32 {
  let at = from
  while (at < count && load<u32>(table + (<usize>at << 4)) === load<u32>(table + (<usize>at << 4) + 8)) at++
  return at
}

function stopLane(lane: u32): void {
  const at = LANES + lane * 12
  store<u32>(at, <u32>IDLE_BLOCK)
  store<u32>(at + 4, 0)
  store<u32>(at + 8, NO_MESSAGE)
}

/** Writes a transaction's message with its end to `free`, and gives where memory is free behind it. */
function startLane(lane: u32, table: usize, message: u32, free: usize): usize {
  const entry = table + (<usize>message << 4)
  const begin = <usize>load<u32>(entry)
  const bodyEnd = <usize>load<u32>(entry + 4)
  const end = <usize>load<u32>(entry + 8)
  let length = end - begin
  if (load<u32>(entry + 12) === 0) memory.copy(free, begin, length)
  else {
    memory.copy(free, begin, 4)
    memory.copy(free + 4, begin + 6, bodyEnd - begin - 6)
    length = bodyEnd - begin - 2
    memory.copy(free + length, end - 4, 4)
    length += 4
  }
  const blocks = (length + 9 + 63) >> 6
  memory.fill(free + length, 0, (blocks << 6) - length)
  store<u8>(free + length, 0x80)
  store<u32>(free + (blocks << 6) - 4, bswap<u32>(<u32>(length << 3)))
  const at = LANES + lane * 12
  store<u32>(at, <u32>free)
  store<u32>(at + 4, <u32>blocks)
  store<u32>(at + 8, message)
  for (let word: usize = 0; word < 8; word++)
    store<u32>(STATE + (word << 4) + (<usize>lane << 2), load<u32>(START + (word << 2)))
  return free + (blocks << 6)
}

/** A lane's state, as words. */
function keepWords(lane: u32, to: usize): void {
  for (let word: usize = 0; word < 8; word++)
    store<u32>(to + (word << 2), load<u32>(STATE + (word << 4) + (<usize>lane << 2)))
}

/** The second time, over the words that the first has left at `to`: of four at once. Room for three more is there. */
function hashAgain(table: usize, count: u32, to: usize): void {
  for (let first: u32 = 0; first < count; first += 4) {
    const from = to + (<usize>first << 5)
    for (let half: usize = 0; half < 32; half += 16)
      transpose(
        v128.load(from + half),
        v128.load(from + half + 32),
        v128.load(from + half + 64),
        v128.load(from + half + 96),
        STATE + (half << 2),
      )
    again()
    for (let lane: u32 = 0; lane < 4; lane++) {
      const entry = table + (<usize>(first + lane) << 4)
      if (first + lane >= count || load<u32>(entry) === load<u32>(entry + 8)) continue
      for (let word: usize = 0; word < 8; word++)
        store<u32>(
          from + (<usize>lane << 5) + (word << 2),
          bswap<u32>(load<u32>(STATE + (word << 4) + (<usize>lane << 2))),
        )
    }
  }
}

/** Where the 80 bytes of a header are put. */
export function headerAt(): usize {
  return HEADER
}

/** Hashes the header there. Where the 32 bytes of its hash are, the last one first, as block hashes are written. */
export function hashHeader(): usize {
  store<u8>(HEADER + HEADER_BYTES, 0x80)
  store<u32>(HEADER + 124, bswap<u32>(HEADER_BYTES << 3))
  startAll()
  for (let block = HEADER; block < HEADER + 128; block += 64) {
    loadBlocks(block, block, block, block)
    compress()
  }
  again()
  for (let word: usize = 0; word < 8; word++)
    store<u32>(HEADER + 128 + 28 - (word << 2), load<u32>(STATE + (word << 4)))
  return HEADER + 128
}

/**
 * Leaves the root of `count` hashes at `at` in the place of the first, and what stands behind it is no use any more;
 * room for eight more is behind them. -1 where two equal ones stand side by side, 0 otherwise.
 */
export function foldRoot(at: usize, count: u32): i32 {
  for (let left = count; left > 1; left = (left + 1) >> 1) {
    if (left & 1) memory.copy(at + (<usize>left << 5), at + (<usize>(left - 1) << 5), 32)
    for (let pair: u32 = 0; pair + 1 < left; pair += 2) if (isRepeated(at + (<usize>pair << 5))) return REPEATED
    const parents = (left + 1) >> 1
    for (let first: u32 = 0; first < parents; first += 4) {
      const from = at + (<usize>first << 6)
      startAll()
      loadBlocks(from, from + 64, from + 128, from + 192)
      compress()
      pad(0, 512)
      compress()
      again()
      storeHashes(at + (<usize>first << 5), min<u32>(4, parents - first))
    }
  }
  return 0
}

function isRepeated(pair: usize): bool {
  for (let at: usize = 0; at < 32; at += 8) if (load<u64>(pair + at) !== load<u64>(pair + at + 32)) return false
  return true
}
