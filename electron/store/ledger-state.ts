/**
 * Where the ledger stands: cursor, revision, watch version, last mempool pass. One row says all of it. A single block that
 * comes on top writes cursor and revision into its own row instead, which its commit writes anyway, and one in
 * `MOST_MARKED` moves the row of state up (docs/adr/0009): so the newest mark above it decides.
 */
import type { BlockHeader, BlockRef } from '../../shared/chain.ts'
import { toBlockHash, toBytes, toRef } from './bytes.ts'
import type { Database } from './sqlite.ts'

export interface LedgerState {
  readonly cursor: BlockHeader | null
  /** When the cursor was last known to be right, ms. */
  readonly cursorObservedAt: number
  readonly revision: number
  readonly watchVersion: number
  /** The tip of the last mempool pass, null when no pass holds any more. */
  readonly mempoolAt: BlockRef | null
  readonly mempoolPass: number
  /** The height up to which the row of state itself says where the cursor is. */
  readonly settledHeight: number | null
}

interface StateRow {
  readonly height: number | null
  readonly hash: Buffer | null
  readonly prev_hash: Buffer | null
  readonly time: number | null
  readonly cursor_observed_at: number
  readonly revision: number
  readonly watch_version: number
  readonly mempool_height: number | null
  readonly mempool_hash: Buffer | null
  readonly mempool_pass: number
  readonly settled_height: number | null
}

/** Blocks above the row of state that may say more of the cursor than it does. */
const MOST_MARKED = 16

/** What a block that came after the row `s` was written says, nothing without one. A revision is never given twice. */
const markedSince = (columns: string): string => `SELECT ${columns} FROM block m
  WHERE m.height > s.cursor AND m.height <= s.cursor + ${MOST_MARKED} AND m.revision > s.revision
  ORDER BY m.height DESC LIMIT 1`

/** In SQL: the height of the cursor, where `s` is the row of `scan_state`. */
export const CURSOR_HEIGHT = `coalesce((${markedSince('m.height')}), s.cursor)`

const READ = `SELECT b.height, b.hash, b.prev_hash, b.time,
    CASE WHEN b.revision > s.revision THEN b.observed_at ELSE s.cursor_observed_at END AS cursor_observed_at,
    max(s.revision, coalesce(b.revision, 0)) AS revision, s.watch_version,
    s.mempool_height, s.mempool_hash, s.mempool_pass, s.cursor AS settled_height
  FROM scan_state s LEFT JOIN block b ON b.height = ${CURSOR_HEIGHT}`

const SETTLE = `UPDATE scan_state AS s
  SET (cursor, cursor_observed_at, revision) = (${markedSince('m.height, m.observed_at, m.revision')})
  WHERE EXISTS (${markedSince('1')})`

/** Reads the row; `createStateWriter` changes it. */
export function createStateReader(db: Database): () => LedgerState {
  const row = db.prepare<[], StateRow>(READ)
  return () => {
    const found = row.get()
    if (!found) throw new Error('the state row of the ledger is missing')
    return toState(found)
  }
}

/** `height`: of a block whose row is there. `from`: where the ledger stood when this transaction began. */
export interface CursorMove {
  readonly height: number
  readonly observedAt: number
  readonly from: LedgerState
}

export interface StateWriter {
  /** The cursor's block row must be there. */
  setCursor(height: number, observedAt: number): void
  /** Returns the new revision; the cursor moves with it, in the same statement. Of a transaction's moves the only one. */
  nextRevision(cursor?: CursorMove | null): number
  nextWatchVersion(): void
  /** A mempool pass was made at `tip`, which is the cursor. */
  passMempool(tip: BlockRef, observedAt: number): void
  forgetMempool(): void
}

/** The changes that updates make to the row. */
export function createStateWriter(db: Database): StateWriter {
  const sql = prepareWrites(db)

  function moveTo({ height, observedAt, from }: CursorMove): number {
    const revision = from.revision + 1
    const isNext = from.cursor !== null && height === from.cursor.height + 1
    const isNear = from.settledHeight !== null && height <= from.settledHeight + MOST_MARKED
    if (isNext && isNear) sql.mark.run(revision, observedAt, height)
    else sql.move.run(revision, height, observedAt)
    return revision
  }

  function next(): number {
    sql.settle.run()
    return sql.revision.get() ?? 0
  }

  return {
    setCursor: (height, observedAt) => {
      sql.settle.run() // before the marks go with their blocks
      sql.cursor.run(height, observedAt)
    },
    nextRevision: (cursor = null) => (cursor === null ? next() : moveTo(cursor)),
    nextWatchVersion: () => void sql.watch.run(),
    passMempool: (tip, at) => {
      sql.settle.run()
      sql.pass.run(tip.height, toBytes(tip.hash), at, at)
    },
    forgetMempool: () => void sql.forget.run(),
  }
}

function prepareWrites(db: Database) {
  return {
    settle: db.prepare(SETTLE),
    cursor: db.prepare<[number, number]>('UPDATE scan_state SET cursor = ?, cursor_observed_at = ?'),
    revision: db
      .prepare<[], number>('UPDATE scan_state SET revision = revision + 1 RETURNING revision')
      .pluck(),
    move: db.prepare<[number, number, number]>(
      'UPDATE scan_state SET revision = ?, cursor = ?, cursor_observed_at = ?',
    ),
    mark: db.prepare<[number, number, number]>(
      'UPDATE block SET revision = ?, observed_at = ? WHERE height = ?',
    ),
    watch: db.prepare('UPDATE scan_state SET watch_version = watch_version + 1'),
    pass: db.prepare<[number, Buffer, number, number]>(
      `UPDATE scan_state SET mempool_height = ?, mempool_hash = ?, mempool_pass = mempool_pass + 1,
         mempool_observed_at = ?, cursor_observed_at = max(cursor_observed_at, ?)`,
    ),
    forget: db.prepare(
      'UPDATE scan_state SET mempool_height = NULL, mempool_hash = NULL, mempool_observed_at = NULL',
    ),
  }
}

function toState(row: StateRow): LedgerState {
  return {
    cursor: toCursor(row),
    cursorObservedAt: row.cursor_observed_at,
    revision: row.revision,
    watchVersion: row.watch_version,
    mempoolAt:
      row.mempool_height === null || row.mempool_hash === null
        ? null
        : toRef(row.mempool_height, row.mempool_hash),
    mempoolPass: row.mempool_pass,
    settledHeight: row.settled_height,
  }
}

function toCursor({ height, hash, prev_hash, time }: StateRow): BlockHeader | null {
  if (height === null || hash === null || prev_hash === null || time === null) return null
  return { height, hash: toBlockHash(hash), prevHash: toBlockHash(prev_hash), time }
}
