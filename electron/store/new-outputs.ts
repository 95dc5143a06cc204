/**
 * Outputs that an update of blocks makes, written when it has read all of them: many are spent by one of its next blocks,
 * and are written once then, as spent, instead of twice, with two changes of the index of their script.
 */
import type { ScriptId } from '../engine/ports.ts'
import { outputId } from './output-id.ts'
import type { CoinRow } from './recent-coins.ts'
import type { Database } from './sqlite.ts'

/** A row to come. */
export interface NewOutput extends CoinRow {
  readonly coinbase: boolean
  readonly height: number
  /** The transaction that spends it, by its row. */
  spent: number | null
  isWritten: boolean
}

export interface NewOutputs {
  /** Nothing of an update that failed is left. */
  begin(): void
  add(id: number, script: ScriptId, value: number, coinbase: boolean, height: number): NewOutput
  /** An output of this update of the transaction in row `tx` may not be in the tables yet. */
  holds(tx: number): boolean
  /** From here on all of them are in the tables. */
  write(): void
}

/** On the writing connection, inside the update's transaction. */
export function createNewOutputs(db: Database): NewOutputs {
  const insert = db.prepare<[number, number, number, number, number, number | null]>(
    'INSERT INTO output (id, script, value, coinbase, height, spent, shown) VALUES (?, ?, ?, ?, ?, ?, 1)',
  )
  let rows: NewOutput[] = []
  let first = Number.POSITIVE_INFINITY

  function begin(): void {
    rows = []
    first = Number.POSITIVE_INFINITY
  }

  return {
    begin,
    add: (id, script, value, coinbase, height) => {
      const row = { id, script, value, coinbase, height, spent: null, isWritten: false }
      if (rows.length === 0) first = id
      rows.push(row)
      return row
    },
    holds: (tx) => outputId(tx + 1, 0) > first,
    write: () => {
      for (const row of rows) {
        const { id, script, value, coinbase, height, spent } = row
        insert.run(id, script, value, Number(coinbase), height, spent)
        row.isWritten = true
      }
      begin()
    },
  }
}
