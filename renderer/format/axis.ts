/** What stands beside a drawing: short figures and dates, for looking at alone. */
import { SATS_PER_BTC } from '../../shared/amounts.ts'
import type { Unit } from '../../shared/view.ts'

/** Amounts (satoshis) in three digits at most, such as "0.125" or "1.2M": where a line is read off, not what is there. */
export function axisAmounts(unit: Unit, language: string): (sats: number) => string {
  const figures = new Intl.NumberFormat(language, { notation: 'compact', maximumSignificantDigits: 3 })
  return (sats) => figures.format(unit === 'btc' ? sats / SATS_PER_BTC : sats)
}

/** Months, with the year where one begins. Seconds since 1970 in the zone of this machine. */
export function axisMonths(language: string): (seconds: number) => string {
  const month = new Intl.DateTimeFormat(language, { month: 'short' })
  const year = new Intl.DateTimeFormat(language, { year: 'numeric' })
  return (seconds) => {
    const at = new Date(seconds * 1_000)
    return (at.getMonth() === 0 ? year : month).format(at)
  }
}

/** Days of a month, such as "Nov 3". Seconds since 1970 in the zone of this machine. */
export function axisDays(language: string): (seconds: number) => string {
  const day = new Intl.DateTimeFormat(language, { month: 'short', day: 'numeric' })
  return (seconds) => day.format(new Date(seconds * 1_000))
}
