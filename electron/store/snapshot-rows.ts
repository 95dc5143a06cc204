/** What a snapshot says by what it no longer holds, and the observation that it makes needless. */
import type { ScriptId } from '../engine/ports.ts'
import { forScripts } from './script-run.ts'
import { spendersOf } from './spenders.ts'
import type { Database } from './sqlite.ts'

/** Source of the observation that keeps a void snapshot's last reading. */
export const LEDGER_SOURCE = 'ledger'

export interface SnapshotRows {
  /** Rows of the scripts' outputs that the ledger holds as unspent at `height`. */
  unspentOf(scripts: readonly ScriptId[], height: number): readonly number[]
  /**
   * The output was spent at or below `height`. Its spender is named where the ledger happens to know it (it
   * touches another script, or was pending); otherwise it is gone as of that block, which must be stored.
   */
  markLost(output: number, height: number): void
  /** The scripts have readings of their own again. */
  dropLedgerObservations(scripts: readonly ScriptId[]): void
}

/** The statements of a snapshot, prepared once. */
export function createSnapshotRows(db: Database): SnapshotRows {
  // One that an earlier snapshot of a higher block missed was only known to be gone by then: now it is by here.
  const unspent = forScripts(({ condition }) =>
    db
      .prepare<[Record<string, unknown>], number>(
        `SELECT id FROM output
         WHERE script ${condition} AND height <= @height AND spent IS NULL AND (gone IS NULL OR gone > @height)`,
      )
      .pluck(),
  )
  // Not one below the output's block: it took an earlier coinbase of the same txid (BIP-30).
  const spender = db
    .prepare<[number, number], number>(
      `SELECT b.id FROM output o CROSS JOIN tx b ON b.id IN (${spendersOf('o.id')})
       WHERE o.id = ? AND b.height BETWEEN o.height AND ? ORDER BY b.height LIMIT 1`,
    )
    .pluck()
  const setSpent = db.prepare<[number, number]>('UPDATE output SET spent = ? WHERE id = ?')
  const setGone = db.prepare<[number, number]>('UPDATE output SET gone = ? WHERE id = ?')
  const drop = forScripts(({ condition }) =>
    db.prepare<[Record<string, unknown>]>(
      `DELETE FROM observation WHERE script ${condition} AND source = @source`,
    ),
  )
  return {
    unspentOf: (scripts, height) => {
      const { sql, named } = unspent(scripts)
      return sql.all({ ...named, height })
    },
    markLost: (output, height) => {
      const tx = spender.get(output, height)
      if (tx === undefined) setGone.run(height, output)
      else setSpent.run(tx, output)
    },
    dropLedgerObservations: (scripts) => {
      const { sql, named } = drop(scripts)
      sql.run({ ...named, source: LEDGER_SOURCE })
    },
  }
}
