/** From what passed the filters to what is watched indeed, byte by byte. */
import { ByteReader } from './byte-reader.ts'
import type { WatchTable } from './watch-table.ts'

/** From the beginning of an output to its script's length. */
const SCRIPT_LENGTH = 8

/** The places of inputs and outputs that are watched at `height`, `~at` for outputs as in the candidates. */
export function verifyCandidates(raw: Uint8Array, table: WatchTable, height: number): readonly number[] {
  const { places, count } = table.candidates
  const hits: number[] = []
  for (let i = 0; i < count; i++) {
    const place = places[i] ?? 0
    const isHit = place < 0 ? paysScript(raw, ~place, table, height) : table.hasOutpoint(raw, place, height)
    if (isHit) hits.push(place)
  }
  return hits
}

function paysScript(raw: Uint8Array, at: number, table: WatchTable, height: number): boolean {
  const reader = new ByteReader(raw, at + SCRIPT_LENGTH)
  const length = reader.count(1)
  return table.findScript(raw, reader.position, length, height) !== null
}
