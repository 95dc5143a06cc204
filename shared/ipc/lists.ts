/** The request that gives out a list as it is shown: filtered and in its order, as a table for spreadsheets. */
import type { BlockRef } from '../chain.ts'
import type { JournalFilter } from '../journal-filter.ts'
import type { RowQuery } from './rows.ts'
import type { PastPoint, Scope } from './time.ts'

export interface ListRequests {
  /**
   * A list as CSV (RFC 4180, CR LF, names of columns first). Amounts are satoshis, times ISO 8601 with the zone's offset.
   * A cell is empty where something is not known, never 0. Nobody is asked for anything. Fails with `invalid_input` above
   * `MAX_LIST_ROWS`.
   */
  'lists.export': { in: ListExportRequest; out: ListExport }
}

/** Rows that one file may have. */
export const MAX_LIST_ROWS = 100_000

/** Which list, and what it is narrowed down to. */
export type ListWanted =
  /** `watchIds`: those of the list alone, as where rows were picked. */
  | { readonly kind: 'entries'; readonly of: RowQuery; readonly watchIds?: readonly number[] }
  /** The portfolio right after a past block. */
  | {
      readonly kind: 'moment'
      readonly height: number
      readonly group: string | null
      readonly archived: boolean
      readonly text: string
    }
  /** `upTo`: those in blocks up to this height, as of then. */
  | {
      readonly kind: 'transactions'
      readonly of: Scope
      readonly upTo?: number
      readonly gone?: boolean
    }
  | { readonly kind: 'outputs'; readonly of: Scope; readonly at?: PastPoint }
  /** What an entry holds by its newest reading, as its details list it: unconfirmed ones, and such as are being spent. */
  | { readonly kind: 'unspent'; readonly watchId: number }
  | {
      readonly kind: 'journal'
      readonly of: Scope
      readonly only?: JournalFilter
      readonly from?: number
      readonly to?: number
    }
export type ListKind = ListWanted['kind']

export interface ListExportRequest {
  readonly list: ListWanted
  /** The time zone that times are written in. */
  readonly zone: string
  /**
   * A currency (ISO 4217): what amounts were worth on the UTC day of their block, by prices that are known already; of
   * entries, by the newest price. Where there is none the cells are empty, and one says so.
   */
  readonly fiat?: string
  /** The first rows alone, for a look at them. */
  readonly limit?: number
}

export interface ListExport {
  readonly text: string
  readonly rows: number
  /** There are more than `limit`. */
  readonly more: boolean
  /** The same as a table, its first rows alone. */
  readonly table: ListTable
  /** What there may be beside its rows; null where each row says for itself what is known. */
  readonly known: ListKnown | null
}

/** How far what a list is made from was read. */
export interface ListKnown {
  /** Scripts that nothing is known of: what they hold is not in the list. */
  readonly unread: number
  /** The block above which nothing is missing; null while some are unread or in doubt. Absent of what is held at one block. */
  readonly since?: BlockRef | null
}

/** `amounts`: the columns, by their place, that say how much: hidden where amounts are hidden. */
export interface ListTable {
  readonly header: readonly string[]
  readonly amounts: readonly number[]
  readonly rows: readonly (readonly string[])[]
}
