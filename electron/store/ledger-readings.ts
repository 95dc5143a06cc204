/** What the ledger says of scripts: one reading each, in a handful of statements for any number of them. */
import { type BlockRef, sameBlock } from '../../shared/chain.ts'
import type { ScriptId } from '../engine/ports.ts'
import type { LedgerView } from '../engine/reading.ts'
import {
  COVERAGE_COLUMNS,
  type CoverageHistory,
  type CoverageRow,
  readingAt,
  toHistories,
  withHistory,
} from './coverage-history.ts'
import { createHistoryRanges, isExact } from './history-reads.ts'
import { createStateReader, type LedgerState } from './ledger-state.ts'
import { createLedgerSums, type UnspentSum } from './ledger-sums.ts'
import type { Database } from './sqlite.ts'

/** A script's figures as of the block `at`. */
export interface LedgerReading extends LedgerView {
  readonly scriptId: ScriptId
}

/** Readings of scripts that have coverage; the others are absent. */
export type LedgerReadings = (scripts: readonly ScriptId[] | 'all') => Map<ScriptId, LedgerReading>

/** Prepared once for a connection, which may be read-only. */
export function createLedgerReadings(db: Database): LedgerReadings {
  const state = createStateReader(db)
  const sums = createLedgerSums(db)
  const ranges = createHistoryRanges(db)
  const order = 'ORDER BY script, id'
  const all = db.prepare<[], CoverageRow>(`SELECT ${COVERAGE_COLUMNS} FROM coverage ${order}`)
  const some = db.prepare<[string], CoverageRow>(
    `SELECT ${COVERAGE_COLUMNS} FROM coverage WHERE script IN (SELECT value FROM json_each(?)) ${order}`,
  )

  return db.transaction((scripts: readonly ScriptId[] | 'all') => {
    const now = state()
    const rows = scripts === 'all' ? all.all() : some.all(JSON.stringify(scripts))
    const { cursor } = now
    if (cursor === null) return new Map<ScriptId, LedgerReading>()
    const histories = toHistories(rows)
    const elsewhere = [...histories.values()].filter(({ newest }) => !isAtCursor(newest, cursor))
    const found: Found = {
      atCursor: sums.atCursor(scripts, cursor.height),
      elsewhere: sums.at(
        elsewhere.map(({ newest }) => [newest.script, readingAt(newest, cursor).height] as const),
      ),
      pending: sameBlock(now.mempoolAt, cursor) ? sums.pending(cursor.height) : null,
    }
    const read = ranges(scripts)
    return new Map(
      [...histories].map(([script, history]) => {
        const range = read.get(script)
        const whole = withHistory(history, range && isExact(range) ? range : undefined)
        return [script, toReading(whole, now, cursor, found)]
      }),
    )
  })
}

interface Found {
  readonly atCursor: ReadonlyMap<ScriptId, UnspentSum>
  readonly elsewhere: ReadonlyMap<ScriptId, UnspentSum>
  /** Null when no mempool pass holds. */
  readonly pending: ReadonlyMap<ScriptId, number> | null
}

/** Only such a reading may be summed over everything that is unspent now. */
function isAtCursor(row: CoverageRow, cursor: BlockRef): boolean {
  return row.state === 'following' && row.from_height <= cursor.height
}

function toReading(
  { newest, historyFrom, holes }: CoverageHistory,
  state: LedgerState,
  cursor: BlockRef,
  found: Found,
): LedgerReading {
  const atCursor = isAtCursor(newest, cursor)
  const sum = (atCursor ? found.atCursor : found.elsewhere).get(newest.script)
  const seen = atCursor && state.mempoolPass > newest.since_pass
  return {
    scriptId: newest.script,
    at: readingAt(newest, cursor),
    confirmed: sum?.confirmed ?? 0,
    immature: sum?.immature ?? 0,
    pending: seen && found.pending !== null ? (found.pending.get(newest.script) ?? 0) : null,
    state: newest.state,
    historyFrom,
    holes,
    observedAt: atCursor ? Math.max(newest.observed_at, state.cursorObservedAt) : newest.observed_at,
  }
}
