/** The requests about rows, answered from a list in memory. */
import type { AppSnapshot, PortfolioRow, RequestInput } from '../../shared/ipc/contract.ts'
import type { Place, PlacePart, PlaceSummary } from '../../shared/ipc/rows.ts'
import type { Reading } from '../../shared/reading.ts'
import {
  archivedCount,
  blockRange,
  distinctReadings,
  groupsOf,
  rowsShown,
  totalOf,
} from '../stores/selectors.ts'
import type { DemoState } from './demo-data.ts'

/** What a host would send of the state. */
export function snapshotOf({
  rows,
  revision,
  network,
  status,
  settings,
  startNotices,
}: DemoState): AppSnapshot {
  const archived = archivedCount(rows)
  const entries = rows.length - archived
  const groups = groupsOf(rows)
  return {
    revision,
    network,
    status,
    settings,
    places: groups.length > 0 ? groups : [{ name: '', count: entries }],
    entries,
    archived,
    startNotices,
  }
}

/** Undefined for any other request. */
export function answerRows({ rows, revision }: DemoState, name: string, input: unknown): unknown {
  switch (name) {
    case 'portfolio.page': {
      const { of, from, limit } = input as RequestInput<'portfolio.page'> // the renderer sends what the contract says
      const shown = rowsShown(rows, of)
      return { revision, count: shown.length, rows: shown.slice(from, from + limit) }
    }
    case 'portfolio.rows':
      return { rows: named(rows, (input as RequestInput<'portfolio.rows'>).watchIds) } // likewise
    case 'portfolio.ids': {
      const { of, from = 0, limit = rows.length } = input as RequestInput<'portfolio.ids'> // likewise
      return {
        watchIds: rowsShown(rows, of)
          .slice(from, from + limit)
          .map(({ watch }) => watch.id),
      }
    }
    case 'portfolio.locate':
      return locate(rows, input as RequestInput<'portfolio.locate'>) // likewise
    case 'portfolio.sum': {
      const picked = named(rows, (input as RequestInput<'portfolio.sum'>).watchIds) // likewise
      return {
        entries: picked.length,
        archived: archivedCount(picked),
        total: totalOf(distinctReadings(picked)),
      }
    }
    case 'portfolio.place':
      return placeOf(rows, input as Place) // likewise
    default:
      return undefined
  }
}

function named(rows: readonly PortfolioRow[], ids: readonly number[]): readonly PortfolioRow[] {
  const wanted = new Set(ids)
  return rows.filter(({ watch }) => wanted.has(watch.id))
}

function locate(rows: readonly PortfolioRow[], { of, find }: RequestInput<'portfolio.locate'>) {
  const shown = rowsShown(rows, of)
  const fits = ({ watch }: PortfolioRow): boolean =>
    'watchId' in find
      ? watch.id === find.watchId
      : watch.label.toLowerCase().startsWith(find.startsWith.toLowerCase())
  const after = 'watchId' in find ? -1 : find.after
  const behind = shown.findIndex((row, index) => index > after && fits(row))
  const index = behind === -1 ? shown.findIndex(fits) : behind
  const row = shown[index]
  return row ? { index, watchId: row.watch.id } : null
}

function placeOf(rows: readonly PortfolioRow[], place: Place): PlaceSummary {
  const inPlace = rowsShown(rows, { ...place, text: '', sort: null })
  const readings = distinctReadings(inPlace)
  return {
    place,
    entries: inPlace.length,
    total: totalOf(readings),
    range: blockRange(readings),
    parts: readings.map(partOf),
    immature: readings.some(({ immature }) => (immature ?? 0) !== 0),
  }
}

function partOf({ source, kind, freshness: { state, observedAt }, asOf }: Reading): PlacePart {
  return { count: 1, source, kind, state, asOf, observedAt }
}
