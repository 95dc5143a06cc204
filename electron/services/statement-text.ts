/** A statement as CSV (RFC 4180) and as JSON. */
import { btcFromSats } from '../../shared/amounts.ts'
import type { Statement, StatementBalance, StatementRow, StatementWorth } from '../../shared/ipc/time.ts'
import type { ToldHistory } from '../../shared/ipc/told-history.ts'
import { isoText } from '../../shared/zoned-time.ts'
import { PRICE_COLUMNS } from './price-cells.ts'
import { tableCsv } from './table-csv.ts'

const COLUMNS = [
  'time',
  'block',
  'block_hash',
  'what',
  'txid',
  'received_btc',
  'spent_btc',
  'net_btc',
  'fee_btc',
  'balance_btc',
  'complete',
  'told_by',
  'label',
  'net_sats',
  'balance_sats',
] as const
type Column = (typeof COLUMNS)[number] | (typeof PRICE_COLUMNS)[number]
type Cells = Partial<Readonly<Record<Column, string>>>

/**
 * One record a line, CRLF, the names of the columns first, times as ISO 8601 with the zone's offset. What is known about the whole stands in records of its own,
 * named in `what`. A cell is empty where something is not known, never 0. A text that a spreadsheet would run as a
 * formula gets an apostrophe in front.
 */
export function statementCsv(statement: Statement): string {
  const { rows, opening, closing, totals, zone } = statement
  const records: readonly Cells[] = [
    ...statement.entries.map((entry) => ({ what: 'entry', txid: entry })),
    { what: 'network', txid: statement.network },
    { what: 'source', txid: 'ledger of the own node' },
    ...(statement.told ?? []).map(toldCells),
    ...completeCells(statement),
    balanceCells('opening_balance', opening),
    ...rows.map((row) => rowCells(row, zone)),
    balanceCells('closing_balance', closing),
    {
      what: 'totals',
      received_btc: btcFromSats(totals.received),
      spent_btc: btcFromSats(totals.spent),
      net_btc: btcFromSats(totals.net),
      fee_btc: amount(totals.fees),
      net_sats: String(totals.net),
    },
  ]
  const columns: readonly Column[] = opening.worth === undefined ? COLUMNS : [...COLUMNS, ...PRICE_COLUMNS]
  return tableCsv(
    columns,
    records.map((cells) => columns.map((column) => cells[column] ?? '')),
  )
}

/** The statement as it is, indented, with a line feed at the end. */
export function statementJson(statement: Statement): string {
  return `${JSON.stringify({ format: 'tidemark-statement', version: 1, ...statement }, null, 2)}\n`
}

function amount(sats: number | null): string {
  return sats === null ? '' : btcFromSats(sats)
}

/** Of a balance, `value` is what all of it was worth. */
function balanceCells(what: string, { height, hash, balance, worth }: StatementBalance): Cells {
  return {
    what,
    block: String(height),
    block_hash: hash ?? '',
    balance_btc: amount(balance),
    balance_sats: balance === null ? '' : String(balance),
    ...worthCells(worth),
  }
}

function worthCells(worth: StatementWorth | undefined): Cells {
  if (worth === undefined) return {}
  const { currency, price, value, source, note } = worth
  return {
    currency: currency ?? '',
    price: price ?? '',
    value: value ?? '',
    price_source: source ?? '',
    price_note: note ?? '',
  }
}

function rowCells(row: StatementRow, zone: string): Cells {
  return {
    time: row.time === null ? '' : isoText(row.time * 1_000, zone),
    block: String(row.height),
    block_hash: row.hash ?? '',
    what: row.what,
    txid: row.txid ?? '',
    received_btc: btcFromSats(row.received),
    spent_btc: btcFromSats(row.spent),
    net_btc: btcFromSats(row.net),
    fee_btc: amount(row.fee),
    balance_btc: amount(row.balance),
    complete: row.complete ? 'yes' : 'no',
    told_by: (row.told ?? []).join(' '),
    label: row.label ?? '',
    net_sats: String(row.net),
    balance_sats: row.balance === null ? '' : String(row.balance),
    ...worthCells(row.worth),
  }
}

/** No part of the ledger: who told it, and up to which block. */
function toldCells({ source, scripts, upTo, observedAt }: ToldHistory): Cells {
  return {
    time: new Date(observedAt).toISOString(),
    block: String(upTo.height),
    block_hash: upTo.hash,
    what: 'source',
    txid: `${scripts} scripts where the ledger does not reach`,
    told_by: source,
  }
}

function completeCells({ complete, unread }: Statement): readonly Cells[] {
  const ranges = complete.flatMap(({ scripts, from, to, holes, inDoubt }) => [
    {
      what: 'complete',
      txid: `${scripts} scripts: blocks ${from + 1} to ${to}${inDoubt ? ', in doubt' : ''}`,
    },
    ...holes.map((hole) => ({
      what: 'not_read',
      txid: `${scripts} scripts: blocks ${hole.from + 1} to ${hole.to}`,
    })),
  ])
  return unread === 0 ? ranges : [...ranges, { what: 'not_looked_up', txid: `${unread} scripts` }]
}
