/** An amount as a person types it into the search. Pure. */
import { isSats, satsFromBtc } from '../../../shared/amounts.ts'

const AMOUNT = /^(\d[\d,_ ]*(?:\.\d{1,8})?|\.\d{1,8})\s*(btc|₿|sats?|satoshis?)?$/i

/** The satoshis that the text may mean: a whole number without a unit may be bitcoin or satoshis. Empty: no amount. */
export function amountsIn(text: string): readonly number[] {
  const [, digits, unit = ''] = AMOUNT.exec(text.trim()) ?? []
  if (digits === undefined) return []
  const plain = digits.replace(/[,_ ]/g, '').replace(/^\./, '0.')
  const isWhole = !plain.includes('.')
  const asSats = isWhole && !/^(btc|₿)$/i.test(unit) ? [Number(plain)] : []
  const asBtc = /^s/i.test(unit) ? [] : btc(plain)
  return [...new Set([...asBtc, ...asSats])].filter((sats) => isSats(sats) && sats > 0)
}

function btc(plain: string): readonly number[] {
  try {
    return [satsFromBtc(plain.replace(/^0+(?=\d)/, ''))]
  } catch {
    return [] // more than can exist: no amount of bitcoin
  }
}
