/** The settings of prices: their form, and what of a person's input is refused. */
import { z } from 'zod'
import { AppError } from '../../shared/errors.ts'
import { isCurrency } from '../../shared/fiat.ts'
import { type PriceSettings, specOf } from '../../shared/price-sources.ts'
import { say } from '../../shared/said.ts'
import { filled, splitUrl } from '../sources/price-url.ts'

const text = z.string().min(1).max(2_000)
const pointer = z.string().max(500)
const question = z.strictObject({ url: text, price: pointer, time: pointer.exactOptional() })
const spec = z.strictObject({
  name: z.string().min(1).max(60),
  now: question.exactOptional(),
  day: question.exactOptional(),
  series: z.strictObject({ url: text, list: pointer, price: pointer, time: pointer }).exactOptional(),
})

/** What the settings file and a request hold. */
export const priceSettings: z.ZodType<PriceSettings> = z.strictObject({
  enabled: z.boolean(),
  source: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('preset'), name: z.string().min(1).max(60) }),
    z.strictObject({ kind: z.literal('imported') }),
    z.strictObject({ kind: z.literal('custom'), spec }),
  ]),
  currency: z.string().refine(isCurrency, 'a currency is three capital letters'),
  consent: z.boolean(),
})

/** Throws `invalid_input` for a preset that is not known and for URLs that may not be asked. */
export function checkedPrices(settings: PriceSettings): PriceSettings {
  const { source } = settings
  if (source.kind === 'imported') return settings
  const spec = specOf(source)
  if (spec === null) throw new AppError('invalid_input', say('no_price_source'))
  const questions = [spec.now, spec.day, spec.series].filter((each) => each !== undefined)
  if (questions.length === 0) throw new AppError('invalid_input', say('price_url'))
  for (const { url } of questions) {
    if (/^[^/]*\/\/[^/?#]*\{/.test(url)) throw new AppError('invalid_input', say('price_host'))
    splitUrl(filled(url, { currency: settings.currency, day: '2020-12-31' }))
  }
  return settings
}
