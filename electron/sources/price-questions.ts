/** What is asked for a price, and where it stands in the answer. Pure. */

import { isPrice } from '../../shared/fiat.ts'
import type { PriceQuestion, PriceSeries } from '../../shared/price-sources.ts'
import { say } from '../../shared/said.ts'
import { type Blanks, filled } from './price-url.ts'
import { badAnswer } from './provider-http.ts'

/** A price as a source gave it: decimal digits, and the moment it is of where the source says so (ms since 1970). */
export interface Quote {
  readonly price: string
  readonly at: number | null
}

/** The quote in an answer; null where the source has none (absent, null, or not above zero). */
export function quoteIn(answer: unknown, { price, time }: PriceQuestion, blanks: Blanks): Quote | null {
  const text = priceText(at(answer, filled(price, blanks)))
  if (text === null) return null
  return { price: text, at: time === undefined ? null : momentOf(at(answer, filled(time, blanks))) }
}

/** The last quote of each UTC day in a list. */
export function quotesByDay(
  answer: unknown,
  { list, price, time }: PriceSeries,
  blanks: Blanks,
): ReadonlyMap<string, Quote> {
  const items = at(answer, filled(list, blanks))
  if (!Array.isArray(items)) throw badAnswer(say('price_list'))
  const days = new Map<string, Quote>()
  for (const item of items as readonly unknown[]) {
    const quote = quoteIn(item, { url: '', price, time }, blanks)
    if (quote === null || quote.at === null) continue
    const day = new Date(quote.at).toISOString().slice(0, 10)
    if ((days.get(day)?.at ?? -1) <= quote.at) days.set(day, quote)
  }
  return days
}

/** What a JSON pointer (RFC 6901) leads to; undefined where it leads nowhere. */
export function at(value: unknown, pointer: string): unknown {
  let here = value
  for (const part of pointer.split('/').slice(1)) {
    const key = part.replaceAll('~1', '/').replaceAll('~0', '~')
    if (typeof here !== 'object' || here === null || !Object.hasOwn(here, key)) return undefined
    here = (here as Readonly<Record<string, unknown>>)[key]
  }
  return here
}

/** A number's digits are the shortest that mean it: up to 15 of them are those that were sent. */
function priceText(value: unknown): string | null {
  if (value === undefined || value === null) return null
  if (typeof value === 'number') return value > 0 ? checked(plainDigits(value)) : null
  if (typeof value !== 'string') throw badAnswer(say('price_not_number'))
  const text = value.trim()
  return /^-|^0*(\.0*)?$/.test(text) ? null : checked(text)
}

function checked(text: string): string {
  if (!isPrice(text)) throw badAnswer(say('price_not_decimal'))
  return text
}

function plainDigits(value: number): string {
  const text = String(value)
  return text.includes('e') ? value.toFixed(12).replace(/\.?0+$/, '') : cutTo(text, 12)
}

function cutTo(text: string, decimals: number): string {
  const [whole = '', fraction] = text.split('.')
  return fraction === undefined ? whole : `${whole}.${fraction.slice(0, decimals)}`
}

const MS_FROM = 100_000_000_000 // in seconds it is the year 5138, in ms 1973
const LAST_MS = 8_640_000_000_000_000

function momentOf(value: unknown): number {
  const number = typeof value === 'string' && /^\d{1,16}$/.test(value) ? Number(value) : value
  if (typeof number !== 'number' || !(number > 0 && number <= LAST_MS)) throw badAnswer(say('price_no_time'))
  return Math.round(number < MS_FROM ? number * 1000 : number)
}
