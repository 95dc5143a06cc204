/** Watched scripts, packed: all bytes in one arena, no object a script. About 80 bytes for one of 34. */
import type { ScriptId } from '../ports.ts'
import type { FilterBuilder } from './filter.ts'
import { KeyTable } from './key-table.ts'
import { grown, sameBytes } from './packed.ts'
import { FILTER_WORD, type HashSeed, isFiltered, isSpendable, keyOf, wordAt } from './watch-keys.ts'

/** A script as it was found in a block. */
export interface FoundScript {
  readonly id: ScriptId
  readonly activeAbove: number
}

/** Scripts by their bytes. */
export class WatchedScripts {
  readonly #keys: KeyTable
  readonly #seed: HashSeed
  #bytes: Uint8Array
  /** Where row n begins; row n + 1 begins where it ends. */
  #starts: Uint32Array
  #ids: Float64Array
  #active: Float64Array
  #rows = 0
  #unfiltered = false

  constructor(seed: HashSeed, expected: number, expectedBytes: number) {
    this.#seed = seed
    this.#bytes = new Uint8Array(expectedBytes)
    this.#starts = new Uint32Array(expected + 1)
    this.#ids = new Float64Array(expected)
    this.#active = new Float64Array(expected)
    this.#keys = new KeyTable(expected)
  }

  get count(): number {
    return this.#rows
  }

  /** Whether one of them is too short or too long for a filter. */
  get hasUnfiltered(): boolean {
    return this.#unfiltered
  }

  get byteLength(): number {
    const columns = this.#starts.byteLength + this.#ids.byteLength + this.#active.byteLength
    return this.#keys.byteLength + this.#bytes.byteLength + columns
  }

  /**
   * Adds a script; one that is there already stays as it is. One that can never be spent is left out: the set of
   * unspent outputs does not have it either.
   */
  add(id: ScriptId, script: Uint8Array, activeAbove: number): void {
    const { length } = script
    if (!isSpendable(script, 0, length)) return
    const key = keyOf(script, 0, length, this.#seed)
    if (this.#keys.find(key, (row) => this.#is(row, script, 0, length)) >= 0) return
    const row = this.#rows
    const start = this.#starts[row] ?? 0
    this.#bytes = grown(this.#bytes, start + length)
    this.#starts = grown(this.#starts, row + 2)
    this.#ids = grown(this.#ids, row + 1)
    this.#active = grown(this.#active, row + 1)
    this.#bytes.set(script, start)
    this.#starts[row + 1] = start + length
    this.#ids[row] = id
    this.#active[row] = activeAbove
    this.#rows++
    this.#unfiltered ||= !isFiltered(length)
    this.#keys.insert(key, row)
  }

  find(bytes: Uint8Array, start: number, length: number): FoundScript | null {
    if (!isSpendable(bytes, start, length)) return null
    const key = keyOf(bytes, start, length, this.#seed)
    const row = this.#keys.find(key, (candidate) => this.#is(candidate, bytes, start, length))
    const id = this.#ids[row]
    const activeAbove = this.#active[row]
    return id === undefined || activeAbove === undefined ? null : { id, activeAbove }
  }

  /** Adds the rows from `first` on to a filter. Those that it does not know are looked up without it. */
  addTo(filter: FilterBuilder, first: number): void {
    for (let row = first; row < this.#rows; row++) {
      const start = this.#starts[row] ?? 0
      const length = (this.#starts[row + 1] ?? 0) - start
      if (isFiltered(length)) filter.add(wordAt(this.#bytes, start + FILTER_WORD))
    }
  }

  #is(row: number, bytes: Uint8Array, start: number, length: number): boolean {
    const own = this.#starts[row] ?? 0
    return (this.#starts[row + 1] ?? 0) - own === length && sameBytes(this.#bytes, own, bytes, start, length)
  }
}
