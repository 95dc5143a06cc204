/** Watched scripts as a store hands them over: a million of them in a few typed arrays instead of millions of objects. */
import type { ScriptList, WatchedScript } from '../engine/ports.ts'

/** A script as its row has it. */
export type ScriptColumns = readonly [id: number, scriptPubKey: Uint8Array, activeAbove: number]

/** Bytes that scripts have on average, for the first guess. */
const USUAL_BYTES = 26

/** Takes rows as they come. */
export interface ScriptPacker {
  add(rows: Iterable<ScriptColumns>): void
  /** All of them; nothing is added any more. */
  done(): ScriptList
}

/** Packs all rows; `expected` may be wrong. */
export function packScripts(rows: Iterable<ScriptColumns>, expected: number): ScriptList {
  const packer = createScriptPacker(expected)
  packer.add(rows)
  return packer.done()
}

/** The same a part at a time. */
export function createScriptPacker(expected: number): ScriptPacker {
  let bytes = new Uint8Array(expected * USUAL_BYTES)
  let numbers = new Float64Array(expected * 3)
  let count = 0
  let end = 0
  return {
    add: (rows) => {
      for (const [id, script, activeAbove] of rows) {
        if (end + script.length > bytes.length) bytes = larger(bytes, end + script.length)
        if ((count + 1) * 3 > numbers.length) numbers = larger(numbers, (count + 1) * 3)
        bytes.set(script, end)
        end += script.length
        numbers[count * 3] = id
        numbers[count * 3 + 1] = end
        numbers[count * 3 + 2] = activeAbove
        count++
      }
    },
    done: () => new PackedScripts(bytes, numbers, count),
  }
}

/** Makes the objects anew for each walk; their bytes are views. */
class PackedScripts implements ScriptList {
  readonly length: number
  readonly #bytes: Uint8Array
  /** Id, end of the bytes, and `activeAbove` of each. */
  readonly #numbers: Float64Array

  constructor(bytes: Uint8Array, numbers: Float64Array, length: number) {
    this.#bytes = bytes
    this.#numbers = numbers
    this.length = length
  }

  *[Symbol.iterator](): Generator<WatchedScript> {
    let start = 0
    for (let at = 0; at < this.length * 3; at += 3) {
      const end = this.#numbers[at + 1] ?? 0
      const scriptPubKey = this.#bytes.subarray(start, end)
      yield { id: this.#numbers[at] ?? 0, scriptPubKey, activeAbove: this.#numbers[at + 2] ?? 0 }
      start = end
    }
  }

  map<T>(change: (script: WatchedScript) => T): T[] {
    return Array.from(this, change)
  }
}

function larger<T extends Uint8Array | Float64Array>(old: T, needed: number): T {
  const Kind = old.constructor as new (length: number) => T // its own constructor gives its own kind
  const grown = new Kind(Math.max(needed, Math.ceil(old.length * 1.5), 64))
  grown.set(old)
  return grown
}
