/** Requests about prices. */
import type { PriceAnswer } from '../fiat.ts'
import type { PriceSettings, PriceSourceSpec } from '../price-sources.ts'
import type { Empty, SettingsView } from './contract.ts'

export interface PriceRequests {
  /** The price of now in the currency of the settings, or in another. `ask: false` reads what is known. */
  'prices.now': { in: PriceNowRequest; out: PriceAnswer }
  /** The price of each of these UTC days, in the order given. */
  'prices.on': { in: PriceOnRequest; out: readonly PriceOfDay[] }
  /** Prices by day from a CSV (date, price, perhaps currency). `apply: false` stores nothing. */
  'prices.import': { in: PriceImportRequest; out: PriceImportResult }
  /** The sources whose form is known. */
  'prices.presets': { in: Empty; out: readonly PriceSourceSpec[] }
  'settings.setPrices': { in: PriceSettings; out: SettingsView }
}

/** Characters of a CSV of prices: far more than all days there are. */
export const MAX_PRICE_CSV = 10_000_000

export interface PriceNowRequest {
  readonly currency?: string
  /** True by default. */
  readonly ask?: boolean
}

export interface PriceOnRequest extends PriceNowRequest {
  readonly days: readonly string[]
}

export interface PriceOfDay {
  readonly day: string
  readonly answer: PriceAnswer
}

export interface PriceImportRequest {
  readonly text: string
  /** Of rows that name none. */
  readonly currency: string
  readonly apply: boolean
}

export interface PriceImportResult {
  /** Days with a price, over all currencies. */
  readonly days: number
  readonly first: string | null
  readonly last: string | null
  readonly currencies: readonly string[]
  /** Days whose imported price is another one now. */
  readonly changed: number
  /** Lines that hold no price, by their number in the file (from 1). */
  readonly refused: readonly { readonly line: number; readonly message: string }[]
  readonly stored: boolean
}
