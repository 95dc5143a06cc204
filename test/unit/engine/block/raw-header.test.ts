import { describe, expect, it } from 'vitest'
import { HEADER_BYTES } from '../../../../electron/engine/block/byte-reader.ts'
import { hashOfHeader, readRawHeader } from '../../../../electron/engine/block/raw-header.ts'
import { createRandom } from '../../../bench/random.ts'
import { displayed, sha256d } from './hand-made.ts'

const random = createRandom(29)
/** The header of mainnet's first block, in hex, and its hash. */
const GENESIS =
  '0100000000000000000000000000000000000000000000000000000000000000000000003ba3edfd7a7b12b27ac72c3e' +
  '67768f617fc81bc3888a51323a9fb8aa4b1e5e4a29ab5f49ffff001d1dac2b7c'
const GENESIS_HASH = '000000000019d6689c085ae165831e934ff763ae46a2a6c172b3f1b60a8ce26f'

describe('a block header in its 80 bytes', () => {
  it('has the hash, the previous hash and the time that everybody knows of the first block', () => {
    const header = readRawHeader(Buffer.from(GENESIS, 'hex'), 0)
    expect(header).toEqual({ height: 0, hash: GENESIS_HASH, prevHash: '0'.repeat(64), time: 1_231_006_505 })
  })

  it('has the hash that the system computes, whatever was hashed before and whatever follows it', () => {
    for (let round = 0; round < 500; round++) {
      const bytes = Buffer.concat([random.bytes(40), random.bytes(40), random.bytes(random.below(3))])
      expect(hashOfHeader(bytes)).toBe(displayed(sha256d(bytes.subarray(0, HEADER_BYTES))))
    }
  })

  it('is refused when bytes are missing', () => {
    expect(() => hashOfHeader(Buffer.alloc(HEADER_BYTES - 1))).toThrow(RangeError)
    expect(() => readRawHeader(Buffer.alloc(40), 1)).toThrow(RangeError)
  })
})
