/**
 * Why bytes are refused. `previous`: a sound block that stands on another one than the caller expected, which a
 * reorganisation makes a normal event; everything else means that the bytes are not what was asked for.
 */
export type BlockProblem = 'format' | 'truncated' | 'count' | 'left_over' | 'header' | 'previous' | 'merkle'

/** Bytes of a block or transaction that break the format; `offset` is where reading stopped. */
export class BlockFormatError extends Error {
  readonly offset: number
  readonly problem: BlockProblem

  constructor(what: string, offset: number, problem: BlockProblem = 'format') {
    super(`${what} at byte ${offset}`)
    this.name = 'BlockFormatError'
    this.offset = offset
    this.problem = problem
  }
}

/** No count or length in a block may be larger: Bitcoin Core's MAX_SIZE for everything it deserialises. */
export const MAX_COUNT = 0x0200_0000

/** A block weighs at most 4,000,000, hence has no more bytes; a little more is room, much more is a fault. */
export const MAX_BLOCK_BYTES = 4_001_000

/** Bytes of a block header. */
export const HEADER_BYTES = 80

/** Least bytes of a transaction, an input and an output. */
export const MIN_TX = 60
export const MIN_INPUT = 41
export const MIN_OUTPUT = 9

/** Longest script that can be spent. */
export const MAX_SCRIPT = 10_000

/** Reads forward over raw bytes. Every step is bounds-checked and fails with `BlockFormatError`. */
export class ByteReader {
  readonly bytes: Uint8Array
  readonly #view: DataView
  position: number

  constructor(bytes: Uint8Array, position = 0) {
    this.bytes = bytes
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    this.position = position
  }

  /** Moves over `length` bytes and gives where they began. */
  skip(length: number): number {
    const start = this.position
    if (length > this.bytes.length - start)
      throw new BlockFormatError('truncated', this.bytes.length, 'truncated')
    this.position = start + length
    return start
  }

  uint32(): number {
    return this.#view.getUint32(this.skip(4), true)
  }

  /** A 64-bit amount. Above 2^53 it could not be satoshis: refused. */
  amount(): number {
    const at = this.skip(8)
    const value = this.#uint64(at)
    if (value > Number.MAX_SAFE_INTEGER) throw new BlockFormatError('amount out of range', at)
    return value
  }

  /**
   * CompactSize. As in Bitcoin Core, one that is longer than its value needs is refused, and one above `MAX_COUNT`;
   * so is a count of `unit`-byte things that cannot fit into the rest.
   */
  count(unit: number): number {
    const at = this.position
    const first = this.bytes[this.skip(1)] ?? 0
    const value = first < 0xfd ? first : this.#long(first)
    if (first >= 0xfd && value < leastOf(first)) throw new BlockFormatError('count not minimal', at, 'count')
    if (value > MAX_COUNT || value * unit > this.bytes.length - this.position)
      throw new BlockFormatError('count too large', at, 'count')
    return value
  }

  #long(first: number): number {
    if (first === 0xfd) return this.#view.getUint16(this.skip(2), true)
    if (first === 0xfe) return this.uint32()
    return this.#uint64(this.skip(8))
  }

  #uint64(at: number): number {
    return this.#view.getUint32(at, true) + this.#view.getUint32(at + 4, true) * 0x1_0000_0000
  }
}

/** The least value that needs the form which begins with this byte. */
function leastOf(first: number): number {
  if (first === 0xfd) return 0xfd
  return first === 0xfe ? 0x1_0000 : 0x1_0000_0000
}
