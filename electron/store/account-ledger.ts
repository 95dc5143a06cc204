/**
 * What the ledger says of whole accounts: sums and ends over all their scripts, in a handful of statements, however many
 * there are. Exact where all scripts stand at the cursor, as they do but for moments; else it says so, and they have to
 * be read one by one.
 */

import { type BlockRef, sameBlock } from '../../shared/chain.ts'
import type { AccountView } from '../engine/accounts/account-reading.ts'
import type { ScriptId } from '../engine/ports.ts'
import type { LedgerView } from '../engine/reading.ts'
import { toBlockHash } from './bytes.ts'
import { createStateReader, type LedgerState } from './ledger-state.ts'
import { createLedgerSums, IMMATURE_DEPTH } from './ledger-sums.ts'
import { isOutputOf } from './output-id.ts'
import type { Database } from './sqlite.ts'

/** All accounts of the portfolio. */
export interface AccountLedger {
  /** By watch; absent before the first script is derived. */
  readonly views: ReadonlyMap<number, AccountView>
  /** The accounts of scripts that belong to an account and to another watch beside it. */
  readonly shared: ReadonlyMap<ScriptId, readonly number[]>
}

/** Reads all accounts at once. */
export type AccountLedgerRead = () => AccountLedger

/** Prepared once for a connection, which may be read-only. */
export function createAccountLedger(db: Database): AccountLedgerRead {
  const state = createStateReader(db)
  const shapes = createShapes(db, state)
  const sums = createSums(db)
  let last: { readonly revision: number; readonly ledger: AccountLedger } | null = null

  return db.transaction(() => {
    const now = state()
    if (last?.revision !== now.revision) last = { revision: now.revision, ledger: ledgerOf(now) }
    return last.ledger
  })

  function ledgerOf(now: LedgerState): AccountLedger {
    const { byWatch, shared } = shapes()
    if (byWatch.size === 0) return NO_ACCOUNTS
    const { cursor } = now
    const totals = cursor === null ? null : sums(now, cursor)
    const views = [...byWatch].map(([watch, shape]) => [watch, viewOf(watch, shape, now, totals)] as const)
    return { views: new Map(views), shared }
  }
}

const NO_ACCOUNTS: AccountLedger = { views: new Map(), shared: new Map() }

/** What changes rarely of an account: who of it is covered since when. */
interface Shape {
  readonly scripts: number
  readonly covered: number
  readonly missing: number
  readonly atCursor: number
  readonly sincePass: number
  readonly observedAt: number
  readonly historyFrom: BlockRef | null
  readonly holes: LedgerView['holes']
}

interface Shapes {
  readonly byWatch: ReadonlyMap<number, Shape>
  readonly shared: AccountLedger['shared']
}

interface Totals {
  readonly confirmed: ReadonlyMap<number, number>
  readonly immature: ReadonlyMap<number, number>
  /** Null when no mempool pass holds. */
  readonly pending: ReadonlyMap<number, number> | null
}

function viewOf(watchId: number, shape: Shape, now: LedgerState, totals: Totals | null): AccountView {
  const { scripts, covered, missing, atCursor, historyFrom } = shape
  const base = { watchId, scripts, covered, missing }
  if (totals === null || now.cursor === null || covered === 0 || historyFrom === null)
    return { ...base, kind: 'uncovered' }
  if (atCursor < covered) return { ...base, kind: 'scattered' }
  const { cursor } = now
  const immature = totals.immature.get(watchId) ?? 0
  const seen = totals.pending !== null && now.mempoolPass > shape.sincePass
  const ledger: LedgerView = {
    at: { height: cursor.height, hash: cursor.hash },
    confirmed: (totals.confirmed.get(watchId) ?? 0) - immature,
    immature,
    pending: seen ? (totals.pending?.get(watchId) ?? 0) : null,
    state: 'following',
    historyFrom,
    holes: shape.holes,
    observedAt: Math.max(shape.observedAt, now.cursorObservedAt),
  }
  return { ...base, kind: 'together', ledger }
}

// --- sums -----------------------------------------------------------------------------------------------

/** One seek a script: the outputs of everything else are not looked at. */
const HELD = `SELECT w.watch, sum(o.held) FROM watch_script w
  CROSS JOIN output o INDEXED BY output_script ON o.script = w.script AND o.held >= 0
  WHERE w.chain IS NOT NULL GROUP BY w.watch`

/** What of it does not count at the cursor: mostly nothing. */
const HELD_ABOVE = `SELECT w.watch, sum(o.held) FROM tx t CROSS JOIN output o ON ${isOutputOf('t.id')}
  CROSS JOIN watch_script w ON w.script = o.script AND w.chain IS NOT NULL
  WHERE t.height > @height AND o.height > @height AND o.held >= 0 GROUP BY w.watch`

const IMMATURE = `SELECT w.watch, sum(o.value) FROM output o
  CROSS JOIN watch_script w ON w.script = o.script AND w.chain IS NOT NULL
  WHERE o.coinbase = 1 AND o.spent IS NULL AND o.gone IS NULL
    AND o.height > @height - ${IMMATURE_DEPTH} AND o.height <= @height
  GROUP BY w.watch`

function createSums(db: Database): (now: LedgerState, cursor: BlockRef) => Totals {
  const held = db.prepare<[], [number, number]>(HELD).raw()
  const above = db.prepare<[{ height: number }], [number, number]>(HELD_ABOVE).raw()
  const immature = db.prepare<[{ height: number }], [number, number]>(IMMATURE).raw()
  const ledgerSums = createLedgerSums(db)
  const accountsOf = db
    .prepare<[number], number>('SELECT watch FROM watch_script WHERE script = ? AND chain IS NOT NULL')
    .pluck()
  return (now, cursor) => {
    const { height } = cursor
    const sums = new Map<number, number>()
    for (const [script, value] of sameBlock(now.mempoolAt, cursor) ? ledgerSums.pending(height) : [])
      for (const watch of accountsOf.all(script)) sums.set(watch, (sums.get(watch) ?? 0) + value)
    const notYet = new Map(above.all({ height }))
    return {
      confirmed: new Map(held.all().map(([watch, value]) => [watch, value - (notYet.get(watch) ?? 0)])),
      immature: new Map(immature.all({ height })),
      pending: sameBlock(now.mempoolAt, cursor) ? sums : null,
    }
  }
}

// --- shapes ---------------------------------------------------------------------------------------------

/** Moves whenever a shape may have changed; few rows are behind it. */
const SHAPE_KEY = `SELECT json_array(s.watch_version,
    (SELECT json_group_array(json_array(c.id, c.derived_to, c.used_to, a.gap_limit))
       FROM account_chain c JOIN account a ON a.watch = c.watch),
    (SELECT json_group_array(json_array(g.id, g.version, g.to_height)) FROM history_group g),
    (SELECT min(to_height) FROM coverage WHERE state = 'joining'),
    (SELECT max(id) FROM watch)) FROM scan_state s`

interface ShapeRow {
  readonly watch: number
  readonly scripts: number
  readonly covered: number
  readonly missing: number
  readonly at_cursor: number
  readonly since_pass: number
  readonly observed_at: number
}

/** The newest coverage of each script; only such as follow the cursor may be summed over what is unspent now. */
const SHAPES = `SELECT w.watch, count(*) AS scripts, count(c.id) AS covered,
    total(c.id IS NULL AND w.position < k.used_to + a.gap_limit) AS missing,
    total(c.state = 'following' AND c.from_height <= @cursor) AS at_cursor,
    coalesce(max(c.since_pass), 0) AS since_pass, coalesce(max(c.observed_at), 0) AS observed_at
  FROM account_chain k JOIN account a ON a.watch = k.watch JOIN watch_script w ON w.chain = k.id
    LEFT JOIN coverage c ON c.id = (SELECT max(n.id) FROM coverage n WHERE n.script = w.script)
  GROUP BY w.watch`

/** From where the movements of each script are known: its first snapshot, or what was read behind it without a doubt. */
const FROM = `SELECT watch, max(height) AS height, hash FROM (
    SELECT w.watch, CASE WHEN h.exact THEN h.from_height ELSE min(c.from_height) END AS height,
      CASE WHEN h.exact THEN h.from_hash ELSE c.from_hash END AS hash
    FROM watch_script w JOIN coverage c ON c.script = w.script
      LEFT JOIN (SELECT h.script, h.from_height, h.from_hash,
          coalesce(h.to_height, g.to_height) >= (SELECT min(f.from_height) FROM coverage f WHERE f.script = h.script)
            AND (h.verdict IS NULL OR h.verdict = 'complete') AS exact
        FROM history h LEFT JOIN history_group g ON g.id = h.grp) h ON h.script = w.script
    WHERE w.chain IS NOT NULL GROUP BY w.watch, w.script)
  GROUP BY watch`

/** What nobody read between two snapshots of a script, unless it was read behind them since. */
const HOLES = `SELECT DISTINCT w.watch, p.to_height, p.to_hash, c.from_height, c.from_hash
  FROM coverage p JOIN coverage c ON c.id = (SELECT min(n.id) FROM coverage n WHERE n.script = p.script AND n.id > p.id)
    JOIN watch_script w ON w.script = p.script AND w.chain IS NOT NULL
  WHERE p.state = 'closed' AND p.to_height < c.from_height AND NOT EXISTS (
    SELECT 1 FROM history h LEFT JOIN history_group g ON g.id = h.grp
    WHERE h.script = p.script AND coalesce(h.to_height, g.to_height) >= c.from_height
      AND h.from_height <= p.to_height AND (h.verdict IS NULL OR h.verdict = 'complete'))
  ORDER BY w.watch, p.to_height, c.from_height`

const SHARED = `SELECT v.script, v.watch FROM watch_script v JOIN account a ON a.watch = v.watch
  WHERE v.chain IS NOT NULL
    AND EXISTS (SELECT 1 FROM watch_script w JOIN watch e ON e.id = w.watch
      WHERE w.script = v.script AND w.watch <> v.watch)`

interface RefRow {
  readonly watch: number
  readonly height: number
  readonly hash: Buffer
}

interface HoleRow {
  readonly watch: number
  readonly to_height: number
  readonly to_hash: Buffer
  readonly from_height: number
  readonly from_hash: Buffer
}

function createShapes(db: Database, state: () => LedgerState): () => Shapes {
  const any = db.prepare('SELECT 1 FROM account LIMIT 1')
  const keyOf = db.prepare<[], string>(SHAPE_KEY).pluck()
  const shapes = db.prepare<[{ cursor: number }], ShapeRow>(SHAPES)
  const froms = db.prepare<[], RefRow>(FROM)
  const holes = db.prepare<[], HoleRow>(HOLES)
  const shared = db.prepare<[], { script: ScriptId; watch: number }>(SHARED)
  let last: { readonly key: string; readonly found: Shapes } | null = null

  function readAll(): Shapes {
    const pairs = Map.groupBy(shared.all(), ({ script }) => script)
    const owners = [...pairs].map(([script, rows]) => [script, rows.map(({ watch }) => watch)] as const)
    return { byWatch: read(), shared: new Map(owners) }
  }

  function read(): ReadonlyMap<number, Shape> {
    const cursor = state().cursor?.height ?? -1
    const since = new Map(froms.all().map((row) => [row.watch, ref(row.height, row.hash)]))
    const missing = Map.groupBy(holes.all(), ({ watch }) => watch)
    return new Map(
      shapes.all({ cursor }).map((row) => [
        row.watch,
        {
          scripts: row.scripts,
          covered: row.covered,
          missing: row.missing,
          atCursor: row.at_cursor,
          sincePass: row.since_pass,
          observedAt: row.observed_at,
          historyFrom: since.get(row.watch) ?? null,
          holes: (missing.get(row.watch) ?? []).map((hole) => ({
            from: ref(hole.to_height, hole.to_hash),
            to: ref(hole.from_height, hole.from_hash),
          })),
        },
      ]),
    )
  }

  return () => {
    if (any.get() === undefined) return { byWatch: new Map(), shared: new Map() }
    const key = `${keyOf.get()} ${isAhead() ? state().cursor?.height : ''}`
    if (last?.key !== key) last = { key, found: readAll() }
    return last.found
  }

  /** Snapshots ahead of the cursor count once it gets there. */
  function isAhead(): boolean {
    return (
      last !== null && [...last.found.byWatch.values()].some(({ covered, atCursor }) => atCursor < covered)
    )
  }
}

function ref(height: number, hash: Buffer): BlockRef {
  return { height, hash: toBlockHash(hash) }
}
