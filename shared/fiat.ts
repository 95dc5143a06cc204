/**
 * Prices and what they make of an amount. A price is a decimal text (never a float), an amount integer satoshis; the
 * product is exact, and rounded once, half to even, to the smallest unit of the currency.
 */
import { SATS_PER_BTC } from './amounts.ts'

/** A price of one bitcoin, with who said it and when. */
export interface Price {
  /** ISO 4217, such as EUR. */
  readonly currency: string
  /** Decimal digits, such as "57812.34": of one bitcoin, above zero. */
  readonly price: string
  /** The UTC day (`YYYY-MM-DD`) that it stands for; null where it is the price of now. */
  readonly day: string | null
  /** What it came from: the name of a source, or `imported`. */
  readonly source: string
  /** The moment it is of, as the source says, ms since 1970; null where it says only the day. */
  readonly at: number | null
  /** When it was heard or imported, ms since 1970. */
  readonly observedAt: number
}

/** Why there is no price. Never a price of 0 instead. */
export const PRICE_REASONS = [
  'off', // prices are switched off
  'no_consent', // the source may not be asked
  'offline', // all connections are off
  'limit', // the source is farther away than anything may go
  'test_network', // coins of test networks have no price
  'imported', // only prices that were imported count, and nobody is asked
  'not_asked', // this door, or this question, asks nobody
  'not_offered', // the source has no such prices
  'failed', // the source did not answer
  'no_price', // the source answered, and has none
  'not_over', // the day is not over yet, or has not begun
] as const
export type PriceReason = (typeof PRICE_REASONS)[number]

/** A price, or why there is none. `stale`: the newest one known, older than it should be, with the reason. */
export type PriceAnswer =
  | { readonly kind: 'known'; readonly price: Price }
  | {
      readonly kind: 'stale'
      readonly price: Price
      readonly reason: PriceReason
      readonly message: string
    }
  | { readonly kind: 'unknown'; readonly reason: PriceReason; readonly message: string }

/** The source of prices that a person imported. */
export const IMPORTED = 'imported'

const CURRENCY = /^[A-Z]{3}$/
const DECIMAL = /^(\d{1,15})(?:\.(\d{1,12}))?$/

/** Whether the text has the form of a currency (ISO 4217): three capital letters. */
export function isCurrency(text: string): boolean {
  return CURRENCY.test(text)
}

/** Whether the text is a decimal above zero: at most 15 digits before the point and 12 behind it. */
export function isPrice(text: string): boolean {
  return DECIMAL.test(text) && /[1-9]/.test(text)
}

/** How many decimals the smallest unit of a currency has (EUR 2, JPY 0, KWD 3); 2 for one that is not known. */
export function minorDigits(currency: string): number {
  if (!isCurrency(currency)) throw new RangeError('a currency is three capital letters')
  return (
    new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2
  )
}

/**
 * What satoshis are worth, as a decimal text with all digits of the currency's smallest unit: exact, rounded half to
 * even. Throws a RangeError for what is no price, no currency or no whole number of satoshis.
 */
export function fiatFromSats(sats: number, { price, currency }: Pick<Price, 'price' | 'currency'>): string {
  if (!Number.isSafeInteger(sats)) throw new RangeError('not a whole number of satoshis')
  const [, whole = '', fraction = ''] = DECIMAL.exec(price) ?? []
  if (whole === '' || !isPrice(price)) throw new RangeError('not a price')
  const digits = minorDigits(currency)
  const exact = BigInt(Math.abs(sats)) * BigInt(whole + fraction) * 10n ** BigInt(digits)
  const units = dividedHalfEven(exact, BigInt(SATS_PER_BTC) * 10n ** BigInt(fraction.length))
  return `${sats < 0 && units > 0n ? '-' : ''}${withPoint(units, digits)}`
}

function dividedHalfEven(value: bigint, by: bigint): bigint {
  const quotient = value / by
  const twice = (value % by) * 2n
  const up = twice > by || (twice === by && quotient % 2n === 1n)
  return up ? quotient + 1n : quotient
}

function withPoint(units: bigint, digits: number): string {
  if (digits === 0) return units.toString()
  const text = units.toString().padStart(digits + 1, '0')
  return `${text.slice(0, -digits)}.${text.slice(-digits)}`
}

/** The UTC day of a moment (ms since 1970) as `YYYY-MM-DD`. */
export function dayOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10)
}

/** Whether the text is a day that exists, as `YYYY-MM-DD`. */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false
  const ms = Date.parse(`${text}T00:00:00Z`)
  return !Number.isNaN(ms) && dayOf(ms) === text
}
