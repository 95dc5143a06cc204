/** Pure questions to a snapshot: groups, rows shown, totals. */
import type { BlockRef } from '../../shared/chain.ts'
import type { PortfolioRow } from '../../shared/ipc/contract.ts'
import type { PlaceCount, PlacePart, RowQuery, Sort, SortColumn } from '../../shared/ipc/rows.ts'
import type { FreshnessState, Reading, Total } from '../../shared/reading.ts'
import { type FreshnessContext, shownFreshness } from './shown-freshness.ts'

/** What is offered as portfolios: those with entries in sight, and nothing when nobody made one. */
export function groupsShown(places: readonly PlaceCount[]): readonly PlaceCount[] {
  const shown = places.filter(({ count }) => count > 0)
  return shown.some(({ name }) => name !== '') ? shown : []
}

/** The groups in use by name, those without one last. Empty when nobody made a group. Archived rows are in none. */
export function groupsOf(rows: readonly PortfolioRow[]): readonly PlaceCount[] {
  const counts = new Map<string, number>()
  for (const { watch } of rows)
    if (!watch.archived) counts.set(watch.group, (counts.get(watch.group) ?? 0) + 1)
  if (counts.size === 1 && counts.has('')) return []
  return [...counts]
    .map(([name, count]) => ({ name, count }))
    .sort((a, b) => Number(a.name === '') - Number(b.name === '') || a.name.localeCompare(b.name))
}

/** How many rows are archived. */
export function archivedCount(rows: readonly PortfolioRow[]): number {
  return rows.filter(({ watch }) => watch.archived).length
}

/** The rows of the group that hold the text in name, address or group, in the order asked for. */
export function rowsShown(rows: readonly PortfolioRow[], filter: RowQuery): readonly PortfolioRow[] {
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
  if (column === 'address') return a.watch.text < b.watch.text ? -1 : Number(a.watch.text > b.watch.text)
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
export function partsOf(counted: readonly PlacePart[], context: FreshnessContext): Parts {
  const providers = new Map<string, number>()
  let current = 0
  let oldestAt: number | null = null
  for (const part of counted) {
    const { state, observedAt } = shownFreshness(readingOf(part), context)
    if (state === 'current') current += part.count
    else if (observedAt !== null && (oldestAt === null || observedAt < oldestAt)) oldestAt = observedAt
    const id = providerId(part)
    if (id !== null) providers.set(id, (providers.get(id) ?? 0) + part.count)
  }
  const sum = (parts: readonly PlacePart[]): number => parts.reduce((all, { count }) => all + count, 0)
  return {
    count: sum(counted),
    current,
    oldestAt,
    byProvider: [...providers].map(([id, count]) => ({ id, count })),
    notCounted: sum(counted.filter(({ kind }) => kind === 'unknown')),
  }
}

function readingOf({ kind, state, asOf, source, observedAt }: PlacePart) {
  return { kind, asOf, source, freshness: { state, blocksBehind: null, observedAt } }
}

/** The provider's id when a provider gave the reading, else null. */
export function providerId({ source }: Pick<Reading, 'source'>): string | null {
  return source?.startsWith('provider:') ? source.slice('provider:'.length) : null
}
