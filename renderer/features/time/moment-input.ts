/** What is typed into the picker, and the moment it means. */
import { isZone, parseInstant } from '../../../shared/zoned-time.ts'

/** As typed. */
export interface MomentFields {
  readonly by: 'date' | 'height'
  readonly date: string
  readonly time: string
  readonly zone: string
  readonly height: string
}

/** An instant in a zone, a height, or why it is neither: a key of the catalogue below `moment`. */
export type MomentInput =
  | { readonly kind: 'time'; readonly time: number; readonly zone: string }
  | { readonly kind: 'height'; readonly height: number }
  | { readonly kind: 'wrong'; readonly why: 'badDate' | 'badZone' | 'badHeight' | 'inFuture' }

const MAX_HEIGHT = 499_999_999

/** An empty time is the end of the day. `now` in ms since 1970: nothing is known of what is still to come. */
export function momentInputOf({ by, date, time, zone, height }: MomentFields, now: number): MomentInput {
  if (by === 'height') {
    const typed = height.replace(/[\s,_]/g, '')
    const value = /^\d{1,9}$/.test(typed) ? Number(typed) : Number.NaN
    return value <= MAX_HEIGHT ? { kind: 'height', height: value } : { kind: 'wrong', why: 'badHeight' }
  }
  const named = zone.trim()
  if (named === '' || !isZone(named)) return { kind: 'wrong', why: 'badZone' }
  const instant = parseInstant(time.trim() === '' ? date : `${date}T${time.trim()}`, named, 'last')
  if (instant === null) return { kind: 'wrong', why: 'badDate' }
  // The end of today means now, for whoever picks today.
  if (instant > now && time.trim() !== '') return { kind: 'wrong', why: 'inFuture' }
  const start = parseInstant(date, named, 'first')
  if (start === null || start > now) return { kind: 'wrong', why: 'inFuture' }
  return { kind: 'time', time: instant, zone: named }
}
