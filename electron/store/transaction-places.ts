/** Which transactions a list shows, in its order; their figures are read of those alone. */

import type { Txid } from '../../shared/chain.ts'
import { toBytes, toTxid } from './bytes.ts'
import { isOutputOf } from './output-id.ts'
import type { ScopeParams, ScopeSql } from './scope.ts'
import type { Database } from './sqlite.ts'

/** A place in the order of a list: right after this transaction. */
export type PagePlace =
  | { readonly kind: 'pending'; readonly seenAt: number; readonly txid: Txid }
  | { readonly kind: 'block'; readonly height: number; readonly position: number; readonly txid: Txid }
  | { readonly kind: 'gone'; readonly id: number }

/** A row of `tx`, and where it stands in the list. */
export interface PlacedTransaction {
  readonly id: number
  readonly txid: Txid
  readonly coinbase: boolean
  readonly place: PagePlace
}

export interface TransactionPlaces {
  page(params: ScopeParams, after: PagePlace | null, limit: number): readonly PlacedTransaction[]
  gone(params: ScopeParams, after: PagePlace | null, limit: number): readonly PlacedTransaction[]
  /** Of blocks above `above` up to `to`, oldest first. */
  between(params: ScopeParams, above: number, to: number): Iterable<PlacedTransaction>
}

/** How many transactions are looked at one by one before the scope's own outputs are gathered and sorted instead. */
const WALK = 3_000
/** Above every place. */
const TOP = { height: Number.MAX_SAFE_INTEGER, position: 0, txid: Buffer.alloc(32) }

interface BlockRow {
  readonly id: number
  readonly txid: Buffer
  readonly coinbase: number
  readonly height: number
  readonly position: number
}

interface FreeRow {
  readonly id: number
  readonly txid: Buffer
  readonly coinbase: number
  readonly seen_at: number
}

/** The statements for one sort of scope, prepared once. */
export function createTransactionPlaces(db: Database, scope: ScopeSql): TransactionPlaces {
  const sql = preparePlaces(db, scope)

  /** A scope that much of the ledger belongs to has its page after a few steps down the blocks. */
  function walk(bound: Bound, limit: number): readonly PlacedTransaction[] | null {
    const found: PlacedTransaction[] = []
    let seen = 0
    for (const row of sql.down.iterate(bound)) {
      seen += 1
      if (sql.touches.get({ ...bound, tx: row.id }) !== undefined && found.push(toPlaced(row)) === limit)
        break
    }
    return found.length === limit || seen < WALK ? found : null
  }

  function inBlocks(
    params: ScopeParams,
    after: PagePlace | null,
    limit: number,
  ): readonly PlacedTransaction[] {
    const place = after?.kind === 'block' ? { ...after, txid: toBytes(after.txid) } : TOP
    const bound = { ...params, height: place.height, position: place.position, txid: place.txid, walk: WALK }
    return walk(bound, limit) ?? sql.gathered.all({ ...bound, limit }).map(toPlaced)
  }

  return {
    page: (params, after, limit) => {
      if (after?.kind === 'block') return inBlocks(params, after, limit)
      const from = after?.kind === 'pending' ? after : null
      const pending = sql.pending
        .all({
          ...params,
          seenAt: from?.seenAt ?? Number.MAX_SAFE_INTEGER,
          txid: from ? toBytes(from.txid) : Buffer.alloc(32, 0xff),
          limit,
        })
        .map(toPending)
      const left = limit - pending.length
      return left === 0 ? pending : [...pending, ...inBlocks(params, null, left)]
    },
    gone: (params, after, limit) =>
      sql.gone
        .all({ ...params, before: after?.kind === 'gone' ? after.id : Number.MAX_SAFE_INTEGER, limit })
        .map(toGone),
    *between(params, above, to) {
      for (const row of sql.between.iterate({ ...params, above, to })) yield toPlaced(row)
    },
  }
}

function toPlaced({ id, txid, coinbase, height, position }: BlockRow): PlacedTransaction {
  const name = toTxid(txid)
  return { id, txid: name, coinbase: coinbase === 1, place: { kind: 'block', height, position, txid: name } }
}

function toPending({ id, txid, coinbase, seen_at }: FreeRow): PlacedTransaction {
  const name = toTxid(txid)
  return { id, txid: name, coinbase: coinbase === 1, place: { kind: 'pending', seenAt: seen_at, txid: name } }
}

function toGone({ id, txid, coinbase }: FreeRow): PlacedTransaction {
  return { id, txid: toTxid(txid), coinbase: coinbase === 1, place: { kind: 'gone', id } }
}

type Bound = ScopeParams & {
  readonly height: number
  readonly position: number
  readonly txid: Buffer
  readonly walk: number
}

/** A place in its block is not always known: a snapshot tells none. */
const COLUMNS = 't.id, t.txid, t.coinbase, t.height, coalesce(t.position, -1) AS position'
const BELOW = `t.height <= @height AND (t.height < @height OR (coalesce(t.position, -1), t.txid) < (@position, @txid))`
const NEWEST_FIRST = 'ORDER BY t.height DESC, coalesce(t.position, -1) DESC, t.txid DESC'
const OLDEST_FIRST = 'ORDER BY t.height, coalesce(t.position, -1), t.txid'

function preparePlaces(db: Database, { member, scripts }: ScopeSql) {
  const ours = `o.script IN (${scripts})`
  const touched = (tx: string): string =>
    `(EXISTS (SELECT 1 FROM output o WHERE ${isOutputOf(tx)} AND ${member('o.script')})
      OR EXISTS (SELECT 1 FROM spend s JOIN output o ON o.id = s.output WHERE s.tx = ${tx} AND ${member('o.script')}))`
  return {
    down: db.prepare<[Bound], BlockRow>(
      `SELECT ${COLUMNS} FROM tx t WHERE ${BELOW} ${NEWEST_FIRST} LIMIT @walk`,
    ),
    touches: db.prepare<[Bound & { readonly tx: number }]>(
      `SELECT 1 WHERE EXISTS (SELECT 1 FROM output o WHERE ${isOutputOf('@tx')} AND o.height IS NOT NULL AND ${member('o.script')})
         OR EXISTS (SELECT 1 FROM spend s JOIN output o ON o.id = s.output
           WHERE s.tx = @tx AND o.spent = @tx AND ${member('o.script')})`,
    ),
    gathered: db.prepare<[Bound & { readonly limit: number }], BlockRow>(
      `SELECT ${COLUMNS} FROM tx t WHERE t.id IN (
           SELECT o.tx FROM output o WHERE ${ours} AND o.height IS NOT NULL
           UNION SELECT o.spent FROM output o WHERE ${ours} AND o.spent IS NOT NULL)
         AND ${BELOW} ${NEWEST_FIRST} LIMIT @limit`,
    ),
    between: db.prepare<[ScopeParams & { readonly above: number; readonly to: number }], BlockRow>(
      `SELECT ${COLUMNS} FROM tx t WHERE t.id IN (
           SELECT o.tx FROM output o WHERE ${ours} AND o.height > @above AND o.height <= @to
           UNION SELECT o.spent FROM output o WHERE ${ours} AND o.spent IS NOT NULL)
         AND t.height > @above AND t.height <= @to ${OLDEST_FIRST}`,
    ),
    pending: db.prepare<[ScopeParams & { seenAt: number; txid: Buffer; limit: number }], FreeRow>(
      `SELECT t.id, t.txid, t.coinbase, t.seen_at FROM tx t
       WHERE t.seen_at <= @seenAt AND (t.seen_at < @seenAt OR t.txid < @txid) AND ${touched('t.id')}
       ORDER BY t.seen_at DESC, t.txid DESC LIMIT @limit`,
    ),
    gone: db.prepare<[ScopeParams & { before: number; limit: number }], FreeRow>(
      `SELECT t.id, t.txid, t.coinbase, 0 AS seen_at FROM tx t
       WHERE t.id < @before AND t.seen_at IS NULL AND t.height IS NULL
         AND ${touched('t.id')}
       ORDER BY t.id DESC LIMIT @limit`,
    ),
  }
}
