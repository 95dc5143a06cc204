/** Pure questions to a snapshot: groups, rows shown, totals. */
import type { BlockRef } from '../../shared/chain.ts'
import type { PortfolioRow } from '../../shared/ipc/contract.ts'
import type { FreshnessState, Reading, Total } from '../../shared/reading.ts'
import { type FreshnessContext, shownFreshness } from './shown-freshness.ts'

/** A portfolio by name with its number of rows; '' is none. */
export interface Group {
  readonly name: string
  readonly count: number
}

/** The groups in use by name, those without one last. Empty when nobody made a group. Archived rows are in none. */
export function groupsOf(rows: readonly PortfolioRow[]): readonly Group[] {
  const counts = new Map<string, number>()
  for (const { watch } of rows)
    if (!watch.archived) counts.set(watch.group, (counts.get(watch.group) ?? 0) + 1)
  if (counts.size === 1 && counts.has('')) return []
  return [...counts]
    .map(([name, count]) => ({ name, count }))
    .sort((a, b) => Number(a.name === '') - Number(b.name === '') || a.name.localeCompare(b.name))
}

/** Columns that sort. */
export type SortColumn = 'name' | 'confirmed' | 'pending' | 'freshness'
/** A column and its direction, in the words of aria-sort. */
export interface Sort {
  readonly column: SortColumn
  readonly direction: 'ascending' | 'descending'
}

/** Which rows are wanted; `group` null is everything, `sort` null is the order of adding. */
export interface RowFilter {
  readonly group: string | null
  /** The archived rows alone, or those that are not. */
  readonly archived: boolean
  readonly text: string
  readonly sort: Sort | null
}

/** How many rows are archived. */
export function archivedCount(rows: readonly PortfolioRow[]): number {
  return rows.filter(({ watch }) => watch.archived).length
}

/** The rows of the group that hold the text in name, address or group, in the order asked for. */
export function rowsShown(rows: readonly PortfolioRow[], filter: RowFilter): readonly PortfolioRow[] {
  const text = filter.text.trim().toLowerCase()
  const shown = rows.filter(({ watch }) => {
    if (watch.archived !== filter.archived) return false
    if (filter.group !== null && watch.group !== filter.group) return false
    return (
      text === '' || [watch.label, watch.text, watch.group].some((part) => part.toLowerCase().includes(text))
    )
  })
  return filter.sort ? sorted(shown, filter.sort) : shown
}

const FRESHNESS_ORDER: Readonly<Record<FreshnessState, number>> = {
  current: 0,
  behind: 1,
  offline: 2,
  stale: 3,
  unknown: 4,
}

/** Names in the order that people expect, "Wallet 2" before "Wallet 10"; one collator sorts 100,000 of them quickly. */
const names = new Intl.Collator(undefined, { numeric: true })

function sorted(rows: readonly PortfolioRow[], { column, direction }: Sort): readonly PortfolioRow[] {
  const sign = direction === 'ascending' ? 1 : -1
  return [...rows].sort((a, b) => sign * compare(a, b, column) || a.watch.id - b.watch.id)
}

function compare(a: PortfolioRow, b: PortfolioRow, column: SortColumn): number {
  if (column === 'name') return names.compare(a.watch.label, b.watch.label)
  if (column === 'freshness')
    return FRESHNESS_ORDER[a.reading.freshness.state] - FRESHNESS_ORDER[b.reading.freshness.state]
  return (a.reading[column] ?? -Infinity) - (b.reading[column] ?? -Infinity) || 0
}

/** The next order when a column's heading is pressed: ascending, descending, as added. */
export function nextSort(sort: Sort | null, column: SortColumn): Sort | null {
  if (sort?.column !== column) return { column, direction: 'ascending' }
  return sort.direction === 'ascending' ? { column, direction: 'descending' } : null
}

/** One reading per entry: an address that is a part of an account among them is counted there. */
export function distinctReadings(rows: readonly PortfolioRow[]): readonly Reading[] {
  const ids = new Set(rows.map(({ watch }) => watch.id))
  const counted = rows.filter(({ partOf }) => !partOf?.some((id) => ids.has(id)))
  return [...new Map(counted.map(({ reading }) => [reading.address, reading])).values()]
}

/** The sum over distinct addresses; null where nothing is known. */
export function totalOf(readings: readonly Reading[]): Total {
  const count = (kind: Reading['kind']): number => readings.filter((reading) => reading.kind === kind).length
  return {
    confirmed: sumOf(readings.map(({ confirmed }) => confirmed)),
    pending: sumOf(readings.map(({ pending }) => pending)),
    immature: sumOf(readings.map(({ immature }) => immature)),
    known: count('known'),
    stale: count('stale'),
    unknown: count('unknown'),
    oldestAsOf: blockRange(readings)?.oldest ?? null,
  }
}

function sumOf(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null)
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0)
}

/** The oldest and newest block that a sum of these rests on; null when nothing is known. */
export function blockRange(
  readings: readonly Reading[],
): { readonly oldest: BlockRef; readonly newest: BlockRef } | null {
  let oldest: BlockRef | null = null
  let newest: BlockRef | null = null
  for (const { asOf } of readings) {
    if (asOf === null) continue
    if (oldest === null || asOf.height < oldest.height) oldest = asOf
    if (newest === null || asOf.height > newest.height) newest = asOf
  }
  return oldest && newest ? { oldest, newest } : null
}

/** What the line under the total says of its parts. */
export interface Parts {
  readonly count: number
  readonly current: number
  /** The oldest observation among the parts that are not current, ms since 1970. */
  readonly oldestAt: number | null
  /** How many parts each provider gave, by provider id. */
  readonly byProvider: readonly { readonly id: string; readonly count: number }[]
  readonly notCounted: number
}

/** Counts the parts of a sum as they are shown now. */
export function partsOf(readings: readonly Reading[], context: FreshnessContext): Parts {
  const providers = new Map<string, number>()
  let current = 0
  let oldestAt: number | null = null
  for (const reading of readings) {
    const { state, observedAt } = shownFreshness(reading, context)
    if (state === 'current') current += 1
    else if (observedAt !== null && (oldestAt === null || observedAt < oldestAt)) oldestAt = observedAt
    const id = providerId(reading)
    if (id !== null) providers.set(id, (providers.get(id) ?? 0) + 1)
  }
  return {
    count: readings.length,
    current,
    oldestAt,
    byProvider: [...providers].map(([id, count]) => ({ id, count })),
    notCounted: readings.filter(({ confirmed }) => confirmed === null).length,
  }
}

/** The provider's id when a provider gave the reading, else null. */
export function providerId({ source }: Reading): string | null {
  return source?.startsWith('provider:') ? source.slice('provider:'.length) : null
}
