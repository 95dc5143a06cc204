/** What rules are judged by, from the counted rows: figures a stretch at a time, and who was not heard of. */
import { type BlockRef, blockHash } from '../../shared/chain.ts'
import type { AnySource } from '../../shared/reading.ts'
import type { Database } from './sqlite.ts'

/** A whole figure of an entry in sight, as it was counted. */
export interface ShownFigure {
  readonly watchId: number
  readonly group: string
  /** Confirmed, immature rewards among it. */
  readonly sats: number
  readonly asOf: BlockRef
  readonly source: AnySource
}

/** Entries that nobody confirmed. */
export interface Unheard {
  readonly count: number
  /** The first of them. */
  readonly watchIds: readonly number[]
  /** When the oldest was confirmed last; null where one never was, and where there is none. */
  readonly since: number | null
}

/** How many of those that nobody confirmed are named. */
const NAMED = 20

interface FigureRow {
  readonly id: number
  readonly grp: string
  readonly sats: number
  readonly height: number
  readonly hash: string
  readonly source: AnySource
}

/** Those behind an id in the order of adding; what is unknown, stale or lacks a part is none. */
export function figuresAfter(db: Database, after: number, limit: number): readonly ShownFigure[] {
  return db
    .prepare<[number, number], FigureRow>(
      `SELECT id, grp, confirmed + coalesce(immature, 0) AS sats, height, hash, source FROM shown
       WHERE id > ? AND archived = 0 AND kind = 0 AND whole = 1 AND confirmed IS NOT NULL AND height IS NOT NULL
         AND source IS NOT NULL
       ORDER BY id LIMIT ?`,
    )
    .all(after, limit)
    .map(({ id, grp, sats, height, hash, source }) => ({
      watchId: id,
      group: grp,
      sats,
      asOf: { height, hash: blockHash(hash) },
      source,
    }))
}

/** Those of them that are in sight. */
export function inSightAmong(db: Database, watchIds: readonly number[]): ReadonlySet<number> {
  return new Set(
    db
      .prepare<[string], number>(
        'SELECT id FROM shown WHERE archived = 0 AND id IN (SELECT value FROM json_each(?))',
      )
      .pluck()
      .all(JSON.stringify(watchIds)),
  )
}

/** Those in sight that were last heard of at `until` or before: one never heard of since it was added. */
export function unheardIn(db: Database, until: number, cutOffAt: number | null): Unheard {
  const params = { until, cutOff: cutOffAt }
  const where = `archived = 0 AND coalesce(CASE WHEN @cutOff IS NULL OR observed IS NULL THEN observed
    ELSE min(observed, @cutOff) END, added) <= @until`
  const row = db
    .prepare<[typeof params], { count: number; never: number; since: number | null }>(
      `SELECT count(*) AS count, total(observed IS NULL) AS never, min(observed) AS since FROM shown WHERE ${where}`,
    )
    .get(params)
  const { count = 0, never = 0, since = null } = row ?? {}
  if (count === 0) return { count, watchIds: [], since: null }
  const ids = db
    .prepare<[typeof params], number>(`SELECT id FROM shown WHERE ${where} ORDER BY id LIMIT ${NAMED}`)
    .pluck()
  const heard = never > 0 || since === null ? null : Math.min(since, cutOffAt ?? since)
  return { count, watchIds: ids.all(params), since: heard }
}
