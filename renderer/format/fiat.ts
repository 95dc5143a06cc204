/** Money of a currency as the language writes it. The digits are never turned into a float. */
import { fiatFromSats, type Price } from '../../shared/fiat.ts'
import { currentLanguage } from '../i18n/index.ts'

/** What satoshis are worth at a price: "$12,345.67". */
export function fiatText(sats: number, price: Pick<Price, 'price' | 'currency'>): string {
  return moneyText(fiatFromSats(sats, price), price.currency)
}

/** A decimal text of the host as money: "$12,345.67". */
export function moneyText(decimal: string, currency: string): string {
  const format = new Intl.NumberFormat(currentLanguage(), { style: 'currency', currency })
  return format.format(decimal as Intl.StringNumericLiteral) // a decimal text, by the caller's promise
}
