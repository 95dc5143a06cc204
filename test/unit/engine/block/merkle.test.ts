import { describe, expect, it } from 'vitest'
import { mapBlock } from '../../../../electron/engine/block/block-map.ts'
import { checkMerkleRoot, merkleRootOf } from '../../../../electron/engine/block/merkle.ts'
import { createRandom } from '../../../bench/random.ts'
import { blockBytes, COINBASE, displayed, txBytes } from './hand-made.ts'

const random = createRandom(23)

/** A transaction with a script of this length in one of its outputs, with a witness or without. */
function transaction(length: number, witness: boolean): Buffer {
  const input = { txid: displayed(random.bytes(32)), vout: random.below(4) }
  const long = Buffer.alloc(length, random.bytes(31)).toString('hex')
  const outputs = [
    { value: 5, script: '51' },
    { value: 7, script: long },
  ]
  return txBytes({ inputs: witness ? [input, input] : [input], outputs, witness }).raw
}

function coinbase(): Buffer {
  return txBytes({ inputs: [COINBASE], outputs: [{ value: 1, script: '51' }], witness: true }).raw
}

describe('the merkle root of a block', () => {
  it('is what hashing one transaction after the other gives, for any number of them and any length', () => {
    for (let count = 0; count <= 40; count++) {
      // Every length around the ends of SHA-256's blocks, and some that are hashed by the system.
      const txs = Array.from({ length: count }, (_, i) =>
        transaction(i % 9 === 8 ? 1_900 + random.below(4_000) : random.below(200), random.below(2) === 0),
      )
      const { raw } = blockBytes([coinbase(), ...txs])
      expect(displayed(merkleRootOf(mapBlock(raw)))).toBe(displayed(raw.subarray(36, 68)))
    }
  })

  it('covers every length of a message from one block of the hash to three', () => {
    for (let length = 0; length < 140; length++) {
      const { raw } = blockBytes([coinbase(), transaction(length, false), transaction(length, true)])
      expect(() => checkMerkleRoot(mapBlock(raw)), `${length}`).not.toThrow()
    }
  })

  it('is another one when a byte of a transaction is, and the same when one of a witness is', () => {
    const txs = [coinbase(), transaction(30, true), transaction(3_000, false), transaction(3_000, true)]
    const { raw } = blockBytes(txs)
    const map = mapBlock(raw)
    for (let tx = 0; tx < txs.length; tx++) {
      const lastOfBody = (map.bodyEnd[tx] ?? 0) - 1
      const inWitness = (map.txStart[tx + 1] ?? 0) - 5
      for (const [at, refused] of [
        [map.txStart[tx] ?? 0, true],
        [lastOfBody, true],
        [(map.txStart[tx + 1] ?? 0) - 1, true],
        [inWitness, raw[(map.txStart[tx] ?? 0) + 4] !== 0],
      ] as const) {
        const other = Buffer.from(raw)
        other[at] = (other[at] ?? 0) ^ 0x80
        const check = () => checkMerkleRoot({ ...map, bytes: other })
        if (refused) expect(check, `${tx} at ${at}`).toThrow(/merkle root of other transactions/)
        else expect(check, `${tx} at ${at}`).not.toThrow()
      }
    }
  })

  it('refuses a block that repeats its last transactions, whose root is the same', () => {
    const txs = [coinbase(), ...Array.from({ length: 2 }, () => transaction(20, false))]
    const { raw } = blockBytes([...txs, ...txs.slice(-1)])
    expect(() => checkMerkleRoot(mapBlock(raw))).toThrow(/transactions repeated/)
  })

  it('is right for a large block after a small one and for a small one after a large one', () => {
    const sizes = [3, 2_000, 2, 500, 1]
    for (const count of sizes) {
      const { raw } = blockBytes([
        coinbase(),
        ...Array.from({ length: count }, () => transaction(random.below(120), random.below(2) === 0)),
      ])
      expect(() => checkMerkleRoot(mapBlock(raw)), `${count}`).not.toThrow()
    }
  })
})
