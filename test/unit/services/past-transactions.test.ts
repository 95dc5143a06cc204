import { describe, expect, it } from 'vitest'
import { createPastBlocks } from '../../../electron/services/past-blocks.ts'
import { createTransactionService } from '../../../electron/services/transaction-service.ts'
import type { TransactionListRequest } from '../../../shared/ipc/time.ts'
import { coin, openWorld, out, testChain, tx, type World } from '../store/world.ts'

const service = ({ models, portfolio }: World) =>
  createTransactionService({
    models,
    portfolio,
    pastBlocks: createPastBlocks({ models, node: null, offline: () => false }),
  })

async function aLedger() {
  const world = openWorld()
  const chain = testChain()
  const [a = -1] = await world.watch(1)
  await world.snapshot(chain, 100, [a], [coin('old', a, 7, 90)])
  await world.connect(chain, 250, {
    104: [tx('in', { pays: [[a, 5]] })],
    106: [tx('reward', { pays: [[a, 50]], coinbase: true })],
    107: [tx('spend', { spends: [out('old')] }), tx('also', { pays: [[a, 1]] })],
    108: [tx('later', { pays: [[a, 2]] })],
  })
  await world.mempool(chain.ref(250), [tx('wait', { pays: [[a, 3]] })])
  return {
    chain,
    list: (wish: Partial<TransactionListRequest>) => read(world, wish),
    detail: (name: string, upTo?: number) => service(world).detail(out(name).txid, upTo),
  }
}

function read(world: World, wish: Partial<TransactionListRequest>) {
  return service(world).list({ of: { kind: 'all' }, limit: 50, ...wish })
}

describe('the transactions up to a past block', () => {
  it('are those of its blocks, with confirmations and maturity of then, and nothing that was pending', async () => {
    const { chain, list } = await aLedger()
    const page = list({ upTo: 107 })
    expect(new Set(page.transactions.map(({ net }) => net))).toEqual(new Set([-7, 1, 5, 50, 7]))
    expect(page.transactions).toHaveLength(5)
    expect(new Set(page.transactions.map(({ state }) => state))).toEqual(new Set(['confirmed']))
    const of = (net: number) => page.transactions.find((row) => row.net === net)
    expect([of(1)?.confirmations, of(5)?.confirmations, of(50)?.immature]).toEqual([1, 4, true])
    expect(page.tip).toMatchObject(chain.ref(107))
    expect(list({ upTo: 103 }).transactions.map(({ net }) => net)).toEqual([7])
    expect(list({}).transactions.find(({ net }) => net === 50)?.immature).toBe(false)
  })

  it('are the same in pages of any size, and no page leads out of that past', async () => {
    const { list } = await aLedger()
    const whole = list({ upTo: 107 }).transactions
    for (const limit of [1, 2, 3]) {
      const rows = []
      for (let before: string | null | undefined; before !== null; ) {
        const page = list({ upTo: 107, limit, ...(before && { before }) })
        rows.push(...page.transactions)
        before = page.next
      }
      expect(rows).toEqual(whole)
    }
    const now = list({ limit: 2 }).next ?? ''
    expect(() => list({ upTo: 104, before: now })).toThrow('no place in a list')
    expect(() => list({ upTo: 104, gone: true })).toThrow('no place in a list')
  })

  it('are told in full as they stood then: confirmations, what had spent their outputs, and none that came later', async () => {
    const { detail } = await aLedger()
    expect(detail('old', 106)).toMatchObject({
      row: { confirmations: 17 },
      outputs: [{ value: 7, spentBy: null, reused: true }],
    })
    expect(detail('old', 107)?.outputs[0]?.spentBy).toBe(out('spend').txid)
    expect(detail('old', 103)?.outputs[0]?.reused).toBe(false)
    expect(detail('reward', 107)?.row.immature).toBe(true)
    expect(detail('reward')?.row.immature).toBe(false)
    expect(detail('later', 107)).toBeNull()
    expect(detail('wait', 250)).toBeNull()
    expect(detail('wait')?.row.state).toBe('pending')
  })
})
