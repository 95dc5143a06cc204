/**
 * What each script holds, kept between two readings of a reading connection. The journal is written with the facts and
 * names every script whose sum an update changes: those are asked for anew, and no amount is ever moved on by adding.
 * Whatever else removes facts (an entry that goes) moves the watch version on: then everything is asked for anew.
 */
import type { ScriptId } from '../engine/ports.ts'
import { touchedScripts } from './journal-codec.ts'
import type { Database } from './sqlite.ts'

/** `[script, what it holds]`; null where it holds nothing. */
export type HeldRow = readonly [script: ScriptId, value: number | null]

/** Asks the ledger for these scripts, in ascending order. */
type AskHeld = (scripts: readonly ScriptId[]) => readonly HeldRow[]

/** More than this of the journal is dearer to read than the sums are to ask for again. */
const JOURNAL_BYTES = 64 << 10
/** Ids of scripts above this are not kept: eight bytes each. */
const MOST_SCRIPTS = 1 << 22
const NOTHING = -1

interface Place {
  readonly watchVersion: number
  readonly journal: number
}

/**
 * The same answers as `ask`, for a connection that only reads. To be called inside one read transaction each time, and
 * never on a connection that writes: what it rolls back would be kept.
 */
export function keepSums(db: Database, ask: AskHeld): (scripts: readonly ScriptId[]) => readonly HeldRow[] {
  const placeNow = db.prepare<[], Place>(
    `SELECT watch_version AS watchVersion, (SELECT coalesce(max(id), 0) FROM journal) AS journal FROM scan_state`,
  )
  const room = db.prepare<[number], number>('SELECT total(length(changes)) FROM journal WHERE id > ?').pluck()
  const changes = db.prepare<[number], Buffer>('SELECT changes FROM journal WHERE id > ?').pluck()
  let place: Place | null = null
  /** By script: NaN where it is not known. */
  let sums = new Float64Array(0)

  function moveOn(): void {
    const now = placeNow.get() ?? null
    const isNext = place !== null && now?.watchVersion === place.watchVersion && now.journal >= place.journal
    if (!isNext || place === null || (room.get(place.journal) ?? Infinity) > JOURNAL_BYTES) sums.fill(NaN)
    else if (now !== null && now.journal > place.journal)
      for (const bytes of changes.iterate(place.journal))
        touchedScripts(bytes, (script) => {
          if (script < sums.length) sums[script] = NaN
        })
    place = now
  }

  function makeRoom(highest: number): void {
    if (highest < sums.length || highest >= MOST_SCRIPTS) return
    const grown = new Float64Array(Math.min(MOST_SCRIPTS, Math.ceil((highest + 1) * 1.25))).fill(NaN)
    grown.set(sums)
    sums = grown
  }

  return (scripts) => {
    moveOn()
    const unknown = scripts.filter((script) => Number.isNaN(sums[script] ?? NaN))
    if (unknown.length === 0) return scripts.map((script) => rowOf(script, sums[script]))
    const asked = ask([...Float64Array.from(unknown).sort()])
    makeRoom(asked.at(-1)?.[0] ?? 0)
    const beyond = new Map<ScriptId, number | null>()
    for (const [script, value] of asked)
      if (script < sums.length) sums[script] = value ?? NOTHING
      else beyond.set(script, value)
    return scripts.map((script) =>
      script < sums.length ? rowOf(script, sums[script]) : [script, beyond.get(script) ?? null],
    )
  }
}

function rowOf(script: ScriptId, sum: number | undefined): HeldRow {
  return [script, sum === undefined || sum === NOTHING ? null : sum]
}
