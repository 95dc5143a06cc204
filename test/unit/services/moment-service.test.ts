import { describe, expect, it } from 'vitest'
import { createBalanceAtService } from '../../../electron/services/balance-at-service.ts'
import { createMomentService } from '../../../electron/services/moment-service.ts'
import { createPortfolioEntries } from '../../../electron/services/portfolio-entries.ts'
import { blockHash } from '../../../shared/chain.ts'
import type { MomentRequest } from '../../../shared/ipc/moment.ts'
import { coin, openWorld, testChain, tx } from '../store/world.ts'

const signal = new AbortController().signal
const ALL = { group: null, archived: false, text: '', ask: false, offset: 0, limit: 100 } as const

/** Three entries with known pasts: of none 5 then 7, of Cold 3; and one that came at 102. Nobody can be asked. */
async function ground() {
  const world = openWorld()
  const chain = testChain()
  const [a = -1, b = -1, c = -1] = await world.watch(1, 2, 3)
  const idOf = (script: number): number => world.portfolio.scriptsById(script)[0]?.watchId ?? -1
  await world.notes.moveWatches([idOf(b), idOf(c)], 'Cold')
  await world.snapshot(chain, 100, [a, b, c], [coin('old', a, 5, 90), coin('other', b, 3, 90)])
  await world.connect(chain, 101, { 101: [tx('in', { pays: [[a, 2]] })] })
  await world.connect(chain, 102)
  const [late = -1] = await world.watch(4)
  await world.snapshot(chain, 102, [late], [coin('new', late, 9, 102)])
  const tip = chain.ref(102)
  const asked: boolean[] = []
  const balancesAt = createBalanceAtService({
    models: world.models,
    inGapAt: () => [],
    tip: () => ({ ...tip, hash: blockHash(tip.hash), time: null, source: 'ledger', estimated: false }),
    node: null,
    nodeReasons: () => ['node_not_set'],
    providers: null,
    offline: () => false,
  })
  const service = createMomentService({
    portfolio: createPortfolioEntries('regtest', world.portfolio),
    balancesAt: {
      ...balancesAt,
      readParts: (entries, height, ask, until) => {
        asked.push(ask)
        return balancesAt.readParts(entries, height, ask, until)
      },
    },
  })
  const read = (request: Partial<MomentRequest>) => service.read({ ...ALL, height: 100, ...request }, signal)
  return { world, service, read, asked, chain, ids: { a: idOf(a), b: idOf(b), c: idOf(c), late: idOf(late) } }
}

describe('the portfolio at a moment', () => {
  it('has each entry’s figure right after that block, with the block’s hash; what began later is unknown, never 0', async () => {
    const { read, chain } = await ground()
    const before = await read({ height: 100 })
    expect(before.rows.map(({ reading }) => [reading.kind, reading.confirmed])).toEqual([
      ['known', 5],
      ['known', 3],
      ['known', 0],
      ['unknown', null],
    ])
    expect(before.total).toMatchObject({ confirmed: 8, known: 3, unknown: 1, asOf: chain.ref(100) })
    const after = await read({ height: 101 })
    expect(after.total).toMatchObject({ confirmed: 10, asOf: chain.ref(101) })
    expect((await read({ height: 102 })).total).toMatchObject({ confirmed: 19, unknown: 0 })
  })

  it('sums the groups of that moment, those in none last, without asking anybody once more', async () => {
    const { read, asked } = await ground()
    const page = await read({ height: 101, ask: true })
    expect(page.groups.map(({ group, total }) => [group, total.confirmed, total.unknown])).toEqual([
      ['Cold', 3, 0],
      ['', 7, 1],
    ])
    expect(asked).toEqual([true])
    expect((await read({ group: 'Cold' })).groups).toEqual([])
  })

  it('gives a page of the rows that match, while the total stays that of all', async () => {
    const { read, ids } = await ground()
    const page = await read({ height: 102, offset: 1, limit: 2 })
    expect([page.rows.map(({ watch }) => watch.id), page.count]).toEqual([[ids.b, ids.c], 4])
    const found = await read({ height: 102, text: ' COLD ' })
    expect([found.rows.map(({ watch }) => watch.id), found.count]).toEqual([[ids.b, ids.c], 2])
    expect(found.total.confirmed).toBe(19)
    const cold = await read({ height: 102, group: 'Cold' })
    expect([cold.count, cold.total.confirmed]).toEqual([2, 3])
  })

  it('has the archived entries apart', async () => {
    const { world, read, ids } = await ground()
    await world.portfolio.archive([ids.a], true)
    expect((await read({ height: 101 })).total.confirmed).toBe(3)
    const archived = await read({ height: 101, archived: true })
    expect([archived.rows.map(({ watch }) => watch.id), archived.total.confirmed]).toEqual([[ids.a], 7])
    expect(archived.groups).toEqual([])
  })

  it('explains one entry, and gives nothing for one that is not watched any more', async () => {
    const { world, service, ids } = await ground()
    expect(await service.entry(ids.a, 101, signal)).toMatchObject({
      reading: { kind: 'known', confirmed: 7 },
    })
    await world.portfolio.remove([ids.a])
    expect(await service.entry(ids.a, 101, signal)).toBeNull()
  })

  it('is refused above the tip', async () => {
    const { read } = await ground()
    await expect(read({ height: 103 })).rejects.toMatchObject({
      code: 'invalid_input',
      detail: { problem: 'height_above_tip', height: 103, tip: 102 },
    })
  })
})
