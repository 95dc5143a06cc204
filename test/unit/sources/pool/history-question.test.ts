import { describe, expect, it } from 'vitest'
import type { BalanceSource, ProviderHistory } from '../../../../electron/engine/ports.ts'
import { createProviderPool } from '../../../../electron/sources/provider-pool.ts'
import { blockHash, txid } from '../../../../shared/chain.ts'
import { ADDRESS, never, scripted } from '../provider-ground.ts'

const SUPPLY = 2_100_000_000_000_000
const TIP = { height: 100, hash: blockHash('cd'.repeat(32)), time: 1 }

const row = (byte: string, height: number, delta: number): ProviderHistory['rows'][number] => ({
  txid: txid(byte.repeat(32)),
  height,
  blockHash: null,
  delta,
})

function tells(id: string, rows: ProviderHistory['rows']): BalanceSource {
  const source = scripted(id)
  return {
    ...source,
    capabilities: { ...source.capabilities, history: true },
    history: async () => ({ rows, tip: TIP }),
  }
}

describe('a whole history from the pool', () => {
  it.each([
    ['moves more than there is at once', [row('aa', 50, SUPPLY + 1), row('bb', 50, -SUPPLY - 1)]],
    ['spends what was never there', [row('aa', 50, -1)]],
    ['names a transaction twice', [row('aa', 50, 1), row('aa', 51, 1)]],
    ['goes beyond its own tip', [row('aa', 101, 1)]],
  ])('is not believed where it %s, and the next source is asked', async (_, rows) => {
    const honest = [row('aa', 50, 7)]
    const pool = createProviderPool({
      sources: [tells('liar', rows), tells('honest', honest)],
      clock: { now: Date.now },
      tries: 1,
    })
    const answer = await pool.history(ADDRESS, {}, never)
    expect(answer).toMatchObject({ kind: 'answer', source: { id: 'honest' }, history: { rows: honest } })
  })
})
