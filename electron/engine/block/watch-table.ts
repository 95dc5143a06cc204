/**
 * Watched scripts and outpoints, looked up by bytes in place: no object and no string per output of a block, none per
 * script either. Found outputs become watched outpoints at once. Nothing is ever removed: a new table is loaded.
 */
import type { Outpoint } from '../../../shared/chain.ts'
import type { ScriptList, WatchedOutpoint, WatchedScript, WatchSet } from '../ports.ts'
import { type Filter, Filters } from './filter.ts'
import { fromDisplayHex } from './hash.ts'
import { Candidates } from './scan-block.ts'
import { type HashSeed, randomSeed } from './watch-keys.ts'
import { OUTPOINT, WatchedOutpoints } from './watched-outpoints.ts'
import { type FoundScript, WatchedScripts } from './watched-scripts.ts'

/** Watched scripts and the outpoints that pay them, ready to be matched against raw bytes. */
export class WatchTable {
  readonly seed: HashSeed
  readonly #scripts: WatchedScripts
  readonly #outpoints: WatchedOutpoints
  #filters: Filters
  /** What of the last block passed the filters: the array is used again for every block. */
  readonly candidates = new Candidates()
  readonly #key = new Uint8Array(OUTPOINT)
  readonly #keyView = new DataView(this.#key.buffer)
  #version: number

  /** `room` is made at once; without it, for what is in the set. */
  constructor(set: WatchSet, seed: HashSeed = randomSeed(), room: TableRoom = roomFor(set)) {
    this.seed = seed
    this.#scripts = new WatchedScripts(seed, room.scripts, room.bytes)
    this.#outpoints = new WatchedOutpoints(seed, room.outpoints)
    this.#filters = new Filters(room.scripts + room.outpoints, seed)
    this.#version = set.version
    this.addScripts(set.scripts, set.version)
    for (const outpoint of set.outpoints) this.addOutpoint(outpoint)
    this.addClaims(set.claims ?? [])
  }

  /** The same, a piece at a time: `pause` is waited for between two of them. */
  static async inPieces(set: WatchSet, pause: () => Promise<void>): Promise<WatchTable> {
    let bytes = 0
    await walk(set.scripts, ({ scriptPubKey }) => void (bytes += scriptPubKey.length), pause)
    const room = { scripts: set.scripts.length, bytes, outpoints: set.outpoints.length }
    const table = new WatchTable({ version: set.version, scripts: [], outpoints: [] }, randomSeed(), room)
    const add = ({ id, scriptPubKey, activeAbove }: WatchedScript): void =>
      table.#scripts.add(id, scriptPubKey, activeAbove)
    await walk(set.scripts, add, pause)
    table.#scripts.addTo(table.#filters, 0)
    await walk(set.outpoints, (outpoint) => table.addOutpoint(outpoint), pause)
    table.addClaims(set.claims ?? [])
    return table
  }

  /** Know everything that is watched: for the walk. */
  get filters(): Filters {
    return this.#filters
  }

  /** The sharper one of them. */
  get secondFilter(): Filter {
    return this.#filters.second
  }

  /** What was loaded, or what the last scripts were added at. */
  get version(): number {
    return this.#version
  }

  get scriptCount(): number {
    return this.#scripts.count
  }

  /** Whether a script is watched that no filter knows. */
  get hasUnfiltered(): boolean {
    return this.#scripts.hasUnfiltered
  }

  get outpointCount(): number {
    return this.#outpoints.count
  }

  /** Bytes that the tables hold. */
  get byteLength(): number {
    return this.#scripts.byteLength + this.#outpoints.byteLength + this.#filters.byteLength
  }

  /** Watches more scripts, from the next block on. The set as a whole is `version` from then on. */
  addScripts(scripts: ScriptList, version: number): void {
    const first = this.#scripts.count
    for (const { id, scriptPubKey, activeAbove } of scripts) this.#scripts.add(id, scriptPubKey, activeAbove)
    if (!this.#filterIsFull()) this.#scripts.addTo(this.#filters, first)
    this.#version = version
  }

  /** The script that takes part in a block at `height` and has these bytes, or null. */
  findScript(bytes: Uint8Array, start: number, length: number, height: number): FoundScript | null {
    const found = this.#scripts.find(bytes, start, length)
    return found === null || found.activeAbove >= height ? null : found
  }

  /** True when the 36 bytes at `start` (txid, output index) are a watched outpoint that takes part at `height`. */
  hasOutpoint(bytes: Uint8Array, start: number, height: number): boolean {
    return this.#outpoints.activeAbove(bytes, start) < height
  }

  /** Adds an outpoint that was just found; adding it again changes nothing. */
  addOutpoint({ txid, vout, activeAbove }: Omit<WatchedOutpoint, 'script'>): void {
    this.#key.set(fromDisplayHex(txid))
    this.#keyView.setUint32(32, vout, true)
    const first = this.#outpoints.count
    this.#outpoints.add(this.#key, 0, activeAbove)
    if (!this.#filterIsFull()) this.#outpoints.addTo(this.#filters, first)
  }

  /** Outpoints whose spender is wanted, at any height; one that is watched already stays as it is. */
  addClaims(claims: readonly Outpoint[]): void {
    for (const { txid, vout } of claims) this.addOutpoint({ txid, vout, activeAbove: CLAIMED })
  }

  /** Whether an outpoint is only claimed, or not in the table at all. */
  isForeign({ txid, vout }: Outpoint): boolean {
    this.#key.set(fromDisplayHex(txid))
    this.#keyView.setUint32(32, vout, true)
    const above = this.#outpoints.activeAbove(this.#key, 0)
    return above === CLAIMED || above === Number.POSITIVE_INFINITY
  }

  /** Makes larger filters with all keys in them, where the old ones would let too much pass. */
  #filterIsFull(): boolean {
    const keys = this.#scripts.count + this.#outpoints.count
    if (keys <= this.#filters.capacity) return false
    this.#filters = new Filters(keys, this.seed)
    this.#scripts.addTo(this.#filters, 0)
    this.#outpoints.addTo(this.#filters, 0)
    return true
  }
}

/** Where claimed outpoints take part from; no coverage begins as low. */
const CLAIMED = -1

/** What a table has room for before it grows. */
interface TableRoom {
  readonly scripts: number
  /** Of all scripts together. */
  readonly bytes: number
  readonly outpoints: number
}

function roomFor({ scripts, outpoints }: WatchSet): TableRoom {
  let bytes = 0
  for (const { scriptPubKey } of scripts) bytes += scriptPubKey.length
  return { scripts: scripts.length, bytes, outpoints: outpoints.length }
}

/** Some milliseconds of work. */
const A_PIECE = 5_000

async function walk<T>(all: Iterable<T>, each: (one: T) => void, pause: () => Promise<void>): Promise<void> {
  let left = A_PIECE
  for (const one of all) {
    each(one)
    left -= 1
    if (left > 0) continue
    await pause()
    left = A_PIECE
  }
}
