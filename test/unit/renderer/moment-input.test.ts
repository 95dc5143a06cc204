import { describe, expect, it } from 'vitest'
import { momentFieldsOf, momentInputOf } from '../../../renderer/features/time/moment-input.ts'
import {
  firstPeriod,
  statementName,
  statementRequestOf,
} from '../../../renderer/features/time/statement-period.ts'

const NOW = Date.UTC(2026, 10, 22, 12)
const fields = {
  by: 'date',
  date: '2025-12-31',
  time: '23:59:59',
  zone: 'Europe/Berlin',
  height: '',
} as const

describe('a moment as it is typed', () => {
  it('begins with the moment that is shown, to the second, in its own zone', () => {
    const time = Date.UTC(2024, 2, 9, 22, 59, 5)
    const shown = momentFieldsOf({ height: 834_000, time, zone: 'Europe/Berlin' }, NOW, 'UTC')
    expect(shown).toMatchObject({ by: 'date', date: '2024-03-09', time: '23:59:05', zone: 'Europe/Berlin' })
    expect(momentInputOf(shown, NOW)).toEqual({ kind: 'time', time, zone: 'Europe/Berlin' })
    expect(momentFieldsOf({ height: 834_000, time: null, zone: 'UTC' }, NOW, 'UTC')).toMatchObject({
      by: 'height',
      height: '834000',
    })
  })

  it('begins with the end of last year where now is shown', () => {
    expect(momentFieldsOf(null, NOW, 'Asia/Tokyo')).toEqual({
      by: 'date',
      date: '2025-12-31',
      time: '23:59:59',
      zone: 'Asia/Tokyo',
      height: '',
    })
  })

  it('is the instant that clocks in the zone show', () => {
    const time = Date.UTC(2025, 11, 31, 22, 59, 59)
    expect(momentInputOf(fields, NOW)).toEqual({ kind: 'time', time, zone: 'Europe/Berlin' })
    expect(momentInputOf({ ...fields, time: '' }, NOW)).toEqual({ kind: 'time', time, zone: 'Europe/Berlin' })
  })

  it.each(['9:05', '09:05', '9：05', ' 09:05:00 '])('may have its time typed as %s', (time) => {
    const at = Date.UTC(2025, 11, 31, 8, 5)
    expect(momentInputOf({ ...fields, time }, NOW)).toEqual({ kind: 'time', time: at, zone: 'Europe/Berlin' })
  })

  it.each(['25:00', '9:60', '9', '9.5', '12:00Z', '12:00+05:00'])(
    'has no time that is typed as %s',
    (time) => {
      expect(momentInputOf({ ...fields, time }, NOW)).toEqual({ kind: 'wrong', why: 'badDate' })
    },
  )

  it('may be a height, with the gaps that people type', () => {
    expect(momentInputOf({ ...fields, by: 'height', height: ' 930,341 ' }, NOW)).toEqual({
      kind: 'height',
      height: 930_341,
    })
  })

  it.each([
    [{ date: '2025-02-30' }, 'badDate'],
    [{ date: '' }, 'badDate'],
    [{ zone: 'Europe/Atlantis' }, 'badZone'],
    [{ zone: ' ' }, 'badZone'],
    [{ date: '2026-11-23' }, 'inFuture'],
    [{ date: '2026-11-22', time: '20:00' }, 'inFuture'],
    [{ by: 'height', height: '-1' }, 'badHeight'],
    [{ by: 'height', height: '9999999999' }, 'badHeight'],
    [{ by: 'height', height: '' }, 'badHeight'],
  ] as const)('%j is refused: %s', (change, why) => {
    expect(momentInputOf({ ...fields, ...change }, NOW)).toEqual({ kind: 'wrong', why })
  })
})

describe('the period of a statement', () => {
  it('is last year, or the year up to the moment that is shown', () => {
    expect(firstPeriod(null, NOW, 'UTC')).toMatchObject({ from: '2025-01-01', to: '2025-12-31' })
    const moment = { time: Date.UTC(2024, 5, 30, 23), blockTime: null, zone: 'Asia/Shanghai' }
    expect(firstPeriod(moment, NOW, 'UTC')).toMatchObject({
      from: '2024-01-01',
      to: '2024-07-01',
      zone: 'Asia/Shanghai',
    })
  })

  it('goes by the time of the block where a height is shown, and is last year where nobody knows that', () => {
    const moment = { time: null, blockTime: Date.UTC(2024, 2, 9, 12), zone: 'UTC' }
    expect(firstPeriod(moment, NOW, 'UTC')).toMatchObject({ from: '2024-01-01', to: '2024-03-09' })
    expect(firstPeriod({ ...moment, blockTime: null }, NOW, 'UTC')).toMatchObject({ to: '2025-12-31' })
  })

  it('holds both of its days as a whole, in their zone', () => {
    const period = { from: '2025-01-01', to: '2025-01-31', zone: 'Europe/Berlin', format: 'json' } as const
    expect(statementRequestOf(period, { kind: 'all' }, NOW)).toMatchObject({
      from: { time: Date.UTC(2024, 11, 31, 23) },
      to: { time: Date.UTC(2025, 0, 31, 22, 59, 59) },
    })
    expect(statementName(period)).toBe('tidemark-statement-2025-01-01-2025-01-31.json')
  })

  it.each([
    { from: '2025-02-01', to: '2025-01-01', zone: 'UTC' },
    { from: '2025-02-30', to: '2025-03-01', zone: 'UTC' },
    { from: '2027-01-01', to: '2027-02-01', zone: 'UTC' },
    { from: '2025-01-01', to: '2025-02-01', zone: 'Nowhere' },
  ])('%j is none', (period) => {
    expect(statementRequestOf({ ...period, format: 'csv' }, { kind: 'all' }, NOW)).toBeNull()
  })
})
