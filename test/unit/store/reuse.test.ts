import { describe, expect, it } from 'vitest'
import type { Scope } from '../../../shared/ipc/time.ts'
import { coin, openWorld, out, testChain, tx, type World } from './world.ts'

const ALL: Scope = { kind: 'all' }

/** `a` is paid at 101, 103 and, pending, once more; `b` once, with its change coming back at 104; `c` once with dust. */
async function ground() {
  const world = openWorld()
  const chain = testChain()
  const [a = -1, b = -1, c = -1] = await world.watch(1, 2, 3)
  await world.snapshot(chain, 100, [a, b, c], [coin('old', b, 9_000, 90)])
  await world.connect(chain, 110, {
    101: [tx('first', { pays: [[a, 5_000]] })],
    103: [tx('again', { pays: [[a, 1_001]] }), tx('tiny', { pays: [[c, 1_000]] })],
    104: [tx('spend', { spends: [out('old')], pays: [[b, 800]] })],
  })
  await world.mempool(chain.ref(110), [tx('wait', { pays: [[a, 700]] })])
  return { world, chain, a, b, c }
}

function hintsOf(world: World, height?: number) {
  const cursor = world.models.cursor()
  if (cursor === null) throw new Error('no cursor')
  const context = { tip: cursor, coverage: world.models.scopeCoverage(ALL) }
  const after = { kind: 'block', height: (height ?? 0) + 1, position: -2, txid: out('none').txid } as const
  const { rows } = world.models.transactions.page(ALL, height === undefined ? null : after, 50, context)
  return rows.map(({ txid, reused, dust }) => [txid, reused, dust])
}

describe('an address that was used before', () => {
  it('is told of the payments that came later, not of its first; and dust of those that brought nothing else', async () => {
    const { world } = await ground()
    expect(hintsOf(world)).toEqual([
      [out('wait').txid, true, true],
      [out('spend').txid, true, false],
      [out('again').txid, true, false],
      [out('tiny').txid, false, true],
      [out('first').txid, false, false],
      [out('old').txid, false, false],
    ])
  })

  it('is told of each of its unspent outputs, and at a past block of those that had been paid again by then', async () => {
    const { world, chain, a, b, c } = await ground()
    const told = (height: number) =>
      world.models.scopeOutputs
        .page(ALL, chain.ref(height), [], null, 50)
        .map(({ value, reused, dust }) => [value, reused, dust])
    expect(told(101)).toEqual([
      [5_000, false, false],
      [9_000, false, false],
    ])
    expect(new Map(told(103).map(([value, ...rest]) => [value, rest]))).toEqual(
      new Map([
        [1_001, [true, false]],
        [1_000, [false, true]],
        [5_000, [true, false]],
        [9_000, [false, false]],
      ]),
    )
    const now = (script: number) =>
      world.models.unspent(script).map(({ value, reused, dust }) => [value, reused, dust])
    expect(now(a)).toEqual([
      [700, true, true],
      [1_001, true, false],
      [5_000, true, false],
    ])
    expect(now(b)).toEqual([[800, true, true]])
    expect(now(c)).toEqual([[1_000, false, true]])
  })

  it('is not one because of a payment that left the mempool without a block', async () => {
    const world = openWorld()
    const chain = testChain()
    const [a = -1] = await world.watch(1)
    await world.snapshot(chain, 100, [a])
    await world.connect(chain, 101, { 101: [tx('kept', { pays: [[a, 5_000]] })] })
    await world.mempool(chain.ref(101), [tx('wait', { pays: [[a, 5_000]] })])
    expect(world.models.unspent(a).map(({ reused }) => reused)).toEqual([true, true])
    await world.mempool(chain.ref(101), [], ['wait'])
    expect(world.models.unspent(a).map(({ reused }) => reused)).toEqual([false])
  })
})
