/**
 * What a bitcoin costs, now and on past days: from the store, else from the source that was chosen, which is asked only
 * where prices are on, the person agreed, connections are on and no limit forbids it. What nobody knows is unknown.
 */
import type { Network } from '../../shared/chain.ts'
import { AppError } from '../../shared/errors.ts'
import {
  dayOf,
  IMPORTED,
  isCurrency,
  isDay,
  type Price,
  type PriceAnswer,
  type PriceReason,
} from '../../shared/fiat.ts'
import type {
  PriceImportRequest,
  PriceImportResult,
  PriceNowRequest,
  PriceOfDay,
  PriceOnRequest,
} from '../../shared/ipc/prices.ts'
import { say } from '../../shared/said.ts'
import type { Clock } from '../engine/ports.ts'
import { ProviderError } from '../engine/provider-error.ts'
import { withLimit } from '../sources/resilience.ts'
import type { PriceStore } from '../store/price-store.ts'
import { askForDays } from './price-days.ts'
import { importPrices } from './price-import.ts'
import type { PriceAsking, PriceLinks } from './price-links.ts'

export interface PriceServiceOptions {
  readonly network: Network
  readonly clock: Clock
  readonly store: PriceStore
  readonly links: PriceLinks
}

export interface PriceService {
  now(request: PriceNowRequest, signal: AbortSignal): Promise<PriceAnswer>
  /** In the order given; days that are not over or do not exist have no price. */
  on(request: PriceOnRequest, signal: AbortSignal): Promise<readonly PriceOfDay[]>
  importCsv(request: PriceImportRequest): Promise<PriceImportResult>
}

/** How long the price of now counts without asking again. */
const NEWEST_MS = 5 * 60_000
/** How long a source that failed is left alone. */
const REST_MS = 60_000

/** What to say for each reason. */
export const PRICE_MESSAGES: Readonly<Record<PriceReason, string>> = {
  off: 'Prices are switched off.',
  no_consent: 'The source of prices may not be asked: it needs your consent.',
  offline: 'All connections are off.',
  limit: 'The source of prices is farther away than anything may go.',
  test_network: 'Coins of a test network have no price.',
  imported: 'Only imported prices count.',
  not_asked: 'No price is stored, and nobody was asked.',
  not_offered: 'The source has no such prices.',
  failed: 'The source of prices did not answer.',
  no_price: 'The source has no price of this.',
  not_over: 'This day is not over yet.',
}

/** Builds the service; nobody is asked before the first question. */
export function createPriceService({ network, clock, store, links }: PriceServiceOptions): PriceService {
  let restUntil = 0
  let lastProblem = PRICE_MESSAGES.failed

  function known(price: Price | null, reason: PriceReason, message?: string): PriceAnswer {
    const said = message ?? PRICE_MESSAGES[reason]
    if (price === null) return { kind: 'unknown', reason, message: said }
    return { kind: 'stale', price, reason, message: said }
  }

  /** Notes a failure, so that the source rests; anything else goes on to whoever asked. */
  function failed(error: unknown): string {
    if (!(error instanceof ProviderError)) throw error
    restUntil = clock.now() + (error.retryAfterMs ?? REST_MS)
    lastProblem = `${PRICE_MESSAGES.failed.slice(0, -1)}: ${error.message}.`
    return lastProblem
  }

  const isResting = (): boolean => clock.now() < restUntil

  async function askNow(currency: string, asking: PriceAsking, signal: AbortSignal): Promise<PriceAnswer> {
    const before = newestOf(currency)
    if (before !== null && clock.now() - before.observedAt < NEWEST_MS && before.source === asking.name)
      return { kind: 'known', price: before }
    if (asking.source.now === null) return known(before, 'not_offered')
    if (isResting()) return known(before, 'failed', lastProblem)
    try {
      const quote = await asking.source.now(currency, signal)
      if (quote === null) return known(before, 'no_price')
      const price: Price = { ...quote, currency, day: null, source: asking.name, observedAt: clock.now() }
      await store.saveNewest(price)
      return { kind: 'known', price }
    } catch (error) {
      return known(before, 'failed', failed(error))
    }
  }

  const oneAtATime = withLimit(askNow, 1)

  function newestOf(currency: string): Price | null {
    const { sourceName } = links.settings()
    if (sourceName === IMPORTED) return store.lastDay(IMPORTED, currency)
    return store.newest(sourceName, currency)
  }

  async function now(
    { currency: said, ask = true }: PriceNowRequest,
    signal: AbortSignal,
  ): Promise<PriceAnswer> {
    if (network !== 'main') return known(null, 'test_network')
    const currency = currencyOf(said)
    const asking = links.asking(ask)
    if (asking.kind === 'asking') return oneAtATime(currency, asking, signal)
    return known(newestOf(currency), asking.reason)
  }

  function currencyOf(said: string | undefined): string {
    const currency = said ?? links.settings().currency
    if (!isCurrency(currency)) throw new AppError('invalid_input', say('bad_currency'))
    return currency
  }

  async function on({ days, currency: said, ask = true }: PriceOnRequest, signal: AbortSignal) {
    const currency = currencyOf(said)
    const today = dayOf(clock.now())
    const past = [...new Set(days)].filter((day) => isDay(day) && day < today)
    const answers = new Map<string, PriceAnswer>()
    if (network === 'main')
      for (const [day, answer] of await answersOf(past, currency, ask, signal)) answers.set(day, answer)
    const left = known(null, network === 'main' ? 'not_over' : 'test_network')
    return days.map((day): PriceOfDay => ({ day, answer: answers.get(day) ?? left }))
  }

  async function answersOf(
    days: readonly string[],
    currency: string,
    ask: boolean,
    signal: AbortSignal,
  ): Promise<ReadonlyMap<string, PriceAnswer>> {
    const stored = storedOn(days, currency)
    const missing = days.filter((day) => !stored.has(day))
    const asking = links.asking(ask)
    if (missing.length === 0) return stored
    if (asking.kind !== 'asking') return new Map([...stored, ...all(missing, known(null, asking.reason))])
    if (isResting()) return new Map([...stored, ...all(missing, known(null, 'failed', lastProblem))])
    const { problem, reasons } = await askForDays(
      { days: missing, currency, asking, clock, store, failed },
      signal,
    )
    const left = (day: string): PriceAnswer =>
      known(null, reasons.get(day) ?? 'failed', reasons.has(day) ? undefined : (problem ?? undefined))
    const heard = storedOn(missing, currency)
    return new Map([...stored, ...missing.map((day) => [day, heard.get(day) ?? left(day)] as const)])
  }

  /** What a person imported counts before what a server says. */
  function storedOn(days: readonly string[], currency: string): ReadonlyMap<string, PriceAnswer> {
    const { sourceName } = links.settings()
    const found = [sourceName, IMPORTED].flatMap((source) => [...store.pricesOn(source, currency, days)])
    return new Map(found.map(([day, price]) => [day, { kind: 'known', price }]))
  }

  return {
    now,
    on,
    importCsv: (request) => importPrices(request, store, clock),
  }
}

function all(days: readonly string[], answer: PriceAnswer): readonly (readonly [string, PriceAnswer])[] {
  return days.map((day) => [day, answer] as const)
}
