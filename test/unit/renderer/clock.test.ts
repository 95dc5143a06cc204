import { describe, expect, it } from 'vitest'
import { quarterOf } from '../../../renderer/stores/clock.ts'
import { calendarOf } from '../../../shared/zoned-time.ts'

describe('the instant that charts up to now end at', () => {
  it.each(['Asia/Kolkata', 'Asia/Kathmandu', 'Australia/Adelaide', 'Europe/Berlin', 'UTC'])(
    'is of the same day as now in %s, also right after midnight there',
    (zone) => {
      const from = Date.UTC(2026, 10, 23)
      for (let minute = 0; minute < 24 * 60; minute++) {
        const now = from + minute * 60_000
        const [then, today] = [calendarOf(quarterOf(now), zone), calendarOf(now, zone)]
        expect([then.year, then.month, then.day]).toEqual([today.year, today.month, today.day])
      }
    },
  )
})
