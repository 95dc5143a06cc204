import { describe, expect, it } from 'vitest'
import type { Scope, TransactionRow } from '../../../shared/ipc/time.ts'
import { coin, openWorld, out, testChain, tx, type World } from './world.ts'

const ALL: Scope = { kind: 'all' }

function listed(world: World, of: Scope = ALL, limit = 50) {
  const tip = world.models.cursor()
  if (tip === null) throw new Error('no cursor')
  const context = { tip, coverage: world.models.scopeCoverage(of) }
  const rows: TransactionRow[] = []
  let pages = 0
  for (let after = null as Parameters<typeof world.models.transactions.page>[1]; pages < 100; pages++) {
    const part = world.models.transactions.page(of, after, limit, context)
    rows.push(...part.rows)
    if (part.next === null) break
    after = part.next
  }
  return rows
}

const short = ({ txid, received, spent, state }: TransactionRow) => ({ txid, received, spent, state })

describe('the transactions of a scope', () => {
  it('are listed newest first with what they paid and took, the pending ones before those in blocks', async () => {
    const world = openWorld()
    const chain = testChain()
    const [a = -1, b = -1] = await world.watch(1, 2)
    await world.snapshot(chain, 100, [a, b], [coin('old', a, 7, 90)])
    await world.connect(chain, 110, {
      104: [tx('in', { pays: [[a, 5]] })],
      107: [tx('move', { spends: [out('old')], pays: [[b, 6]] })],
    })
    await world.mempool(chain.ref(110), [tx('wait', { pays: [[b, 2]] })])
    expect(listed(world).map(short)).toEqual([
      { txid: out('wait').txid, received: 2, spent: 0, state: 'pending' },
      { txid: out('move').txid, received: 6, spent: 7, state: 'confirmed' },
      { txid: out('in').txid, received: 5, spent: 0, state: 'confirmed' },
      { txid: out('old').txid, received: 7, spent: 0, state: 'confirmed' },
    ])
    expect(listed(world).map(({ confirmations }) => confirmations)).toEqual([0, 4, 7, 21])
    expect(listed(world).map(({ complete }) => complete)).toEqual([true, true, true, false])
    expect(listed(world)[1]?.block).toMatchObject({ ...chain.ref(107), time: chain.at(107).time })
  })

  it('are netted for the entries asked about, and the same in pages of any size', async () => {
    const world = openWorld()
    const chain = testChain()
    const [a = -1, b = -1] = await world.watch(1, 2)
    await world.snapshot(chain, 100, [a, b])
    await world.connect(chain, 120, {
      102: [tx('first', { pays: [[a, 9]] }), tx('also', { pays: [[b, 1]] })],
      104: [
        tx('move', {
          spends: [out('first')],
          pays: [
            [b, 4],
            [a, 3],
          ],
        }),
      ],
      105: [tx('spend', { spends: [out('move', 1), out('also')] })],
    })
    const ids = new Map(world.portfolio.scriptsOf().map(({ scriptId, watchId }) => [scriptId, watchId]))
    const only = (script: number): Scope => ({ kind: 'watches', watchIds: [ids.get(script) ?? -1] })
    expect(listed(world, only(a)).map(({ net }) => net)).toEqual([-3, -6, 9])
    expect(listed(world, only(b)).map(({ net }) => net)).toEqual([-1, 4, 1])
    for (const scope of [ALL, only(a), only(b)])
      for (const limit of [1, 2, 3]) expect(listed(world, scope, limit)).toEqual(listed(world, scope))
  })

  it('leave out the archived entries unless they are asked for', async () => {
    const world = openWorld()
    const chain = testChain()
    const [a = -1, b = -1] = await world.watch(1, 2)
    await world.snapshot(chain, 100, [a, b])
    await world.connect(chain, 103, {
      101: [tx('one', { pays: [[a, 9]] })],
      102: [tx('two', { pays: [[b, 1]] })],
    })
    const [first] = world.portfolio.list()
    await world.portfolio.archive([first?.id ?? -1], true)
    expect(listed(world).map(({ net }) => net)).toEqual([1])
    expect(listed(world, { kind: 'all', archived: true }).map(({ net }) => net)).toEqual([1, 9])
  })

  it('say of what nobody read how much was lost in it, and that a range with a hole is not whole there', async () => {
    const world = openWorld()
    const chain = testChain()
    const [a = -1] = await world.watch(1)
    await world.snapshot(chain, 100, [a], [coin('lost', a, 7, 90), coin('kept', a, 1, 91)])
    await world.connect(chain, 105)
    await world.apply({ kind: 'abandon' })
    await world.snapshot(chain, 120, [a], [coin('found', a, 3, 112), coin('kept', a, 1, 91)])
    const coverage = world.models.scopeCoverage(ALL)
    expect(coverage.completeness).toMatchObject({
      scripts: 1,
      unread: 0,
      since: chain.ref(100),
      to: chain.ref(120),
      lost: [{ from: chain.ref(105), to: chain.ref(120), coins: 1, value: 7 }],
    })
    expect([100, 101, 105, 106, 120, 121].map((height) => coverage.isWhole(height))).toEqual([
      false,
      true,
      true,
      false,
      false,
      false,
    ])
  })

  it('know nothing of a script that was never looked up', async () => {
    const world = openWorld()
    const chain = testChain()
    const [a = -1] = await world.watch(1)
    expect(world.models.scopeCoverage(ALL).completeness).toMatchObject({
      scripts: 1,
      unread: 1,
      since: null,
      to: null,
    })
    await world.snapshot(chain, 100, [a])
    await world.watch(2)
    expect(world.models.scopeCoverage(ALL).completeness).toMatchObject({ scripts: 2, unread: 1, since: null })
    expect(world.models.scopeCoverage(ALL).isWhole(101)).toBe(false)
  })
})

describe('the fee and whether all stayed within', () => {
  it('are known where all inputs are watched and the whole transaction was shown', async () => {
    const world = openWorld()
    const chain = testChain()
    const [a = -1, b = -1] = await world.watch(1, 2)
    await world.snapshot(chain, 100, [a, b], [coin('one', a, 7, 90), coin('two', a, 9, 91)])
    const totals = { inputs: 1, outputs: 2, value: 6 }
    await world.connect(chain, 110, {
      104: [
        {
          ...tx('move', {
            spends: [out('one')],
            pays: [
              [b, 4],
              [a, 2],
            ],
          }),
          totals,
        },
      ],
      105: [{ ...tx('pay', { spends: [out('two')], pays: [[b, 4]] }), totals: { ...totals, value: 8 } }],
      106: [{ ...tx('shared', { spends: [out('move')] }), totals: { ...totals, inputs: 2 } }],
      107: [tx('half', { spends: [out('pay')] })],
    })
    expect(listed(world).map(({ fee, ownTransfer }) => [fee, ownTransfer])).toEqual([
      [null, null],
      [null, false],
      [1, false],
      [1, true],
      [null, null],
      [null, null],
    ])
    const shown = world.models.transactions.detail(out('move').txid, {
      tip: chain.ref(110),
      coverage: world.models.scopeCoverage(ALL),
    })
    expect(shown?.totals).toEqual(totals)
  })

  it('are the same whether the mempool showed it first or the block did', async () => {
    const world = openWorld()
    const chain = testChain()
    const [a = -1] = await world.watch(1)
    await world.snapshot(chain, 100, [a], [coin('one', a, 7, 90)])
    const move = {
      ...tx('move', { spends: [out('one')], pays: [[a, 5]] }),
      totals: { inputs: 1, outputs: 1, value: 5 },
    }
    await world.mempool(chain.ref(100), [move])
    expect(listed(world)[0]).toMatchObject({ state: 'pending', fee: 2, ownTransfer: true, net: -2 })
    await world.connect(chain, 101, { 101: [move] })
    expect(listed(world)[0]).toMatchObject({ state: 'confirmed', fee: 2, ownTransfer: true, net: -2 })
  })
})

describe('a transaction in full', () => {
  it('names its own inputs and outputs, who spends them, and what competes with it', async () => {
    const world = openWorld()
    const chain = testChain()
    const [a = -1, b = -1] = await world.watch(1, 2)
    await world.snapshot(chain, 100, [a, b], [coin('old', a, 7, 90)])
    await world.connect(chain, 101)
    await world.mempool(chain.ref(101), [tx('low', { spends: [out('old')], pays: [[b, 6]] })])
    await world.mempool(chain.ref(101), [tx('high', { spends: [out('old')], pays: [[b, 5]] })], ['low'])
    const coverage = world.models.scopeCoverage(ALL)
    const detail = (name: string) =>
      world.models.transactions.detail(out(name).txid, { tip: chain.ref(101), coverage })
    expect(detail('high')).toMatchObject({
      row: { state: 'pending', received: 5, spent: 7, net: -2 },
      inputs: [{ vin: 0, ...out('old'), address: 'address 1', value: 7 }],
      outputs: [{ vout: 0, address: 'address 2', value: 5, spentBy: null }],
      rivals: [{ txid: out('low').txid, state: 'gone' }],
    })
    expect(detail('low')?.row).toMatchObject({ state: 'gone', block: null, confirmations: 0 })
    expect(detail('old')?.outputs).toMatchObject([{ spentBy: out('high').txid }])
    expect(detail('nothing')).toBeNull()
    await world.connect(chain, 102, { 102: [tx('high', { spends: [out('old')], pays: [[b, 5]] })] })
    expect(detail('low')?.rivals).toEqual([{ txid: out('high').txid, state: 'confirmed' }])
    const context = { tip: chain.ref(102), coverage }
    expect(world.models.transactions.gone(ALL, null, 10, context).rows.map(({ txid }) => txid)).toEqual([
      out('low').txid,
    ])
  })
})

describe('unspent outputs of a scope', () => {
  it('are those that were unspent right after a block, in pages, with their sum', async () => {
    const world = openWorld()
    const chain = testChain()
    const [a = -1, b = -1] = await world.watch(1, 2)
    await world.snapshot(chain, 100, [a, b], [coin('old', a, 7, 90)])
    await world.connect(chain, 110, {
      104: [
        tx('in', {
          pays: [
            [a, 5],
            [b, 4],
          ],
        }),
      ],
      107: [tx('spend', { spends: [out('old'), out('in', 1)] })],
      108: [tx('reward', { pays: [[a, 50]], coinbase: true })],
    })
    const at = (height: number, limit = 10) => {
      const all = []
      for (let after = null as Parameters<typeof world.models.scopeOutputs.page>[3]; ; ) {
        const found = world.models.scopeOutputs.page(ALL, chain.ref(height), [], after, limit)
        all.push(...found)
        const last = found.at(-1)
        if (found.length < limit || !last?.block) return all
        after = { height: last.block.height, txid: last.txid, vout: last.vout }
      }
    }
    expect(at(103).map(({ value }) => value)).toEqual([7])
    expect(at(106).map(({ value }) => value)).toEqual([5, 4, 7])
    expect(at(110).map(({ value, immature }) => [value, immature])).toEqual([
      [50, true],
      [5, false],
    ])
    expect(at(106, 1)).toEqual(at(106))
    expect(world.models.scopeOutputs.sum(ALL, chain.ref(110), [])).toEqual({
      outputs: 2,
      confirmed: 5,
      immature: 50,
    })
    expect(world.models.scopeOutputs.sum(ALL, chain.ref(106), [a])).toEqual({
      outputs: 1,
      confirmed: 4,
      immature: 0,
    })
    expect(world.models.scopeOutputs.readAt(ALL, 99)).toMatchObject({ unread: [a, b], scripts: 2 })
    expect(world.models.scopeOutputs.readAt(ALL, 106)).toMatchObject({
      unread: [],
      throughs: [chain.ref(110)],
    })
  })
})
