/** What changed in a scope block by block, summed in one pass; and when the blocks were by which ranges are bounded. */
import type { Scope } from '../../shared/ipc/time.ts'
import type { BlockChange } from '../engine/series.ts'
import { byScope, type ScopeParams, type ScopeSql, scopeParams } from './scope.ts'
import type { Database } from './sqlite.ts'

export interface SeriesReads {
  /** Ascending. `estimated`: in how many blocks only the header's own time is known. */
  changes(scope: Scope): { readonly changes: readonly BlockChange[]; readonly estimated: number }
  /** The time of the first stored block at or above a height, in seconds: not before that of the height itself. */
  notBefore(height: number): number | null
  /** The same of the last one at or below it. */
  notAfter(height: number): number | null
}

type ChangeRow = [height: number, time: number, isMedian: number, change: number]

/** Reads on any connection. */
export function createSeriesReads(db: Database): SeriesReads {
  const of = byScope(db, (sql) => prepareChanges(db, sql))
  const above = db
    .prepare<[number], number>(
      'SELECT coalesce(median, time) FROM block WHERE height >= ? ORDER BY height LIMIT 1',
    )
    .pluck()
  const below = db
    .prepare<[number], number>(
      'SELECT coalesce(median, time) FROM block WHERE height <= ? ORDER BY height DESC LIMIT 1',
    )
    .pluck()
  return {
    changes: (scope) => {
      const rows = of(scope).all(scopeParams(scope))
      const changes = rows.map(([height, time, , change]) => ({ height, time, change }))
      return { changes, estimated: rows.reduce((count, row) => count + (row[2] === 1 ? 0 : 1), 0) }
    },
    notBefore: (height) => above.get(height) ?? null,
    notAfter: (height) => below.get(height) ?? null,
  }
}

/** A coin that a hole has swallowed goes where the hole ends. */
function prepareChanges(db: Database, { member }: ScopeSql) {
  const ours = `o.height IS NOT NULL AND ${member('o.script')}`
  return db
    .prepare<[ScopeParams], ChangeRow>(
      `SELECT b.height, coalesce(b.median, b.time), b.median IS NOT NULL, c.change FROM (
         SELECT height, sum(value) AS change FROM (
           SELECT o.height, o.value FROM output o WHERE ${ours}
           UNION ALL
           SELECT t.height, -o.value FROM output o JOIN tx t ON t.id = o.spent WHERE ${ours}
           UNION ALL
           SELECT o.gone, -o.value FROM output o WHERE o.gone IS NOT NULL AND o.spent IS NULL AND ${ours})
         GROUP BY height) c
       JOIN block b ON b.height = c.height ORDER BY b.height`,
    )
    .raw()
}
