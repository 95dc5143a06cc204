/**
 * What the transactions of the mempool have to do with whom: four bytes of each outpoint they spend and of each script
 * they pay, so that what is newly watched is looked for without asking the node for everything again.
 */
import type { Txid } from '../../shared/chain.ts'
import { countOfSome, skipMarker } from './block/block-map.ts'
import { ByteReader, MIN_INPUT, MIN_OUTPUT } from './block/byte-reader.ts'
import { grown } from './block/packed.ts'
import { FILTER_WORD, isFiltered, isSpendable, OUTPOINT_WORD, wordAt } from './block/watch-keys.ts'
import type { WatchTable } from './block/watch-table.ts'

/** Counts before the words of a transaction: inputs, outputs, and whether its outputs cannot be told by words. */
const HEAD = 3

interface Words {
  readonly inputs: readonly number[]
  readonly outputs: readonly number[]
  readonly unfiltered: boolean
}

/** Transactions by txid; about 150 bytes each, the txid among them. */
export class MempoolKeys {
  #words = new Int32Array(1_024)
  #used = 0
  /** Words of transactions that have left. */
  #waste = 0
  #places = new Map<Txid, number>()

  get size(): number {
    return this.#places.size
  }

  has(id: Txid): boolean {
    return this.#places.has(id)
  }

  /** Throws `BlockFormatError` where the bytes are no transaction. */
  add(id: Txid, raw: Uint8Array): void {
    this.delete(id)
    const { inputs, outputs, unfiltered } = wordsOf(raw)
    const at = this.#used
    this.#used = at + HEAD + inputs.length + outputs.length
    this.#words = grown(this.#words, this.#used)
    this.#words.set([inputs.length, outputs.length, Number(unfiltered), ...inputs, ...outputs], at)
    this.#places.set(id, at)
  }

  delete(id: Txid): void {
    const at = this.#places.get(id)
    if (at === undefined) return
    this.#places.delete(id)
    this.#waste += HEAD + (this.#words[at] ?? 0) + (this.#words[at + 1] ?? 0)
  }

  /** Forgets those that are not listed. */
  keepOnly(listed: ReadonlySet<Txid>): void {
    for (const id of this.#places.keys()) if (!listed.has(id)) this.delete(id)
    if (this.#waste > this.#used / 2) this.#compact()
  }

  /** Those that may pay or spend something in the table. */
  concerning({ secondFilter, hasUnfiltered }: WatchTable): readonly Txid[] {
    return this.#where((at, inputs, outputs) => {
      if (hasUnfiltered && this.#words[at + 2] === 1) return true
      const end = at + HEAD + inputs + outputs
      for (let i = at + HEAD; i < end; i++) if (secondFilter.mayHave(this.#words[i] ?? 0)) return true
      return false
    })
  }

  /** Those that may spend an output of one of these. */
  spending(parents: ReadonlySet<Txid>): readonly Txid[] {
    const wanted = new Set([...parents].map(outpointWord))
    return this.#where((at, inputs) => {
      for (let i = at + HEAD; i < at + HEAD + inputs; i++) if (wanted.has(this.#words[i] ?? 0)) return true
      return false
    })
  }

  #where(isOne: (at: number, inputs: number, outputs: number) => boolean): readonly Txid[] {
    const found: Txid[] = []
    for (const [id, at] of this.#places)
      if (isOne(at, this.#words[at] ?? 0, this.#words[at + 1] ?? 0)) found.push(id)
    return found
  }

  #compact(): void {
    const old = this.#words
    this.#words = new Int32Array(Math.max(1_024, this.#used - this.#waste))
    this.#used = 0
    for (const [id, at] of this.#places) {
      const end = at + HEAD + (old[at] ?? 0) + (old[at + 1] ?? 0)
      this.#words.set(old.subarray(at, end), this.#used)
      this.#places.set(id, this.#used)
      this.#used += end - at
    }
    this.#waste = 0
  }
}

function wordsOf(raw: Uint8Array): Words {
  const reader = new ByteReader(raw)
  reader.skip(4)
  skipMarker(reader)
  const inputs: number[] = []
  for (let left = countOfSome(reader, MIN_INPUT, 'no inputs'); left > 0; left--) {
    inputs.push(wordAt(raw, reader.skip(36) + OUTPOINT_WORD))
    reader.skip(reader.count(1))
    reader.skip(4)
  }
  const outputs: number[] = []
  let unfiltered = false
  for (let left = countOfSome(reader, MIN_OUTPUT, 'no outputs'); left > 0; left--) {
    reader.skip(8)
    const length = reader.count(1)
    const at = reader.skip(length)
    if (!isSpendable(raw, at, length)) continue
    if (!isFiltered(length)) unfiltered = true
    else outputs.push(wordAt(raw, at + FILTER_WORD))
  }
  return { inputs, outputs, unfiltered }
}

/** The word of every outpoint of this transaction: the last bytes of its txid, which are written first. */
function outpointWord(id: Txid): number {
  return Number.parseInt(id.slice(0, 8), 16) | 0
}
