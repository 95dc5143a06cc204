/** Validators of the requests about prices. */
import { z } from 'zod'
import { isCurrency, isDay } from '../../../shared/fiat.ts'
import { MAX_PRICE_CSV, type PriceRequests } from '../../../shared/ipc/prices.ts'
import { priceSettings } from '../../services/price-settings.ts'

const MAX_DAYS = 10_000

/** As in ISO 4217. */
export const currency = z.string().refine(isCurrency, 'a currency is three capital letters')
const asked = { currency: currency.exactOptional(), ask: z.boolean().exactOptional() }

/** One a request. */
export const priceSchemas = {
  'prices.now': z.strictObject(asked),
  'prices.on': z.strictObject({
    days: z.array(z.string().refine(isDay, 'a day is written like 2020-12-31')).max(MAX_DAYS),
    ...asked,
  }),
  'prices.import': z.strictObject({ text: z.string().max(MAX_PRICE_CSV), currency, apply: z.boolean() }),
  'prices.presets': z.strictObject({}),
  'settings.setPrices': priceSettings,
} satisfies { readonly [K in keyof PriceRequests]: z.ZodType<PriceRequests[K]['in']> }
