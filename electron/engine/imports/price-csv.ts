/** Prices by day from a CSV: date, price and perhaps a currency, with or without a header. Pure. */
import { isCurrency, isPrice } from '../../../shared/fiat.ts'
import { readCsv } from './csv.ts'
import { dayIn } from './dates.ts'

/** A price of a UTC day, as decimal digits. */
export interface CsvPrice {
  readonly day: string
  readonly currency: string
  readonly price: string
}

export interface PriceCsv {
  /** One a day and currency: the last one in the file. */
  readonly prices: readonly CsvPrice[]
  /** By the number of the line in the file, from 1. */
  readonly refused: readonly { readonly line: number; readonly message: string }[]
}

interface Columns {
  readonly date: number
  readonly price: number
  readonly currency: number | null
}

const DATE_NAMES = /^(date|day|time|timestamp|datum|snapped_at)$/i
const PRICE_NAMES = /^(price|close|rate|value|kurs|preis|last)$/i
const CURRENCY_NAMES = /^(currency|cur|ccy|währung)$/i

/** Reads the file; a row that holds no price is refused with its number and does not spoil the others. */
export function parsePriceCsv(text: string, currency: string): PriceCsv {
  const { rows, delimiter } = readCsv(text)
  const header = headerOf(rows[0]?.cells ?? [])
  const columns = header ?? { date: 0, price: 1, currency: null }
  const form: Form = { columns, currency, commaLand: delimiter === ';' }
  const prices = new Map<string, CsvPrice>()
  const refused: { line: number; message: string }[] = []
  for (const { line, cells } of rows.slice(header === null ? 0 : 1)) {
    const row = rowOf(cells, form)
    if (typeof row === 'string') refused.push({ line, message: row })
    else prices.set(`${row.currency} ${row.day}`, row)
  }
  return { prices: [...prices.values()], refused }
}

function headerOf(cells: readonly string[]): Columns | null {
  const find = (names: RegExp): number => cells.findIndex((cell) => names.test(cell.trim()))
  const [date, price, currency] = [find(DATE_NAMES), find(PRICE_NAMES), find(CURRENCY_NAMES)]
  if (date >= 0 && price >= 0) return { date, price, currency: currency >= 0 ? currency : null }
  const named = cells.length >= 2 && dayIn(cells[0] ?? '') === null && decimalIn(cells[1] ?? '') === null
  return named ? { date: 0, price: 1, currency: currency >= 0 ? currency : null } : null
}

interface Form {
  readonly columns: Columns
  /** Of rows that name none. */
  readonly currency: string
  /** Semicolons stand between cells where commas are decimal signs: 28.990 may be a price in thousands there. */
  readonly commaLand: boolean
}

function rowOf(
  cells: readonly string[],
  { columns, currency: fallback, commaLand }: Form,
): CsvPrice | string {
  const day = dayIn(cells[columns.date] ?? '')
  if (day === null) return 'no day that is clear: write it like 2020-12-31'
  const price = decimalIn(cells[columns.price] ?? '', commaLand)
  if (price === null) return 'no price that is clear: write it like 28990.50'
  const said = columns.currency === null ? '' : (cells[columns.currency] ?? '').trim().toUpperCase()
  const currency = said === '' ? fallback : said
  return isCurrency(currency) ? { day, currency, price } : 'no currency like EUR'
}

/** 28990.50, 28,990.50, 28.990,50 or 28990,5; null where the sign between the digits could mean either (28,990). */
function decimalIn(cell: string, commaLand = false): string | null {
  const text = cell.trim().replace(/[\s\u00A0'’_]/g, '')
  if (commaLand && /^\d{1,3}\.\d{3}$/.test(text)) return null
  if (/^\d+(\.\d+)?$/.test(text)) return priced(text)
  if (/^\d{1,3}(,\d{3})+\.\d+$/.test(text)) return priced(text.replaceAll(',', ''))
  if (/^\d{1,3}(,\d{3}){2,}$/.test(text)) return priced(text.replaceAll(',', ''))
  if (/^\d{1,3}(\.\d{3})+,\d+$/.test(text)) return priced(text.replaceAll('.', '').replace(',', '.'))
  if (/^\d+,\d+$/.test(text) && !/^\d{1,3},\d{3}$/.test(text)) return priced(text.replace(',', '.'))
  return null
}

function priced(text: string): string | null {
  return isPrice(text) ? text : null
}
