/** BIP-158 word for word, in BigInt and without any trick: what the real matcher is held against. */

const P = 19n
const M = 784_931n
const U64 = (1n << 64n) - 1n

/** SipHash-2-4 of a message under a key of 16 bytes. */
export function sipHash(key: Uint8Array, message: Uint8Array): bigint {
  const view = new DataView(key.buffer, key.byteOffset, 16)
  const [k0, k1] = [view.getBigUint64(0, true), view.getBigUint64(8, true)]
  const v = [
    k0 ^ 0x736f6d6570736575n,
    k1 ^ 0x646f72616e646f6dn,
    k0 ^ 0x6c7967656e657261n,
    k1 ^ 0x7465646279746573n,
  ] as [bigint, bigint, bigint, bigint]
  for (const word of wordsOf(message)) {
    v[3] ^= word
    rounds(v, 2)
    v[0] ^= word
  }
  v[2] ^= 0xffn
  rounds(v, 4)
  return v[0] ^ v[1] ^ v[2] ^ v[3]
}

function wordsOf(message: Uint8Array): bigint[] {
  const padded = Buffer.alloc((Math.floor(message.length / 8) + 1) * 8)
  padded.set(message)
  padded[padded.length - 1] = message.length & 0xff
  return Array.from({ length: padded.length / 8 }, (_, i) => padded.readBigUInt64LE(i * 8))
}

function rounds(v: [bigint, bigint, bigint, bigint], count: number): void {
  const rotate = (x: bigint, by: bigint): bigint => ((x << by) | (x >> (64n - by))) & U64
  for (let round = 0; round < count; round++) {
    v[0] = (v[0] + v[1]) & U64
    v[1] = rotate(v[1], 13n) ^ v[0]
    v[0] = rotate(v[0], 32n)
    v[2] = (v[2] + v[3]) & U64
    v[3] = rotate(v[3], 16n) ^ v[2]
    v[0] = (v[0] + v[3]) & U64
    v[3] = rotate(v[3], 21n) ^ v[0]
    v[2] = (v[2] + v[1]) & U64
    v[1] = rotate(v[1], 17n) ^ v[2]
    v[2] = rotate(v[2], 32n)
  }
}

/** The value of a script in a filter of `count` elements. `key` is the first half of the block hash, internal order. */
export function valueOf(key: Uint8Array, count: number, script: Uint8Array): bigint {
  return (sipHash(key, script) * BigInt(count) * M) >> 64n
}

/** The basic filter of a block with these elements, which must be distinct. */
export function buildFilter(key: Uint8Array, elements: readonly Uint8Array[]): Uint8Array {
  const values = elements.map((script) => valueOf(key, elements.length, script))
  return encodeValues(values.sort((a, b) => (a < b ? -1 : a > b ? 1 : 0)))
}

/** Ascending values as a filter, its count first. */
export function encodeValues(values: readonly bigint[], count = values.length): Uint8Array {
  const bits: number[] = []
  let previous = 0n
  for (const value of values) {
    const delta = value - previous
    previous = value
    for (let ones = delta >> P; ones > 0n; ones--) bits.push(1)
    bits.push(0)
    for (let bit = P - 1n; bit >= 0n; bit--) bits.push(Number((delta >> bit) & 1n))
  }
  const body = new Uint8Array(Math.ceil(bits.length / 8))
  bits.forEach((bit, i) => (body[i >> 3] = (body[i >> 3] ?? 0) | (bit << (7 - (i & 7)))))
  return Buffer.concat([compactSize(count), body])
}

/** A CompactSize of at most 32 bits. */
export function compactSize(value: number): Uint8Array {
  if (value < 0xfd) return Uint8Array.of(value)
  const bytes = Buffer.alloc(value <= 0xffff ? 3 : 5)
  bytes[0] = value <= 0xffff ? 0xfd : 0xfe
  if (value <= 0xffff) bytes.writeUInt16LE(value, 1)
  else bytes.writeUInt32LE(value, 1)
  return bytes
}
