/**
 * Transactions that providers told of, among those of the ledger: the list and its order are one, each row says who told
 * what. A movement of a script that own data covers is the ledger's alone.
 */

import type { TransactionRow } from '../../shared/ipc/time.ts'
import { innerOrder, type ToldMovement } from '../engine/told-history.ts'
import { toBytes } from './bytes.ts'
import { isOutputOf } from './output-id.ts'
import type { ScopeParams, ScopeSql } from './scope.ts'
import type { Database } from './sqlite.ts'
import type { PagePlace, PlacedTransaction } from './transaction-places.ts'
import type { RowContext } from './transactions.ts'

/** A row and where it stands in the list. */
export interface ListedRow {
  readonly place: PagePlace
  readonly row: TransactionRow
}

export interface PageAsk {
  readonly params: ScopeParams
  readonly after: PagePlace | null
  readonly limit: number
  readonly context: RowContext
}

export interface ToldTransactions {
  /** The ledger's row, with what was told of the scripts that it does not cover there in place of what it holds of them. */
  withTold(row: TransactionRow, found: PlacedTransaction, context: RowContext): TransactionRow
  /** A page of the ledger's own rows with those between them that only a provider told of. */
  among(own: readonly ListedRow[], ask: PageAsk): readonly ListedRow[]
  /** Those that only a provider told of, in blocks above `above` up to `to`. */
  oldestFirst(params: ScopeParams, above: number, to: number, context: RowContext): ListedRow[]
}

interface Part {
  readonly received: number
  readonly spent: number
}

/** The statements for one sort of scope, prepared when the first movement is told. */
export function createToldTransactions(db: Database, scope: ScopeSql): ToldTransactions {
  let prepared: ReturnType<typeof prepareTold> | null = null
  const sql = (): ReturnType<typeof prepareTold> => (prepared ??= prepareTold(db, scope))

  function isOwn({ txid }: ToldMovement, params: ScopeParams): boolean {
    return sql().listed.get({ ...params, txid: toBytes(txid) }) !== undefined
  }

  function* rest({ params, after, context }: Omit<PageAsk, 'limit'>): Generator<ListedRow> {
    for (const movement of context.coverage.told?.movements ?? []) {
      const listed = { place: placeOf(movement), row: toldRow(movement, context) }
      const follows = after?.kind !== 'block' || isBefore(listed.place, after)
      if (follows && !isOwn(movement, params)) yield listed
    }
  }

  return {
    withTold: (row, found, context) => {
      const movement = context.coverage.told?.byTxid.get(found.txid)
      if (movement === undefined || found.place.kind !== 'block') return row
      const scripts = JSON.stringify([...movement.deltas.keys()])
      const held = sql().part.get({ tx: found.id, scripts }) ?? { received: 0, spent: 0 }
      return { ...row, ...netted(row, held, movement), told: toldPlace(movement) }
    },
    among: (own, ask) => {
      const { told } = ask.context.coverage
      if (told === null || ask.limit <= own.filter(({ place }) => place.kind === 'pending').length) return own
      const some: ListedRow[] = []
      const oldest = own.length === ask.limit ? own.at(-1)?.place : undefined
      for (const listed of rest(ask)) {
        if (some.length === ask.limit || (oldest && isBefore(listed.place, oldest))) break
        some.push(listed)
      }
      return merged(own, some).slice(0, ask.limit)
    },
    oldestFirst: (params, above, to, context) =>
      [...rest({ params, after: null, context })]
        .filter(({ row }) => (row.told?.height ?? 0) > above && (row.told?.height ?? 0) <= to)
        .toReversed(),
  }
}

/** Both newest first, and so is what comes of them. */
function merged(own: readonly ListedRow[], some: readonly ListedRow[]): readonly ListedRow[] {
  const all: ListedRow[] = []
  let at = 0
  for (const listed of own) {
    for (let next = some[at]; next && isBefore(listed.place, next.place); next = some[at]) {
      all.push(next)
      at += 1
    }
    all.push(listed)
  }
  return [...all, ...some.slice(at)]
}

/** Whether a transaction came before another one; what is pending comes after all that is in blocks. */
export function isBefore(a: PagePlace, b: PagePlace): boolean {
  if (a.kind !== 'block' || b.kind !== 'block') return a.kind === 'block' && b.kind !== 'block'
  if (a.height !== b.height) return a.height < b.height
  if (a.position !== b.position) return a.position < b.position
  return innerOrder(a.txid) < innerOrder(b.txid)
}

/** The row of a transaction that only a provider told of. */
export function toldRow(movement: ToldMovement, { tip, coverage, past = false }: RowContext): TransactionRow {
  const { txid, height } = movement
  const top = past ? tip.height : Math.max(tip.height, coverage.told?.upTo.height ?? 0)
  return {
    txid,
    state: 'confirmed',
    block: null,
    told: toldPlace(movement),
    confirmations: Math.max(1, top - height + 1),
    seenAt: null,
    ...netted({ received: 0, spent: 0 }, { received: 0, spent: 0 }, movement),
    fee: null,
    ownTransfer: null,
    coinbase: false,
    immature: false,
    complete: coverage.isWhole(height),
    reused: false, // which addresses it pays is told as a sum of each script alone
    dust: false,
  }
}

function toldPlace({ sources, height, hash }: ToldMovement): NonNullable<TransactionRow['told']> {
  return { sources, height, hash }
}

/** What is told takes the place of what own data holds of the same scripts. */
function netted(row: Part, held: Part, { deltas }: ToldMovement): Part & { readonly net: number } {
  const all = [...deltas.values()]
  const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)
  const received = row.received - held.received + sum(all.filter((delta) => delta > 0))
  const spent = row.spent - held.spent - sum(all.filter((delta) => delta < 0))
  return { received, spent, net: received - spent }
}

/** Nobody told its place in the block. */
function placeOf({ height, txid }: ToldMovement): PagePlace {
  return { kind: 'block', height, position: -1, txid }
}

function prepareTold(db: Database, { member }: ScopeSql) {
  return {
    listed: db.prepare<[ScopeParams & { readonly txid: Buffer }]>(
      `SELECT 1 FROM tx t WHERE t.txid = @txid AND (t.height IS NOT NULL OR t.seen_at IS NOT NULL) AND (
         EXISTS (SELECT 1 FROM output o WHERE ${isOutputOf('t.id')} AND (t.height IS NULL OR o.height IS NOT NULL)
           AND ${member('o.script')})
         OR EXISTS (SELECT 1 FROM spend s JOIN output o ON o.id = s.output WHERE s.tx = t.id
           AND (t.height IS NULL OR o.spent = t.id) AND ${member('o.script')}))`,
    ),
    part: db.prepare<[{ readonly tx: number; readonly scripts: string }], Part>(
      `SELECT (SELECT coalesce(sum(value), 0) FROM output WHERE ${isOutputOf('@tx', 'id')} AND height IS NOT NULL
           AND script IN (SELECT value FROM json_each(@scripts))) AS received,
         (SELECT coalesce(sum(o.value), 0) FROM spend p JOIN output o ON o.id = p.output
           WHERE p.tx = @tx AND o.spent = @tx AND o.script IN (SELECT value FROM json_each(@scripts))) AS spent`,
    ),
  }
}
