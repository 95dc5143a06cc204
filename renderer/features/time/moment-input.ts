/** What is typed into the picker, and the moment it means. */
import { calendarOf, isZone, parseInstant } from '../../../shared/zoned-time.ts'

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

/** The fields of the moment that is shown, so that it can be moved a little; else the end of last year, asked for most. */
export function momentFieldsOf(
  moment: { readonly height: number; readonly time: number | null; readonly zone: string } | null,
  now: number,
  ownZone: string,
): MomentFields {
  const zone = moment?.zone ?? ownZone
  const lastYear = { date: `${calendarOf(now, zone).year - 1}-12-31`, time: '23:59:59', zone }
  if (moment === null) return { by: 'date', ...lastYear, height: '' }
  const height = String(moment.height)
  if (moment.time === null) return { by: 'height', ...lastYear, height }
  const { year, month, day, hour, minute, second } = calendarOf(moment.time, zone)
  const two = (value: number): string => String(value).padStart(2, '0')
  return {
    by: 'date',
    date: `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}`,
    time: [hour, minute, second].map(two).join(':'),
    zone,
    height,
  }
}

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
  const clock = clockTyped(time)
  const instant = clock === null ? null : parseInstant(`${date}${clock}`, named, 'last')
  if (instant === null) return { kind: 'wrong', why: 'badDate' }
  // The end of today means now, for whoever picks today.
  if (instant > now && time.trim() !== '') return { kind: 'wrong', why: 'inFuture' }
  const start = parseInstant(date, named, 'first')
  if (start === null || start > now) return { kind: 'wrong', why: 'inFuture' }
  return { kind: 'time', time: instant, zone: named }
}

/** The clock as `T09:05:00`, from `9:05` too and with the colon of either language; '' without one, null where it is none. */
function clockTyped(text: string): string | null {
  if (text.trim() === '') return ''
  const [found, hour = '', rest = ''] =
    /^(\d{1,2})((?::\d{2}){1,2})$/.exec(text.trim().replaceAll('：', ':')) ?? []
  return found === undefined ? null : `T${hour.padStart(2, '0')}${rest}`
}
