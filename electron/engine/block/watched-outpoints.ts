/** Watched outpoints, packed: 36 bytes as they stand in an input, and from where on they take part. */
import type { FilterBuilder } from './filter.ts'
import { KeyTable } from './key-table.ts'
import { grown, sameBytes } from './packed.ts'
import { type HashSeed, keyOf, OUTPOINT_WORD, wordAt } from './watch-keys.ts'

/** Bytes of an outpoint: txid and output index. */
export const OUTPOINT = 36

/** Outpoints by their bytes. */
export class WatchedOutpoints {
  readonly #keys: KeyTable
  readonly #seed: HashSeed
  #bytes: Uint8Array
  #active: Float64Array
  #rows = 0

  constructor(seed: HashSeed, expected: number) {
    this.#seed = seed
    this.#bytes = new Uint8Array(expected * OUTPOINT)
    this.#active = new Float64Array(expected)
    this.#keys = new KeyTable(expected)
  }

  get count(): number {
    return this.#rows
  }

  get byteLength(): number {
    return this.#keys.byteLength + this.#bytes.byteLength + this.#active.byteLength
  }

  /** Adds the outpoint at `start`; one that is there already stays as it is. */
  add(bytes: Uint8Array, start: number, activeAbove: number): void {
    const key = keyOf(bytes, start, OUTPOINT, this.#seed)
    if (this.#row(bytes, start) >= 0) return
    const row = this.#rows
    this.#bytes = grown(this.#bytes, (row + 1) * OUTPOINT)
    this.#active = grown(this.#active, row + 1)
    for (let i = 0; i < OUTPOINT; i++) this.#bytes[row * OUTPOINT + i] = bytes[start + i] ?? 0
    this.#active[row] = activeAbove
    this.#rows++
    this.#keys.insert(key, row)
  }

  /** Above which height the outpoint at `start` takes part; infinity when it is not watched. */
  activeAbove(bytes: Uint8Array, start: number): number {
    return this.#active[this.#row(bytes, start)] ?? Number.POSITIVE_INFINITY
  }

  /** Adds the rows from `first` on to a filter. */
  addTo(filter: FilterBuilder, first: number): void {
    for (let row = first; row < this.#rows; row++)
      filter.add(wordAt(this.#bytes, row * OUTPOINT + OUTPOINT_WORD))
  }

  #row(bytes: Uint8Array, start: number): number {
    return this.#keys.find(keyOf(bytes, start, OUTPOINT, this.#seed), (row) =>
      sameBytes(this.#bytes, row * OUTPOINT, bytes, start, OUTPOINT),
    )
  }
}
