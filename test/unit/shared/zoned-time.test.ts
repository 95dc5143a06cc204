import { describe, expect, it } from 'vitest'
import {
  calendarOf,
  instantOf,
  isZone,
  parseInstant,
  zonedText,
  zoneOffset,
} from '../../../shared/zoned-time.ts'

const utc = (text: string): number => Date.parse(text)

describe('times in a zone', () => {
  it('are the instants that a clock there shows them at, in summer and in winter', () => {
    const noon = { year: 2024, month: 7, day: 1, hour: 12, minute: 0, second: 0 }
    expect(instantOf(noon, 'Europe/Berlin')).toBe(utc('2024-07-01T10:00:00Z'))
    expect(instantOf({ ...noon, month: 1 }, 'Europe/Berlin')).toBe(utc('2024-01-01T11:00:00Z'))
    expect(instantOf(noon, 'Asia/Kolkata')).toBe(utc('2024-07-01T06:30:00Z'))
    expect(instantOf(noon, 'UTC')).toBe(utc('2024-07-01T12:00:00Z'))
  })

  it('come back from the instant, around the hours at which clocks are changed as well', () => {
    for (const zone of ['Europe/Berlin', 'America/New_York', 'Pacific/Apia', 'Asia/Kathmandu', 'UTC'])
      for (let at = utc('2024-03-08T00:00:00Z'); at < utc('2024-04-02T00:00:00Z'); at += 3_600_000) {
        const again = instantOf(calendarOf(at, zone), zone)
        expect(calendarOf(again, zone), zone).toEqual(calendarOf(at, zone))
      }
  })

  it('are printed with how far the zone is ahead of UTC', () => {
    expect(zonedText(utc('2024-12-31T22:59:59Z'), 'Europe/Berlin')).toBe('2024-12-31 23:59:59 UTC+01:00')
    expect(zonedText(utc('2024-07-01T00:00:00Z'), 'America/St_Johns')).toBe('2024-06-30 21:30:00 UTC-02:30')
    expect(zoneOffset(utc('2024-07-01T00:00:00Z'), 'UTC')).toBe(0)
  })

  it('know which zones there are', () => {
    expect(['Europe/Berlin', 'UTC', 'Mars/Olympus', ''].map(isZone)).toEqual([true, true, false, false])
  })
})

describe('a date as it is typed', () => {
  it('means the last or the first second of the day there', () => {
    expect(parseInstant('2024-12-31', 'Europe/Berlin', 'last')).toBe(utc('2024-12-31T22:59:59Z'))
    expect(parseInstant('2024-12-31', 'Europe/Berlin', 'first')).toBe(utc('2024-12-30T23:00:00Z'))
  })

  it('may have a time, and an offset of its own', () => {
    expect(parseInstant('2024-12-31T12:30', 'Europe/Berlin', 'last')).toBe(utc('2024-12-31T11:30:00Z'))
    expect(parseInstant('2024-12-31 12:30:15', 'UTC', 'last')).toBe(utc('2024-12-31T12:30:15Z'))
    expect(parseInstant('2024-12-31T12:30Z', 'Europe/Berlin', 'last')).toBe(utc('2024-12-31T12:30:00Z'))
    expect(parseInstant('2024-12-31T12:30-05:00', 'UTC', 'last')).toBe(utc('2024-12-31T17:30:00Z'))
  })

  it.each([
    '2024-02-30',
    '2023-02-29',
    '2024-13-01',
    '2024-1-1',
    '1969-12-31',
    '2024-01-01T24:00',
    'yesterday',
    '',
  ])('is refused as %s', (text) => expect(parseInstant(text, 'UTC', 'last')).toBeNull())
})
