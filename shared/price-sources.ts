/** Where prices may come from: what is asked and where the figure stands in the answer. Data, no behaviour. */

/**
 * One question: a URL with placeholders, and JSON pointers (RFC 6901) into the answer. `{currency}` and `{CURRENCY}` are
 * the currency in small and capital letters, `{date}` the day as 2020-12-31, `{dmy}` as 31-12-2020, `{timestamp}` the
 * last second of that UTC day in seconds since 1970.
 */
export interface PriceQuestion {
  readonly url: string
  /** To the price, a number or a decimal text. */
  readonly price: string
  /** To the moment it is of, in seconds or ms since 1970. */
  readonly time?: string
}

/** Many days in one answer. `price` and `time` start at each element of the list. */
export interface PriceSeries {
  readonly url: string
  readonly list: string
  readonly price: string
  readonly time: string
}

/** A source of prices. What it does not offer is absent. */
export interface PriceSourceSpec {
  /** Shown with each figure. */
  readonly name: string
  readonly now?: PriceQuestion
  readonly day?: PriceQuestion
  readonly series?: PriceSeries
}

/** Sources whose form is known, by the name they are chosen by. None is asked before the person agrees to it. */
export const PRICE_PRESETS: Readonly<Record<string, PriceSourceSpec>> = {
  'mempool.space': {
    name: 'mempool.space',
    now: { url: 'https://mempool.space/api/v1/prices', price: '/{CURRENCY}', time: '/time' },
    day: {
      url: 'https://mempool.space/api/v1/historical-price?currency={CURRENCY}&timestamp={timestamp}',
      price: '/prices/0/{CURRENCY}',
      time: '/prices/0/time',
    },
    series: {
      url: 'https://mempool.space/api/v1/historical-price?currency={CURRENCY}',
      list: '/prices',
      price: '/{CURRENCY}',
      time: '/time',
    },
  },
  coinbase: {
    name: 'coinbase',
    now: { url: 'https://api.coinbase.com/v2/prices/BTC-{CURRENCY}/spot', price: '/data/amount' },
    day: { url: 'https://api.coinbase.com/v2/prices/BTC-{CURRENCY}/spot?date={date}', price: '/data/amount' },
  },
  coingecko: {
    name: 'coingecko',
    now: {
      url: 'https://api.coingecko.com/api/v3/simple/price?ids=bitcoin&vs_currencies={currency}&include_last_updated_at=true',
      price: '/bitcoin/{currency}',
      time: '/bitcoin/last_updated_at',
    },
    day: {
      url: 'https://api.coingecko.com/api/v3/coins/bitcoin/history?date={dmy}&localization=false',
      price: '/market_data/current_price/{currency}',
    },
  },
}

/** What the person chose: a preset by its name, prices that were imported, or a source of their own. */
export type PriceSourceChoice =
  | { readonly kind: 'preset'; readonly name: string }
  | { readonly kind: 'imported' }
  | { readonly kind: 'custom'; readonly spec: PriceSourceSpec }

/** Off until switched on, and then nobody is asked without consent. */
export interface PriceSettings {
  readonly enabled: boolean
  readonly source: PriceSourceChoice
  readonly currency: string
  /** The source may be asked. It learns the days and the currency, and no address. */
  readonly consent: boolean
}

/** Settings of a person who never said anything about prices. */
export const DEFAULT_PRICE_SETTINGS: PriceSettings = {
  enabled: false,
  source: { kind: 'imported' },
  currency: 'USD',
  consent: false,
}

/** The spec behind a choice; null where nothing is asked (imported, or a preset that is not known). */
export function specOf(choice: PriceSourceChoice): PriceSourceSpec | null {
  if (choice.kind === 'imported') return null
  if (choice.kind === 'custom') return choice.spec
  return Object.hasOwn(PRICE_PRESETS, choice.name) ? (PRICE_PRESETS[choice.name] ?? null) : null
}
