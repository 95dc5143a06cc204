/** From what passed the walk's filter to what is watched indeed, byte by byte. */
import { ByteReader } from './byte-reader.ts'
import type { Filter } from './filter.ts'
import { FILTER_WORD, isFiltered, OUTPOINT_WORD, wordAt } from './watch-keys.ts'
import type { WatchTable } from './watch-table.ts'

/** From the beginning of an output to its script, where the script's length takes one byte. */
const SCRIPT = 9

/**
 * The places of inputs and outputs that are watched at `height`, `~at` for outputs as in the candidates. An exact
 * look-up in a table of a million waits for memory, a microsecond at worst, one after the other: so the second filter
 * sees everything first, in a loop whose reads do not wait for each other.
 */
export function verifyCandidates(raw: Uint8Array, table: WatchTable, height: number): readonly number[] {
  const { places } = table.candidates
  const count = sift(raw, places, table.candidates.count, table.secondFilter)
  const hits: number[] = []
  for (let i = 0; i < count; i++) {
    const place = places[i] ?? 0
    const isHit = place < 0 ? paysScript(raw, ~place, table, height) : table.hasOutpoint(raw, place, height)
    if (isHit) hits.push(place)
  }
  return hits
}

/** Moves to the front what passes the filter, or is none of its business, and says how many those are. */
function sift(raw: Uint8Array, places: Int32Array, count: number, filter: Filter): number {
  let kept = 0
  for (let i = 0; i < count; i++) {
    const place = places[i] ?? 0
    places[kept] = place
    if (mayBeWatched(raw, place, filter)) kept++
  }
  return kept
}

function mayBeWatched(raw: Uint8Array, place: number, filter: Filter): boolean {
  if (place >= 0) return filter.mayHave(wordAt(raw, place + OUTPOINT_WORD))
  const length = raw[~place + SCRIPT - 1] ?? 0
  if (!isFiltered(length)) return true
  return filter.mayHave(wordAt(raw, ~place + SCRIPT + FILTER_WORD))
}

function paysScript(raw: Uint8Array, at: number, table: WatchTable, height: number): boolean {
  const reader = new ByteReader(raw, at + SCRIPT - 1)
  const length = reader.count(1)
  return table.findScript(raw, reader.position, length, height) !== null
}
