/** What amounts were worth, for tables: by prices that are known already, so that nobody learns which days matter. */
import { dayOf, fiatFromSats, type Price, type PriceAnswer, type PriceReason } from '../../shared/fiat.ts'
import type { StatementWorth } from '../../shared/ipc/time.ts'
import type { PriceService } from './price-service.ts'

/** Columns of prices, behind the others of a table. */
export const PRICE_COLUMNS = ['currency', 'price', 'value', 'price_source', 'price_note'] as const

/** Their cells. */
export interface PriceCells {
  readonly currency: string
  readonly price: string
  readonly value: string
  readonly price_source: string
  /** Why there is none, or of when the newest one is; empty where there is that of a day. */
  readonly price_note: string
}

/** Of an amount (null: not known) at an instant (ms since 1970; null: nobody knows when). */
export type PriceOf = (sats: number | null, at: number | null) => PriceCells

const NOTES: Partial<Readonly<Record<PriceReason, string>>> = {
  test_network: 'coins of a test network have no price',
  not_over: 'that day is not over',
}
const NO_PRICE = 'no price known for that day'
const NO_DAY = 'the day is not known'
const NONE: PriceCells = { currency: '', price: '', value: '', price_source: '', price_note: '' }

/** By the UTC days of these instants, all in one question. */
export async function pricesOfDays(
  prices: Pick<PriceService, 'on'>,
  currency: string,
  times: readonly (number | null)[],
  signal: AbortSignal,
): Promise<PriceOf> {
  const days = [...new Set(times.flatMap((at) => (at === null ? [] : [dayOf(at)])))].toSorted()
  const answers = new Map<string, PriceAnswer>()
  if (days.length > 0)
    for (const { day, answer } of await prices.on({ days, currency, ask: false }, signal))
      answers.set(day, answer)
  return (sats, at) => {
    if (at === null) return { ...NONE, price_note: NO_DAY }
    return cellsOf(sats, answers.get(dayOf(at)), NO_PRICE)
  }
}

/** By the newest price that is known, which may be old: the note says of when it is. */
export async function priceOfNow(
  prices: Pick<PriceService, 'now'>,
  currency: string,
  signal: AbortSignal,
): Promise<PriceOf> {
  const answer = await prices.now({ currency, ask: false }, signal)
  return (sats) => {
    const cells = cellsOf(sats, answer, 'no price known')
    return answer.kind === 'unknown' ? cells : { ...cells, price_note: `as of ${whenOf(answer.price)}` }
  }
}

/** The same for programs: null instead of an empty text. */
export function worthBy(priceOf: PriceOf): (sats: number | null, at: number | null) => StatementWorth {
  return (sats, at) => {
    const { currency, price, value, price_source, price_note } = priceOf(sats, at)
    return {
      currency: currency || null,
      price: price || null,
      value: value || null,
      source: price_source || null,
      note: price_note || null,
    }
  }
}

function cellsOf(sats: number | null, answer: PriceAnswer | undefined, none: string): PriceCells {
  if (answer === undefined || answer.kind === 'unknown')
    return { ...NONE, price_note: (answer && NOTES[answer.reason]) ?? none }
  const { currency, price, source } = answer.price
  return {
    currency,
    price,
    value: sats === null ? '' : fiatFromSats(sats, answer.price),
    price_source: source,
    price_note: '',
  }
}

function whenOf({ day, at, observedAt }: Price): string {
  return day ?? new Date(at ?? observedAt).toISOString()
}
