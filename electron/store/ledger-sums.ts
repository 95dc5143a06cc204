/** Totals by script, each in one statement: what is unspent at the cursor, at other blocks, and what is pending. */

import { COINBASE_CONFIRMATIONS } from '../../shared/chain.ts'
import type { ScriptId } from '../engine/ports.ts'
import { type HeldRow, keepSums } from './kept-sums.ts'
import { isOutputOf } from './output-id.ts'
import type { Database } from './sqlite.ts'

export interface UnspentSum {
  readonly script: ScriptId
  readonly confirmed: number
  readonly immature: number
}

export interface LedgerSums {
  /** On a connection that only reads, inside a transaction: sums that nothing has changed are kept between two calls. */
  atCursor(scripts: readonly ScriptId[] | 'all', height: number): ReadonlyMap<ScriptId, UnspentSum>
  /** Each script at its own block. */
  at(points: readonly (readonly [script: ScriptId, height: number])[]): ReadonlyMap<ScriptId, UnspentSum>
  /** Signed net effect of what is in the mempool; absent where nothing is. */
  pending(height: number): ReadonlyMap<ScriptId, number>
}

/** Coinbase outputs at a height above `at - IMMATURE_DEPTH` are not mature at `at`. */
export const IMMATURE_DEPTH = COINBASE_CONFIRMATIONS - 1

const sums = (at: string): string => `o.script,
  sum(CASE WHEN o.coinbase = 0 OR o.height <= ${at} - ${IMMATURE_DEPTH} THEN o.value ELSE 0 END) AS confirmed,
  sum(CASE WHEN o.coinbase = 1 AND o.height > ${at} - ${IMMATURE_DEPTH} THEN o.value ELSE 0 END) AS immature`

/**
 * All that is held, of all scripts or of each one that is asked for (in order: the next entry is near). Answered from the
 * index `output_script` alone. What does not count at the cursor is rare, asked for apart, and taken off.
 */
export const HELD_BY_ALL = `SELECT o.script, sum(o.held) AS value FROM output o INDEXED BY output_script
  WHERE o.held >= 0 GROUP BY o.script`

/** See `HELD_BY_ALL`. Null for a script without any. */
export const HELD_BY_SOME = `SELECT j.value AS script,
    (SELECT sum(o.held) FROM output o INDEXED BY output_script WHERE o.script = j.value AND o.held >= 0) AS value
  FROM json_each(@ids) j`

/** Held by scripts whose snapshot lies ahead of the cursor, or did before they were looked up again. */
export const HELD_ABOVE_CURSOR = `SELECT o.script, sum(o.held) AS value
  FROM tx t CROSS JOIN output o ON ${isOutputOf('t.id')}
  WHERE t.height > @height AND o.height > @height AND o.held >= 0
  GROUP BY o.script`

/** Answered from the index `output_reward` alone. */
export const IMMATURE_AT_CURSOR = `SELECT o.script, sum(o.value) AS value FROM output o
  WHERE o.coinbase = 1 AND o.spent IS NULL AND o.gone IS NULL
    AND o.height > @height - ${IMMATURE_DEPTH} AND o.height <= @height
  GROUP BY o.script`

const SUMS_AT = `SELECT ${sums('p.at')}
  FROM (SELECT value ->> 0 AS script, value ->> 1 AS at FROM json_each(@points)) p
  JOIN output o ON o.script = p.script LEFT JOIN tx b ON b.id = o.spent
  WHERE o.height <= p.at AND (o.spent IS NULL OR b.height > p.at) AND (o.gone IS NULL OR o.gone > p.at)
  GROUP BY o.script`

const VISIBLE = 'SELECT id FROM tx WHERE seen_at IS NOT NULL'

/** Incoming minus outgoing; an output that two rivals spend counts once. */
const PENDING = `SELECT script, sum(value) AS pending FROM (
    SELECT o.script, o.value FROM tx t CROSS JOIN output o ON ${isOutputOf('t.id')}
    WHERE t.seen_at IS NOT NULL AND o.height IS NULL AND o.spent IS NULL AND o.gone IS NULL
    UNION ALL
    SELECT o.script, -o.value FROM output o
    WHERE o.id IN (SELECT s.output FROM spend s WHERE s.tx IN (${VISIBLE}))
      AND o.spent IS NULL AND o.gone IS NULL AND (o.height <= @height OR o.tx IN (${VISIBLE}))
  ) GROUP BY script`

/** The statements, prepared once. */
export function createLedgerSums(db: Database): LedgerSums {
  const all = db.prepare<[], ValueRow>(HELD_BY_ALL).raw()
  const someHeld = db.prepare<[{ ids: string }], ValueRow>(HELD_BY_SOME).raw()
  const ask = (scripts: readonly ScriptId[]): readonly ValueRow[] =>
    someHeld.all({ ids: JSON.stringify(scripts) })
  const some = db.readonly ? keepSums(db, ask) : (scripts: readonly ScriptId[]) => ask(inOrder(scripts))
  const above = db.prepare<[{ height: number }], SumRow>(HELD_ABOVE_CURSOR).raw()
  const immature = db.prepare<[{ height: number }], SumRow>(IMMATURE_AT_CURSOR).raw()
  const at = db.prepare<[{ points: string }], UnspentSum>(SUMS_AT)
  const pending = db.prepare<[{ height: number }], { script: ScriptId; pending: number }>(PENDING)
  return {
    atCursor: (scripts, height) => {
      const rows = scripts === 'all' ? all.all() : some(scripts)
      return toSums(rows, new Map(above.all({ height })), new Map(immature.all({ height })))
    },
    at: (points) => (points.length === 0 ? new Map() : byScript(at.all({ points: JSON.stringify(points) }))),
    pending: (height) => new Map(pending.all({ height }).map((row) => [row.script, row.pending])),
  }
}

type SumRow = [script: ScriptId, value: number]
type ValueRow = [script: ScriptId, value: number | null]

function inOrder(scripts: readonly ScriptId[]): readonly ScriptId[] {
  return [...Float64Array.from(scripts).sort()]
}

function toSums(
  rows: readonly HeldRow[],
  above: ReadonlyMap<ScriptId, number>,
  immature: ReadonlyMap<ScriptId, number>,
): ReadonlyMap<ScriptId, UnspentSum> {
  const sums = new Map<ScriptId, UnspentSum>()
  for (const [script, value] of rows) {
    if (value === null) continue
    const young = immature.get(script) ?? 0
    sums.set(script, { script, confirmed: value - (above.get(script) ?? 0) - young, immature: young })
  }
  return sums
}

function byScript(rows: readonly UnspentSum[]): ReadonlyMap<ScriptId, UnspentSum> {
  return new Map(rows.map((row) => [row.script, row]))
}
