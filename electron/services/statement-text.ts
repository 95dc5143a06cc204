/** A statement as CSV (RFC 4180) and as JSON. */
import Papa from 'papaparse'
import { btcFromSats } from '../../shared/amounts.ts'
import type { Statement, StatementBalance, StatementRow } from '../../shared/ipc/time.ts'
import type { ToldHistory } from '../../shared/ipc/told-history.ts'
import { zonedText } from '../../shared/zoned-time.ts'

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
] as const
type Cells = Partial<Readonly<Record<(typeof COLUMNS)[number], string>>>

/** A spreadsheet would run such a cell as a formula. Plain numbers stay what they are. */
const FORMULA = /^(?!-?\d+(?:\.\d+)?$)[=+\-@\t\r]/

/**
 * One record a line, CRLF, the names of the columns first. What is known about the whole stands in records of its own,
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
    },
  ]
  const data = records.map((cells) => COLUMNS.map((column) => cells[column] ?? ''))
  const text = Papa.unparse({ fields: [...COLUMNS], data }, { newline: '\r\n', escapeFormulae: FORMULA })
  return `${text}\r\n`
}

/** The statement as it is, indented, with a line feed at the end. */
export function statementJson(statement: Statement): string {
  return `${JSON.stringify({ format: 'tidemark-statement', version: 1, ...statement }, null, 2)}\n`
}

function amount(sats: number | null): string {
  return sats === null ? '' : btcFromSats(sats)
}

function balanceCells(what: string, { height, hash, balance }: StatementBalance): Cells {
  return { what, block: String(height), block_hash: hash ?? '', balance_btc: amount(balance) }
}

function rowCells(row: StatementRow, zone: string): Cells {
  return {
    time: row.time === null ? '' : zonedText(row.time * 1_000, zone),
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
