/**
 * Memory of WebAssembly in which blocks are received, so that the walk reads them where they lie. A block in any other
 * memory is copied in before: that costs as much as the walk, and changes nothing else.
 */
import { compiledWasm, reserveWasm, type WasmMemory } from '../wasm-module.ts'
import { MAX_BLOCK_BYTES, MIN_OUTPUT } from './byte-reader.ts'
import { type Filter, LEAST_WORDS, MOST_WORDS } from './filter.ts'
import { SCAN_WASM } from './scan-wasm.ts'

/** See scan-block.as. All addresses are in bytes of `memory`. */
export interface ScanInstance {
  readonly memory: WasmMemory
  freeFrom(): number
  bodyEnds(): number
  noteAt(places: number, starts: number): void
  askFirst(at: number, words: number, multiplier: number): void
  askSecond(at: number, words: number, multiplier: number): void
  scanBlock(base: number, end: number): number
  scanTransactions(base: number, at: number, end: number, txs: number): number
  foundPlaces(): number
}

/** Where what a walk notes is kept; the arrays given are gone with the next walk. */
export interface WalkNotes {
  take(places: Int32Array, txStart: Int32Array, bodyEnd: Int32Array): void
}

/** A memory with room for some blocks. */
export interface BlockMemory {
  /** Room for one block each, `MAX_BLOCK_BYTES` long. Taken from the system only as far as it was ever written. */
  readonly rooms: readonly Buffer[]
  /**
   * Lets `run` walk over the block that begins at `base`, and hands on what it noted. False where `run` says that the
   * block is broken, and for a block that is larger than any.
   */
  walk(
    raw: Uint8Array,
    filters: { readonly first: Filter; readonly second: Filter | null },
    run: (wasm: ScanInstance, base: number) => number,
    into: WalkNotes,
  ): boolean
}

const newInstance = compiledWasm(SCAN_WASM) as () => ScanInstance // the exports of scan-block.as

/** Bytes of a word of a filter, and of a noted place with its word. */
const [WORD, NOTE] = [4, 8]
/** Which memory a buffer belongs to: a block says by its own bytes where it lies. */
const memories = new WeakMap<ArrayBufferLike, BlockMemory>()
/** For blocks of any other memory: one at a time, and nothing of it outlives a call. */
let elsewhere: BlockMemory | null = null

/** Where this block is walked over. */
export function memoryOf(raw: Uint8Array): BlockMemory {
  return memories.get(raw.buffer) ?? (elsewhere ??= createBlockMemory(0))
}

/** It has its size from the beginning, because views of a memory that grows are of no use from then on. */
export function createBlockMemory(rooms: number): BlockMemory {
  const wasm = newInstance()
  let size = wasm.freeFrom()
  const take = (bytes: number): number => {
    const at = size
    size = aligned(at + bytes)
    return at
  }
  const [first, second] = [createFilterPlace(take), createFilterPlace(take)]
  const places = take((MAX_BLOCK_BYTES / MIN_OUTPUT + 1) * NOTE)
  const bodyEnds = wasm.bodyEnds()
  const starts = take(bodyEnds * 2)
  const copyAt = take(MAX_BLOCK_BYTES)
  const roomAt = Array.from({ length: rooms }, () => take(MAX_BLOCK_BYTES))
  reserveWasm(wasm.memory, size)
  wasm.noteAt(places, starts)
  const { buffer } = wasm.memory
  const bytes = new Uint8Array(buffer)
  const baseOf = (raw: Uint8Array): number => {
    if (raw.buffer === buffer) return raw.byteOffset
    bytes.set(raw, copyAt)
    return copyAt
  }
  const memory: BlockMemory = {
    rooms: roomAt.map((at) => Buffer.from(buffer, at, MAX_BLOCK_BYTES)),
    walk(raw, filters, run, into) {
      if (raw.length > MAX_BLOCK_BYTES) return false
      const one = filters.first
      wasm.askFirst(first.load(buffer, one), one.words.length, one.multiplier)
      const two = filters.second
      if (two === null) wasm.askSecond(0, 1, 1)
      else wasm.askSecond(second.load(buffer, two), two.words.length, two.multiplier)
      const txs = run(wasm, baseOf(raw))
      if (txs < 0) return false
      into.take(
        new Int32Array(buffer, places, wasm.foundPlaces()),
        new Int32Array(buffer, starts, txs),
        new Int32Array(buffer, starts + bodyEnds, txs),
      )
      return true
    },
  }
  memories.set(buffer, memory)
  return memory
}

/** Where a filter of one size class lies, and which one and how new. */
interface Loaded {
  readonly at: number
  readonly words: number
  filter: Filter | null
  changes: number
}

/** Room for one small filter and one large one: a small one that is asked once leaves the large one where it is. */
function createFilterPlace(take: (bytes: number) => number) {
  const both = [LEAST_WORDS << 4, MOST_WORDS].map(
    (words): Loaded => ({ at: take(words * WORD), words, filter: null, changes: 0 }),
  )
  return {
    /** Brings the filter in, or what of it changed, and says where it is. */
    load(buffer: ArrayBuffer, filter: Filter): number {
      const place = both.find(({ words }) => filter.words.length <= words)
      if (place === undefined) throw new RangeError('a filter larger than filters are')
      const there = new Int32Array(buffer, place.at, filter.words.length)
      filter.copyTo(there, place.filter === filter ? place.changes : null)
      place.filter = filter
      place.changes = filter.changes
      return place.at
    },
  }
}

/** To whole lines of the processor's cache. */
function aligned(at: number): number {
  return (Math.ceil(at) + 63) & ~63
}
