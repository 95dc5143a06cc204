import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { btcFromSats, isSats, MAX_SATS, satsFromBtc } from '../../../shared/amounts.ts'

describe('amounts', () => {
  it.each([
    ['0.00000001', 1],
    ['0.1', 10_000_000],
    ['20999999.97690000', 2_099_999_997_690_000],
    ['-0.00000010', -10],
    ['1e-8', 1],
    ['1.5e-7', 15],
    ['2E0', 200_000_000],
    ['0', 0],
  ])('reads %s BTC from its digits', (text, sats) => {
    expect(satsFromBtc(text)).toBe(sats)
  })

  it.each(['', '1.123456789', '1e400', 'NaN', '0x1', '1,5', '21000000.00000001', '99999999', ' 1'])(
    'refuses %j as an amount',
    (text) => {
      expect(() => satsFromBtc(text)).toThrow(RangeError)
    },
  )

  it('reads back every amount it writes', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: MAX_SATS }), (sats) => satsFromBtc(btcFromSats(sats)) === sats),
    )
  })

  it.each([-1, 0.5, MAX_SATS + 1, Number.NaN, Number.POSITIVE_INFINITY, -0, '1'])(
    'does not take %j for satoshis',
    (value) => {
      expect(isSats(value)).toBe(false)
    },
  )
})
