/** Each script's own row of history: from where it is read, what it grows towards, and what came of it. */
import type { BlockRef } from '../../shared/chain.ts'
import type { ScriptId } from '../engine/ports.ts'
import { toBytes, toRef } from './bytes.ts'
import { whereWatched } from './leaving.ts'
import { isUnmarkedOf } from './spenders.ts'
import type { Database } from './sqlite.ts'

/** What a comparison with the snapshot found. All zero: nothing differs. */
export interface HistoryCounts {
  /** Coins of the snapshot, younger than the beginning, that no block showed. */
  readonly missing: number
  /** Outputs that the snapshot lacks and no block spent. */
  readonly unexplained: number
  /** Coins of the snapshot that a block below it spent. */
  readonly contradicted: number
  /** Coins of the snapshot from before the beginning. */
  readonly older: number
}

/** So many ranges join their snapshots in one transaction: about 20 ms (measured). */
export const ARRIVE_AT_ONCE = 2_000

export interface StoredHistory {
  readonly script: ScriptId
  readonly askedHeight: number
  readonly from: BlockRef
  /** Null while it stands with its group. */
  readonly to: BlockRef | null
  readonly group: number | null
  readonly target: BlockRef | null
  readonly state: 'waiting' | 'filling' | 'stopped' | 'joined'
  readonly refilled: boolean
}

export interface HistoryRows {
  get(script: ScriptId): StoredHistory | null
  /** Begins (anew) above `base`, without a group. `state`: as it is to wait. */
  begin(script: ScriptId, base: BlockRef, target: BlockRef | null): void
  /** The newest snapshot of a script, null without one. */
  snapshotOf(script: ScriptId): BlockRef | null
  /** How far what was followed since a snapshot at or below `to` goes on without a gap; `to` itself otherwise. */
  followedFrom(script: ScriptId, to: BlockRef, limit: number): BlockRef
  setTarget(script: ScriptId, target: BlockRef): void
  /** Where a row stands that is in no group. */
  setTo(script: ScriptId, to: BlockRef): void
  setState(script: ScriptId, state: 'waiting' | 'stopped' | 'joined'): void
  /** Members of a group that have reached their snapshot. */
  arrived(group: number, height: number): readonly StoredHistory[]
  /** The same, at most `limit` of them. */
  someArrived(group: number, height: number, limit: number): readonly StoredHistory[]
  /** At most `limit` of those above the script `after`, in their order. */
  arrivedAfter(group: number, height: number, after: ScriptId, limit: number): readonly ScriptId[]
  /** Takes them out: they stand at their snapshots, with nothing to tell until `judge` says otherwise. How many. */
  join(group: number, height: number): number
  /** The same for some of them. */
  joinSome(scripts: readonly ScriptId[]): void
  any(): boolean
  /** Compares those scripts with their snapshots; the ones that are absent have nothing to tell. */
  compare(scripts: readonly ScriptId[]): ReadonlyMap<ScriptId, HistoryCounts>
  /** The same for those of a group that have reached theirs. */
  compareGroup(group: number, height: number): ReadonlyMap<ScriptId, HistoryCounts>
  judge(script: ScriptId, counts: HistoryCounts): void
  /** From the beginning once more; it keeps its verdict until then. */
  refill(script: ScriptId): void
  /** Members begin at `base`, or where their snapshot is below it. */
  raise(group: number, base: BlockRef): void
  /** Nothing reaches above `to` any more, and snapshots there are void: of all rows or some of them. Returns how many. */
  truncate(to: BlockRef, limit?: number): number
}

interface Row {
  readonly script: number
  readonly asked_height: number
  readonly from_height: number
  readonly from_hash: Buffer
  readonly to_height: number | null
  readonly to_hash: Buffer | null
  readonly grp: number | null
  readonly target_height: number | null
  readonly target_hash: Buffer | null
  readonly state: StoredHistory['state']
  readonly refilled: number
}

interface RefRow {
  readonly height: number
  readonly hash: Buffer
}

/** The statements over `history`, prepared once. */
export function createHistoryRows(db: Database): HistoryRows {
  const sql = prepareRows(db)
  const comparing = whereWatched(db, (and) => prepareCompare(db, and))
  const bound = ({ height, hash }: BlockRef) => ({ height, hash: toBytes(hash) })

  function followedFrom(script: ScriptId, to: BlockRef, limit: number): BlockRef {
    const row = sql.followed.get({ script, height: to.height, limit })
    return row ? toRef(row.height, row.hash) : to
  }

  return {
    get: (script) => {
      const row = sql.get.get(script)
      return row ? toStored(row) : null
    },
    begin: (script, base, target) =>
      void sql.begin.run({
        ...bound(base),
        script,
        target: target?.height ?? null,
        targetHash: target ? toBytes(target.hash) : null,
      }),
    snapshotOf: (script) => {
      const row = sql.snapshot.get(script)
      return row ? toRef(row.height, row.hash) : null
    },
    followedFrom,
    setTarget: (script, target) => void sql.setTarget.run({ ...bound(target), script }),
    setTo: (script, to) => void sql.setTo.run({ ...bound(to), script }),
    setState: (script, state) => void sql.setState.run(state, script),
    arrived: (group, height) => sql.arrived.all(group, height).map(toStored),
    compare: (scripts) => toCounts(comparing().some.all({ ids: JSON.stringify(scripts) })),
    compareGroup: (group, height) => toCounts(comparing().group.all({ group, height })),
    someArrived: (group, height, limit) => sql.someArrived.all(group, height, limit).map(toStored),
    arrivedAfter: (group, height, after, limit) => sql.arrivedAfter.all(group, height, after, limit),
    join: (group, height) => sql.join.run(group, height).changes,
    joinSome: (scripts) => void sql.joinSome.run(JSON.stringify(scripts)),
    any: () => sql.any.get() !== undefined,
    judge: (script, counts) => void sql.judge.run({ ...counts, script }),
    refill: (script) => void sql.refill.run(script),
    raise: (group, base) => {
      sql.raiseLow.run({ ...bound(base), group })
      sql.raise.run({ ...bound(base), group })
    },
    truncate: (to, limit = -1) => {
      const at = { ...bound(to), limit }
      return sql.detach.run(at).changes + sql.truncate.run(at).changes
    },
  }
}

function toStored(row: Row): StoredHistory {
  const { to_height, to_hash, target_height, target_hash } = row
  return {
    script: row.script,
    askedHeight: row.asked_height,
    from: toRef(row.from_height, row.from_hash),
    to: to_height === null || to_hash === null ? null : toRef(to_height, to_hash),
    group: row.grp,
    target: target_height === null || target_hash === null ? null : toRef(target_height, target_hash),
    state: row.state,
    refilled: row.refilled === 1,
  }
}

/** Unspent at the snapshot, as the ledger has it. */
const HELD = `o.height <= h.target_height AND (o.spent IS NULL OR b.height > h.target_height)
  AND (o.gone IS NULL OR o.gone > h.target_height)`

/** `where` leaves out scripts that are on their way out: nobody reads for them any more, and what lacks concerns nobody. */
const compareWhere = (where: string): string => `SELECT * FROM (
  SELECT h.script,
    sum(${HELD} AND o.height > h.from_height AND o.shown = 0) AS missing,
    sum(o.height > h.from_height AND o.spent IS NULL AND o.gone IS NOT NULL AND o.gone <= h.target_height) AS unexplained,
    sum(${HELD} AND EXISTS (SELECT 1 FROM spend s JOIN tx k ON k.id = s.tx
      WHERE ${isUnmarkedOf('o.id', 's')} AND k.height BETWEEN o.height AND h.target_height)) AS contradicted,
    sum(${HELD} AND o.height <= h.from_height) AS older
  FROM history h JOIN output o ON o.script = h.script LEFT JOIN tx b ON b.id = o.spent
  WHERE ${where} AND o.height IS NOT NULL
  GROUP BY h.script)
  WHERE missing + unexplained + contradicted + older > 0`

const JUDGE = `UPDATE history SET missing = @missing, unexplained = @unexplained, contradicted = @contradicted, older = @older,
    verdict = CASE WHEN @missing + @unexplained + @contradicted > 0 THEN 'differs'
      WHEN from_height > asked_height THEN 'pruned' WHEN @older > 0 THEN 'older' ELSE 'complete' END
  WHERE script = @script`

const JOIN = `UPDATE history SET to_height = target_height, to_hash = target_hash, grp = NULL, state = 'joined',
    missing = 0, unexplained = 0, contradicted = 0, older = 0,
    verdict = CASE WHEN from_height > asked_height THEN 'pruned' ELSE 'complete' END`

/** Rows whose snapshot is void wait for the next one; what they have stands, as far as it lies on the branch. */
const DETACH = `UPDATE history SET
    to_height = coalesce(to_height, (SELECT g.to_height FROM history_group g WHERE g.id = history.grp)),
    to_hash = coalesce(to_hash, (SELECT g.to_hash FROM history_group g WHERE g.id = history.grp)),
    grp = NULL, state = CASE state WHEN 'stopped' THEN state ELSE 'waiting' END,
    target_height = NULL, target_hash = NULL
  WHERE script IN (SELECT script FROM history WHERE target_height > @height LIMIT @limit)`

/** A range begins where it ends or below: one that begins above `to` ends above it, too, or had its snapshot there. */
const TRUNCATE = `UPDATE history SET to_height = @height, to_hash = @hash,
    from_height = min(from_height, @height),
    from_hash = CASE WHEN from_height > @height THEN @hash ELSE from_hash END
  WHERE script IN (SELECT script FROM history WHERE to_height > @height LIMIT @limit)`

type CountsRow = HistoryCounts & { readonly script: number }

function toCounts(rows: readonly CountsRow[]): ReadonlyMap<ScriptId, HistoryCounts> {
  return new Map(rows.map(({ script, ...counts }) => [script, counts]))
}

type RefParams = { readonly height: number; readonly hash: Buffer }

function prepareCompare(db: Database, and: (script: string) => string) {
  const ours = and('h.script')
  return {
    some: db.prepare<[{ ids: string }], CountsRow>(
      compareWhere(`h.script IN (SELECT value FROM json_each(@ids)) ${ours}`),
    ),
    group: db.prepare<[{ group: number; height: number }], CountsRow>(
      compareWhere(`h.grp = @group AND h.target_height <= @height ${ours}`),
    ),
  }
}

function prepareRows(db: Database) {
  return {
    get: db.prepare<[number], Row>('SELECT * FROM history WHERE script = ?'),
    begin: db.prepare<[RefParams & { script: number; target: number | null; targetHash: Buffer | null }]>(
      `INSERT INTO history (script, asked_height, from_height, from_hash, to_height, to_hash, target_height,
         target_hash, state)
       VALUES (@script, @height, @height, @hash, @height, @hash, @target, @targetHash, 'waiting')
       ON CONFLICT (script) DO UPDATE SET asked_height = @height, from_height = @height, from_hash = @hash,
         to_height = @height, to_hash = @hash, grp = NULL, target_height = @target, target_hash = @targetHash,
         state = 'waiting', verdict = NULL, missing = 0, unexplained = 0, contradicted = 0, older = 0, refilled = 0`,
    ),
    snapshot: db.prepare<[number], RefRow>(
      `SELECT from_height AS height, from_hash AS hash FROM coverage
       WHERE script = ? ORDER BY id DESC LIMIT 1`,
    ),
    followed: db.prepare<[{ script: number; height: number; limit: number }], RefRow>(
      `SELECT to_height AS height, to_hash AS hash FROM coverage
       WHERE script = @script AND state = 'closed' AND from_height <= @height AND to_height > @height
         AND to_height <= @limit
       ORDER BY to_height DESC LIMIT 1`,
    ),
    setTarget: db.prepare<[RefParams & { script: number }]>(
      'UPDATE history SET target_height = @height, target_hash = @hash WHERE script = @script',
    ),
    setTo: db.prepare<[RefParams & { script: number }]>(
      'UPDATE history SET to_height = @height, to_hash = @hash WHERE script = @script AND grp IS NULL',
    ),
    setState: db.prepare<[string, number]>('UPDATE history SET state = ? WHERE script = ? AND grp IS NULL'),
    arrived: db.prepare<[number, number], Row>('SELECT * FROM history WHERE grp = ? AND target_height <= ?'),
    someArrived: db.prepare<[number, number, number], Row>(
      'SELECT * FROM history WHERE grp = ? AND target_height <= ? LIMIT ?',
    ),
    // One pass over the table for all pieces: by the index, each piece would sort all that have arrived.
    arrivedAfter: db
      .prepare<[number, number, number, number], ScriptId>(
        `SELECT script FROM history NOT INDEXED
         WHERE grp = ? AND target_height <= ? AND script > ? ORDER BY script LIMIT ?`,
      )
      .pluck(),
    join: db.prepare<[number, number]>(`${JOIN} WHERE grp = ? AND target_height <= ?`),
    joinSome: db.prepare<[string]>(
      `${JOIN} WHERE grp IS NOT NULL AND script IN (SELECT value FROM json_each(?))`,
    ),
    any: db.prepare('SELECT 1 FROM history LIMIT 1'),
    judge: db.prepare<[HistoryCounts & { readonly script: number }]>(JUDGE),
    refill: db.prepare<[number]>(
      `UPDATE history SET to_height = from_height, to_hash = from_hash, refilled = 1
       WHERE script = ? AND grp IS NULL`,
    ),
    raiseLow: db.prepare<[RefParams & { group: number }]>(
      `UPDATE history SET from_height = target_height, from_hash = target_hash, verdict = 'pruned'
       WHERE grp = @group AND target_height <= @height`,
    ),
    raise: db.prepare<[RefParams & { group: number }]>(
      `UPDATE history SET from_height = @height, from_hash = @hash, verdict = 'pruned'
       WHERE grp = @group AND target_height > @height`,
    ),
    detach: db.prepare<[RefParams & { limit: number }]>(DETACH),
    truncate: db.prepare<[RefParams & { limit: number }]>(TRUNCATE),
  }
}
