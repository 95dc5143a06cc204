/** Ages, clock times and remaining times, in one unit at a time. */

import { currentLanguage } from '../i18n/index.ts'

/** A whole number of one unit. */
export interface Age {
  readonly value: number
  readonly unit: 's' | 'min' | 'h' | 'd'
}

const MINUTE = 60
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** How long ago `at` was, rounded down; a time ahead of `now` (a clock set back) counts as no time at all. */
export function ageOf(at: number, now: number): Age {
  const seconds = Math.max(0, Math.floor((now - at) / 1000))
  if (seconds < MINUTE) return { value: seconds, unit: 's' }
  if (seconds < HOUR) return { value: Math.floor(seconds / MINUTE), unit: 'min' }
  if (seconds < 2 * DAY) return { value: Math.floor(seconds / HOUR), unit: 'h' }
  return { value: Math.floor(seconds / DAY), unit: 'd' }
}

/** The same for a time to come, rounded up: an estimate that promises no more than it knows. */
export function durationOf(seconds: number): Age {
  if (seconds < MINUTE) return { value: Math.max(1, Math.ceil(seconds)), unit: 's' }
  if (seconds < HOUR) return { value: Math.ceil(seconds / MINUTE), unit: 'min' }
  if (seconds < 2 * DAY) return { value: Math.ceil(seconds / HOUR), unit: 'h' }
  return { value: Math.ceil(seconds / DAY), unit: 'd' }
}

const formats = new Map<string, Intl.DateTimeFormat>()

function format(
  style: 'time' | 'dateTime' | 'day',
  options: Intl.DateTimeFormatOptions,
): Intl.DateTimeFormat {
  const language = currentLanguage()
  const key = `${language} ${style}`
  const known = formats.get(key)
  if (known) return known
  const made = new Intl.DateTimeFormat(language, { hourCycle: 'h23', ...options })
  formats.set(key, made)
  return made
}

/** Local time of day to the second, 24 hours. */
export function clockTime(at: number): string {
  return format('time', { hour: '2-digit', minute: '2-digit', second: '2-digit' }).format(at)
}

/** Local date and time of day as the language writes them, 24 hours. */
export function dateTime(at: number): string {
  return format('dateTime', { dateStyle: 'medium', timeStyle: 'short' }).format(at)
}

/** Local date as the language writes it. */
export function day(at: number): string {
  return format('day', { dateStyle: 'medium' }).format(at)
}
