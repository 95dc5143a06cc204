/** Amounts for people: BTC with eight decimals in groups of 2-3-3, a typographic sign, and a spoken form. */
import { btcFromSats } from '../../shared/amounts.ts'
import { groupDigits } from './digits.ts'

/** An amount split for display: sign, "3.18", then the groups "402" and "911". */
export interface AmountParts {
  readonly sign: '' | '+' | '−'
  readonly head: string
  readonly groups: readonly [string, string]
}

/** Splits satoshis for display. `signed` shows a plus on positive amounts; a minus (U+2212) is always shown. */
export function amountParts(sats: number, signed = false): AmountParts {
  const [whole = '0', fraction = ''] = btcFromSats(Math.abs(sats)).split('.')
  return {
    sign: signOf(sats, signed),
    head: `${groupDigits(Number(whole))}.${fraction.slice(0, 2)}`,
    groups: [fraction.slice(2, 5), fraction.slice(5)],
  }
}

function signOf(sats: number, signed: boolean): AmountParts['sign'] {
  if (sats < 0) return '−'
  return signed && sats > 0 ? '+' : ''
}

/** What a screen reader says is made of this: the sign, the figure without trailing zeros, and its unit. */
export interface SpokenAmount {
  readonly sign: 'plus' | 'minus' | 'none'
  readonly figure: string
  readonly unit: 'bitcoin' | 'satoshi'
  /** The figure as a number, for plural rules. */
  readonly count: number
}

/** Amounts below 100,000 satoshis are spoken in satoshis, others in bitcoin without trailing zeros. */
export function spokenAmount(sats: number, signed = false): SpokenAmount {
  const size = Math.abs(sats)
  const sign = sats < 0 ? 'minus' : signed && sats > 0 ? 'plus' : 'none'
  if (size > 0 && size < 100_000) return { sign, figure: String(size), unit: 'satoshi', count: size }
  const figure = btcFromSats(size).replace(/0+$/, '').replace(/\.$/, '')
  return { sign, figure, unit: 'bitcoin', count: Number(figure) }
}
