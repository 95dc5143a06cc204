/** Asks basic block filters (BIP-158) whether one of many scripts may be in their block. */
import type { BlockHash } from '../../../shared/chain.ts'
import { fromDisplayHex } from '../block/hash.ts'
import { reserveWasm } from '../wasm-module.ts'
import { readFilterCount } from './filter-count.ts'
import { FilterFormatError } from './filter-format-error.ts'
import { createGcsInstance, type GcsInstance } from './gcs-instance.ts'
import { packScripts } from './pack-scripts.ts'

/** Not for use by two callers at once; nothing in it waits, so one thread cannot be two callers. */
export interface FilterMatcher {
  /** How many of the scripts take part: a filter never holds an empty script or one that begins with OP_RETURN. */
  readonly scripts: number
  /**
   * False when the block holds none of the scripts for certain: neither in an output nor in what an input spends.
   * True is wrong once in 784,931 scripts and blocks. Throws `FilterFormatError`.
   */
  matchAny(filter: Uint8Array, block: BlockHash): boolean
}

/** Where gcs-match.as wants the first half of the block hash. */
const KEY = 0
/** Above the tables that gcs-match.as keeps. */
const SCRIPTS = 49_664
/** Filters differ in size. */
const SPARE = 256 << 10

/** What `decode` answers below zero, in words. */
const PROBLEMS: Readonly<Record<number, string>> = {
  [-1]: 'truncated',
  [-2]: 'a value out of range',
  [-3]: 'bits other than zero after the last value',
  [-4]: 'bytes after the last value',
}

/** Takes about 40 bytes a script, for as long as the matcher lives. */
export function createFilterMatcher(scripts: readonly Uint8Array[]): FilterMatcher {
  const packed = packScripts(scripts)
  const gcs = createGcsInstance()
  const filterAt = SCRIPTS + packed.bytes.length // a multiple of 32 further on
  reserve(gcs, filterAt).set(packed.bytes, SCRIPTS)
  return {
    scripts: packed.scripts,
    matchAny(filter, block) {
      const { count, start } = readFilterCount(filter)
      if (count > 0) decode(gcs, { filter, start, count, block, at: filterAt })
      return (
        count > 0 &&
        packed.classes.some(
          ({ words, groups, offset }) => gcs.matchClass(SCRIPTS + offset, groups, words) !== 0,
        )
      )
    },
  }
}

interface Decoding {
  readonly filter: Uint8Array
  readonly start: number
  readonly count: number
  readonly block: BlockHash
  /** Where there is room for the filter and its values. */
  readonly at: number
}

/** Even without scripts to look for, the whole filter is read: a broken one is never passed over. */
function decode(gcs: GcsInstance, { filter, start, count, block, at }: Decoding): void {
  const length = filter.length - start
  const padded = (length + 15) & ~15
  const scratch = at + padded
  const values = scratch + padded + 32
  const memory = reserve(gcs, values + 8 * (count + 1))
  memory.set(fromDisplayHex(block).subarray(0, 16), KEY)
  memory.set(filter.subarray(start), at)
  memory.fill(0, at + length, scratch)
  const problem = gcs.decode(at, length, count, scratch, values)
  if (problem === 0) return
  throw new FilterFormatError(PROBLEMS[problem] ?? 'malformed', start + (gcs.stoppedAt() >>> 3))
}

/** The memory, of at least so many bytes. */
function reserve({ memory }: GcsInstance, bytes: number): Uint8Array {
  if (bytes > memory.buffer.byteLength) reserveWasm(memory, bytes + SPARE)
  return new Uint8Array(memory.buffer)
}
