/** The figures of one transaction for a scope: what it paid and took, its fee, and how far it is. */

import { type BlockRef, COINBASE_CONFIRMATIONS } from '../../shared/chain.ts'
import { isDust } from '../../shared/dust.ts'
import type { Hints, Replacement, TransactionRow, TransactionTotals } from '../../shared/ipc/time.ts'
import { toRef, toTxid } from './bytes.ts'
import { isOutputOf } from './output-id.ts'
import { PAID_BEFORE } from './reuse.ts'
import { EVERYTHING, type ScopeParams, type ScopeSql, WATCHED } from './scope.ts'
import type { Database } from './sqlite.ts'
import type { PagePlace, PlacedTransaction } from './transaction-places.ts'
import type { RowContext } from './transactions.ts'

/** Reads the row of a transaction that was found. */
export type TransactionRows = (
  found: PlacedTransaction,
  params: ScopeParams,
  context: RowContext,
) => TransactionRow

interface Sums {
  readonly received: number
  readonly spent: number
  readonly outputs: number
  readonly inputs: number
}

interface TotalsRow {
  readonly inputs: number | null
  readonly outputs: number | null
  readonly total: number | null
}

/** The statements for one sort of scope, prepared once. */
export function createTransactionRows(db: Database, scope: ScopeSql): TransactionRows {
  const ofScope = prepareSums(db, scope)
  // Beside what is leaving, all are those that are watched.
  const ofAll = scope === EVERYTHING ? ofScope : prepareSums(db, WATCHED)
  const block = db.prepare<[number], { hash: Buffer; time: number }>(
    'SELECT hash, time FROM block WHERE height = ?',
  )
  const totalsOf = createTransactionTotals(db)
  const hints = prepareHints(db, scope)
  const replacement = db.prepare<[number], { by: Buffer; fallen: number }>(
    'SELECT "by", fallen FROM replacement WHERE tx = ?',
  )

  function replacementOf(tx: number): Replacement | null {
    const row = replacement.get(tx)
    return row ? { by: toTxid(row.by), fallen: row.fallen === 1 } : null
  }

  /** Of outputs that came to be: one that is gone brought nothing, and joins nothing. */
  function hintsOf(tx: number, place: PagePlace, params: ScopeParams, spent: number): Hints {
    if (place.kind === 'gone') return { reused: false, dust: false }
    const { reused, largest } = hints.get({ ...params, tx, ...boundsOf(place) }) ?? {
      reused: 0,
      largest: null,
    }
    return { reused: reused === 1, dust: spent === 0 && largest !== null && isDust(largest) }
  }

  function blockAt(height: number): (BlockRef & { readonly time: number }) | null {
    const row = block.get(height)
    return row ? { ...toRef(height, row.hash), time: row.time } : null
  }

  return ({ id, txid, coinbase, place }, params, { tip, coverage }) => {
    const inBlock = place.kind === 'block'
    const said = inBlock ? 'inBlock' : 'outside'
    const { received, spent } = ofScope[said].get({ ...params, tx: id }) ?? NONE
    const all = ofAll[said].get({ ...params, tx: id }) ?? NONE
    const totals = totalsOf(id)
    const confirmations = inBlock ? Math.max(1, tip.height - place.height + 1) : 0
    const at = inBlock ? place.height : tip.height
    const replaced = place.kind === 'gone' ? replacementOf(id) : null
    return {
      txid,
      state: inBlock ? 'confirmed' : place.kind,
      block: inBlock ? blockAt(place.height) : null,
      confirmations,
      seenAt: place.kind === 'pending' ? place.seenAt : null,
      received,
      spent,
      net: received - spent,
      ...outcomeOf(all, totals, coinbase, coverage.isRead(at)),
      coinbase,
      immature: coinbase && confirmations < COINBASE_CONFIRMATIONS,
      complete: coverage.isWhole(at),
      ...hintsOf(id, place, params, spent),
      ...(replaced && { replacement: replaced }),
    }
  }
}

/** The place that other payments came before. */
function boundsOf(place: Exclude<PagePlace, { kind: 'gone' }>) {
  return place.kind === 'block'
    ? { height: place.height, position: place.position, seenAt: null }
    : { height: null, position: null, seenAt: place.seenAt }
}

type HintParams = ScopeParams & { readonly tx: number } & ReturnType<typeof boundsOf>

function prepareHints(db: Database, { member }: ScopeSql) {
  return db.prepare<[HintParams], { readonly reused: number; readonly largest: number | null }>(
    `SELECT coalesce(max(${PAID_BEFORE}), 0) AS reused, max(o.value) AS largest
     FROM output o WHERE ${isOutputOf('@tx')} AND ${member('o.script')}`,
  )
}

const NONE: Sums = { received: 0, spent: 0, outputs: 0, inputs: 0 }

/** A fee needs every input to be watched: nobody else says what the others were worth. */
function outcomeOf(
  all: Sums,
  totals: TransactionTotals | null,
  coinbase: boolean,
  complete: boolean,
): Pick<TransactionRow, 'fee' | 'ownTransfer'> {
  if (coinbase) return { fee: null, ownTransfer: false }
  if (totals === null) return { fee: null, ownTransfer: null }
  const allInputs = all.inputs === totals.inputs
  const allOutputs = all.received === totals.value
  return {
    fee: allInputs ? all.spent - totals.value : null,
    ownTransfer: allInputs && allOutputs ? true : complete ? false : null,
  }
}

/** How many inputs and outputs a transaction has in all; null where no block or mempool showed the whole of it. */
export function createTransactionTotals(db: Database): (tx: number) => TransactionTotals | null {
  const select = db.prepare<[number], TotalsRow>('SELECT inputs, outputs, total FROM tx WHERE id = ?')
  return (tx) => {
    const { inputs = null, outputs = null, total = null } = select.get(tx) ?? {}
    return inputs === null || outputs === null || total === null ? null : { inputs, outputs, value: total }
  }
}

type SumParams = ScopeParams & { readonly tx: number }

/**
 * In a block, what counts is what the balance counts: outputs whose script was read there, and spends by this very
 * transaction. Outside of one, what the transaction says.
 */
function prepareSums(db: Database, { member }: ScopeSql) {
  const sums = (outputs: string, inputs: string): string =>
    `SELECT i.value AS received, i.n AS outputs, s.value AS spent, s.n AS inputs
     FROM (SELECT coalesce(sum(o.value), 0) AS value, count(*) AS n FROM output o
           WHERE ${outputs} AND ${member('o.script')}) i,
          (SELECT coalesce(sum(o.value), 0) AS value, count(*) AS n FROM ${inputs} AND ${member('o.script')}) s`
  return {
    inBlock: db.prepare<[SumParams], Sums>(
      sums(
        `${isOutputOf('@tx')} AND o.height IS NOT NULL`,
        'spend p JOIN output o ON o.id = p.output WHERE p.tx = @tx AND o.spent = @tx',
      ),
    ),
    outside: db.prepare<[SumParams], Sums>(
      sums(isOutputOf('@tx'), 'spend p JOIN output o ON o.id = p.output WHERE p.tx = @tx'),
    ),
  }
}
