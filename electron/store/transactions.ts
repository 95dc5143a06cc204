/** Transactions as the ledger holds them: pages of what moved in a scope, and one of them in full. */
import type { BlockRef, Txid } from '../../shared/chain.ts'
import type { Scope, TransactionDetail, TransactionRow } from '../../shared/ipc/time.ts'
import { toBytes } from './bytes.ts'
import { byScope, scopeParams } from './scope.ts'
import type { ScopeCoverage } from './scope-coverage.ts'
import type { Database } from './sqlite.ts'
import { createToldTransactions, isBefore, toldRow } from './told-transactions.ts'
import { createTransactionDetails } from './transaction-details.ts'
import { createTransactionPlaces, type PagePlace } from './transaction-places.ts'
import { createTransactionRows } from './transaction-rows.ts'

export type { PagePlace } from './transaction-places.ts'

/** A part of the list, newest first. `next`: where the following one begins, null at the end. */
export interface TransactionsPart {
  readonly rows: readonly TransactionRow[]
  readonly next: PagePlace | null
}

/** What rows are told against: the block that confirmations are counted at, and what was read of the scope. */
export interface RowContext {
  readonly tip: BlockRef
  readonly coverage: Pick<ScopeCoverage, 'isWhole' | 'isRead' | 'told'>
  /** The tip is a block of the past: nothing is counted beyond it, whatever providers told since. */
  readonly past?: boolean
}

export interface TransactionReads {
  /** Pending ones first, then by block and place in it. */
  page(scope: Scope, after: PagePlace | null, limit: number, context: RowContext): TransactionsPart
  /** Those that are in no block and not pending, newest first. */
  gone(scope: Scope, after: PagePlace | null, limit: number, context: RowContext): TransactionsPart
  /** All of the blocks above `above` up to `to`, oldest first; one at a time, so that any number fits. */
  between(scope: Scope, above: number, to: number, context: RowContext): Iterable<TransactionRow>
  /** Null where the ledger has no such transaction. */
  detail(txid: Txid, context: RowContext): TransactionDetail | null
}

/** What a provider told of a transaction that own data does not have. */
function toldDetail(txid: Txid, context: RowContext): TransactionDetail | null {
  const movement = context.coverage.told?.byTxid.get(txid)
  if (movement === undefined) return null
  return { row: toldRow(movement, context), outputs: [], inputs: [], rivals: [], totals: null }
}

const ALL: Scope = { kind: 'all', archived: true }

/** Reads on any connection. */
export function createTransactionReads(db: Database): TransactionReads {
  const of = byScope(db, (sql) => ({
    places: createTransactionPlaces(db, sql),
    rowOf: createTransactionRows(db, sql),
    told: createToldTransactions(db, sql),
  }))
  const detailsOf = byScope(db, (sql) => createTransactionDetails(db, createTransactionRows(db, sql), sql))

  function part(
    scope: Scope,
    after: PagePlace | null,
    limit: number,
    context: RowContext,
    which: 'page' | 'gone',
  ): TransactionsPart {
    const { places, rowOf, told } = of(scope)
    const params = scopeParams(scope)
    const own = places[which](params, after, limit).map((found) => ({
      place: found.place,
      row: told.withTold(rowOf(found, params, context), found, context),
    }))
    const listed = which === 'gone' ? own : told.among(own, { params, after, limit, context })
    const last = listed.length === limit ? listed.at(-1) : undefined
    return { rows: listed.map(({ row }) => row), next: last?.place ?? null }
  }

  function* between(scope: Scope, above: number, to: number, context: RowContext): Generator<TransactionRow> {
    const { places, rowOf, told } = of(scope)
    const params = scopeParams(scope)
    const rest = told.oldestFirst(params, above, to, context)
    let next = rest.shift()
    for (const found of places.between(params, above, to)) {
      const row = told.withTold(rowOf(found, params, context), found, context)
      for (; next && isBefore(next.place, found.place); next = rest.shift()) yield next.row
      yield row
    }
    for (; next; next = rest.shift()) yield next.row
  }

  return {
    page: (scope, after, limit, context) => part(scope, after, limit, context, 'page'),
    gone: (scope, after, limit, context) => part(scope, after, limit, context, 'gone'),
    between,
    detail: (txid, context) => detailsOf(ALL)(toBytes(txid), context) ?? toldDetail(txid, context),
  }
}
