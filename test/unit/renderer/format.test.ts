import { describe, expect, it } from 'vitest'
import { chunksOf, shortChunks, shortHash, shortOutpoint } from '../../../renderer/format/address.ts'
import { ageOf, durationOf } from '../../../renderer/format/age.ts'
import { amountParts, spokenAmount } from '../../../renderer/format/amount.ts'
import { axisAmounts, axisDays, axisMonths } from '../../../renderer/format/axis.ts'
import { groupDigits } from '../../../renderer/format/digits.ts'
import { percentOf, secondsLeft } from '../../../renderer/format/progress.ts'

describe('amounts', () => {
  it.each([
    [205_000_000, 'btc', false, '2.05|000|000'],
    [0, 'btc', false, '0.00|000|000'],
    [1, 'btc', false, '0.00|000|001'],
    [250_000, 'btc', true, '+0.00|250|000'],
    [-1_000_000, 'btc', true, '−0.01|000|000'],
    [0, 'btc', true, '0.00|000|000'],
    [2_100_000_000_000_000, 'btc', false, '21\u00a0000\u00a0000.00|000|000'],
    [205_000_000, 'sats', false, '205|000|000'],
    [1_000, 'bitcoin', true, '+1|000'],
    [999, 'sats', false, '999'],
    [0, 'bitcoin', false, '0'],
  ] as const)('splits %i satoshis in %s (signed: %s) into %s', (sats, unit, signed, expected) => {
    const { sign, head, groups } = amountParts(sats, unit, signed)
    expect(`${sign}${[head, ...groups].join('|')}`).toBe(expected)
  })

  it('speaks small amounts in satoshis and others in bitcoin without trailing zeros', () => {
    expect(spokenAmount(100)).toEqual({ sign: 'none', figure: '100', unit: 'satoshi', count: 100 })
    expect(spokenAmount(-205_000_000)).toMatchObject({ sign: 'minus', figure: '2.05', unit: 'bitcoin' })
    expect(spokenAmount(250_000, 'btc', true)).toMatchObject({
      sign: 'plus',
      figure: '0.0025',
      unit: 'bitcoin',
    })
    expect(spokenAmount(0)).toMatchObject({ sign: 'none', figure: '0', unit: 'bitcoin' })
    expect(spokenAmount(1_000_000_000)).toMatchObject({ figure: '10' })
  })

  it('speaks whole units in satoshis, whichever sign they carry', () => {
    expect(spokenAmount(205_000_000, 'bitcoin')).toMatchObject({ figure: '205000000', unit: 'satoshi' })
    expect(spokenAmount(-1, 'sats')).toMatchObject({ sign: 'minus', figure: '1', unit: 'satoshi' })
  })
})

describe('heights', () => {
  it('are grouped in threes from five digits on', () => {
    expect(groupDigits(1210)).toBe('1210')
    expect(groupDigits(960_021)).toBe('960\u00a0021')
    expect(groupDigits(1_234_567)).toBe('1\u00a0234\u00a0567')
  })
})

describe('ages', () => {
  it.each([
    [0, '0 s'],
    [59_999, '59 s'],
    [60_000, '1 min'],
    [3_599_000, '59 min'],
    [3 * 3_600_000, '3 h'],
    [47 * 3_600_000, '47 h'],
    [49 * 3_600_000, '2 d'],
  ])('of %i ms are said as %s, rounded down', (ms, expected) => {
    const { value, unit } = ageOf(1_000_000_000, 1_000_000_000 + ms)
    expect(`${value} ${unit}`).toBe(expected)
  })

  it('are no time at all when the clock was set back', () => {
    expect(ageOf(5000, 1000)).toEqual({ value: 0, unit: 's' })
  })

  it('of things to come are rounded up', () => {
    expect(durationOf(61)).toEqual({ value: 2, unit: 'min' })
    expect(durationOf(0.2)).toEqual({ value: 1, unit: 's' })
  })
})

describe('addresses', () => {
  const address = 'bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4'

  it('are cut in groups of four that give the address again when joined', () => {
    expect(chunksOf(address).join('')).toBe(address)
    expect(chunksOf(address).at(-1)).toBe('t4')
  })

  it('are shortened to two groups from either end', () => {
    expect(shortChunks(address)).toEqual(['bc1q', 'w508', null, 'v8f3', 't4'])
  })

  it('stay whole when they are short', () => {
    expect(shortChunks('abcdefgh')).toEqual(['abcd', 'efgh'])
  })

  it('have outpoints and block hashes shortened to what tells them apart', () => {
    expect(shortOutpoint(`9f3c${'0'.repeat(56)}a1e0`, 1)).toBe('9f3c…a1e0:1')
    expect(shortHash(`${'0'.repeat(56)}c1a8f20e`)).toBe('…c1a8f20e')
  })
})

describe('progress', () => {
  it.each([
    [null, null],
    [0, null],
    [0.00001, '0.01'],
    [0.0037, '0.37'],
    [0.00999, '0.99'],
    [0.01, '1.0'],
    [0.6137, '61.3'],
    [0.99999, '99.9'],
    [1, '100'],
  ])('of %s is shown as %s percent', (share, expected) => {
    expect(percentOf(share)).toBe(expected)
  })

  it('gives no time left before the speed is known', () => {
    expect(secondsLeft(100, null)).toBeNull()
    expect(secondsLeft(100, 0)).toBeNull()
    expect(secondsLeft(null, 5)).toBeNull()
    expect(secondsLeft(100, 50)).toBe(2)
  })
})

describe('what stands beside a drawing', () => {
  it('is an amount in three digits at most, in the unit that was chosen', () => {
    expect([0, 12_500_000, 123_456_789_012].map(axisAmounts('btc', 'en'))).toEqual(['0', '0.125', '1.23K'])
    expect([0, 12_500_000].map(axisAmounts('sats', 'en'))).toEqual(['0', '12.5M'])
    expect(axisAmounts('sats', 'zh-CN')(12_500_000)).toBe('1250万')
  })

  it('is a month, and the year where one begins, or a day of a month', () => {
    const seconds = [11, 0, 1].map(
      (month, at) => new Date(at === 0 ? 2025 : 2026, month, 1).getTime() / 1_000,
    )
    expect(seconds.map(axisMonths('en'))).toEqual(['Dec', '2026', 'Feb'])
    expect(axisDays('en')(new Date(2026, 10, 3).getTime() / 1_000)).toBe('Nov 3')
  })
})
