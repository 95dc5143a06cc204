import { afterEach, describe, expect, it } from 'vitest'
import {
  dayAfter,
  dayText,
  dayTyped,
  monthAfter,
  monthText,
  weekdays,
  weekStart,
  weeksOf,
} from '../../../renderer/format/day.ts'
import { showLanguage } from '../../../renderer/i18n/index.ts'

describe('a day that is typed', () => {
  it.each([
    ['2025-12-31', '2025-12-31'],
    [' 2025/1/2 ', '2025-01-02'],
    ['2025.01.02', '2025-01-02'],
    ['2025年1月2日', '2025-01-02'],
    ['2025 年 1 月 2 日', ''],
    ['20250102', '2025-01-02'],
    ['2024-02-29', '2024-02-29'],
    ['2025-02-29', ''],
    ['2025-13-01', ''],
    ['2025-00-10', ''],
    ['31.12.2025', ''],
    ['0000-01-01', ''],
    ['1969-12-31', ''],
    ['1970-01-01', ''],
    ['1970-01-02', '1970-01-02'],
    ['9999-12-31', '9999-12-31'],
    ['2025-12', ''],
    ['', ''],
  ])('is read with its year first, and only where it exists: %s', (typed, day) => {
    expect(dayTyped(typed)).toBe(day)
  })

  it('is moved by days over the ends of months and years, and by months within their length', () => {
    expect(dayAfter('2025-12-31', 1)).toBe('2026-01-01')
    expect(dayAfter('2024-03-01', -1)).toBe('2024-02-29')
    expect(monthAfter('2025-01-31', 1)).toBe('2025-02-28')
    expect(monthAfter('2025-01-31', -2)).toBe('2024-11-30')
    expect(monthAfter('2024-02-29', 12)).toBe('2025-02-28')
  })
})

describe('the first and the last day that there is', () => {
  it('is not left by any move, and its month is laid out', () => {
    const [first, last] = ['1970-01-02', '9999-12-31']
    expect([dayAfter(first, -7), monthAfter(first, -12), weekStart(first)]).toEqual([first, first, first])
    expect([dayAfter(last, 7), monthAfter(last, 1), dayAfter(weekStart(last), 6)]).toEqual([last, last, last])
    expect(weeksOf(first)[0]).toEqual([null, null, null, null, first, '1970-01-03', '1970-01-04'])
    expect(
      weeksOf(last)
        .flat()
        .findLast((day) => day !== null),
    ).toBe(last)
  })
})

describe('a month of days', () => {
  afterEach(() => showLanguage('en'))

  it('is laid out in weeks from Monday on, with nothing of its neighbours', () => {
    const weeks = weeksOf('2025-12-24')
    expect(weeks).toHaveLength(5)
    expect(weeks[0]).toEqual(['2025-12-01', ...[2, 3, 4, 5, 6, 7].map((day) => `2025-12-0${day}`)])
    expect(weeks[4]).toEqual(['2025-12-29', '2025-12-30', '2025-12-31', null, null, null, null])
    expect(weekStart('2025-12-28')).toBe('2025-12-22')
  })

  it('is named in the language of the window, whatever that of the browser', async () => {
    expect([monthText('2025-12-31'), dayText('2025-12-31'), weekdays()[0]]).toEqual([
      'December 2025',
      'Wednesday, December 31, 2025',
      { short: 'M', full: 'Monday' },
    ])
    await showLanguage('zh-CN')
    expect([monthText('2025-12-31'), dayText('2025-12-31'), weekdays()[0]]).toEqual([
      '2025年12月',
      '2025年12月31日星期三',
      { short: '一', full: '星期一' },
    ])
  })
})
