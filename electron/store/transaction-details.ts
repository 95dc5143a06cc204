/** One transaction in full: its watched inputs and outputs, who spends them, and what competes with it. */

import type {
  Rival,
  TransactionDetail,
  TransactionInput,
  TransactionOutput,
  TransactionState,
} from '../../shared/ipc/time.ts'
import { toTxid } from './bytes.ts'
import { isOutputOf } from './output-id.ts'
import { scopeParams } from './scope.ts'
import type { Database } from './sqlite.ts'
import type { PlacedTransaction } from './transaction-places.ts'
import { createTransactionTotals, type TransactionRows } from './transaction-rows.ts'
import type { RowContext } from './transactions.ts'

interface TxRow {
  readonly id: number
  readonly txid: Buffer
  readonly coinbase: number
  readonly seen_at: number | null
  readonly height: number | null
  readonly position: number | null
}

interface OutputRow {
  readonly vout: number
  readonly address: string
  readonly value: number
  readonly spender: Buffer | null
}

interface InputRow {
  readonly vin: number
  readonly txid: Buffer
  readonly vout: number
  readonly address: string
  readonly value: number
}

/** `rowOf`: as it concerns everything that is stored. */
export function createTransactionDetails(
  db: Database,
  rowOf: TransactionRows,
): (txid: Buffer, context: RowContext) => TransactionDetail | null {
  const sql = prepareDetails(db)
  const totalsOf = createTransactionTotals(db)
  const params = scopeParams({ kind: 'all', archived: true })
  return (txid, context) => {
    const found = sql.tx.get(txid)
    if (!found) return null
    return {
      row: rowOf(toPlaced(found), params, context),
      outputs: sql.outputs.all({ tx: found.id }).map(toOutput),
      inputs: sql.inputs.all(found.id).map(toInput),
      rivals: sql.rivals.all({ tx: found.id }).map(toRival),
      totals: totalsOf(found.id),
    }
  }
}

function toPlaced({ id, txid, coinbase, seen_at, height, position }: TxRow): PlacedTransaction {
  const name = toTxid(txid)
  const own = { id, txid: name, coinbase: coinbase === 1 }
  if (height !== null)
    return { ...own, place: { kind: 'block', height, position: position ?? -1, txid: name } }
  if (seen_at !== null) return { ...own, place: { kind: 'pending', seenAt: seen_at, txid: name } }
  return { ...own, place: { kind: 'gone', id } }
}

function toOutput({ spender, ...rest }: OutputRow): TransactionOutput {
  return { ...rest, spentBy: spender && toTxid(spender) }
}

function toInput({ txid, ...rest }: InputRow): TransactionInput {
  return { ...rest, txid: toTxid(txid) }
}

function toRival({ txid, height, seen_at }: Pick<TxRow, 'txid' | 'height' | 'seen_at'>): Rival {
  const free: TransactionState = seen_at === null ? 'gone' : 'pending'
  return { txid: toTxid(txid), state: height === null ? free : 'confirmed' }
}

/** The one in a block spends it; else one that is pending. */
const SPENDER = `coalesce(
  (SELECT t.txid FROM tx t WHERE t.id = o.spent),
  (SELECT t.txid FROM spend s JOIN tx t ON t.id = s.tx WHERE s.output = o.id AND t.seen_at IS NOT NULL
   ORDER BY t.seen_at DESC, t.txid LIMIT 1))`

function prepareDetails(db: Database) {
  return {
    tx: db.prepare<[Buffer], TxRow>(
      `SELECT t.id, t.txid, t.coinbase, t.seen_at, t.height, t.position
       FROM tx t WHERE t.txid = ?`,
    ),
    outputs: db.prepare<[{ readonly tx: number }], OutputRow>(
      `SELECT o.vout, c.address, o.value, ${SPENDER} AS spender
       FROM output o JOIN script c ON c.id = o.script WHERE ${isOutputOf('@tx')} ORDER BY o.vout`,
    ),
    inputs: db.prepare<[number], InputRow>(
      `SELECT s.vin, t.txid, o.vout, c.address, o.value
       FROM spend s JOIN output o ON o.id = s.output JOIN tx t ON t.id = o.tx JOIN script c ON c.id = o.script
       WHERE s.tx = ? ORDER BY s.vin`,
    ),
    rivals: db.prepare<[{ tx: number }], Pick<TxRow, 'txid' | 'height' | 'seen_at'>>(
      `SELECT DISTINCT t.txid, t.height, t.seen_at
       FROM spend m JOIN spend r ON r.output = m.output AND r.tx <> m.tx JOIN tx t ON t.id = r.tx
       WHERE m.tx = @tx ORDER BY t.height IS NULL, t.seen_at IS NULL, t.txid`,
    ),
  }
}
