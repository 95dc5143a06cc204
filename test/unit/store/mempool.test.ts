import { describe, expect, it } from 'vitest'
import { coin, openWorld, out, testChain, tx } from './world.ts'

const chain = testChain()

async function funded() {
  const world = openWorld()
  const [a = -1, b = -1] = await world.watch(1, 2)
  await world.snapshot(chain, 100, [a, b], [coin('funds', a, 1_000, 90)])
  return { world, a, b }
}

describe('pending', () => {
  it('is unknown until the mempool was seen at the block of the reading, and again after the next block', async () => {
    const { world, a } = await funded()
    expect(world.pending(a)).toEqual([null])
    await world.mempool(chain.ref(100))
    expect(world.pending(a)).toEqual([0])
    await world.connect(chain, 101)
    expect(world.pending(a)).toEqual([null])
  })

  it('is the signed net effect of what is in the mempool, while confirmed does not move', async () => {
    const { world, a, b } = await funded()
    await world.mempool(chain.ref(100), [
      tx('send', {
        pays: [
          [b, 300],
          [a, 650],
        ],
        spends: [out('funds')],
      }),
    ])
    expect(world.pending(a, b)).toEqual([-350, 300])
    expect(world.confirmed(a, b)).toEqual([1_000, 0])
  })

  it('nets a chain of unconfirmed transactions, given in any order', async () => {
    const { world, a, b } = await funded()
    const parent = tx('parent', { pays: [[b, 900]], spends: [out('funds')] })
    const child = tx('child', { pays: [[a, 100]], spends: [out('parent')] })
    const grandchild = tx('grandchild', { spends: [out('child')] })
    await world.mempool(chain.ref(100), [grandchild, child, parent])
    expect(world.pending(a, b)).toEqual([-1_000, 0])
    expect((await world.scan.pendingTxids()).toSorted()).toEqual(
      [parent.txid, child.txid, grandchild.txid].toSorted(),
    )
  })

  it('follows a replacement: what the mempool no longer has does not count', async () => {
    const { world, a, b } = await funded()
    await world.mempool(chain.ref(100), [tx('first', { pays: [[b, 100]], spends: [out('funds')] })])
    const second = tx('second', { pays: [[b, 200]], spends: [out('funds')] })
    await world.mempool(chain.ref(100), [second], ['first'])
    expect(world.pending(a, b)).toEqual([-1_000, 200])
    expect(await world.scan.pendingTxids()).toEqual([second.txid])
  })

  it('takes two rivals for one coin off only once', async () => {
    const { world, a } = await funded()
    const rivals = ['first', 'second'].map((name) => tx(name, { spends: [out('funds')] }))
    await world.mempool(chain.ref(100), rivals)
    expect(world.pending(a)).toEqual([-1_000])
  })

  it('ends when the transaction confirms, without counting it twice', async () => {
    const { world, a, b } = await funded()
    const send = tx('send', { pays: [[b, 990]], spends: [out('funds')] })
    await world.mempool(chain.ref(100), [send])
    await world.connect(chain, 101, { 101: [send] })
    await world.mempool(chain.ref(101))
    expect(world.confirmed(a, b)).toEqual([0, 990])
    expect(world.pending(a, b)).toEqual([0, 0])
  })

  it('falls with its descendants when a block spends its coin otherwise', async () => {
    const { world, a, b } = await funded()
    await world.mempool(chain.ref(100), [
      tx('loser', { pays: [[b, 900]], spends: [out('funds')] }),
      tx('child', { pays: [[a, 890]], spends: [out('loser')] }),
    ])
    await world.connect(chain, 101, { 101: [tx('winner', { spends: [out('funds')] })] })
    expect(await world.scan.pendingTxids()).toEqual([])
    await world.mempool(chain.ref(101))
    expect(world.pending(a, b)).toEqual([0, 0])
  })

  it('stays unknown for a script whose first pass has not been made yet', async () => {
    const { world, a } = await funded()
    await world.mempool(chain.ref(100))
    const [late = -1] = await world.watch(3)
    await world.snapshot(chain, 100, [late])
    expect(world.pending(a, late)).toEqual([0, null])
    const applied = await world.mempool(chain.ref(100))
    expect(applied.changed).toBe(true)
    expect(world.pending(a, late)).toEqual([0, 0])
  })

  it('marks coins that are being spent, and lists unconfirmed ones first', async () => {
    const { world, a } = await funded()
    await world.mempool(chain.ref(100), [tx('move', { pays: [[a, 990]], spends: [out('funds')] })])
    const hints = { reused: true, dust: true }
    expect(world.models.unspent(a)).toEqual([
      {
        ...out('move'),
        value: 990,
        coinbase: false,
        at: null,
        confirmations: 0,
        spendPending: false,
        ...hints,
      },
      {
        ...out('funds'),
        value: 1_000,
        coinbase: false,
        at: chain.ref(90),
        confirmations: 11,
        spendPending: true,
        ...hints,
      },
    ])
  })

  it('is refused at another block than the cursor, and against another watch set', async () => {
    const { world } = await funded()
    await expect(world.mempool(chain.ref(99))).rejects.toMatchObject({ kind: 'moved' })
    const update = { kind: 'mempool', tip: chain.ref(100), seen: [], evicted: [], observedAt: 1 } as const
    const stale = world.apply({ ...update, watchVersion: (await world.version()) - 1 })
    await expect(stale).rejects.toMatchObject({ kind: 'moved' })
  })
})
