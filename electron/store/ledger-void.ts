/** Takes back everything that the ledger says of scripts whose facts are wrong, so that they can begin anew. */

import type { ScriptId, SnapshotUpdate } from '../engine/ports.ts'
import { toBytes } from './bytes.ts'
import type { Ledger } from './ledger.ts'
import { isOutputOf, outputId } from './output-id.ts'
import { isUnmarkedOf } from './spenders.ts'
import type { Database } from './sqlite.ts'

/**
 * Deletes outputs, coverage and history of the snapshot's scripts, and what else stands where its outputs belong.
 * Ranges of history begin again where they began. Runs inside the caller's transaction, right before the snapshot.
 */
export function createLedgerVoid(db: Database, ledger: Ledger): (snapshot: SnapshotUpdate) => void {
  const sql = prepareVoid(db)

  function beginHistoryAnew(script: ScriptId): void {
    const { rows, groups } = ledger.history
    const row = rows.get(script)
    if (row === null) return
    groups.leave(script, 'waiting')
    rows.begin(script, row.from, null)
    if (row.state === 'stopped') rows.setState(script, 'stopped')
    if (row.group !== null) groups.bump(row.group)
  }

  /** Another script's output in its place, and an anchor that hangs on another block than the node says. */
  function clearPlace({ txid, vout, height }: SnapshotUpdate['outputs'][number]): void {
    const tx = sql.txOf.get(toBytes(txid))
    if (tx === undefined) return
    sql.outputAt.run(outputId(tx, vout))
    sql.anchor.run({ tx, height })
  }

  return ({ scripts, outputs, outputHeaders }) => {
    const touched = new Set(scripts.flatMap((script) => sql.touched.all({ script })))
    for (const script of scripts) {
      beginHistoryAnew(script)
      sql.coverage.run(script)
      sql.outputs.run(script)
    }
    ledger.history.groups.dropEmpty()
    for (const tx of touched) sql.emptyTx.run(tx)
    for (const header of outputHeaders) ledger.blocks.put(header)
    for (const output of outputs) clearPlace(output)
  }
}

function prepareVoid(db: Database) {
  return {
    touched: db
      .prepare<[{ script: number }], number>(
        `SELECT tx FROM output WHERE script = @script
         UNION SELECT spent FROM output WHERE script = @script AND spent IS NOT NULL
         UNION SELECT s.tx FROM output o JOIN spend s ON ${isUnmarkedOf('o.id', 's')} WHERE o.script = @script`,
      )
      .pluck(),
    coverage: db.prepare<[number]>('DELETE FROM coverage WHERE script = ?'),
    outputs: db.prepare<[number]>('DELETE FROM output WHERE script = ?'),
    emptyTx: db.prepare<[number]>(
      `DELETE FROM tx WHERE id = ? AND NOT EXISTS (SELECT 1 FROM output o WHERE ${isOutputOf('tx.id')})
         AND NOT EXISTS (SELECT 1 FROM spend s WHERE s.tx = tx.id)`,
    ),
    txOf: db.prepare<[Buffer], number>('SELECT id FROM tx WHERE txid = ?').pluck(),
    outputAt: db.prepare<[number]>('DELETE FROM output WHERE id = ?'),
    anchor: db.prepare<[{ tx: number; height: number }]>(
      'UPDATE tx SET height = @height WHERE id = @tx AND height <> @height',
    ),
  }
}
