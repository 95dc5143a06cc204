/** `balance` for a person: a table, the total with what it leaves out, and the tip it is measured against. */

import { shortDescriptor } from '../../shared/account-text.ts'
import type { BalanceReport, Reading, Total } from '../../shared/reading.ts'
import { tipSource } from './commands/status.ts'
import { type Column, tableLines } from './table.ts'
import { amount, block, change, freshness, REASON_WORDS, source } from './words.ts'

const COLUMNS: readonly Column[] = [
  { title: 'ENTRY' },
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
    entryText(reading),
    amount(reading.confirmed),
    change(reading.pending),
    amount(reading.immature),
    block(reading.asOf),
    source(reading.source),
    freshness(reading.freshness, now),
  ]
}

/** An account by its shortened descriptor. */
function entryText({ address }: Pick<Reading, 'address'>): string {
  return shortDescriptor(address)
}

function totalRow({ confirmed, pending, immature, oldestAsOf }: Total): readonly string[] {
  return ['total', amount(confirmed), change(pending), amount(immature), block(oldestAsOf), '', '']
}

/** Why a figure is not simply current, and what it leaves out. */
function noteLines({ address, reasons, completeness, kind, parts }: Reading): readonly string[] {
  const incomplete = kind !== 'unknown' && completeness.unspent === 'incomplete'
  const notes = [
    ...reasons.map((reason) => REASON_WORDS[reason]),
    ...(incomplete ? ['not every unspent output is counted'] : []),
    ...(parts && parts.unknown > 0 && kind !== 'unknown'
      ? [`${parts.unknown} of its addresses are not known`]
      : []),
    ...completeness.holes.map(
      ({ from, to }) =>
        `blocks ${from.height} to ${to.height} were not read: changes there are known in sum only`,
    ),
  ]
  return notes.length === 0 ? [] : [`${shortDescriptor(address)}: ${notes.join('; ')}`]
}

function missingLine({ known, stale, unknown, partial = 0 }: Total): string {
  const parts = [`${known} known`, `${stale} stale`, `${unknown} unknown`]
  if (partial > 0) parts.push(`${partial} of them incomplete`)
  const left = unknown > 0 ? ' (the total leaves the unknown ones out)' : ''
  return `entries: ${parts.join(', ')}${left}`
}

function tipLine({ tip }: BalanceReport): string {
  return tip === null ? 'tip: not known' : `tip: ${tip.height}, ${tipSource(tip)}`
}
