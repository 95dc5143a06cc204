/**
 * Full blocks of the usual shape without a node: about 1.45 MB, 3,700 transactions, 7,000 inputs and 11,500 outputs,
 * the same bytes from the same seed. Only signatures and proof of work are missing: merkle root and hash are right.
 */
import { mapBlock } from '../../electron/engine/block/block-map.ts'
import { sha256dInto } from '../../electron/engine/block/hash.ts'
import { merkleRootOf } from '../../electron/engine/block/merkle.ts'

/** Filled to about this many bytes: what a block of 3.99 million weight units has today. */
const FULL = 1_450_000
/** Room for what the last transaction adds. */
const SLACK = 60_000
/** One input in this many spends an output of the same block. */
const WITHIN_EVERY = 50
/** One input in this many carries an inscription. */
const INSCRIPTION_EVERY = 4_000

/** A raw block of at least `bytes` bytes that follows from `seed`. */
export function syntheticBlock(seed: number, bytes = FULL): Buffer {
  const writer = new BlockWriter(seed, bytes + SLACK)
  const count = writer.skip(5)
  writer.transaction(true)
  while (writer.at < bytes) writer.transaction(false)
  return finish(writer, count)
}

/** Writes the transaction count, five bytes wide where it needs three, by moving the header up to it. */
function finish(writer: BlockWriter, countAt: number): Buffer {
  const { buffer, transactions } = writer
  const width = transactions < 0xfd ? 1 : 3
  const at = countAt + 5 - width
  if (width === 1) buffer.writeUInt8(transactions, at)
  else {
    buffer.writeUInt8(0xfd, at)
    buffer.writeUInt16LE(transactions, at + 1)
  }
  const raw = Buffer.from(buffer.subarray(at - 80, writer.at)) // a copy of its own: nothing of the slack is kept
  raw.writeInt32LE(0x2000_0000, 0)
  raw.set(merkleRootOf(mapBlock(raw)), 36)
  return raw
}

/** Writes transactions into bytes that are random from the start, so that hashes and signatures need no writing. */
class BlockWriter {
  readonly buffer: Buffer
  at = 80
  transactions = 0
  #random: number
  #last: Buffer | null = null

  constructor(seed: number, bytes: number) {
    this.#random = (seed * 2_654_435_761 + 1) | 0 || 1
    const words = new Int32Array(Math.ceil(bytes / 4))
    for (let i = 0; i < words.length; i++) words[i] = this.#next()
    this.buffer = Buffer.from(words.buffer)
  }

  /** Leaves bytes as they are and gives where they begin. */
  skip(length: number): number {
    this.at += length
    return this.at - length
  }

  transaction(coinbase: boolean): void {
    const start = this.at
    const segwit = !coinbase && this.#below(10) < 7
    this.#uint32(2)
    if (segwit) this.#bytes(0, 1)
    const body = this.at
    const inputs = coinbase ? 1 : 1 + (this.#below(3) === 0 ? this.#below(5) : this.#below(2))
    this.#size(inputs)
    for (let i = 0; i < inputs; i++) this.#input(coinbase, segwit)
    this.#outputs(coinbase)
    const bodyEnd = this.at
    if (segwit) for (let i = 0; i < inputs; i++) this.#witness()
    this.#uint32(0)
    this.transactions++
    if (this.#below(20) === 0) this.#last = this.#stripped(start, body, bodyEnd)
  }

  #input(coinbase: boolean, segwit: boolean): void {
    if (coinbase) this.buffer.fill(0, this.at, this.at + 32)
    else if (this.#last !== null && this.#below(WITHIN_EVERY) === 0)
      sha256dInto(this.#last, this.buffer, this.at)
    this.skip(32)
    this.#uint32(coinbase ? 0xffff_ffff : this.#below(3))
    const script = coinbase ? 40 : segwit ? (this.#below(6) === 0 ? 23 : 0) : 106 + this.#below(2)
    this.#size(script)
    this.skip(script)
    this.#uint32(0xffff_fffd)
  }

  #outputs(coinbase: boolean): void {
    const batch = this.#below(40) === 0 ? 10 + this.#below(40) : 0
    const outputs = coinbase ? 2 : 1 + this.#below(3) + batch
    this.#size(outputs)
    for (let i = 0; i < outputs; i++) this.#output()
  }

  /** The mix of these years: half key hashes of version 0, a quarter taproot, then the rest. */
  #output(): void {
    this.#uint32(this.#below(2 ** 31))
    this.#uint32(0)
    const kind = this.#below(100)
    if (kind < 44) this.#script([0x00, 0x14], 20, [])
    else if (kind < 68) this.#script([0x51, 0x20], 32, [])
    else if (kind < 74) this.#script([0x00, 0x20], 32, [])
    else if (kind < 83) this.#script([0xa9, 0x14], 20, [0x87])
    else if (kind < 92) this.#script([0x76, 0xa9, 0x14], 20, [0x88, 0xac])
    else if (kind < 99) this.#script([0x6a, 0x20], 32, [])
    else this.#script([0x51, 0x21], 33, [0x51, 0xae])
  }

  #script(before: readonly number[], payload: number, after: readonly number[]): void {
    this.#size(before.length + payload + after.length)
    this.#bytes(...before)
    this.skip(payload)
    this.#bytes(...after)
  }

  #witness(): void {
    if (this.#below(INSCRIPTION_EVERY) === 0) return this.#items([64, 2_000 + this.#below(40_000), 33])
    this.#items(this.#below(3) === 0 ? [64] : [71 + this.#below(2), 33])
  }

  #items(lengths: readonly number[]): void {
    this.#size(lengths.length)
    for (const length of lengths) {
      this.#size(length)
      this.skip(length)
    }
  }

  #stripped(start: number, body: number, bodyEnd: number): Buffer {
    const version = this.buffer.subarray(start, start + 4)
    return Buffer.concat([
      version,
      this.buffer.subarray(body, bodyEnd),
      this.buffer.subarray(this.at - 4, this.at),
    ])
  }

  #size(value: number): void {
    if (value < 0xfd) this.#bytes(value)
    else this.#bytes(0xfd, value & 0xff, value >>> 8)
  }

  #bytes(...values: readonly number[]): void {
    for (const value of values) this.buffer[this.at++] = value
  }

  #uint32(value: number): void {
    this.at = this.buffer.writeUInt32LE(value, this.at)
  }

  #below(limit: number): number {
    return (this.#next() >>> 0) % limit
  }

  #next(): number {
    let x = this.#random // xorshift32
    x ^= x << 13
    x ^= x >>> 17
    x ^= x << 5
    return (this.#random = x)
  }
}
