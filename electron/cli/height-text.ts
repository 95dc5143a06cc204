/** `balance --at` for a person: a table, the total with what it leaves out, and the block that all of it is of. */
import { shortDescriptor } from '../../shared/account-text.ts'
import type { HeightReading, HeightReport, HeightTotal } from '../../shared/reading.ts'
import { HEIGHT_REASON_WORDS } from './height-words.ts'
import { type Column, tableLines } from './table.ts'
import { amount, source } from './words.ts'

const COLUMNS: readonly Column[] = [
  { title: 'ENTRY' },
  { title: 'CONFIRMED BTC', align: 'right' },
  { title: 'IMMATURE', align: 'right' },
  { title: 'SOURCE' },
]

/** The report as lines. */
export function heightLines(report: HeightReport): readonly string[] {
  const { readings, total } = report
  const table = tableLines(COLUMNS, [...readings.map(rowOf), totalRow(total)])
  return [...table, '', ...readings.flatMap(noteLines), countLine(total), blockLine(report)]
}

function rowOf({ address, confirmed, immature, source: from }: HeightReading): readonly string[] {
  return [shortDescriptor(address), amount(confirmed), amount(immature), source(from)]
}

function totalRow({ confirmed, immature }: HeightTotal): readonly string[] {
  return ['total', amount(confirmed), amount(immature), '']
}

function noteLines({ address, reasons }: HeightReading): readonly string[] {
  if (reasons.length === 0) return []
  return [`${shortDescriptor(address)}: ${reasons.map((reason) => HEIGHT_REASON_WORDS[reason]).join('; ')}`]
}

function countLine({ known, unknown }: HeightTotal): string {
  const left = unknown > 0 ? ' (the total leaves the unknown ones out)' : ''
  return `entries: ${known} known, ${unknown} unknown${left}`
}

function blockLine({ height, readings, total: { asOf } }: HeightReport): string {
  if (asOf === null) return `block ${height}: nothing is known`
  const sources = readings.flatMap(({ source: from }) => (from === null ? [] : [source(from)]))
  return `as of block ${height} (${asOf.hash}), according to ${[...new Set(sources)].join(', ')}`
}
