/** Prices of a person's own file into the store. */
import { AppError } from '../../shared/errors.ts'
import { IMPORTED, isCurrency } from '../../shared/fiat.ts'
import type { PriceImportRequest, PriceImportResult } from '../../shared/ipc/prices.ts'
import { say } from '../../shared/said.ts'
import { type CsvPrice, parsePriceCsv } from '../engine/imports/price-csv.ts'
import type { Clock } from '../engine/ports.ts'
import type { PriceStore } from '../store/price-store.ts'

const MAX_REFUSED = 100

/** Reads the file, and stores it when asked to and something is in it. Throws `invalid_input` for a currency that is none. */
export async function importPrices(
  { text, currency, apply }: PriceImportRequest,
  store: PriceStore,
  clock: Clock,
): Promise<PriceImportResult> {
  if (!isCurrency(currency)) throw new AppError('invalid_input', say('bad_currency'))
  const { prices, refused } = parsePriceCsv(text, currency)
  const days = [...new Set(prices.map(({ day }) => day))].sort()
  const changed = prices.filter((price) => isChange(price, store)).length
  const stored = apply && prices.length > 0
  if (stored) {
    const observedAt = clock.now()
    await store.savePrices(prices.map((price) => ({ ...price, source: IMPORTED, at: null, observedAt })))
  }
  return {
    days: days.length,
    first: days[0] ?? null,
    last: days.at(-1) ?? null,
    currencies: [...new Set(prices.map(({ currency: each }) => each))].sort(),
    changed,
    refused: refused.slice(0, MAX_REFUSED),
    stored,
  }
}

function isChange({ day, currency, price }: CsvPrice, store: PriceStore): boolean {
  const before = store.pricesOn(IMPORTED, currency, [day]).get(day)
  return before !== undefined && before.price !== price
}
