import { assert, integer, property, tuple } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MAX_SATS } from '../../../shared/amounts.ts'
import { fiatFromSats, isDay, isPrice, minorDigits } from '../../../shared/fiat.ts'

describe('what satoshis are worth', () => {
  it.each([
    [100_000_000, '57812.34', 'EUR', '57812.34'],
    [1, '57812.34', 'EUR', '0.00'],
    [12_345_678, '57812.34', 'JPY', '7137'],
    [12_345_678, '57812.34', 'KWD', '7137.325'],
    [-100_000_000, '0.5', 'EUR', '-0.50'],
    [-1, '1', 'EUR', '0.00'],
    [500_000, '1', 'EUR', '0.00'], // 0.005 lies halfway: to the even one
    [1_500_000, '1', 'EUR', '0.02'], // 0.015 too
    [2_500_000, '1', 'EUR', '0.02'],
    [MAX_SATS, '999999999999999.999999999999', 'EUR', '21000000000000000000000.00'],
  ])('%d sat at %s is, in %s, %s', (sats, price, currency, worth) => {
    expect(fiatFromSats(sats, { price, currency })).toBe(worth)
  })

  it('is never farther from the exact product than half of the smallest unit', () => {
    const price = tuple(integer({ min: 1, max: 10 ** 9 }), integer({ min: 0, max: 999_999 }))
    assert(
      property(integer({ min: -MAX_SATS, max: MAX_SATS }), price, (sats, [whole, millionths]) => {
        const text = `${whole}.${String(millionths).padStart(6, '0')}`
        const cents = BigInt(fiatFromSats(sats, { price: text, currency: 'EUR' }).replace('.', ''))
        const exact = BigInt(sats) * (BigInt(whole) * 1_000_000n + BigInt(millionths)) // in 1e-14 units
        const off = exact - cents * 1_000_000_000_000n
        expect((off < 0n ? -off : off) * 2n <= 1_000_000_000_000n).toBe(true)
      }),
    )
  })

  it('refuses what is no price and no whole number', () => {
    for (const price of ['', '0', '-1', '1e3', '1,5', 'NaN', '0.000'])
      expect(() => fiatFromSats(1, { price, currency: 'EUR' })).toThrow(RangeError)
    expect(() => fiatFromSats(0.5, { price: '1', currency: 'EUR' })).toThrow(RangeError)
    expect(() => minorDigits('eur')).toThrow(RangeError)
  })

  it('knows days that exist, and prices above zero', () => {
    expect(['2020-02-29', '2021-02-29', '2020-2-9', '2020-13-01'].map(isDay)).toEqual([
      true,
      false,
      false,
      false,
    ])
    expect(['1', '0.1', '00', '.5'].map(isPrice)).toEqual([true, true, false, false])
  })
})
