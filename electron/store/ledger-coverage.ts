/** From where to where each script's facts are complete: rows that follow the cursor, join it, or are closed. */
import type { BlockRef } from '../../shared/chain.ts'
import { type ConnectedBlock, type ScriptId, StoreConflict } from '../engine/ports.ts'
import { toBytes, toRef } from './bytes.ts'
import { createIsAnyLeaving, whereWatched } from './leaving.ts'
import type { LedgerState } from './ledger-state.ts'
import { forScripts, runOf, type ScriptRun } from './script-run.ts'
import type { Database } from './sqlite.ts'

/** The block an open row's reading is made at: `to` while joining, else the cursor, or `from` ahead of it. */
const READING_AT = `CASE
  WHEN state = 'joining' THEN to_height
  WHEN from_height > @height THEN from_height ELSE @height END`

/** Rows of one transaction, also of those that `close` closes: some ten milliseconds. A million scripts that a snapshot served together go on in parts. */
export const ROWS_AT_ONCE = 5_000

/**
 * The last row of those that join at a block together; none where all do. `and` leaves out scripts that are on their way
 * out: rows go while blocks are read, and those that were read for must be the same when they move up.
 */
export const lastToJoin = (and: (script: string) => string): string =>
  `SELECT id FROM coverage WHERE state = 'joining' AND to_height = @height AND to_hash = @hash ${and('coverage.script')}
   ORDER BY id LIMIT 1 OFFSET ${ROWS_AT_ONCE - 1}`

export interface CoverageRows {
  /** Throws `StoreConflict` (branch) when a snapshot ahead of the cursor names another block at these heights. */
  requireFroms(blocks: readonly ConnectedBlock[]): void
  joinsAt(to: BlockRef): boolean
  /** Moves the first rows that join at `on` (`lastToJoin`) up to `last`. True when two groups met there. */
  advance(on: BlockRef, last: BlockRef, now: number): boolean
  /** The first joining rows that stand at the cursor follow it from now on. Returns how many; the others wait to be told. */
  followAt(cursor: BlockRef, pass: number): number
  /** Closes open rows at the block of their reading: those of `scripts`, or some of all. Returns how many. */
  close(scripts: readonly ScriptId[] | 'some', state: LedgerState): number
  /**
   * Those of the scripts that are stored and have no open reading at or above `height`, in the order given; and which of
   * them have one below it.
   */
  readingBelow(
    scripts: readonly ScriptId[],
    height: number,
    cursorHeight: number,
  ): { readonly all: readonly ScriptId[]; readonly open: readonly ScriptId[] }
  /** Whether anything that is watched follows; of very many while something leaves, only some are looked at. */
  anyFollowing(): boolean
  /** Whether a script follows since this mempool pass, or a later one: no pass has looked for it yet. */
  anyFollowingSince(pass: number): boolean
  add(rows: NewCoverage): void
  /** Scripts whose newest row begins above `height`, all or some of them. */
  scriptsFromAbove(height: number, limit?: number): readonly ScriptId[]
  /** Rows that begin above `height`, all or those of some scripts. */
  deleteFromAbove(height: number, scripts?: readonly ScriptId[]): void
  /** Rows that end above `to` end at it: all or some of them. Returns how many. */
  truncate(to: BlockRef, at: number, limit?: number): number
}

/** Open rows that begin at one block, a row a script. */
export interface NewCoverage {
  readonly scripts: readonly ScriptId[]
  readonly from: BlockRef
  readonly state: 'following' | 'joining'
  readonly sincePass: number
  readonly observedAt: number
}

/** The statements over `coverage`, prepared once. */
export function createCoverageRows(db: Database): CoverageRows {
  const sql = prepareCoverage(db)
  const isAnyLeaving = createIsAnyLeaving(db)
  const readingBelow = whereWatched(db, (and) => prepareReadingBelow(db, and))
  const advance = whereWatched(db, (and) => prepareAdvance(db, and))
  return {
    requireFroms: (blocks) => requireFroms(sql, blocks),
    joinsAt: (to) => sql.joinsAt.get(to.height, toBytes(to.hash)) !== undefined,
    advance: (on, last, now) => {
      const met = sql.joinsAt.get(last.height, toBytes(last.hash)) !== undefined
      const top = { top: last.height, topHash: toBytes(last.hash) }
      advance().run({ ...top, now, height: on.height, hash: toBytes(on.hash) })
      return met
    },
    followAt: (cursor, pass) => {
      const { changes } = sql.follow.run(pass, cursor.height, toBytes(cursor.hash))
      if (changes > 0) sql.setFollowedPass.run(pass)
      return changes
    },
    close: (scripts, state) => closeRows(sql, scripts, state),
    readingBelow: (scripts, below, height) => {
      const run = runOf(scripts)
      if (run !== null && !isAnyLeaving() && sql.noneBegun.get(run) === 1) return { all: scripts, open: [] }
      const rows = readingBelow().all({ scripts: JSON.stringify(scripts), below, height })
      return {
        all: rows.map(([script]) => script),
        open: rows.flatMap(([id, isOpen]) => (isOpen ? [id] : [])),
      }
    },
    anyFollowing: () =>
      sql.anyFollowing.get() !== undefined && (!isAnyLeaving() || sql.anyWatchedFollowing.get() === 1),
    anyFollowingSince: (pass) => (sql.followedPass.get() ?? -1) >= pass,
    add: (rows) => addRows(sql, rows),
    scriptsFromAbove: (height, limit = -1) => sql.fromAbove.all({ height, limit }),
    deleteFromAbove: (height, scripts) => {
      if (scripts !== undefined) sql.deleteSomeFromAbove.run(JSON.stringify(scripts), height)
      else for (const statement of sql.deleteFromAbove) statement.run(height)
    },
    truncate: (to, at, limit = -1) => truncateRows(sql, to, at, limit),
  }
}

type CoverageSql = ReturnType<typeof prepareCoverage>

function requireFroms(sql: CoverageSql, blocks: readonly ConnectedBlock[]): void {
  const [first, last] = [blocks[0], blocks.at(-1)]
  if (!first || !last || (sql.highestFrom.get() ?? 0) < first.header.height) return
  const hashes = new Map(blocks.map(({ header }) => [header.height, header.hash]))
  for (const row of sql.fromsWithin.all(first.header.height, last.header.height)) {
    const from = toRef(row.height, row.hash)
    if (hashes.get(from.height) !== from.hash)
      throw new StoreConflict(`a snapshot was taken on another block at height ${from.height}`, 'branch')
  }
}

function closeRows(sql: CoverageSql, scripts: readonly ScriptId[] | 'some', state: LedgerState): number {
  const { cursor, cursorObservedAt: at } = state
  if (cursor === null) return 0
  const bound = { height: cursor.height, hash: toBytes(cursor.hash), at }
  if (scripts === 'some') return sql.closeNext.run({ ...bound }).changes
  return scripts.length === 0 ? 0 : sql.closeSome.run({ ...bound, scripts: JSON.stringify(scripts) }).changes
}

function truncateRows(sql: CoverageSql, to: BlockRef, at: number, limit: number): number {
  const bound = { height: to.height, hash: toBytes(to.hash), at }
  const { changes } = sql.truncateClosed.run({ ...bound, limit })
  const left = limit < 0 ? limit : limit - changes
  return left === 0 ? changes : changes + sql.truncateJoining.run({ ...bound, limit: left }).changes
}

function addRows(sql: CoverageSql, { scripts, from, state, sincePass, observedAt }: NewCoverage): void {
  const [height, hash] = [from.height, toBytes(from.hash)]
  const to = state === 'joining' ? { to: height, toHash: hash } : { to: null, toHash: null }
  const row = { height, hash, ...to, state, sincePass, observedAt }
  const add = sql.add(scripts)
  add.sql.run({ ...row, ...add.named })
  if (state === 'following') sql.setFollowedPass.run(sincePass)
}

const ADD = `INSERT INTO coverage
    (script, from_height, from_hash, to_height, to_hash, state, since_pass, observed_at)
  SELECT value, @height, @hash, @to, @toHash, @state, @sincePass, @observedAt`

const CLOSE = `UPDATE coverage SET state = 'closed',
    to_hash = CASE
      WHEN state = 'joining' THEN to_hash WHEN from_height > @height THEN from_hash ELSE @hash END,
    observed_at = CASE
      WHEN state = 'joining' OR from_height > @height THEN observed_at ELSE max(observed_at, @at) END,
    to_height = ${READING_AT}
  WHERE state <> 'closed'`

function prepareAdvance(db: Database, and: (script: string) => string) {
  return db.prepare<[Record<string, unknown>]>(
    `UPDATE coverage SET to_height = @top, to_hash = @topHash, observed_at = @now
     WHERE state = 'joining' AND to_height = @height AND to_hash = @hash
       AND id <= coalesce((${lastToJoin(and)}), ${Number.MAX_SAFE_INTEGER})`,
  )
}

function prepareReadingBelow(db: Database, and: (script: string) => string) {
  return db
    .prepare<[{ scripts: string; below: number; height: number }], [ScriptId, number]>(
      `SELECT s.id, c.id IS NOT NULL
       FROM json_each(@scripts) j CROSS JOIN script s ON s.id = j.value
         LEFT JOIN coverage c ON c.script = s.id AND c.state <> 'closed'
       WHERE (c.id IS NULL OR (${READING_AT}) < @below) ${and('s.id')}`,
    )
    .raw()
}

/** What leaves may follow still, and nobody reads for it. Where it would take long to find out, somebody does follow. */
const ANY_WATCHED_FOLLOWING = `WITH some (script) AS MATERIALIZED (
    SELECT m.script FROM watch w CROSS JOIN watch_script m ON m.watch = w.id LIMIT ${ROWS_AT_ONCE})
  SELECT (SELECT count(*) FROM some) = ${ROWS_AT_ONCE} OR EXISTS (
    SELECT 1 FROM some m CROSS JOIN coverage c ON c.script = m.script WHERE c.state = 'following')`

/** Their readings are worked out for the block where they end: those of `to` are right while what lies above is still there. */
const truncate = (state: 'closed' | 'joining'): string =>
  `UPDATE coverage SET to_height = @height, to_hash = @hash, observed_at = @at
   WHERE id IN (SELECT id FROM coverage WHERE state = '${state}' AND to_height > @height AND from_height <= @height
     LIMIT @limit)`

function prepareCoverage(db: Database) {
  return {
    highestFrom: db
      .prepare<[], number | null>("SELECT max(from_height) FROM coverage WHERE state = 'following'")
      .pluck(),
    fromsWithin: db.prepare<[number, number], { height: number; hash: Buffer }>(
      `SELECT DISTINCT from_height AS height, from_hash AS hash FROM coverage
       WHERE state = 'following' AND from_height BETWEEN ? AND ?`,
    ),
    joinsAt: db.prepare<[number, Buffer]>(
      "SELECT 1 FROM coverage WHERE state = 'joining' AND to_height = ? AND to_hash = ? LIMIT 1",
    ),
    follow: db.prepare<[number, number, Buffer]>(
      `UPDATE coverage SET state = 'following', to_height = NULL, to_hash = NULL, since_pass = ?
       WHERE id IN (SELECT id FROM coverage WHERE state = 'joining' AND to_height = ? AND to_hash = ?
         LIMIT ${ROWS_AT_ONCE})`,
    ),
    closeNext: db.prepare<[Record<string, unknown>]>(
      `${CLOSE} AND id IN (SELECT id FROM coverage WHERE state <> 'closed' LIMIT ${ROWS_AT_ONCE})`,
    ),
    closeSome: db.prepare<[Record<string, unknown>]>(
      `${CLOSE} AND script IN (SELECT value FROM json_each(@scripts))`,
    ),
    anyFollowing: db.prepare("SELECT 1 FROM coverage WHERE state = 'following' LIMIT 1"),
    anyWatchedFollowing: db.prepare<[], number>(ANY_WATCHED_FOLLOWING).pluck(),
    followedPass: db.prepare<[], number>('SELECT followed_pass FROM scan_state').pluck(),
    setFollowedPass: db.prepare<[number]>('UPDATE scan_state SET followed_pass = max(followed_pass, ?)'),
    // Of new scripts, which have nothing to be looked up one by one.
    noneBegun: db
      .prepare<[ScriptRun], number>(
        `SELECT (SELECT count(*) FROM script WHERE id BETWEEN @first AND @last) = @last - @first + 1
           AND NOT EXISTS (SELECT 1 FROM coverage WHERE script BETWEEN @first AND @last AND state <> 'closed')`,
      )
      .pluck(),
    add: forScripts(({ table }) => db.prepare<[Record<string, unknown>]>(`${ADD} FROM ${table}`)),
    fromAbove: db
      .prepare<[{ height: number; limit: number }], number>(
        `SELECT script FROM (
             SELECT id, script FROM coverage WHERE state = 'following' AND from_height > @height
             UNION ALL SELECT id, script FROM coverage WHERE state <> 'following' AND from_height > @height) c
         WHERE NOT EXISTS (SELECT 1 FROM coverage n WHERE n.script = c.script AND n.id > c.id) LIMIT @limit`,
      )
      .pluck(),
    deleteFromAbove: ["state = 'following'", "state <> 'following'"].map((which) =>
      db.prepare<[number]>(`DELETE FROM coverage WHERE ${which} AND from_height > ?`),
    ),
    deleteSomeFromAbove: db.prepare<[string, number]>(
      'DELETE FROM coverage WHERE script IN (SELECT value FROM json_each(?)) AND from_height > ?',
    ),
    truncateClosed: db.prepare<[Record<string, unknown>]>(truncate('closed')),
    truncateJoining: db.prepare<[Record<string, unknown>]>(truncate('joining')),
  }
}
