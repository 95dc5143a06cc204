import { describe, expect, it } from 'vitest'
import { coin, openWorld, out, testChain, tx } from './world.ts'

describe('the ledger at a past height', () => {
  it('is exact inside what was read, and says why not outside of it', async () => {
    const world = openWorld()
    const chain = testChain()
    const [script = -1] = await world.watch(1)
    await world.snapshot(chain, 100, [script], [coin('old', script, 7, 90)])
    await world.connect(chain, 110, {
      104: [tx('in', { pays: [[script, 5]] })],
      107: [tx('spend', { spends: [out('old')] })],
    })
    const at = (height: number) => world.models.ledgerAt([script], height).get(script)
    expect(at(99)).toEqual({ kind: 'not_covered', why: 'starts_later' })
    expect([100, 103, 104, 106, 107, 110].map(at)).toMatchObject(
      [7, 7, 12, 12, 5, 5].map((confirmed) => ({ kind: 'covered', confirmed, through: chain.ref(110) })),
    )
    expect(at(105)).toMatchObject({ hash: chain.at(105).hash })
    expect(at(111)).toEqual({ kind: 'not_covered', why: 'not_there' })
  })

  it('knows nothing inside a hole, and what was lost in it still counts before', async () => {
    const world = openWorld()
    const chain = testChain()
    const [script = -1] = await world.watch(1)
    await world.snapshot(chain, 100, [script], [coin('lost', script, 7, 90)])
    await world.connect(chain, 105)
    await world.apply({ kind: 'abandon' })
    await world.snapshot(chain, 120, [script], [coin('found', script, 3, 112)])
    const at = (height: number) => world.models.ledgerAt([script], height).get(script)
    expect(at(105)).toMatchObject({ kind: 'covered', confirmed: 7, through: chain.ref(105) })
    for (const height of [106, 112, 119]) expect(at(height)).toEqual({ kind: 'not_covered', why: 'hole' })
    expect(at(120)).toMatchObject({ kind: 'covered', confirmed: 3 })
  })

  it('does not trust what was known above a later snapshot that lies below it, until the blocks are read', async () => {
    const world = openWorld()
    const chain = testChain()
    const [script = -1] = await world.watch(1)
    await world.snapshot(chain, 103, [script])
    await world.apply({ kind: 'abandon' })
    await world.snapshot(chain, 101, [script], [coin('early', script, 7, 90)])
    const at = (height: number) => world.models.ledgerAt([script], height).get(script)
    expect(at(101)).toMatchObject({ kind: 'covered', confirmed: 7 })
    for (const height of [102, 103]) expect(at(height)).toEqual({ kind: 'not_covered', why: 'not_there' })
    await world.join(chain, 101, 103, { 102: [tx('spend', { spends: [out('early')] })] })
    expect([101, 102, 103].map(at)).toMatchObject(
      [7, 0, 0].map((confirmed) => ({ kind: 'covered', confirmed })),
    )
  })

  it('counts a mining reward as immature until its 101st confirmation', async () => {
    const world = openWorld()
    const chain = testChain()
    const [script = -1] = await world.watch(1)
    await world.snapshot(chain, 100, [script])
    await world.connect(chain, 205, { 102: [tx('reward', { pays: [[script, 50]], coinbase: true })] })
    const at = (height: number) => world.models.ledgerAt([script], height).get(script)
    expect(at(201)).toMatchObject({ confirmed: 0, immature: 50 })
    expect(at(202)).toMatchObject({ confirmed: 50, immature: 0 })
  })

  it('has a figure without a block below the dense part, where no fact hangs on one', async () => {
    const world = openWorld()
    const chain = testChain()
    const [script = -1] = await world.watch(1)
    await world.snapshot(chain, 100, [script], [coin('old', script, 7, 90)])
    await world.connect(chain, 3_000, { 104: [tx('in', { pays: [[script, 5]] })] })
    const at = (height: number) => world.models.ledgerAt([script], height).get(script)
    expect(at(103)).toMatchObject({ kind: 'covered', confirmed: 7, hash: null })
    expect(at(104)).toMatchObject({ kind: 'covered', confirmed: 12, hash: chain.at(104).hash })
    expect(at(100)).toMatchObject({ hash: chain.at(100).hash })
  })

  it('has an answer for a script that it never heard of', () => {
    const world = openWorld()
    expect(world.models.ledgerAt([77], 0).get(77)).toEqual({ kind: 'not_covered', why: 'nothing' })
  })
})
