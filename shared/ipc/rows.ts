/**
 * The rows of the portfolio, a page at a time: sorted, filtered and summed by the host, however many there are. What a row
 * shows is read when its page is asked for; order and sums are those of the newest count, which the host renews behind.
 */
import type { BlockRef } from '../chain.ts'
import type { AnySource, FreshnessState, ReadingKind, Total } from '../reading.ts'
import type { PortfolioRow } from './contract.ts'

export interface RowsRequests {
  /** Rows `from` to `from + limit` of a list. */
  'portfolio.page': {
    in: { readonly of: RowQuery; readonly from: number; readonly limit: number }
    out: RowPage
  }
  /** These rows, by their ids; what is not watched any more is left out. */
  'portfolio.rows': {
    in: { readonly watchIds: readonly number[] }
    out: { readonly rows: readonly PortfolioRow[] }
  }
  /** The ids of a whole list, or of a stretch of it, in its order: what "select all" picks. */
  'portfolio.ids': {
    in: { readonly of: RowQuery; readonly from?: number; readonly limit?: number }
    out: { readonly watchIds: readonly number[] }
  }
  /** Where a row stands in a list, or the next one behind `after` whose name begins with a text; null: nowhere. */
  'portfolio.locate': {
    in: { readonly of: RowQuery; readonly find: RowFind }
    out: RowPlace | null
  }
  /** The sum over distinct scripts of these entries, and how many of them are archived. */
  'portfolio.sum': { in: { readonly watchIds: readonly number[] }; out: RowSum }
  /** The sum of a place and what it is made of. */
  'portfolio.place': { in: Place; out: PlaceSummary }
}

/** Rows that a window asks for at once. */
export const PAGE_ROWS = 100

/** Columns that sort. Unnamed and unknown ones come last in either direction. */
export const SORT_COLUMNS = ['name', 'address', 'confirmed', 'pending', 'freshness'] as const
export type SortColumn = (typeof SORT_COLUMNS)[number]

/** A column and its direction, in the words of aria-sort. */
export interface Sort {
  readonly column: SortColumn
  readonly direction: 'ascending' | 'descending'
}

/** A portfolio ('' is none, null is everything in sight), or, with a null group, all that is archived. */
export interface Place {
  readonly group: string | null
  readonly archived: boolean
}

/** A list: the rows of a place that hold the text in name, address or portfolio; without a sort in the order of adding. */
export interface RowQuery extends Place {
  readonly text: string
  readonly sort: Sort | null
}

export interface RowPage {
  /** Of the facts that the rows show. */
  readonly revision: number
  /** Of the list. */
  readonly count: number
  readonly rows: readonly PortfolioRow[]
}

export type RowFind =
  | { readonly watchId: number }
  /** Goes on from the beginning when the end is reached. `after`: an index, -1 for the beginning. */
  | { readonly startsWith: string; readonly after: number }

/** A row's place in a list, from 0. */
export interface RowPlace {
  readonly index: number
  readonly watchId: number
}

export interface RowSum {
  readonly entries: number
  readonly archived: number
  readonly total: Total
}

/** A place as a whole. */
export interface PlaceSummary {
  readonly place: Place
  readonly entries: number
  readonly total: Total
  /** The oldest and the newest block that the sum rests on; null where nothing is known. */
  readonly range: { readonly oldest: BlockRef; readonly newest: BlockRef } | null
  readonly parts: readonly PlacePart[]
  /** Some rewards of mining do not count yet. */
  readonly immature: boolean
}

/** Readings that are alike; only of those that may be current the block matters. */
export interface PlacePart {
  readonly count: number
  readonly source: AnySource | null
  readonly kind: ReadingKind
  readonly state: FreshnessState
  readonly asOf: BlockRef | null
  /** The oldest of them, ms since 1970. */
  readonly observedAt: number | null
}

/** A portfolio by name with its entries in sight, 0 where all are archived; '' is none. */
export interface PlaceCount {
  readonly name: string
  readonly count: number
}
