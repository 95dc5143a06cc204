/** What is read of the history: the next part to fill, and how far each script's has come. */
import type { BlockRef } from '../../shared/chain.ts'
import type { HistoryRange } from '../../shared/ipc/contract.ts'
import type { HistoryGroup, HistorySet, ScriptId } from '../engine/ports.ts'
import { toRef, toTxid } from './bytes.ts'
import { createHistoryGroups } from './history-groups.ts'
import type { Database } from './sqlite.ts'

export interface HistoryReads {
  group(): HistoryGroup | null
  set(group: number): HistorySet
}

interface OutpointRow {
  readonly txid: Buffer
  readonly vout: number
  readonly script: number
}

interface RefRow {
  readonly height: number
  readonly hash: Buffer
}

/** The filler's reads, prepared once. */
export function createHistoryReads(db: Database): HistoryReads {
  const groups = createHistoryGroups(db)
  const scripts = db.prepare<[number], { id: number; script_pubkey: Buffer }>(
    'SELECT s.id, s.script_pubkey FROM history h JOIN script s ON s.id = h.script WHERE h.grp = ?',
  )
  const outpoints = db.prepare<[{ group: number; height: number }], OutpointRow>(
    `SELECT t.txid, o.vout, o.script FROM history h JOIN output o ON o.script = h.script
       JOIN tx t ON t.id = o.tx LEFT JOIN tx b ON b.id = o.spent
     WHERE h.grp = @group AND o.height <= @height AND (o.spent IS NULL OR b.height > @height)`,
  )
  const snapshots = db.prepare<[number], RefRow>(
    `SELECT DISTINCT c.from_height AS height, c.from_hash AS hash
     FROM history h JOIN coverage c ON c.script = h.script WHERE h.grp = ?`,
  )
  const span = db.prepare<[number], { from: number | null; target: number | null }>(
    'SELECT min(from_height) AS "from", max(target_height) AS target FROM history WHERE grp = ?',
  )
  return {
    group: () => {
      const first = groups.first()
      const end = first && groups.endOf(first)
      return end ? { ...first, end } : null
    },
    set: (id) => {
      const group = groups.get(id)
      const height = group?.to.height ?? 0
      const activeAbove = height
      const { from, target } = span.get(id) ?? {}
      return {
        watchSet: {
          version: group?.version ?? 0,
          scripts: scripts
            .all(id)
            .map((row) => ({ id: row.id, scriptPubKey: row.script_pubkey, activeAbove })),
          outpoints: outpoints
            .all({ group: id, height })
            .map(({ txid, vout, script }) => ({ txid: toTxid(txid), vout, script, activeAbove })),
        },
        snapshots: snapshots.all(id).map((row) => toRef(row.height, row.hash)),
        from: from ?? height,
        target: target ?? height,
      }
    },
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

/**
 * Of some watches or all, in the order they were added; those of which none was asked for are absent. The scripts of an
 * account are added up here: a hundred thousand of them stand at a few blocks.
 */
export function createWatchRanges(
  db: Database,
): (watchIds: readonly number[] | 'all') => readonly WatchRanges[] {
  const ranges = db.prepare<[{ watches: string | null }], WatchRangeRow>(WATCH_RANGES)
  return (watchIds) => {
    const rows = ranges.all({ watches: watchIds === 'all' ? null : JSON.stringify(watchIds) })
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
  FROM history h JOIN watch_script w ON w.script = h.script LEFT JOIN history_group g ON g.id = h.grp
  WHERE @watches IS NULL OR w.watch IN (SELECT value FROM json_each(@watches))
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
