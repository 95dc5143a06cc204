/** The one row that says where the ledger stands: cursor, revision, watch version, last mempool pass. */
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
}

const READ = `SELECT b.height, b.hash, b.prev_hash, b.time, s.cursor_observed_at, s.revision, s.watch_version,
    s.mempool_height, s.mempool_hash, s.mempool_pass
  FROM scan_state s LEFT JOIN block b ON b.height = s.cursor`

/** Reads the row; `createStateWriter` changes it. */
export function createStateReader(db: Database): () => LedgerState {
  const row = db.prepare<[], StateRow>(READ)
  return () => {
    const found = row.get()
    if (!found) throw new Error('the state row of the ledger is missing')
    return toState(found)
  }
}

/** `height`: of a block whose row is there. */
export interface CursorMove {
  readonly height: number
  readonly observedAt: number
}

export interface StateWriter {
  /** The cursor's block row must be there. */
  setCursor(height: number, observedAt: number): void
  /** Returns the new revision; the cursor moves with it, in the same statement. */
  nextRevision(cursor?: CursorMove | null): number
  nextWatchVersion(): void
  /** A mempool pass was made at `tip`, which is the cursor. */
  passMempool(tip: BlockRef, observedAt: number): void
  forgetMempool(): void
}

/** The changes that updates make to the row. */
export function createStateWriter(db: Database): StateWriter {
  const cursor = db.prepare<[number, number]>('UPDATE scan_state SET cursor = ?, cursor_observed_at = ?')
  const revision = db
    .prepare<[], number>('UPDATE scan_state SET revision = revision + 1 RETURNING revision')
    .pluck()
  const moved = db
    .prepare<[number, number], number>(
      'UPDATE scan_state SET revision = revision + 1, cursor = ?, cursor_observed_at = ? RETURNING revision',
    )
    .pluck()
  const watch = db.prepare('UPDATE scan_state SET watch_version = watch_version + 1')
  const pass = db.prepare<[number, Buffer, number, number]>(
    `UPDATE scan_state SET mempool_height = ?, mempool_hash = ?, mempool_pass = mempool_pass + 1,
       mempool_observed_at = ?, cursor_observed_at = max(cursor_observed_at, ?)`,
  )
  const forget = db.prepare(
    'UPDATE scan_state SET mempool_height = NULL, mempool_hash = NULL, mempool_observed_at = NULL',
  )
  return {
    setCursor: (height, observedAt) => void cursor.run(height, observedAt),
    nextRevision: (cursor = null) =>
      (cursor === null ? revision.get() : moved.get(cursor.height, cursor.observedAt)) ?? 0,
    nextWatchVersion: () => void watch.run(),
    passMempool: (tip, at) => void pass.run(tip.height, toBytes(tip.hash), at, at),
    forgetMempool: () => void forget.run(),
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
  }
}

function toCursor({ height, hash, prev_hash, time }: StateRow): BlockHeader | null {
  if (height === null || hash === null || prev_hash === null || time === null) return null
  return { height, hash: toBlockHash(hash), prevHash: toBlockHash(prev_hash), time }
}
