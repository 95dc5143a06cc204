/** `balance` for a person: a table, the total with what it leaves out, and the tip it is measured against. */
import type { BalanceReport, Reading, Total } from '../../shared/reading.ts'
import { tipSource } from './commands/status.ts'
import { type Column, tableLines } from './table.ts'
import { amount, block, change, freshness, REASON_WORDS, source } from './words.ts'

const COLUMNS: readonly Column[] = [
  { title: 'ADDRESS' },
  { title: 'CONFIRMED BTC', align: 'right' },
  { title: 'PENDING', align: 'right' },
  { title: 'IMMATURE', align: 'right' },
  { title: 'AS OF', align: 'right' },
  { title: 'SOURCE' },
  { title: 'FRESHNESS' },
]

/** The report as lines. `now` in ms. */
export function balanceLines(report: BalanceReport, now: number): readonly string[] {
  const rows = report.readings.map((reading) => rowOf(reading, now))
  const table = tableLines(COLUMNS, [...rows, totalRow(report.total)])
  const notes = report.readings.flatMap(noteLines)
  return [...table, '', ...notes, missingLine(report.total), tipLine(report)]
}

function rowOf(reading: Reading, now: number): readonly string[] {
  return [
    reading.address,
    amount(reading.confirmed),
    change(reading.pending),
    amount(reading.immature),
    block(reading.asOf),
    source(reading.source),
    freshness(reading.freshness, now),
  ]
}

function totalRow({ confirmed, pending, immature, oldestAsOf }: Total): readonly string[] {
  return ['total', amount(confirmed), change(pending), amount(immature), block(oldestAsOf), '', '']
}

/** Why a figure is not simply current, and what it leaves out. */
function noteLines({ address, reasons, completeness, kind }: Reading): readonly string[] {
  const incomplete = kind !== 'unknown' && completeness.unspent === 'incomplete'
  const notes = [
    ...reasons.map((reason) => REASON_WORDS[reason]),
    ...(incomplete ? ['not every unspent output is counted'] : []),
    ...completeness.holes.map(
      ({ from, to }) =>
        `blocks ${from.height} to ${to.height} were not read: changes there are known in sum only`,
    ),
  ]
  return notes.length === 0 ? [] : [`${address}: ${notes.join('; ')}`]
}

function missingLine({ known, stale, unknown }: Total): string {
  const parts = [`${known} known`, `${stale} stale`, `${unknown} unknown`]
  const left = unknown > 0 ? ' (the total leaves the unknown ones out)' : ''
  return `addresses: ${parts.join(', ')}${left}`
}

function tipLine({ tip }: BalanceReport): string {
  return tip === null ? 'tip: not known' : `tip: ${tip.height}, ${tipSource(tip)}`
}
