/** In which block a transaction is. */
import { isOutputOf } from './output-id.ts'
import type { Database } from './sqlite.ts'

export interface AnchorRows {
  /** The height of its block; null in none. */
  heightOf(tx: number): number | null
  /**
   * A block of the chain holds it: returns where it hangs then. A coinbase may be in two (BIP-30) and hangs on the later
   * one. Any other that was elsewhere was told so by a snapshot of a branch that is left: it moves, and with it the outputs
   * that were told of there. `position` is null where only a snapshot tells.
   */
  put(tx: number, height: number, position: number | null, coinbase: boolean): number
}

/** The statements, prepared once. */
export function createAnchorRows(db: Database): AnchorRows {
  const sql = {
    height: db.prepare<[number], number | null>('SELECT height FROM tx WHERE id = ?').pluck(),
    put: db.prepare<[{ tx: number; height: number; position: number | null }]>(
      `UPDATE tx SET height = @height, position = coalesce(@position, position)
       WHERE id = @tx AND (height IS NULL OR height <= @height)`,
    ),
    move: db.prepare<[{ tx: number; height: number; position: number | null }]>(
      'UPDATE tx SET height = @height, position = @position WHERE id = @tx',
    ),
    moveOutputs: db.prepare<[{ tx: number; from: number; to: number }]>(
      `UPDATE output SET height = @to WHERE ${isOutputOf('@tx', 'id')} AND height = @from`,
    ),
  }
  const heightOf = (tx: number): number | null => sql.height.get(tx) ?? null

  return {
    heightOf,
    put(tx, height, position, coinbase) {
      const before = coinbase ? null : heightOf(tx)
      if (before === null || before === height) sql.put.run({ tx, height, position })
      else {
        sql.moveOutputs.run({ tx, from: before, to: height })
        sql.move.run({ tx, height, position })
      }
      return heightOf(tx) ?? height
    },
  }
}
