/** What the ledger says of scripts right after a past block: exact inside their coverage, else why it cannot tell. */
import type { BlockHash, BlockRef } from '../../shared/chain.ts'
import type { ScriptId } from '../engine/ports.ts'
import type { LedgerAtHeight, NotCovered } from '../engine/reading-at.ts'
import { toBlockHash } from './bytes.ts'
import { COVERAGE_COLUMNS, type CoverageRow, readingAt } from './coverage-history.ts'
import { createHistoryRanges, isExact, type ScriptHistory } from './history-reads.ts'
import { createStateReader } from './ledger-state.ts'
import { createLedgerSums, type UnspentSum } from './ledger-sums.ts'
import type { Database } from './sqlite.ts'

/** One answer for each of the scripts, also for those that the ledger does not know. */
export type LedgerAt = (scripts: readonly ScriptId[], height: number) => ReadonlyMap<ScriptId, LedgerAtHeight>

/** Prepared once for a connection, which may be read-only. */
export function createLedgerAt(db: Database): LedgerAt {
  const state = createStateReader(db)
  const sums = createLedgerSums(db)
  const ranges = createHistoryRanges(db)
  const blockAt = db.prepare<[number], Buffer>('SELECT hash FROM block WHERE height = ?').pluck()
  const rowsOf = db.prepare<[string], CoverageRow>(
    `SELECT ${COVERAGE_COLUMNS} FROM coverage
     WHERE script IN (SELECT value FROM json_each(?)) ORDER BY script, id`,
  )

  return db.transaction((scripts: readonly ScriptId[], height: number) => {
    const { cursor } = state()
    const rows = cursor === null ? [] : rowsOf.all(JSON.stringify(scripts))
    const stretches = Map.groupBy(
      rows.map((row) => toStretch(row, cursor)),
      ({ script }) => script,
    )
    const stored = blockAt.get(height)
    const at: At = { height, hash: stored === undefined ? null : toBlockHash(stored) }
    const read = cursor === null ? new Map<ScriptId, ScriptHistory>() : ranges(scripts)
    const found = new Map(
      scripts.map((script) => {
        const known = stretches.get(script) ?? []
        return [script, behindSnapshot(read.get(script), known, height) ?? findStretch(known, height)]
      }),
    )
    const covered = [...found].filter(([, stretch]) => typeof stretch !== 'string')
    const totals = sums.at(covered.map(([script]) => [script, height] as const))
    return new Map([...found].map(([script, stretch]) => [script, toAnswer(stretch, totals.get(script), at)]))
  })
}

interface At {
  readonly height: number
  /** Of the stored block. */
  readonly hash: BlockHash | null
}

/** The blocks from `from` to `to`, both included, for which a script's facts are complete. */
export interface Stretch {
  readonly script: ScriptId
  readonly from: BlockRef
  readonly to: BlockRef
}

export function toStretch(row: CoverageRow, cursor: BlockRef | null): Stretch {
  const from = { height: row.from_height, hash: toBlockHash(row.from_hash) }
  return { script: row.script, from, to: cursor === null ? from : readingAt(row, cursor) }
}

/**
 * The stretch that holds the height, the latest first. A later snapshot may lie below an earlier stretch: it brings coins
 * of which nobody knows when they are spent above its own end, so that nothing earlier holds there any more.
 */
export function findStretch(stretches: readonly Stretch[], height: number): Stretch | NotCovered {
  const newest = stretches.at(-1)
  if (newest === undefined) return 'nothing'
  const last = stretches.findLast(({ from, to }) => to.height < height || from.height <= height)
  if (last === undefined) return 'starts_later'
  if (height <= last.to.height) return last
  return last === newest ? 'not_there' : 'hole'
}

/** The stretch that was read behind the snapshots, where it holds the height and nothing about it is in doubt. */
export function behindSnapshot(
  range: ScriptHistory | undefined,
  stretches: readonly Stretch[],
  height: number,
): Stretch | null {
  if (!range || !isExact(range) || height < range.from.height || height > range.to.height) return null
  const newest = stretches.at(-1)
  const to = newest && range.to.height >= newest.from.height ? newest.to : range.to
  return { script: range.script, from: range.from, to: to.height < range.to.height ? range.to : to }
}

function toAnswer(
  stretch: Stretch | NotCovered,
  sum: UnspentSum | undefined,
  { height, hash }: At,
): LedgerAtHeight {
  if (typeof stretch === 'string') return { kind: 'not_covered', why: stretch }
  const { from, to } = stretch
  const end = [to, from].find((ref) => ref.height === height)
  const { confirmed, immature } = sum ?? { confirmed: 0, immature: 0 }
  return { kind: 'covered', confirmed, immature, hash: end?.hash ?? hash, through: to }
}
