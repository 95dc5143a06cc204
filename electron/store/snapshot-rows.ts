/** What a snapshot says by what it no longer holds, and the observation that it makes needless. */
import type { ScriptId } from '../engine/ports.ts'
import { runOf } from './script-run.ts'
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

const SOME = 'IN (SELECT value FROM json_each(@scripts))'
const RUN = 'BETWEEN @first AND @last'

/** The statements of a snapshot, prepared once. */
export function createSnapshotRows(db: Database): SnapshotRows {
  // One that an earlier snapshot of a higher block missed was only known to be gone by then: now it is by here.
  const unspentOf = (which: string) =>
    db
      .prepare<[Record<string, unknown>], number>(
        `SELECT id FROM output
         WHERE script ${which} AND height <= @height AND spent IS NULL AND (gone IS NULL OR gone > @height)`,
      )
      .pluck()
  const unspent = { some: unspentOf(SOME), run: unspentOf(RUN) }
  // Not one below the output's block: it took an earlier coinbase of the same txid (BIP-30).
  const spender = db
    .prepare<[number, number], number>(
      `SELECT b.id FROM output o CROSS JOIN tx b ON b.id IN (${spendersOf('o.id')})
       WHERE o.id = ? AND b.height BETWEEN o.height AND ? ORDER BY b.height LIMIT 1`,
    )
    .pluck()
  const setSpent = db.prepare<[number, number]>('UPDATE output SET spent = ? WHERE id = ?')
  const setGone = db.prepare<[number, number]>('UPDATE output SET gone = ? WHERE id = ?')
  const dropOf = (which: string) =>
    db.prepare<[Record<string, unknown>]>(
      `DELETE FROM observation WHERE script ${which} AND source = @source`,
    )
  const drop = { some: dropOf(SOME), run: dropOf(RUN) }
  return {
    unspentOf: (scripts, height) => {
      const run = runOf(scripts)
      return run === null
        ? unspent.some.all({ scripts: JSON.stringify(scripts), height })
        : unspent.run.all({ ...run, height })
    },
    markLost: (output, height) => {
      const tx = spender.get(output, height)
      if (tx === undefined) setGone.run(height, output)
      else setSpent.run(tx, output)
    },
    dropLedgerObservations: (scripts) => {
      const run = runOf(scripts)
      if (run === null) drop.some.run({ scripts: JSON.stringify(scripts), source: LEDGER_SOURCE })
      else drop.run.run({ ...run, source: LEDGER_SOURCE })
    },
  }
}
