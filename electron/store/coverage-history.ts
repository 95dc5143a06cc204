/** A script's coverage rows as one story: where its reading stands, since when, and what nobody read between. */
import type { BlockRef } from '../../shared/chain.ts'
import type { ScriptId } from '../engine/ports.ts'
import { toRef } from './bytes.ts'
import type { ExactRange } from './history-reads.ts'

export interface CoverageRow {
  readonly script: ScriptId
  readonly from_height: number
  readonly from_hash: Buffer
  readonly to_height: number | null
  readonly to_hash: Buffer | null
  readonly state: 'following' | 'joining' | 'closed'
  readonly since_pass: number
  readonly observed_at: number
}

export interface Hole {
  readonly from: BlockRef
  readonly to: BlockRef
}

export interface CoverageHistory {
  readonly newest: CoverageRow
  readonly historyFrom: BlockRef
  readonly holes: readonly Hole[]
}

/** The columns of `CoverageRow`. */
export const COVERAGE_COLUMNS =
  'script, from_height, from_hash, to_height, to_hash, state, since_pass, observed_at'

/** Groups rows ordered by script and id. */
export function toHistories(rows: readonly CoverageRow[]): ReadonlyMap<ScriptId, CoverageHistory> {
  const histories = new Map<ScriptId, CoverageHistory>()
  for (const row of rows) histories.set(row.script, extend(histories.get(row.script), row))
  return histories
}

function extend(history: CoverageHistory | undefined, row: CoverageRow): CoverageHistory {
  const from = toRef(row.from_height, row.from_hash)
  if (!history) return { newest: row, historyFrom: from, holes: [] }
  const end = endOf(history.newest)
  const holes =
    end !== null && end.height < from.height ? [...history.holes, { from: end, to: from }] : history.holes
  return { newest: row, historyFrom: history.historyFrom, holes }
}

/**
 * With what was read behind the snapshots: it leads to where the story began, and through what nobody had read. A
 * range that has not reached the first snapshot yet says nothing of what followed.
 */
export function withHistory(history: CoverageHistory, range: ExactRange | undefined): CoverageHistory {
  if (!range || range.to.height < history.historyFrom.height) return history
  const historyFrom = range.from.height < history.historyFrom.height ? range.from : history.historyFrom
  const holes = history.holes.flatMap((hole) => {
    if (hole.to.height <= range.to.height) return []
    return hole.from.height < range.to.height ? [{ from: range.to, to: hole.to }] : [hole]
  })
  return { ...history, historyFrom, holes }
}

function endOf({ to_height, to_hash }: CoverageRow): BlockRef | null {
  return to_height === null || to_hash === null ? null : toRef(to_height, to_hash)
}

/** The block of the reading that this row gives. */
export function readingAt(row: CoverageRow, cursor: BlockRef): BlockRef {
  const end = endOf(row)
  if (end !== null) return end
  if (row.from_height > cursor.height) return toRef(row.from_height, row.from_hash)
  return { height: cursor.height, hash: cursor.hash }
}
