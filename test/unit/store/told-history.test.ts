import { describe, expect, it } from 'vitest'
import type { ScriptTold } from '../../../electron/engine/told-history.ts'
import type { ScopeCoverage } from '../../../electron/store/scope-coverage.ts'
import type { Scope, TransactionRow } from '../../../shared/ipc/time.ts'
import { coin, openWorld, out, testChain, tx, type World } from './world.ts'

const ALL: Scope = { kind: 'all' }
const SOURCE = 'provider:somebody'

/** `name` of a transaction, its height, and what it did to the script. */
const row = (name: string, height: number, delta: number): ScriptTold['rows'][number] => ({
  txid: out(name).txid,
  height,
  blockHash: null,
  delta,
})

function contextOf(world: World, of: Scope = ALL) {
  const coverage: ScopeCoverage = world.models.scopeCoverage(of)
  const tip = world.models.cursor() ?? coverage.told?.upTo
  if (!tip) throw new Error('nothing is known')
  return { tip, coverage }
}

function listed(world: World, of: Scope = ALL, limit = 50): readonly TransactionRow[] {
  const rows: TransactionRow[] = []
  for (let after = null as Parameters<typeof world.models.transactions.page>[1], n = 0; n < 100; n++) {
    const part = world.models.transactions.page(of, after, limit, contextOf(world, of))
    rows.push(...part.rows)
    if (part.next === null) break
    after = part.next
  }
  return rows
}

const short = ({ txid, net, told, complete }: TransactionRow) => [txid, net, told?.sources ?? 'own', complete]

/** One script with a snapshot at 100 that shows one coin of two that were ever paid, followed to 110. */
async function aLedger(): Promise<{ readonly world: World; readonly script: number; told: ScriptTold }> {
  const world = openWorld()
  const chain = testChain()
  const [script = -1] = await world.watch(1)
  await world.snapshot(chain, 100, [script], [coin('kept', script, 7, 90)])
  await world.connect(chain, 110, { 104: [tx('in', { pays: [[script, 5]] })] })
  const rows = [row('first', 40, 20), row('sent', 60, -20), row('kept', 90, 7), row('in', 104, 5)]
  return { world, script, told: { script, source: SOURCE, at: chain.ref(105), observedAt: 1, rows } }
}

describe('what a provider told of a history', () => {
  it('stands in the list where own data does not reach, and nowhere else', async () => {
    const { world, told } = await aLedger()
    await world.sources.saveHistory(told)
    expect(listed(world).map(short)).toEqual([
      [out('in').txid, 5, 'own', true],
      [out('kept').txid, 7, [SOURCE], true],
      [out('sent').txid, -20, [SOURCE], true],
      [out('first').txid, 20, [SOURCE], true],
    ])
    for (const limit of [1, 2, 3]) expect(listed(world, ALL, limit)).toEqual(listed(world))
    const between = [...world.models.transactions.between(ALL, 40, 110, contextOf(world))]
    expect(between).toEqual(listed(world).slice(0, 3).toReversed())
    expect(world.models.scopeCoverage(ALL).completeness).toMatchObject({
      since: { height: 100 },
      told: { missing: 0, contradicted: 0, told: [{ source: SOURCE, scripts: 1, upTo: told.at }] },
    })
  })

  it('never changes a balance, and is gone from view where own data came to reach', async () => {
    const { world, script, told } = await aLedger()
    const before = world.confirmed(script)
    await world.sources.saveHistory(told)
    expect(world.confirmed(script)).toEqual(before)
    expect(world.models.ledgerAt([script], 60).get(script)).toMatchObject({ kind: 'not_covered' })
    await world.sources.saveHistory({ ...told, observedAt: 0, rows: [] })
    expect(listed(world)).toHaveLength(4) // an older word does not take the place of a newer one
    await world.sources.saveHistory({ ...told, observedAt: 2, rows: told.rows.slice(2) })
    expect(listed(world).map(({ net }) => net)).toEqual([5, 7])
  })

  it.each([
    [
      'does not add up to what own data begins with',
      (told: ScriptTold) => ({ ...told, rows: told.rows.slice(0, 2) }),
    ],
    [
      'ends in a block that own data has another one for',
      (told: ScriptTold) => ({ ...told, at: testChain('other').ref(105) }),
    ],
  ])('counts nowhere when it %s', async (_, spoil) => {
    const { world, told } = await aLedger()
    await world.sources.saveHistory(spoil(told))
    expect(listed(world).map(short)).toEqual([
      [out('in').txid, 5, 'own', true],
      [out('kept').txid, 7, 'own', false],
    ])
    expect(world.models.scopeCoverage(ALL).completeness.told).toEqual({
      told: [],
      missing: 1,
      contradicted: 1,
    })
  })

  it('is joined with own data where one transaction moves scripts of both kinds', async () => {
    const world = openWorld()
    const chain = testChain()
    const [early = -1, late = -1] = await world.watch(1, 2)
    await world.snapshot(chain, 50, [early])
    await world.connect(chain, 80, { 60: [tx('pay', { pays: [[early, 30]] })] })
    await world.snapshot(chain, 80, [late], [coin('both', late, 9, 70)])
    await world.connect(chain, 90, {})
    await world.sources.saveHistory({
      script: late,
      source: SOURCE,
      at: chain.ref(80),
      observedAt: 1,
      rows: [row('pay', 60, 4), row('both', 70, 5)],
    })
    // 'pay' is own data of one script, and told of the other.
    expect(listed(world).map(short)).toEqual([
      [out('both').txid, 5, [SOURCE], true],
      [out('pay').txid, 34, [SOURCE], true],
    ])
    const watchOf = new Map(world.portfolio.scriptsOf().map(({ scriptId, watchId }) => [scriptId, watchId]))
    const only: Scope = { kind: 'watches', watchIds: [watchOf.get(early) ?? -1] }
    expect(listed(world, only).map(short)).toEqual([[out('pay').txid, 30, 'own', true]])
    const tip = { ...chain.ref(90) }
    expect(tip.height).toBe(90)
  })

  it('is all there is where no node was ever asked, and goes with its script', async () => {
    const world = openWorld()
    const [script = -1] = await world.watch(1)
    const at = testChain().ref(105)
    await world.sources.saveHistory({ script, source: SOURCE, at, observedAt: 1, rows: [row('a', 40, 20)] })
    expect(listed(world).map(short)).toEqual([[out('a').txid, 20, [SOURCE], true]])
    expect(listed(world)[0]).toMatchObject({
      block: null,
      confirmations: 66,
      told: { height: 40, hash: null },
    })
    const { row: detail } =
      world.models.transactions.detail(out('a').txid, contextOf(world)) ?? expect.fail('no such transaction')
    expect(detail.net).toBe(20)
    await world.portfolio.remove([world.portfolio.list()[0]?.id ?? -1])
    expect(world.models.scopeCoverage(ALL).told).toBeNull()
    expect(world.models.toldUpTo([script])).toEqual(new Map())
  })
})
