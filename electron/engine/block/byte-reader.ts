/** Bytes of a block or transaction that break the format; `offset` is where reading stopped. */
export class BlockFormatError extends Error {
  readonly offset: number

  constructor(what: string, offset: number) {
    super(`${what} at byte ${offset}`)
    this.name = 'BlockFormatError'
    this.offset = offset
  }
}

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
    if (length > this.bytes.length - start) throw new BlockFormatError('truncated', this.bytes.length)
    this.position = start + length
    return start
  }

  uint32(): number {
    return this.#view.getUint32(this.skip(4), true)
  }

  /** A 64-bit amount. Above 2^53 it could not be satoshis: refused. */
  amount(): number {
    const at = this.skip(8)
    const value = this.#view.getUint32(at, true) + this.#view.getUint32(at + 4, true) * 0x1_0000_0000
    if (value > Number.MAX_SAFE_INTEGER) throw new BlockFormatError('amount out of range', at)
    return value
  }

  /** CompactSize. A count of `unit`-byte things that cannot fit into the rest is refused. */
  count(unit: number): number {
    const at = this.position
    const value = this.#compactSize()
    if (value * unit > this.bytes.length - this.position) throw new BlockFormatError('count too large', at)
    return value
  }

  #compactSize(): number {
    const first = this.bytes[this.skip(1)] ?? 0
    if (first < 0xfd) return first
    if (first === 0xfd) return this.#view.getUint16(this.skip(2), true)
    if (first === 0xfe) return this.uint32()
    return this.amount()
  }
}
