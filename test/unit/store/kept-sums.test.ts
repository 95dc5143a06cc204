/** A reader that stays open keeps sums; after whatever the writer does they are those of the facts. */
import { basename } from 'node:path'
import * as fc from 'fast-check'
import { expect, it, onTestFinished } from 'vitest'
import type { ScriptId } from '../../../electron/engine/ports.ts'
import { openDatabase } from '../../../electron/store/open-database.ts'
import { openStoreBeside, type Store } from '../../../electron/store/open-store.ts'
import type { Outpoint } from '../../../shared/chain.ts'
import { openWorld, out, tempDir, testChain, tx, type World } from './world.ts'

const NAMES = [1, 2, 3, 4, 5, 6]
const START = 100

type Step =
  | { readonly kind: 'block'; readonly pays: readonly (readonly [script: number, value: number])[] }
  | { readonly kind: 'spend'; readonly coins: readonly number[] }
  | { readonly kind: 'rewind'; readonly depth: number }
  | { readonly kind: 'remove'; readonly script: number }
  | { readonly kind: 'ask'; readonly scripts: readonly number[] }

const script = fc.nat(NAMES.length - 1)
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('block' as const),
      pays: fc.array(fc.tuple(script, fc.nat(1_000)), { maxLength: 4 }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('spend' as const),
      coins: fc.array(fc.nat(99), { maxLength: 3 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('rewind' as const), depth: fc.nat(4) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('remove' as const), script }) },
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('ask' as const), scripts: fc.array(script) }) },
)

/** The plain sums, by a connection that has kept nothing. */
function plainSums(file: string): ReadonlyMap<ScriptId, number> {
  const db = openDatabase(file, { readOnly: true })
  try {
    const rows = db.prepare<[], [number, number]>(
      'SELECT script, sum(value) FROM output WHERE height IS NOT NULL AND spent IS NULL AND gone IS NULL GROUP BY script',
    )
    return new Map(rows.raw().all())
  } finally {
    db.close()
  }
}

function expectSame(world: World, beside: Store, scripts: readonly ScriptId[]): void {
  const plain = plainSums(world.file)
  const told = [...beside.models.ledgerReadings(scripts).values()].map((reading) => [
    reading.scriptId,
    reading.confirmed + reading.immature,
  ])
  const kept = new Set(world.portfolio.scriptsOf().map(({ scriptId }) => scriptId))
  const asked = [...new Set(scripts)].filter((id) => kept.has(id))
  expect(new Map(told.map(([id = -1, sum = -1]) => [id, sum]))).toEqual(
    new Map(asked.map((id) => [id, plain.get(id) ?? 0])),
  )
}

const besideOf = (world: World): Store => openStoreBeside(world.dataDir, basename(world.file), world.clock)

async function play(steps: readonly Step[]): Promise<void> {
  const world = openWorld(tempDir(), false)
  const beside = besideOf(world)
  try {
    const ids = await world.watch(...NAMES)
    let chain = testChain()
    let top = START
    let named = 0
    const coins = new Map<number, Outpoint[]>()
    await world.snapshot(chain, START, ids)
    const connect = async (pays: [number, number][], spends: Outpoint[]): Promise<void> => {
      const name = `t${named++}`
      top++
      const live = pays.filter(([id]) => world.portfolio.scriptsOf().some(({ scriptId }) => scriptId === id))
      await world.connect(chain, top, { [top]: [tx(name, { pays: live, spends })] })
      coins.set(
        top,
        live.map((_, vout) => out(name, vout)),
      )
    }
    for (const next of steps) {
      if (next.kind === 'block')
        await connect(
          next.pays.map(([at, value]) => [ids[at] ?? -1, value]),
          [],
        )
      if (next.kind === 'spend') {
        const all = [...coins.values()].flat()
        const spends = [...new Set(next.coins.map((at) => all[at % Math.max(1, all.length)]))]
        await connect(
          [],
          spends.filter((coin) => coin !== undefined),
        )
        for (const [height, some] of coins)
          coins.set(
            height,
            some.filter((coin) => !spends.includes(coin)),
          )
      }
      if (next.kind === 'rewind' && top - next.depth >= START) {
        top -= next.depth
        await world.rewind(chain.ref(top))
        chain = chain.fork(`f${named++}`, top)
        for (const height of coins.keys()) if (height > top) coins.delete(height)
      }
      if (next.kind === 'remove') {
        const gone = world.portfolio.scriptsOf().filter(({ scriptId }) => scriptId === ids[next.script])
        await world.portfolio.remove(gone.map(({ watchId }) => watchId))
      }
      if (next.kind === 'ask')
        expectSame(
          world,
          beside,
          next.scripts.map((at) => ids[at] ?? -1),
        )
    }
    expectSame(world, beside, ids)
  } finally {
    beside.close()
    world.close()
  }
}

it('keeps sums that are those of the facts after any blocks, spends, reorganisations and removals, whatever was asked before', async () => {
  await fc.assert(fc.asyncProperty(fc.array(step, { minLength: 20, maxLength: 60 }), play), { numRuns: 10 })
})

it('keeps sums that are those of the facts after more was written than is read of the journal', async () => {
  const world = openWorld()
  const beside = besideOf(world)
  onTestFinished(() => beside.close())
  const ids = await world.watch(...NAMES)
  const chain = testChain()
  await world.snapshot(chain, START, ids)
  expectSame(world, beside, ids)
  const txs = Array.from({ length: 3_000 }, (_, i) => tx(`many${i}`, { pays: [[ids[i % 6] ?? -1, i + 1]] }))
  await world.connect(chain, START + 1, { [START + 1]: txs })
  expectSame(world, beside, ids)
  await world.rewind(chain.ref(START))
  expectSame(world, beside, ids)
})

it('reads kept sums as of one instant while the writer goes on', async () => {
  const world = openWorld()
  const beside = besideOf(world)
  onTestFinished(() => beside.close())
  const [a = -1] = await world.watch(1)
  const chain = testChain()
  await world.snapshot(chain, START, [a])
  await world.connect(chain, START + 1, { [START + 1]: [tx('one', { pays: [[a, 5]] })] })
  const sumOf = (models: Pick<Store, 'models'>['models']) => models.ledgerReadings([a]).get(a)?.confirmed
  await beside.frozen(async ({ models }) => {
    expect(sumOf(models)).toBe(5)
    await world.connect(chain, START + 2, { [START + 2]: [tx('two', { pays: [[a, 7]] })] })
    expect(sumOf(models)).toBe(5)
    expect(sumOf(beside.models)).toBe(12)
  })
  expect(sumOf(beside.models)).toBe(12)
})
