/** The days that a statement is about, as they are typed, and the request they make. */

import type { Scope, StatementRequest } from '../../../shared/ipc/time.ts'
import { calendarOf, isZone, parseInstant } from '../../../shared/zoned-time.ts'
import { instantOf, type Moment } from '../../stores/view-store.ts'

/** As typed. */
export interface StatementFields {
  readonly from: string
  readonly to: string
  readonly zone: string
  readonly format: StatementRequest['format']
}

/** Last year; where a moment is shown, from the beginning of its year up to its day. */
export function firstPeriod(
  moment: Pick<Moment, 'time' | 'blockTime' | 'zone'> | null,
  now: number,
  zone: string,
): StatementFields {
  const at = moment === null ? null : instantOf(moment)
  if (moment === null || at === null) {
    const year = calendarOf(now, zone).year - 1
    return { from: `${year}-01-01`, to: `${year}-12-31`, zone, format: 'csv' }
  }
  const { year, month, day } = calendarOf(at, moment.zone)
  const two = (value: number): string => String(value).padStart(2, '0')
  return {
    from: `${year}-01-01`,
    to: `${year}-${two(month)}-${two(day)}`,
    zone: moment.zone,
    format: 'csv',
  }
}

/** Null for days that do not exist, or the wrong way round. A last day that is not over ends now. */
export function statementRequestOf(
  { from, to, zone, format }: StatementFields,
  of: Scope,
  now: number,
): StatementRequest | null {
  if (!isZone(zone.trim())) return null
  const first = parseInstant(from, zone.trim(), 'first')
  const last = parseInstant(to, zone.trim(), 'last')
  if (first === null || last === null || first > last || first > now) return null
  return { of, from: { time: first }, to: { time: last }, format, zone: zone.trim() }
}

/** What the file is called: what it is about must not be read off its name. */
export function statementName({ from, to, format }: StatementFields): string {
  return `tidemark-statement-${from}-${to}.${format}`
}
