/** What is read of the history: the next part to fill, and how far each script's has come. */
import type { BlockRef } from '../../shared/chain.ts'
import type { HistoryRange } from '../../shared/ipc/contract.ts'
import type { HistoryGroup, HistorySet, ScriptId, WatchedOutpoint, WatchedScript } from '../engine/ports.ts'
import { toRef, toTxid } from './bytes.ts'
import { createHistoryGroups } from './history-groups.ts'
import { isWatched } from './leaving.ts'
import type { Database } from './sqlite.ts'

export interface HistoryReads {
  group(): HistoryGroup | null
  /** A piece each time it goes on; scripts that leave are left out. Who comes or goes meanwhile moves the group's version. */
  set(group: number): Generator<void, HistorySet>
}

/** Read in one turn of the queue: some milliseconds. */
const SCRIPTS_A_PIECE = 1_000

interface OutpointRow {
  readonly txid: Buffer
  readonly vout: number
  readonly script: number
}

interface RefRow {
  readonly height: number
  readonly hash: Buffer
}

/** Where a piece begins and ends: of a group's members with one target, those with ids above and up to. */
interface Piece {
  readonly group: number
  readonly target: number
  readonly above: number
  readonly last: number
}

/** By the index of groups, whose rows of one target lie in the order of scripts: no piece goes through the whole group. */
export const NEXT_MEMBERS = `SELECT s.id, s.script_pubkey FROM history h CROSS JOIN script s ON s.id = h.script
  WHERE h.grp = @group AND h.target_height = @target AND h.script > @above AND ${isWatched('h.script')}
  ORDER BY h.script LIMIT ${SCRIPTS_A_PIECE}`

const IN_PIECE = 'h.grp = @group AND h.target_height = @target AND h.script > @above AND h.script <= @last'

/** The filler's reads, prepared once. */
export function createHistoryReads(db: Database): HistoryReads {
  const groups = createHistoryGroups(db)
  const sql = prepareSet(db)

  /** The pieces of a group, one after the other. */
  function* piecesOf(group: number): Generator<readonly [Piece, readonly MemberRow[]]> {
    for (let target = sql.target.get(group, -1); target != null; target = sql.target.get(group, target)) {
      for (let above = 0; ; ) {
        const rows = sql.members.all({ group, target, above })
        const last = rows.at(-1)?.id
        if (last === undefined) break
        yield [{ group, target, above, last }, rows]
        above = last
      }
    }
  }

  function* set(id: number): Generator<void, HistorySet> {
    const group = groups.get(id)
    const height = group?.to.height ?? 0
    const watched: WatchedScript[] = []
    const held: WatchedOutpoint[] = []
    const snapshots = new Map<string, BlockRef>()
    let from: number | null = null
    for (const [piece, rows] of piecesOf(id)) {
      for (const row of rows)
        watched.push({ id: row.id, scriptPubKey: row.script_pubkey, activeAbove: height })
      for (const { txid, vout, script } of sql.outpoints.iterate({ ...piece, height }))
        held.push({ txid: toTxid(txid), vout, script, activeAbove: height })
      for (const row of sql.snapshots.all(piece)) {
        const at = toRef(row.height, row.hash)
        snapshots.set(at.hash, at)
      }
      from = Math.min(from ?? height, sql.from.get(piece) ?? height)
      yield
    }
    return {
      watchSet: { version: group?.version ?? 0, scripts: watched, outpoints: held },
      snapshots: [...snapshots.values()],
      from: from ?? height,
      target: sql.highest.get(id) ?? height,
    }
  }

  return {
    group: () => {
      const first = groups.first()
      const end = first && groups.endOf(first)
      return end ? { ...first, end } : null
    },
    set,
  }
}

interface MemberRow {
  readonly id: number
  readonly script_pubkey: Buffer
}

function prepareSet(db: Database) {
  return {
    target: db
      .prepare<[number, number], number | null>(
        'SELECT min(target_height) FROM history WHERE grp = ? AND target_height > ?',
      )
      .pluck(),
    highest: db
      .prepare<[number], number | null>('SELECT max(target_height) FROM history WHERE grp = ?')
      .pluck(),
    members: db.prepare<[Omit<Piece, 'last'>], MemberRow>(NEXT_MEMBERS),
    outpoints: db.prepare<[Piece & { height: number }], OutpointRow>(
      `SELECT t.txid, o.vout, o.script FROM history h CROSS JOIN output o ON o.script = h.script
         JOIN tx t ON t.id = o.tx LEFT JOIN tx b ON b.id = o.spent
       WHERE ${IN_PIECE} AND o.height <= @height
         AND (o.spent IS NULL OR b.height > @height) AND ${isWatched('h.script')}`,
    ),
    snapshots: db.prepare<[Piece], RefRow>(
      `SELECT DISTINCT c.from_height AS height, c.from_hash AS hash
       FROM history h CROSS JOIN coverage c ON c.script = h.script WHERE ${IN_PIECE}`,
    ),
    from: db
      .prepare<[Piece], number | null>(`SELECT min(h.from_height) FROM history h WHERE ${IN_PIECE}`)
      .pluck(),
  }
}

interface RangeRow {
  readonly script: number
  readonly asked_height: number
  readonly from_height: number
  readonly from_hash: Buffer
  readonly height: number
  readonly hash: Buffer
  readonly target_height: number | null
  readonly state: HistoryRange['state']
  readonly verdict: HistoryRange['verdict']
  readonly missing: number
  readonly unexplained: number
  readonly contradicted: number
  readonly older: number
}

/** How far a script's history has come. */
export type ScriptHistory = HistoryRange & { readonly script: ScriptId }

/** Of some scripts or all; those of which none was asked for are absent. Prepared once for any connection. */
export function createHistoryRanges(
  db: Database,
): (scripts: readonly ScriptId[] | 'all') => ReadonlyMap<ScriptId, ScriptHistory> {
  const select = `SELECT h.*, coalesce(h.to_height, g.to_height) AS height, coalesce(h.to_hash, g.to_hash) AS hash
    FROM history h LEFT JOIN history_group g ON g.id = h.grp`
  const all = db.prepare<[], RangeRow>(select)
  const some = db.prepare<[string], RangeRow>(`${select} WHERE h.script IN (SELECT value FROM json_each(?))`)
  return (scripts) => {
    const rows = scripts === 'all' ? all.all() : some.all(JSON.stringify(scripts))
    return new Map(rows.map((row) => [row.script, toRange(row)]))
  }
}

function toRange(row: RangeRow): ScriptHistory {
  return { script: row.script, ...rangeOf(row) }
}

function rangeOf(row: Omit<RangeRow, 'script'>): HistoryRange {
  const { state, verdict, missing, unexplained, contradicted, older } = row
  return {
    askedFrom: row.asked_height,
    from: toRef(row.from_height, row.from_hash),
    to: toRef(row.height, row.hash),
    target: row.target_height,
    state,
    verdict,
    missing,
    unexplained,
    contradicted,
    older,
  }
}

/** What is known of the histories of one watch: one range for all scripts that share it, its counts added up. */
export interface WatchRanges {
  readonly watchId: number
  /** Its only address, or the text of an account. */
  readonly address: string
  readonly ranges: readonly HistoryRange[]
}

type WatchRangeRow = Omit<RangeRow, 'script'> & { readonly watch: number; readonly address: string }

/** A stretch of the watches behind one of them; `among`: of these alone. */
export interface HistoryStretch {
  readonly after: number
  readonly limit: number
  readonly among: readonly number[] | null
}

/** So few histories are looked through whole; of more, entry after entry is asked until the stretch is full. */
const FEW = 2_000

const OF_STRETCH = 'e.id > @after AND (@among IS NULL OR e.id IN (SELECT value FROM json_each(@among)))'

/** The watches for which a history was asked, in the order they were added. */
export function createHistoryWatches(db: Database): (stretch: HistoryStretch) => readonly number[] {
  type Params = [{ readonly after: number; readonly limit: number; readonly among: string | null }]
  const count = db.prepare<[], number>('SELECT count(*) FROM history').pluck()
  const few = db
    .prepare<Params, number>(
      `SELECT DISTINCT e.id FROM history h JOIN watch_script w ON w.script = h.script JOIN watch e ON e.id = w.watch
       WHERE ${OF_STRETCH} ORDER BY e.id LIMIT @limit`,
    )
    .pluck()
  const many = db
    .prepare<Params, number>(
      `SELECT e.id FROM watch e WHERE ${OF_STRETCH} AND EXISTS (
         SELECT 1 FROM watch_script w JOIN history h ON h.script = w.script WHERE w.watch = e.id)
       ORDER BY e.id LIMIT @limit`,
    )
    .pluck()
  return ({ after, limit, among }) => {
    const found = (count.get() ?? 0) <= FEW ? few : many
    return found.all({ after, limit, among: among && JSON.stringify(among) })
  }
}

/**
 * Of some watches, in the order they were added; those of which none was asked for are absent. The scripts of an
 * account are added up here: a hundred thousand of them stand at a few blocks.
 */
export function createWatchRanges(db: Database): (watchIds: readonly number[]) => readonly WatchRanges[] {
  const ranges = db.prepare<[string], WatchRangeRow>(WATCH_RANGES)
  return (watchIds) => {
    const rows = ranges.all(JSON.stringify(watchIds))
    return [...Map.groupBy(rows, ({ watch }) => watch)].map(([watchId, some]) => ({
      watchId,
      address: some[0]?.address ?? '',
      ranges: some.map(rangeOf),
    }))
  }
}

const WATCH_RANGES = `WITH r AS (
  SELECT w.watch, h.asked_height, h.from_height, h.from_hash, coalesce(h.to_height, g.to_height) AS height,
    coalesce(h.to_hash, g.to_hash) AS hash, h.target_height, h.state, h.verdict, sum(h.missing) AS missing,
    sum(h.unexplained) AS unexplained, sum(h.contradicted) AS contradicted, sum(h.older) AS older
  FROM history h JOIN watch_script w ON w.script = h.script JOIN watch e ON e.id = w.watch
    LEFT JOIN history_group g ON g.id = h.grp
  WHERE w.watch IN (SELECT value FROM json_each(?))
  GROUP BY w.watch, h.asked_height, h.from_height, h.from_hash, 5, 6, h.target_height, h.state, h.verdict)
SELECT r.*, coalesce(
    (SELECT CASE WHEN count(*) = 1 THEN min(address) END FROM (
       SELECT s.address FROM watch_script o JOIN script s ON s.id = o.script WHERE o.watch = r.watch LIMIT 2)),
    (SELECT text FROM watch WHERE id = r.watch)) AS address
FROM r ORDER BY r.watch`

/** Whether every figure inside the range is exact: nothing was before it, and nothing differs. */
export function isExact({ verdict }: HistoryRange): boolean {
  return verdict === null || verdict === 'complete'
}

/** The part of a range that readings need. */
export interface ExactRange {
  readonly from: BlockRef
  readonly to: BlockRef
}
