/**
 * A source of prices over HTTP. It is asked with the same judged connections as providers, and told a currency and a
 * day: no address. Every failure is a `ProviderError`; "it has none" is null.
 */
import type { PriceQuestion, PriceSourceSpec } from '../../shared/price-sources.ts'
import { say } from '../../shared/said.ts'
import type { Clock } from '../engine/ports.ts'
import { connectionsOver } from './dial/connections.ts'
import { dialDirectly } from './dial/dial-directly.ts'
import { dialThroughProxy } from './dial/dial-through-proxy.ts'
import type { ProviderRoute } from './dial/route.ts'
import { type Quote, quoteIn, quotesByDay } from './price-questions.ts'
import { type Blanks, endOfDay, filled, splitUrl } from './price-url.ts'
import type { ProbeLookup } from './probe/resolve-host.ts'
import { badAnswer, createProviderHttp } from './provider-http.ts'

/** What a source can be asked; what it does not offer is null. */
export interface PriceSource {
  readonly now: ((currency: string, signal: AbortSignal) => Promise<Quote | null>) | null
  /** The last price of a UTC day that is over. */
  readonly day: ((day: string, currency: string, signal: AbortSignal) => Promise<Quote | null>) | null
  /** All days that it has, in one answer. */
  readonly series: ((currency: string, signal: AbortSignal) => Promise<ReadonlyMap<string, Quote>>) | null
  close(): Promise<void>
}

export interface PriceSourceOptions {
  readonly route: ProviderRoute
  /** Another one is another circuit behind Tor. */
  readonly login: { readonly user: string; readonly password: string }
  readonly clock: Clock
  readonly timeoutMs?: number
  /** The system's resolver by default. Behind a proxy it is never asked. */
  readonly lookup?: ProbeLookup
}

const MAX_BYTES = 256 * 1024
const MAX_SERIES_BYTES = 32 * 1024 * 1024
const TIMEOUT_MS = 15_000
const OPEN_MS = { direct: 5_000, socks5: 30_000 } as const

/** Builds the source; nothing is opened before the first question. Throws `invalid_input` for a URL that may not be asked. */
export function createPriceSource(spec: PriceSourceSpec, options: PriceSourceOptions): PriceSource {
  const { clock, route, timeoutMs = TIMEOUT_MS } = options
  const { dispatcher, close } = connectionsOver(dialOf(options), {
    connections: 2,
    openMs: OPEN_MS[route.kind],
  })

  async function ask(
    template: string,
    blanks: Blanks,
    maxBytes: number,
    signal: AbortSignal,
  ): Promise<unknown> {
    const { base, path } = splitUrl(filled(template, blanks))
    const http = createProviderHttp({ base, clock, timeoutMs, dispatcher })
    return http.json(path, 'chain', maxBytes, signal)
  }

  async function quote(question: PriceQuestion, blanks: Blanks, signal: AbortSignal): Promise<Quote | null> {
    return quoteIn(await ask(question.url, blanks, MAX_BYTES, signal), question, blanks)
  }

  for (const each of [spec.now, spec.day, spec.series])
    if (each) splitUrl(filled(each.url, { currency: 'EUR' }))
  const { now, day: past, series } = spec
  return {
    now: now ? (currency, signal) => quote(now, { currency }, signal) : null,
    day: past
      ? async (day, currency, signal) => onThatDay(await quote(past, { currency, day }, signal), day)
      : null,
    series: series
      ? async (currency, signal) =>
          quotesByDay(await ask(series.url, { currency }, MAX_SERIES_BYTES, signal), series, { currency })
      : null,
    close,
  }
}

/** A source that has no price of the day may give the nearest one: that is another day's. */
function onThatDay(quote: Quote | null, day: string): Quote | null {
  if (quote === null || quote.at === null) return quote
  const end = endOfDay(day) + 1_000
  if (quote.at > end) throw badAnswer(say('price_after_day'))
  return quote.at >= end - 86_400_000 ? quote : null
}

function dialOf({ route, login, lookup }: PriceSourceOptions) {
  if (route.kind === 'socks5') return dialThroughProxy(route, login)
  return dialDirectly({ ...route, ...(lookup === undefined ? {} : { lookup }) })
}
