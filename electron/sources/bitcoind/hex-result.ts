/** A reply that holds one long hex string, read without parsing it: a block is millions of digits. */

const BEGINNINGS = ['{"jsonrpc":"2.0","result":"', '{"result":"'].map((text) => Buffer.from(text))
const QUOTE = 0x22
/** What follows the digits: an id, and a null error before Core 28. */
const LONGEST_END = 64
/** Digits decoded at a time: few enough that the string between stays small. */
const STEP = 64 << 10

/**
 * Decodes the result of a reply that is exactly what bitcoind writes around a hex string, and gives back the
 * number of bytes. Null for any other reply (an error, other spacing, no hex, too long for `into`): parse it.
 */
export function hexResultInto(body: Uint8Array, into: Buffer): number | null {
  const text = Buffer.from(body.buffer, body.byteOffset, body.byteLength)
  const beginning = BEGINNINGS.find((one) => text.subarray(0, one.length).equals(one))
  if (!beginning) return null
  const start = beginning.length
  const end = text.indexOf(QUOTE, start)
  const length = (end - start) / 2
  if (end <= start || text.length - end > LONGEST_END || !Number.isInteger(length) || length > into.length)
    return null
  for (let at = start; at < end; at += STEP) {
    const digits = text.toString('latin1', at, Math.min(at + STEP, end))
    if (into.write(digits, (at - start) / 2, 'hex') !== digits.length / 2) return null // stopped at no hex digit
  }
  return length
}
