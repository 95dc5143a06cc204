/** A price in words: who said it, of when, and why it is old or not known. */
import { SATS_PER_BTC } from '../../shared/amounts.ts'
import { IMPORTED, type PriceAnswer } from '../../shared/fiat.ts'
import { dateTime } from '../format/age.ts'
import { fiatText } from '../format/fiat.ts'
import { t } from '../i18n/index.ts'
import { listText } from './words.ts'

/** "≈ $1,234.50", or that it is not known; null where the amount itself is not. */
export function worthText(sats: number | null, answer: PriceAnswer): string | null {
  if (sats === null) return null
  if (answer.kind === 'unknown') return t('worth.unknown')
  return `≈ ${fiatText(sats, answer.price)}`
}

/** The same of a past day: "≈ $1,234.50 then", that its price is not known, or that the day is not over; null on a test network. */
export function worthThenText(sats: number, answer: PriceAnswer): string | null {
  if (answer.kind !== 'unknown') return t('worth.thatDay', { worth: `≈ ${fiatText(sats, answer.price)}` })
  if (answer.reason === 'test_network') return null // it is said once, beside the total
  return answer.reason === 'not_over' ? t('worth.notOver') : t('worth.unknownDay')
}

/** "1 BTC = $57,812.34, coinbase, Nov 22, 2026, 15:04"; of a day its date; why it is old, or that there is none. */
export function priceSourceText(answer: PriceAnswer): string {
  if (answer.kind === 'unknown') return t(`prices.reasons.${answer.reason}`)
  const { price } = answer
  const when = price.day ?? dateTime(price.at ?? price.observedAt)
  const source = price.source === IMPORTED ? t('worth.imported') : price.source
  const said = listText([t('worth.price', { price: fiatText(SATS_PER_BTC, price) }), source, when])
  return answer.kind === 'stale'
    ? t('worth.stale', { said, why: t(`prices.reasons.${answer.reason}`) })
    : said
}
