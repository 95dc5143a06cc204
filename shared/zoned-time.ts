/** Calendar times in a zone and the instants they mean. Pure: the zone is named, never the machine's by itself. */

/** A calendar time without a zone. `month` and `day` count from 1. */
export interface CalendarTime {
  readonly year: number
  readonly month: number
  readonly day: number
  readonly hour: number
  readonly minute: number
  readonly second: number
}

const formats = new Map<string, Intl.DateTimeFormat>()

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone)
  if (known) return known
  const made = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  })
  formats.set(zone, made)
  return made
}

/** Whether it is a zone that this runtime knows (`Europe/Berlin`, `UTC`). */
export function isZone(name: string): boolean {
  try {
    formatOf(name)
    return true
  } catch (error) {
    if (error instanceof RangeError) return false
    throw error
  }
}

/** What a calendar and a clock in the zone show at the instant, in ms since 1970. */
export function calendarOf(time: number, zone: string): CalendarTime {
  const parts = new Map(
    formatOf(zone)
      .formatToParts(time)
      .map(({ type, value }) => [type, Number(value)]),
  )
  const part = (name: Intl.DateTimeFormatPartTypes): number => parts.get(name) ?? 0
  return {
    year: part('year'),
    month: part('month'),
    day: part('day'),
    hour: part('hour'),
    minute: part('minute'),
    second: part('second'),
  }
}

/** By how many ms clocks in the zone are ahead of UTC at the instant. */
export function zoneOffset(time: number, zone: string): number {
  const { year, month, day, hour, minute, second } = calendarOf(time, zone)
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(time / 1_000) * 1_000
}

/** The instant at which clocks in the zone show this; where they were put forward over it, as if they had not been. */
export function instantOf(calendar: CalendarTime, zone: string): number {
  const { year, month, day, hour, minute, second } = calendar
  const utc = Date.UTC(year, month - 1, day, hour, minute, second)
  const first = utc - zoneOffset(utc, zone)
  return utc - zoneOffset(first, zone)
}

/** `2024-12-31 23:59:59 UTC+01:00`. */
export function zonedText(time: number, zone: string): string {
  const { year, month, day, hour, minute, second } = calendarOf(time, zone)
  const date = [String(year).padStart(4, '0'), two(month), two(day)].join('-')
  return `${date} ${two(hour)}:${two(minute)}:${two(second)} UTC${offsetText(zoneOffset(time, zone))}`
}

/** `2024-12-31T23:59:59+01:00` (ISO 8601). */
export function isoText(time: number, zone: string): string {
  return zonedText(time, zone).replace(' UTC', '').replace(' ', 'T')
}

function offsetText(ms: number): string {
  const minutes = Math.round(Math.abs(ms) / 60_000)
  return `${ms < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`
}

const two = (value: number): string => String(value).padStart(2, '0')

/** The units of a calendar that a series goes by. Weeks begin on Mondays. */
export type CalendarUnit = 'day' | 'week' | 'month'

/** The instants at which units begin: of the one that holds `from`, and each further one up to `to`, and the end of the last. */
export function unitStarts(from: number, to: number, unit: CalendarUnit, zone: string): readonly number[] {
  const { year, month, day } = calendarOf(from, zone)
  const weekday = (new Date(Date.UTC(year, month - 1, day)).getUTCDay() + 6) % 7
  const first = unit === 'month' ? 1 : unit === 'week' ? day - weekday : day
  const starts: number[] = []
  for (let step = 0; (starts.at(-1) ?? from) <= to; step++)
    starts.push(
      startOf(
        year,
        unit === 'month' ? month + step : month,
        unit === 'month' ? 1 : first + step * (unit === 'week' ? 7 : 1),
        zone,
      ),
    )
  return starts
}

/** Days and months may lie outside of their range: they count on. */
function startOf(year: number, month: number, day: number, zone: string): number {
  const date = new Date(Date.UTC(year, month - 1, day))
  const midnight = { hour: 0, minute: 0, second: 0 }
  return instantOf(
    { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate(), ...midnight },
    zone,
  )
}

const DATE = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2}))?(Z|[+-]\d{2}:\d{2})?)?$/

/**
 * The instant that a person has typed: a day (`2024-12-31`; its first or its last second), or a time (`2024-12-31T12:00`,
 * with `Z` or an offset where it is not meant in the zone). Null for what is none, such as 30 February.
 */
export function parseInstant(text: string, zone: string, edge: 'first' | 'last'): number | null {
  const [found, year, month, day, hour, minute, second, offset] = DATE.exec(text) ?? []
  if (found === undefined) return null
  const ends = edge === 'last' ? { hour: 23, minute: 59, second: 59 } : { hour: 0, minute: 0, second: 0 }
  const clock =
    hour === undefined ? ends : { hour: Number(hour), minute: Number(minute), second: Number(second ?? 0) }
  const calendar = { year: Number(year), month: Number(month), day: Number(day), ...clock }
  if (!exists(calendar)) return null
  const utc = instantOf(calendar, 'UTC')
  if (offset === undefined) return instantOf(calendar, zone)
  return offset === 'Z' ? utc : utc - offsetOf(offset)
}

function offsetOf(text: string): number {
  const minutes = Number(text.slice(1, 3)) * 60 + Number(text.slice(4))
  return (text.startsWith('-') ? -minutes : minutes) * 60_000
}

function exists({ year, month, day, hour, minute, second }: CalendarTime): boolean {
  const date = new Date(Date.UTC(year, month - 1, day))
  const isDay = date.getUTCMonth() === month - 1 && date.getUTCDate() === day && year >= 1970
  return isDay && hour < 24 && minute < 60 && second < 60
}
