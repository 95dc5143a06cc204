/** Money of a currency as the language writes it. The digits are never turned into a float. */
import { fiatFromSats, type Price } from '../../shared/fiat.ts'
import { currentLanguage } from '../i18n/index.ts'

/** What satoshis are worth at a price: "$12,345.67". */
export function fiatText(sats: number, price: Pick<Price, 'price' | 'currency'>): string {
  const { currency } = price
  const format = new Intl.NumberFormat(currentLanguage(), { style: 'currency', currency })
  return format.format(fiatFromSats(sats, price) as Intl.StringNumericLiteral) // a decimal text, by its promise
}
