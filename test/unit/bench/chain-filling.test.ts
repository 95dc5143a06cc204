import { Transaction } from 'bitcoinjs-lib'
import { describe, expect, it } from 'vitest'
import { type Coins, createCoinQueue, fillBlock, openScript } from '../../bench/chain-filling.ts'
import { createRandom } from '../../bench/random.ts'

const WEIGHT = 1_000_000

function fill(seed: number, count: number) {
  const random = createRandom(seed)
  const paid = [openScript(random), openScript(random)]
  const coins: Coins = { open: createCoinQueue(), watched: createCoinQueue() }
  for (let n = 0; n < 15_000; n += 1)
    coins.open.push({ txid: random.bytes(32), vout: n, value: 100_000, shape: n % 2 ? 'keyhash' : 'taproot' })
  const blocks = Array.from({ length: count }, () => fillBlock(coins, { random, weight: WEIGHT, paid }))
  return { paid, blocks, coins }
}

describe('the blocks of the benchmark', () => {
  it('are the same for the same seed, and others for another', () => {
    const digest = (seed: number): string =>
      fill(seed, 1)
        .blocks.map(({ transactions }) => transactions.at(-1)?.toString('hex'))
        .join()
    expect(digest(3)).toBe(digest(3))
    expect(digest(3)).not.toBe(digest(4))
  })

  it('hold valid transactions of the weight asked for, thousands of inputs and outputs, and pay watched scripts', () => {
    const { blocks, paid, coins } = fill(5, 5)
    const wanted = new Set(paid.map((script) => script.toString('hex')))
    let hits = 0
    for (const { transactions, bytes } of blocks) {
      const all = transactions.map((raw) => Transaction.fromBuffer(raw)) // refuses bytes left over
      const weight = all.reduce((sum, tx) => sum + tx.weight(), 0)
      expect(weight).toBeGreaterThan(WEIGHT * 0.98)
      expect(weight).toBeLessThan(WEIGHT * 1.05)
      expect(bytes).toBe(transactions.reduce((sum, raw) => sum + raw.length, 0))
      expect(all.reduce((sum, tx) => sum + tx.ins.length, 0)).toBeGreaterThan(1_000)
      expect(all.reduce((sum, tx) => sum + tx.outs.length, 0)).toBeGreaterThan(2_000)
      for (const { outs } of all)
        hits += outs.filter(({ script }) => wanted.has(Buffer.from(script).toString('hex'))).length
    }
    expect(hits).toBeGreaterThan(0)
    expect(coins.watched.size).toBe(hits)
  })
})
