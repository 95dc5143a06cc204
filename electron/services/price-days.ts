/** Asking a source for days that are not stored: all in one answer where there are many, else one by one. */
import type { PriceReason } from '../../shared/fiat.ts'
import type { Clock } from '../engine/ports.ts'
import type { Quote } from '../sources/price-questions.ts'
import type { DayPrice, PriceStore } from '../store/price-store.ts'
import type { PriceAsking } from './price-links.ts'

export interface DayQuestion {
  readonly days: readonly string[]
  readonly currency: string
  readonly asking: PriceAsking
  readonly clock: Clock
  readonly store: PriceStore
  /** Notes a failure and says what it was; throws what is none of the source's. */
  readonly failed: (error: unknown) => string
}

/** Why days have no price now: each by its reason, the others by the problem that ended the asking. */
export interface DaysAsked {
  readonly reasons: ReadonlyMap<string, PriceReason>
  readonly problem: string | null
}

/** From so many missing days on, one long answer costs less than many short ones. */
const SERIES_FROM = 8
/** Days asked one by one in one call; the rest is left for the next. */
const MAX_SINGLE = 60

/** Asks and stores. What was heard before a failure is kept. */
export async function askForDays(question: DayQuestion, signal: AbortSignal): Promise<DaysAsked> {
  const reasons = new Map<string, PriceReason>()
  try {
    const left = await askSeries(question, reasons, signal)
    await askSingly({ ...question, days: left }, reasons, signal)
    return { reasons, problem: null }
  } catch (error) {
    return { reasons, problem: question.failed(error) }
  }
}

/** Returns the days that are still to be asked for. */
async function askSeries(
  question: DayQuestion,
  reasons: Map<string, PriceReason>,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const { days, currency, asking } = question
  const { series, day } = asking.source
  if (series === null || (days.length < SERIES_FROM && day !== null)) return days
  const quotes = await series(currency, signal)
  await save(
    question,
    days.flatMap((each) => pair(each, quotes.get(each) ?? null)),
  )
  const left = days.filter((each) => !quotes.has(each))
  for (const each of left) reasons.set(each, 'no_price')
  return []
}

async function askSingly(
  question: DayQuestion,
  reasons: Map<string, PriceReason>,
  signal: AbortSignal,
): Promise<void> {
  const { days, currency, asking } = question
  const { day: ask } = asking.source
  for (const [index, each] of days.entries()) {
    if (ask === null || index >= MAX_SINGLE) {
      reasons.set(each, ask === null ? 'not_offered' : 'not_asked')
      continue
    }
    const quote = await ask(each, currency, signal)
    if (quote === null) reasons.set(each, 'no_price')
    await save(question, pair(each, quote))
  }
}

function pair(day: string, quote: Quote | null): readonly (readonly [string, Quote])[] {
  return quote === null ? [] : [[day, quote]]
}

async function save(
  { store, currency, asking, clock }: DayQuestion,
  quotes: readonly (readonly [string, Quote])[],
): Promise<void> {
  const observedAt = clock.now()
  const prices = quotes.map(
    ([day, quote]): DayPrice => ({ ...quote, day, currency, source: asking.name, observedAt }),
  )
  if (prices.length > 0) await store.savePrices(prices)
}
