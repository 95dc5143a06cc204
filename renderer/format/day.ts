/** Days of the calendar as `YYYY-MM-DD`, without a zone: as they are typed, moved and laid out by month. Pure. */
import { currentLanguage } from '../i18n/index.ts'

/** Typed in any of the ways both languages write a day, its year first: 2025-12-31, 2025/12/31, 2025年12月31日, 20251231. */
const TYPED = /^(\d{4})(?:[-/.年 ]\s*(\d{1,2})[-/.月 ]\s*(\d{1,2})\s*日?|(\d{2})(\d{2}))$/

/** Instants count from 1970 on, whatever the zone, and years have four digits: a move ends at these. */
const FIRST = '1970-01-02'
const LAST = '9999-12-31'

/** The day that was typed, or '' for what is none that can be asked about, such as 30 February or one before 1970. */
export function dayTyped(text: string): string {
  const [found, year = '', month, day, month2, day2] = TYPED.exec(text.trim()) ?? []
  if (found === undefined) return ''
  const iso = [year, month ?? month2 ?? '', day ?? day2 ?? ''].map((part) => part.padStart(2, '0')).join('-')
  const at = new Date(`${iso}T00:00:00Z`)
  return !Number.isNaN(at.getTime()) && isoOf(at) === iso ? iso : ''
}

/** So many days later; the first or last day there is where it would be beyond it. */
export function dayAfter(iso: string, days: number): string {
  const at = dateOf(iso)
  at.setUTCDate(at.getUTCDate() + days)
  return isoOf(at)
}

/** The same day so many months later; the last one of a month that is too short for it. */
export function monthAfter(iso: string, months: number): string {
  const at = dateOf(iso)
  const day = at.getUTCDate()
  at.setUTCDate(1)
  at.setUTCMonth(at.getUTCMonth() + months)
  at.setUTCDate(Math.min(day, lastOfMonth(at)))
  return isoOf(at)
}

/** The Monday of its week. */
export function weekStart(iso: string): string {
  return dayAfter(iso, -((dateOf(iso).getUTCDay() + 6) % 7))
}

/** The weeks of a day's month, from Monday on; null where a day belongs to another month. */
export function weeksOf(iso: string): readonly (readonly (string | null)[])[] {
  const month = iso.slice(0, 7)
  const first = dateOf(`${month}-01`)
  const last = lastOfMonth(first)
  const weeks: (string | null)[][] = []
  for (let monday = 1 - ((first.getUTCDay() + 6) % 7); monday <= last; monday += 7)
    weeks.push(
      [0, 1, 2, 3, 4, 5, 6].map((step) => {
        const day = `${month}-${String(monday + step).padStart(2, '0')}`
        return monday + step >= 1 && monday + step <= last && dayAfter(day, 0) === day ? day : null
      }),
    )
  return weeks
}

/** "Wednesday, December 31, 2025", as the language of the window writes it. */
export function dayText(iso: string): string {
  return format(iso, { dateStyle: 'full' })
}

/** "December 2025". */
export function monthText(iso: string): string {
  return format(iso, { year: 'numeric', month: 'long' })
}

/** The days of a week from Monday on, short and in full. */
export function weekdays(): readonly { readonly short: string; readonly full: string }[] {
  return [1, 2, 3, 4, 5, 6, 7].map((day) => {
    const iso = `2024-01-0${day}` // a Monday and the six days after it
    return { short: format(iso, { weekday: 'narrow' }), full: format(iso, { weekday: 'long' }) }
  })
}

function format(iso: string, options: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat(currentLanguage(), { ...options, timeZone: 'UTC' }).format(dateOf(iso))
}

function dateOf(iso: string): Date {
  return new Date(`${iso}T00:00:00Z`)
}

function lastOfMonth(at: Date): number {
  return new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + 1, 0)).getUTCDate()
}

/** Never beyond the first and the last day: years of more digits have a sign in front. */
function isoOf(at: Date): string {
  if (at.getTime() < dateOf(FIRST).getTime()) return FIRST
  return at.getTime() > dateOf(LAST).getTime() ? LAST : at.toISOString().slice(0, 10)
}
