/** Of which scripts own data lacks a part of the past, and how much of it somebody told. */
import type { ScriptId } from '../engine/ports.ts'
import { COVERAGE_COLUMNS, type CoverageRow, toHistories, withHistory } from './coverage-history.ts'
import { createHistoryRanges, isExact } from './history-reads.ts'
import type { Database } from './sqlite.ts'

export interface ToldNeeds {
  /** The block up to which own data lacks something, 0 where it lacks nothing; absent where there is none of it. */
  ownLacks(scripts: readonly ScriptId[]): ReadonlyMap<ScriptId, number>
  /** The block up to which each was told; absent where it was not. */
  toldUpTo(scripts: readonly ScriptId[]): ReadonlyMap<ScriptId, number>
}

/** Reads on any connection. */
export function createToldNeeds(db: Database): ToldNeeds {
  const rangesOf = createHistoryRanges(db)
  const coverage = db.prepare<[string], CoverageRow>(
    `SELECT ${COVERAGE_COLUMNS} FROM coverage WHERE script IN (SELECT value FROM json_each(?)) ORDER BY script, id`,
  )
  const told = db.prepare<[string], { readonly script: ScriptId; readonly height: number }>(
    'SELECT script, height FROM told_history WHERE script IN (SELECT value FROM json_each(?))',
  )
  return {
    ownLacks: (scripts) => {
      const ranges = rangesOf(scripts)
      const histories = toHistories(coverage.all(JSON.stringify(scripts)))
      return new Map(
        [...histories].map(([script, history]) => {
          const read = ranges.get(script)
          const { historyFrom, holes } = withHistory(history, read && isExact(read) ? read : undefined)
          return [script, Math.max(historyFrom.height, ...holes.map(({ to }) => to.height))]
        }),
      )
    },
    toldUpTo: (scripts) =>
      new Map(told.all(JSON.stringify(scripts)).map(({ script, height }) => [script, height])),
  }
}
