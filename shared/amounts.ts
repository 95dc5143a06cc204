/** Money is integer satoshis in a `number`: 21e14 is far below 2^53, so every sum of real amounts is exact. */

/** More satoshis than will ever exist; anything above is a lie or a bug. */
export const MAX_SATS = 2_100_000_000_000_000

/** Satoshis in one bitcoin. */
export const SATS_PER_BTC = 100_000_000

const DECIMAL_BTC = /^(-?)(\d{1,10})(?:\.(\d{1,8}))?$/
const EXPONENT_BTC = /^(-?)(\d)(?:\.(\d+))?[eE](-?\d{1,2})$/

/** True for a whole number of satoshis between 0 and the supply. */
export function isSats(value: unknown): value is number {
  return (
    Number.isSafeInteger(value) &&
    (value as number) >= 0 &&
    (value as number) <= MAX_SATS &&
    !Object.is(value, -0)
  )
}

/**
 * Satoshis from a decimal BTC amount, read digit by digit (never through a float product). Accepts bitcoind's
 * eight decimals and the exponent form other servers send ("1e-8"). Throws a RangeError otherwise.
 */
export function satsFromBtc(text: string): number {
  const plain = DECIMAL_BTC.exec(text) ?? DECIMAL_BTC.exec(expandExponent(text))
  if (!plain) throw new RangeError('not a BTC amount with at most 8 decimals')
  const [, sign, whole = '0', fraction = ''] = plain
  const sats = Number(whole) * SATS_PER_BTC + Number(fraction.padEnd(8, '0'))
  if (sats > MAX_SATS) throw new RangeError('more bitcoin than can exist')
  return sign && sats !== 0 ? -sats : sats
}

function expandExponent(text: string): string {
  const parts = EXPONENT_BTC.exec(text)
  if (!parts) return text
  const [, sign, lead = '0', rest = '', exponent = '0'] = parts
  const shift = Number(exponent)
  const digits = lead + rest
  if (shift >= 0) return `${sign}${digits.padEnd(shift + 1, '0')}`.replace(/^(-?\d+)$/, '$1')
  return `${sign}0.${'0'.repeat(-shift - 1)}${digits}`.replace(/0+$/, '').replace(/\.$/, '')
}

/** BTC with all eight decimals, no grouping and no unit: 123456789 -> "1.23456789". */
export function btcFromSats(sats: number): string {
  const digits = Math.abs(sats).toString().padStart(9, '0')
  return `${sats < 0 ? '-' : ''}${digits.slice(0, -8)}.${digits.slice(-8)}`
}
