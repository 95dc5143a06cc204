/** An open-addressing hash table from 64-bit keys to rows, on typed arrays. Keys are never removed. */
import type { Key } from './watch-keys.ts'

/** Slots for that many keys: at most three quarters full. */
function slotBits(keys: number): number {
  return Math.max(4, Math.ceil(Math.log2((Math.max(1, keys) * 4) / 3)))
}

/** Finds rows by key; whether the bytes are the same is the caller's to say. */
export class KeyTable {
  /** Three words a slot: place, tag, and row + 1 (0 is free). */
  #slots: Int32Array
  #shift: number
  #count = 0

  constructor(expected: number) {
    const bits = slotBits(expected)
    this.#slots = new Int32Array(3 * 2 ** bits)
    this.#shift = 32 - bits
  }

  get byteLength(): number {
    return this.#slots.byteLength
  }

  /** The row of the key that `matches`, or -1. */
  find([place, tag]: Key, matches: (row: number) => boolean): number {
    const slots = this.#slots
    for (let slot = (place >>> this.#shift) * 3; ; slot = slot + 3 === slots.length ? 0 : slot + 3) {
      const row = (slots[slot + 2] ?? 0) - 1
      if (row < 0) return -1
      if (slots[slot] === place && slots[slot + 1] === tag && matches(row)) return row
    }
  }

  /** Adds a key that is not there yet. */
  insert([place, tag]: Key, row: number): void {
    if ((this.#count + 1) * 4 > this.#slots.length) this.#grow()
    this.#put(place, tag, row)
    this.#count++
  }

  #put(place: number, tag: number, row: number): void {
    const slots = this.#slots
    let slot = (place >>> this.#shift) * 3
    while (slots[slot + 2] !== 0) slot = slot + 3 === slots.length ? 0 : slot + 3
    slots[slot] = place
    slots[slot + 1] = tag
    slots[slot + 2] = row + 1
  }

  #grow(): void {
    const old = this.#slots
    this.#slots = new Int32Array(old.length * 2)
    this.#shift--
    for (let slot = 0; slot < old.length; slot += 3) {
      const row = (old[slot + 2] ?? 0) - 1
      if (row >= 0) this.#put(old[slot] ?? 0, old[slot + 1] ?? 0, row)
    }
  }
}
