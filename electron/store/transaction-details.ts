/** One transaction in full: its watched inputs and outputs, who spends them, and what competes with it. */

import { isDust } from '../../shared/dust.ts'
import type {
  Rival,
  TransactionDetail,
  TransactionInput,
  TransactionOutput,
  TransactionState,
} from '../../shared/ipc/time.ts'
import { toTxid } from './bytes.ts'
import { isOutputOf } from './output-id.ts'
import { paidAgain } from './reuse.ts'
import { type ScopeSql, scopeParams, touches } from './scope.ts'
import { isUnmarkedOf, rivalsOf } from './spenders.ts'
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
  readonly reused: number
}

interface InputRow {
  readonly vin: number
  readonly txid: Buffer
  readonly vout: number
  readonly address: string
  readonly value: number
}

/** `rowOf`: as it concerns all of `scope`, which is everything that is watched. */
export function createTransactionDetails(
  db: Database,
  rowOf: TransactionRows,
  scope: ScopeSql,
): (txid: Buffer, context: RowContext) => TransactionDetail | null {
  const sql = prepareDetails(db, scope)
  const totalsOf = createTransactionTotals(db)
  const params = scopeParams({ kind: 'all', archived: true })
  return (txid, context) => {
    const found = sql.tx.get(txid)
    if (!found) return null
    const upTo = context.past === true ? context.tip.height : null
    return {
      row: rowOf(toPlaced(found), params, context),
      outputs: sql.outputs.all({ tx: found.id, upTo }).map(toOutput),
      inputs: sql.inputs.all(found.id).map(toInput),
      rivals: sql.rivals.all({ tx: found.id, upTo }).map(toRival),
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

function toOutput({ spender, reused, ...rest }: OutputRow): TransactionOutput {
  return { ...rest, spentBy: spender && toTxid(spender), reused: reused === 1, dust: isDust(rest.value) }
}

function toInput({ txid, ...rest }: InputRow): TransactionInput {
  return { ...rest, txid: toTxid(txid) }
}

function toRival({ txid, height, seen_at }: Pick<TxRow, 'txid' | 'height' | 'seen_at'>): Rival {
  const free: TransactionState = seen_at === null ? 'gone' : 'pending'
  return { txid: toTxid(txid), state: height === null ? free : 'confirmed' }
}

/** The one in a block spends it; else one that is pending. `@upTo`: of blocks up to this height alone. */
const SPENDER = `coalesce(
  (SELECT t.txid FROM tx t WHERE t.id = o.spent AND (@upTo IS NULL OR t.height <= @upTo)),
  (SELECT t.txid FROM spend s JOIN tx t ON t.id = s.tx
   WHERE ${isUnmarkedOf('o.id', 's')} AND t.seen_at IS NOT NULL AND @upTo IS NULL
   ORDER BY t.seen_at DESC, t.txid LIMIT 1))`

/** Null is now. */
interface OfTx {
  readonly tx: number
  readonly upTo: number | null
}

function prepareDetails(db: Database, { member }: ScopeSql) {
  return {
    tx: db.prepare<[Buffer], TxRow>(
      `SELECT t.id, t.txid, t.coinbase, t.seen_at, t.height, t.position
       FROM tx t WHERE t.txid = ? AND ${touches('t.id', member)}`,
    ),
    outputs: db.prepare<[OfTx], OutputRow>(
      `SELECT o.vout, c.address, o.value, ${SPENDER} AS spender, 
         CASE WHEN @upTo IS NULL THEN ${paidAgain(null)} ELSE ${paidAgain('@upTo')} END AS reused
       FROM output o JOIN script c ON c.id = o.script WHERE ${isOutputOf('@tx')} AND ${member('o.script')}
       ORDER BY o.vout`,
    ),
    inputs: db.prepare<[number], InputRow>(
      `SELECT s.vin, t.txid, o.vout, c.address, o.value
       FROM spend s JOIN output o ON o.id = s.output JOIN tx t ON t.id = o.tx JOIN script c ON c.id = o.script
       WHERE s.tx = ? AND ${member('o.script')} ORDER BY s.vin`,
    ),
    rivals: db.prepare<[OfTx], Pick<TxRow, 'txid' | 'height' | 'seen_at'>>(
      `SELECT t.txid, t.height, t.seen_at FROM tx t
       WHERE t.id IN (${rivalsOf('@tx')}) AND t.id <> @tx AND (@upTo IS NULL OR t.height <= @upTo)
       ORDER BY t.height IS NULL, t.seen_at IS NULL, t.txid`,
    ),
  }
}
