/** Ages, clock times and remaining times, in one unit at a time. */

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

/** Local time of day as hh:mm:ss, 24 hours. */
export function clockTime(at: number): string {
  const date = new Date(at)
  return [date.getHours(), date.getMinutes(), date.getSeconds()]
    .map((part) => String(part).padStart(2, '0'))
    .join(':')
}

/** Local date and time of day as yyyy-mm-dd hh:mm. */
export function dateTime(at: number): string {
  const date = new Date(at)
  const day = [date.getFullYear(), date.getMonth() + 1, date.getDate()]
  return `${day.map((part) => String(part).padStart(2, '0')).join('-')} ${clockTime(at).slice(0, 5)}`
}
