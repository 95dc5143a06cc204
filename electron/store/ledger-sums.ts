/** Totals by script, each in one statement: what is unspent at the cursor, at other blocks, and what is pending. */
import { COINBASE_CONFIRMATIONS } from '../../shared/chain.ts'
import type { ScriptId } from '../engine/ports.ts'
import type { Database } from './sqlite.ts'

export interface UnspentSum {
  readonly script: ScriptId
  readonly confirmed: number
  readonly immature: number
}

export interface LedgerSums {
  atCursor(scripts: readonly ScriptId[] | 'all', height: number): ReadonlyMap<ScriptId, UnspentSum>
  /** Each script at its own block. */
  at(points: readonly (readonly [script: ScriptId, height: number])[]): ReadonlyMap<ScriptId, UnspentSum>
  /** Signed net effect of what is in the mempool; absent where nothing is. */
  pending(height: number): ReadonlyMap<ScriptId, number>
}

/** Coinbase outputs at a height above `at - IMMATURE_DEPTH` are not mature at `at`. */
const IMMATURE_DEPTH = COINBASE_CONFIRMATIONS - 1

const sums = (at: string): string => `o.script,
  sum(CASE WHEN o.coinbase = 0 OR o.height <= ${at} - ${IMMATURE_DEPTH} THEN o.value ELSE 0 END) AS confirmed,
  sum(CASE WHEN o.coinbase = 1 AND o.height > ${at} - ${IMMATURE_DEPTH} THEN o.value ELSE 0 END) AS immature`

/**
 * Everything, answered from the index `output_script` alone, where NULL comes first. What is immature is asked for apart: of the few rows of
 * `output_reward`, instead of looking at each output for it.
 */
export const SUMS_AT_CURSOR = `SELECT o.script, sum(o.value) AS value FROM output o
  WHERE o.spent IS NULL AND o.gone IS NULL AND o.height <= @height`

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
    SELECT script, value FROM output
    WHERE tx IN (${VISIBLE}) AND height IS NULL AND spent IS NULL AND gone IS NULL
    UNION ALL
    SELECT o.script, -o.value FROM output o
    WHERE o.id IN (SELECT s.output FROM spend s WHERE s.tx IN (${VISIBLE}))
      AND o.spent IS NULL AND o.gone IS NULL AND (o.height <= @height OR o.tx IN (${VISIBLE}))
  ) GROUP BY script`

/** The statements, prepared once. */
export function createLedgerSums(db: Database): LedgerSums {
  const all = db.prepare<[{ height: number }], ValueRow>(`${SUMS_AT_CURSOR} GROUP BY o.script`).raw()
  const some = db
    .prepare<[{ height: number; ids: string }], ValueRow>(
      `${SUMS_AT_CURSOR} AND o.script IN (SELECT value FROM json_each(@ids)) GROUP BY o.script`,
    )
    .raw()
  const immature = db.prepare<[{ height: number }], ValueRow>(IMMATURE_AT_CURSOR).raw()
  const at = db.prepare<[{ points: string }], UnspentSum>(SUMS_AT)
  const pending = db.prepare<[{ height: number }], { script: ScriptId; pending: number }>(PENDING)
  return {
    atCursor: (scripts, height) => {
      const rows =
        scripts === 'all' ? all.all({ height }) : some.all({ height, ids: JSON.stringify(scripts) })
      return withImmature(rows, new Map(immature.all({ height })))
    },
    at: (points) => (points.length === 0 ? new Map() : byScript(at.all({ points: JSON.stringify(points) }))),
    pending: (height) => new Map(pending.all({ height }).map((row) => [row.script, row.pending])),
  }
}

type ValueRow = [script: ScriptId, value: number]

function withImmature(
  rows: readonly ValueRow[],
  immature: ReadonlyMap<ScriptId, number>,
): ReadonlyMap<ScriptId, UnspentSum> {
  const sums = new Map<ScriptId, UnspentSum>()
  for (const [script, value] of rows) {
    const young = immature.get(script) ?? 0
    sums.set(script, { script, confirmed: value - young, immature: young })
  }
  return sums
}

function byScript(rows: readonly UnspentSum[]): ReadonlyMap<ScriptId, UnspentSum> {
  return new Map(rows.map((row) => [row.script, row]))
}
