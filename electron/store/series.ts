/** What changed in a scope block by block, summed in one pass; and when the blocks were by which ranges are bounded. */
import type { Scope } from '../../shared/ipc/time.ts'
import type { BlockChange } from '../engine/series.ts'
import { type ChangeRow, createBlockSumReads, prepareSums } from './block-sums.ts'
import { byScope, EVERYTHING, type ScopeParams, type ScopeSql, scopeParams } from './scope.ts'
import type { Database } from './sqlite.ts'

export interface SeriesReads {
  /** Ascending. `estimated`: in how many blocks only the header's own time is known. */
  changes(scope: Scope): { readonly changes: readonly BlockChange[]; readonly estimated: number }
  /** The time of the first stored block at or above a height, in seconds: not before that of the height itself. */
  notBefore(height: number): number | null
  /** The same of the last one at or below it. */
  notAfter(height: number): number | null
}

/** A part of all scripts is subtracted from the sums of all where that is the smaller half. */
const PART = 0.5

/** Reads on any connection. */
export function createSeriesReads(db: Database): SeriesReads {
  const of = byScope(db, (sql) => prepareChanges(db, sql))
  const all = createBlockSumReads(db)
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
      const rows = rowsOf(of(scope), scopeParams(scope), all)
      const changes = rows.map(([height, time, , change]) => ({ height, time, change }))
      return { changes, estimated: rows.reduce((count, row) => count + (row[2] === 1 ? 0 : 1), 0) }
    },
    notBefore: (height) => above.get(height) ?? null,
    notAfter: (height) => below.get(height) ?? null,
  }
}

type Prepared = ReturnType<typeof prepareChanges>

/** Whatever is asked about, no more than half of the outputs are gone through. */
function rowsOf(sql: Prepared, params: ScopeParams, all: () => readonly ChangeRow[]): readonly ChangeRow[] {
  if (sql === null) return all()
  const { scripts, total } = sql.count.get(params) ?? { scripts: 0, total: 0 }
  if (scripts <= total * PART) return sql.inside.all(params)
  const outside = sql.outside.all(params)
  return outside.length === 0 ? all() : without(all(), outside)
}

/** Both ascending, and so is what is left: a block that is only in `less` changed nothing in all. */
function without(rows: readonly ChangeRow[], less: readonly ChangeRow[]): readonly ChangeRow[] {
  const left: ChangeRow[] = []
  let at = 0
  const take = (upTo: number): void => {
    for (let row = less[at]; row !== undefined && row[0] < upTo; row = less[++at])
      left.push([row[0], row[1], row[2], -row[3]])
  }
  for (const row of rows) {
    const [height, time, isMedian, change] = row
    take(height)
    const outside = less[at]
    if (outside?.[0] !== height) left.push(row)
    else {
      at += 1
      if (change !== outside[3]) left.push([height, time, isMedian, change - outside[3]])
    }
  }
  take(Infinity)
  return left
}

/** Null for everything, which has sums of its own. */
function prepareChanges(db: Database, { scripts }: ScopeSql) {
  if (scripts === EVERYTHING.scripts) return null
  return {
    count: db.prepare<[ScopeParams], { readonly scripts: number; readonly total: number }>(
      `SELECT (SELECT count(*) FROM (${scripts})) AS scripts, (SELECT count(*) FROM script) AS total`,
    ),
    inside: prepareSums(db, scripts),
    outside: prepareSums(db, `SELECT id FROM script EXCEPT ${scripts}`),
  }
}
