/**
 * Watched scripts and outpoints as open-addressing hash tables on typed arrays, looked up by bytes in place:
 * no object and no string per output of a block. A hit is always verified byte by byte.
 */
import type { ScriptId, WatchedOutpoint, WatchSet } from '../ports.ts'
import { fromDisplayHex } from './hash.ts'

const EMPTY = -1

/** Slots that point into rows of keys; grows to stay at most half full. Keys are never removed. */
class SlotTable {
  #slots: Int32Array
  #hashes: Uint32Array
  #count = 0

  constructor(expected: number) {
    const size = sizeFor(expected)
    this.#slots = new Int32Array(size).fill(EMPTY)
    this.#hashes = new Uint32Array(size)
  }

  /** Whether any key has this hash: almost always no, and then nothing else is looked at. */
  has(hash: number): boolean {
    const mask = this.#slots.length - 1
    for (let slot = hash & mask; this.#slots[slot] !== EMPTY; slot = (slot + 1) & mask) {
      if (this.#hashes[slot] === hash) return true
    }
    return false
  }

  /** The row whose key `matches`, or -1. */
  find(hash: number, matches: (row: number) => boolean): number {
    const mask = this.#slots.length - 1
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const row = this.#slots[slot] ?? EMPTY
      if (row === EMPTY) return -1
      if (this.#hashes[slot] === hash && matches(row)) return row
    }
  }

  insert(hash: number, row: number): void {
    if (++this.#count * 2 > this.#slots.length) this.#grow()
    this.#place(hash, row)
  }

  #place(hash: number, row: number): void {
    const mask = this.#slots.length - 1
    let slot = hash & mask
    while (this.#slots[slot] !== EMPTY) slot = (slot + 1) & mask
    this.#slots[slot] = row
    this.#hashes[slot] = hash
  }

  #grow(): void {
    const [slots, hashes] = [this.#slots, this.#hashes]
    this.#slots = new Int32Array(slots.length * 2).fill(EMPTY)
    this.#hashes = new Uint32Array(slots.length * 2)
    slots.forEach((row, slot) => {
      if (row !== EMPTY) this.#place(hashes[slot] ?? 0, row)
    })
  }
}

function sizeFor(expected: number): number {
  return 2 ** Math.max(4, Math.ceil(Math.log2(expected * 2 + 1)))
}

/** Watched scripts and the outpoints that pay them, ready to be matched against raw bytes. */
export class WatchTable {
  readonly version: number
  readonly #scripts: Uint8Array[] = []
  readonly #scriptIds: ScriptId[] = []
  readonly #scriptActive: number[] = []
  readonly #scriptSlots: SlotTable
  readonly #txids: Uint8Array[] = []
  readonly #vouts: number[] = []
  readonly #outpointActive: number[] = []
  readonly #outpointSlots: SlotTable

  constructor(set: WatchSet) {
    this.version = set.version
    this.#scriptSlots = new SlotTable(set.scripts.length)
    this.#outpointSlots = new SlotTable(set.outpoints.length)
    for (const { id, scriptPubKey, activeAbove } of set.scripts) {
      this.#scriptSlots.insert(scriptHash(scriptPubKey, 0, scriptPubKey.length), this.#scripts.length)
      this.#scripts.push(scriptPubKey)
      this.#scriptIds.push(id)
      this.#scriptActive.push(activeAbove)
    }
    for (const outpoint of set.outpoints) this.addOutpoint(outpoint)
  }

  get scriptCount(): number {
    return this.#scripts.length
  }

  /** The script that takes part in a block at `height` and has these bytes, or null. */
  findScript(
    bytes: Uint8Array,
    start: number,
    length: number,
    height: number,
  ): { readonly id: ScriptId; readonly activeAbove: number } | null {
    const hash = scriptHash(bytes, start, length)
    if (!this.#scriptSlots.has(hash)) return null
    const row = this.#scriptSlots.find(hash, (candidate) =>
      sameBytes(this.#scripts[candidate], bytes, start, length),
    )
    const id = this.#scriptIds[row]
    const activeAbove = this.#scriptActive[row]
    if (id === undefined || activeAbove === undefined || activeAbove >= height) return null
    return { id, activeAbove }
  }

  /** True when the 36 bytes at `start` (txid, output index) are a watched outpoint that takes part at `height`. */
  hasOutpoint(bytes: Uint8Array, start: number, height: number): boolean {
    const hash = outpointHash(bytes, start)
    if (!this.#outpointSlots.has(hash)) return false
    const row = this.#outpointSlots.find(hash, (candidate) => this.#isOutpoint(candidate, bytes, start))
    return row >= 0 && (this.#outpointActive[row] ?? Number.MAX_SAFE_INTEGER) < height
  }

  /** Adds an outpoint that was just found; adding it again changes nothing. */
  addOutpoint({ txid, vout, activeAbove }: Omit<WatchedOutpoint, 'script'>): void {
    const key = new Uint8Array(36)
    key.set(fromDisplayHex(txid))
    new DataView(key.buffer).setUint32(32, vout, true)
    const hash = outpointHash(key, 0)
    if (this.#outpointSlots.find(hash, (candidate) => this.#isOutpoint(candidate, key, 0)) >= 0) return
    this.#outpointSlots.insert(hash, this.#txids.length)
    this.#txids.push(key.subarray(0, 32))
    this.#vouts.push(vout)
    this.#outpointActive.push(activeAbove)
  }

  #isOutpoint(row: number, bytes: Uint8Array, start: number): boolean {
    return this.#vouts[row] === readUint32(bytes, start + 32) && sameBytes(this.#txids[row], bytes, start, 32)
  }
}

function sameBytes(key: Uint8Array | undefined, bytes: Uint8Array, start: number, length: number): boolean {
  if (key === undefined || key.length !== length) return false
  for (let i = 0; i < length; i++) if (key[i] !== bytes[start + i]) return false
  return true
}

function readUint32(bytes: Uint8Array, at: number): number {
  const [a = 0, b = 0, c = 0, d = 0] = [bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]]
  return (a | (b << 8) | (c << 16) | (d << 24)) >>> 0
}

/** Eight bytes from offset 3 on (behind the opcodes of every usual form) and the length tell scripts apart. */
function scriptHash(bytes: Uint8Array, start: number, length: number): number {
  if (length >= 11) return mix(word(bytes, start + 3) ^ Math.imul(length, 0x9e3779b1), word(bytes, start + 7))
  let hash = length
  for (let i = 0; i < length; i++) hash = Math.imul(hash ^ (bytes[start + i] ?? 0), 0x01000193)
  return mix(hash, length)
}

function outpointHash(bytes: Uint8Array, start: number): number {
  return mix(word(bytes, start) ^ word(bytes, start + 32), word(bytes, start + 4))
}

function word(bytes: Uint8Array, at: number): number {
  return (
    (bytes[at] ?? 0) |
    ((bytes[at + 1] ?? 0) << 8) |
    ((bytes[at + 2] ?? 0) << 16) |
    ((bytes[at + 3] ?? 0) << 24)
  )
}

function mix(a: number, b: number): number {
  let hash = Math.imul(a ^ (a >>> 15), 0x85ebca6b) ^ Math.imul(b ^ (b >>> 13), 0xc2b2ae35)
  hash ^= hash >>> 16
  return Math.imul(hash, 0x27d4eb2f) >>> 0
}
