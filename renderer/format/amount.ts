/** Amounts for people: in the unit they chose, with a typographic sign, and a spoken form. */
import { btcFromSats } from '../../shared/amounts.ts'
import type { Unit } from '../../shared/view.ts'
import { groupDigits } from './digits.ts'

/** An amount split for display: sign, "3.18", then the groups "402" and "911", which gaps are drawn before. */
export interface AmountParts {
  readonly sign: '' | '+' | '−'
  readonly head: string
  readonly groups: readonly string[]
}

/**
 * Splits satoshis for display: BTC with eight decimals in groups of 2-3-3, or whole units in groups of three.
 * `signed` shows a plus on positive amounts; a minus (U+2212) is always shown.
 */
export function amountParts(sats: number, unit: Unit = 'btc', signed = false): AmountParts {
  const sign = signOf(sats, signed)
  const size = Math.abs(sats)
  return { sign, ...(unit === 'btc' ? btcParts(size) : wholeParts(size)) }
}

function btcParts(size: number): Omit<AmountParts, 'sign'> {
  const [whole = '0', fraction = ''] = btcFromSats(size).split('.')
  return {
    head: `${groupDigits(Number(whole))}.${fraction.slice(0, 2)}`,
    groups: [fraction.slice(2, 5), fraction.slice(5)],
  }
}

function wholeParts(size: number): Omit<AmountParts, 'sign'> {
  const [head = '0', ...groups] = String(size).split(/\B(?=(?:\d{3})+$)/)
  return { head, groups }
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

/**
 * In BTC, amounts below 100,000 satoshis are spoken in satoshis and others in bitcoin without trailing zeros; in both
 * other units in satoshis, whose name means the same to everybody.
 */
export function spokenAmount(sats: number, unit: Unit = 'btc', signed = false): SpokenAmount {
  const size = Math.abs(sats)
  const sign = sats < 0 ? 'minus' : signed && sats > 0 ? 'plus' : 'none'
  if (unit !== 'btc' || (size > 0 && size < 100_000))
    return { sign, figure: String(size), unit: 'satoshi', count: size }
  const figure = btcFromSats(size).replace(/0+$/, '').replace(/\.$/, '')
  return { sign, figure, unit: 'bitcoin', count: Number(figure) }
}

/** The unit's sign beside a figure. */
export const UNIT_SIGNS: Readonly<Record<Unit, string>> = { btc: 'BTC', sats: 'sats', bitcoin: '₿' }
