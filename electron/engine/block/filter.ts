/**
 * The first look at every input and output of a block: one 32-bit word of a table small enough for the processor's
 * cache, two bits in it. It answers "surely not" or "perhaps" from four bytes of the key; the walk (scan-block.as) asks it
 * in line. What passes is asked again of a second one, too large to be asked about everything.
 */
import type { HashSeed } from './watch-keys.ts'

/** 16 KB: fits the first-level cache and lets one in thousands pass as long as few keys are watched. */
const LEAST_BITS = 12
/** 16 MB, for many million keys: the hash has no more bits for places. */
const MOST_BITS = 22
/** Words of the smallest filter and of the largest one. */
export const LEAST_WORDS = 2 ** LEAST_BITS
export const MOST_WORDS = 2 ** MOST_BITS

/** So many changes are remembered one by one. A power of two. */
const REMEMBERED = 256

/** A hash's bits from here on choose its word; those below, five each, the two bits in it. */
const PLACE_SHIFT = 10

/**
 * Keys to a word of 32 bits. The first filter of a million keys has 1 MB: at twice that most of its words are beyond the
 * second-level cache, and waiting for them costs more than the twentieth that passes. The second lets a fiftieth pass.
 */
const KEYS_A_WORD = { first: 4, second: 2 }

/** What keys can be added to. */
export interface FilterBuilder {
  /** Adds four bytes of a key. */
  add(word: number): void
}

/** Which filter word and which two bits in it stand for four bytes of a key. */
export class Filter implements FilterBuilder {
  readonly words: Int32Array
  /** Leaves of a hash, shifted by `PLACE_SHIFT`, the place of its word. */
  readonly #mask: number
  /** An odd number that nobody outside knows: others cannot choose what passes. */
  readonly multiplier: number
  /** How often a key was added. */
  changes = 0
  /** The words that the last of them changed. */
  readonly #changed = new Int32Array(REMEMBERED)

  constructor(keys: number, multiplier: number, keysAWord = KEYS_A_WORD.second) {
    const wanted = Math.round(Math.log2(Math.max(1, keys) / keysAWord))
    const bits = Math.min(MOST_BITS, Math.max(LEAST_BITS, wanted))
    this.words = new Int32Array(2 ** bits)
    this.#mask = 2 ** bits - 1
    this.multiplier = multiplier
  }

  add(word: number): void {
    const hash = Math.imul(word, this.multiplier)
    const at = (hash >>> PLACE_SHIFT) & this.#mask
    this.words[at] = (this.words[at] ?? 0) | (1 << hash) | (1 << (hash >>> 5))
    this.#changed[this.changes++ % REMEMBERED] = at
  }

  /** Copies the words, or those that changed since `changes` was what is given. */
  copyTo(words: Int32Array, since: number | null): void {
    if (since === null || this.changes - since > REMEMBERED) {
      words.set(this.words)
      return
    }
    for (let change = since; change < this.changes; change++) {
      const at = this.#changed[change % REMEMBERED] ?? 0
      words[at] = this.words[at] ?? 0
    }
  }

  /** False when no key with these four bytes was added. */
  mayHave(word: number): boolean {
    const hash = Math.imul(word, this.multiplier)
    const bits = this.words[(hash >>> PLACE_SHIFT) & this.#mask] ?? 0
    return ((bits >>> hash) & (bits >>> (hash >>> 5)) & 1) === 1
  }
}

/** Both, with the same keys and hashes that have nothing to do with each other. */
export class Filters implements FilterBuilder {
  readonly first: Filter
  readonly second: Filter
  /** With more keys than this they let too much pass. */
  readonly capacity: number

  constructor(keys: number, { a, b }: HashSeed) {
    this.first = new Filter(keys, a, KEYS_A_WORD.first)
    this.second = new Filter(keys, b | 1)
    this.capacity = Math.max(2 ** LEAST_BITS * 2, keys * 1.5)
  }

  get byteLength(): number {
    return this.first.words.byteLength + this.second.words.byteLength
  }

  add(word: number): void {
    this.first.add(word)
    this.second.add(word)
  }
}
