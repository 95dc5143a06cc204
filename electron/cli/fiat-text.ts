/** What balances are worth, beside them: the price, who said it and when. Unknown stays unknown. */
import { fiatFromSats, isCurrency, type Price, type PriceAnswer } from '../../shared/fiat.ts'
import type { OptionValues } from './option-spec.ts'
import { UsageError } from './usage-error.ts'
import { age, UNKNOWN } from './words.ts'

/** A currency that was asked for, and the price in it. */
export interface Fiat {
  readonly currency: string
  /** Null where nobody knows which day's price it would be. */
  readonly answer: PriceAnswer | null
}

/** A report of now, or of a past block, which knows no pending amounts. */
export interface WorthReport {
  readonly readings: readonly (Sums & { readonly address: string })[]
  readonly total: Sums & { readonly unknown: number }
}

/** The currency of `--fiat`, null without it. Throws UsageError. */
export function fiatOption({ fiat }: OptionValues): string | null {
  if (fiat === undefined) return null
  const currency = fiat.toUpperCase()
  if (!isCurrency(currency)) throw new UsageError('--fiat must be a currency such as EUR.')
  return currency
}

interface Sums {
  readonly confirmed: number | null
  readonly pending?: number | null
  readonly immature: number | null
}

/** The worth of what is known; null where amount or price is not. Amounts are decimal texts. */
export function fiatJson({ readings, total }: WorthReport, { currency, answer }: Fiat) {
  const price = priceOf(answer)
  return {
    currency,
    price: answer,
    readings: readings.map((reading) => ({ address: reading.address, ...worths(reading, price) })),
    total: worths(total, price),
  }
}

function worths({ confirmed, pending, immature }: Sums, price: Price | null) {
  return {
    confirmed: worth(confirmed, price),
    ...(pending !== undefined && { pending: worth(pending, price) }),
    immature: worth(immature, price),
  }
}

function worth(sats: number | null, price: Price | null): string | null {
  return sats === null || price === null ? null : fiatFromSats(sats, price)
}

/** The price of an answer, also of a stale one. */
export function priceOf(answer: PriceAnswer | null): Price | null {
  return answer === null || answer.kind === 'unknown' ? null : answer.price
}

/** The total's worth and the price behind it, as lines. `now` in ms. */
export function fiatLines(
  { total }: Pick<WorthReport, 'total'>,
  { currency, answer }: Fiat,
  now: number,
): readonly string[] {
  const sum = worth(total.confirmed, priceOf(answer))
  const left = total.unknown > 0 && sum !== null ? ' (the unknown ones are left out)' : ''
  return [`worth: ${sum === null ? UNKNOWN : `${sum} ${currency}`}${left}`, priceLine(answer, now)]
}

/** One line for a price: the figure, its source and its age; or why there is none. */
export function priceLine(answer: PriceAnswer | null, now: number): string {
  if (answer === null) return 'price: not known. It is not known when that block was.'
  if (answer.kind === 'unknown') return `price: not known. ${answer.message}`
  const { price, currency, source, day, at, observedAt } = answer.price
  const when = day === null ? age(at ?? observedAt, now) : `of ${day}`
  const old = answer.kind === 'stale' ? `. Not newer: ${answer.message}` : ''
  return `price: ${price} ${currency}, ${source}, ${when}${old}`
}
