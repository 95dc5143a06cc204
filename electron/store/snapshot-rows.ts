/** What a snapshot says by what it no longer holds, and the observation that it makes needless. */
import type { ScriptId } from '../engine/ports.ts'
import type { Database } from './sqlite.ts'

/** Source of the observation that keeps a void snapshot's last reading. */
export const LEDGER_SOURCE = 'ledger'

export interface SnapshotRows {
  /** Rows of the script's outputs that the ledger holds as unspent at `height`. */
  unspentOf(script: ScriptId, height: number): readonly number[]
  /**
   * The output was spent at or below `height`. Its spender is named where the ledger happens to know it (it
   * touches another script, or was pending); otherwise it is gone as of that block, which must be stored.
   */
  markLost(output: number, height: number): void
  /** The script has a reading of its own again. */
  dropLedgerObservation(script: ScriptId): void
}

/** The statements of a snapshot, prepared once. */
export function createSnapshotRows(db: Database): SnapshotRows {
  // One that an earlier snapshot of a higher block missed was only known to be gone by then: now it is by here.
  const unspent = db
    .prepare<[{ script: ScriptId; height: number }], number>(
      `SELECT id FROM output WHERE script = @script AND height <= @height AND spent IS NULL
         AND (gone IS NULL OR gone > @height)`,
    )
    .pluck()
  const spender = db
    .prepare<[number, number], number>(
      'SELECT b.tx FROM spend s JOIN tx_block b ON b.tx = s.tx WHERE s.output = ? AND b.height <= ?',
    )
    .pluck()
  const setSpent = db.prepare<[number, number]>('UPDATE output SET spent = ? WHERE id = ?')
  const setGone = db.prepare<[number, number]>('UPDATE output SET gone = ? WHERE id = ?')
  const drop = db.prepare<[ScriptId, string]>('DELETE FROM observation WHERE script = ? AND source = ?')
  return {
    unspentOf: (script, height) => unspent.all({ script, height }),
    markLost: (output, height) => {
      const tx = spender.get(output, height)
      if (tx === undefined) setGone.run(height, output)
      else setSpent.run(tx, output)
    },
    dropLedgerObservation: (script) => void drop.run(script, LEDGER_SOURCE),
  }
}
