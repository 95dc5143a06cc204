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
    // A place in another block says nothing of this one.
    put: db.prepare<[{ tx: number; height: number; position: number | null }]>(
      `UPDATE tx SET height = @height,
         position = CASE WHEN height = @height THEN coalesce(@position, position) ELSE @position END
       WHERE id = @tx`,
    ),
    moveOutputs: db.prepare<[{ tx: number; from: number; to: number }]>(
      `UPDATE output SET height = @to WHERE ${isOutputOf('@tx', 'id')} AND height = @from`,
    ),
  }
  const heightOf = (tx: number): number | null => sql.height.get(tx) ?? null

  return {
    heightOf,
    put(tx, height, position, coinbase) {
      const before = heightOf(tx)
      if (coinbase && before !== null && before > height) return before
      if (!coinbase && before !== null && before !== height)
        sql.moveOutputs.run({ tx, from: before, to: height })
      sql.put.run({ tx, height, position })
      return height
    },
  }
}
