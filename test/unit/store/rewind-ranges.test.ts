import { expect, it } from 'vitest'
import type { ScriptId } from '../../../electron/engine/ports.ts'
import { HandChain, payTx } from '../../fakes/hand-chain.ts'
import { openHandEngine } from '../cases/hand-engine.ts'
import { coin, openWorld, tempDir, testChain, tx, type World } from './world.ts'

const NEVER = new AbortController().signal
const chain = testChain()
/** More than one transaction moves up, and more than two of them take back. */
const MANY = 5_100

async function watchMany(world: World, count: number): Promise<readonly ScriptId[]> {
  await world.portfolio.add(
    Array.from({ length: count }, (_, i) => ({
      text: `many ${i}`,
      scriptPubKey: Uint8Array.of(0, 2, i >> 8, i & 255),
      scriptType: 'p2wpkh' as const,
    })),
  )
  return (await world.scan.scriptsWithoutSnapshot(count, NEVER)).map(({ id }) => id)
}

/** One piece, on a store that is opened anew. Whether more is to be done. */
async function onePiece(root: string, height: number): Promise<boolean> {
  const world = openWorld(root, false)
  try {
    return (await world.rewind(chain.ref(height))).more === true
  } finally {
    world.close()
  }
}

function withWorld<T>(root: string, work: (world: World) => Promise<T>): Promise<T> {
  const world = openWorld(root, false)
  return work(world).finally(() => world.close())
}

/** Each reading's block and figure. */
function figures({ models }: World, ids: readonly ScriptId[]): readonly string[] {
  const readings = models.ledgerReadings(ids)
  return ids.map((id) => `${readings.get(id)?.confirmed} at ${readings.get(id)?.at.height}`)
}

it('many scripts that join above the fork go back to it in pieces, right between any two of them, and follow on from there', async () => {
  const root = tempDir()
  const ids = await withWorld(root, async (world) => {
    const [a = -1] = await world.watch(1)
    await world.snapshot(chain, 100, [a])
    await world.connect(chain, 110, { 108: [tx('late', { pays: [[a, 5]] })] })
    const many = await watchMany(world, MANY)
    const [first = -1, last = -1] = [many[0], many.at(-1)]
    await world.snapshot(chain, 104, many, [coin('held', first, 7, 103)])
    await world.join(chain, 104, 109, { 107: [tx('to first', { pays: [[first, 30]] })] })
    await world.join(chain, 104, 109, { 107: [tx('to last', { pays: [[last, 40]] })] })
    expect(figures(world, [a, first, last])).toEqual(['5 at 110', '37 at 109', '40 at 109'])
    return [a, first, last]
  })
  const seen: string[] = []
  for (let more = true; more; ) {
    more = await onePiece(root, 105)
    seen.push(await withWorld(root, async (world) => figures(world, ids).join(', ')))
  }
  expect(seen).toEqual([
    '5 at 110, 7 at 105, 40 at 109',
    '5 at 110, 7 at 105, 40 at 109',
    '0 at 105, 7 at 105, 0 at 105',
  ])
  await withWorld(root, async (world) => {
    expect((await world.scan.position()).joins).toBe(true) // more than one transaction lets follow
    expect(await world.join(chain, 105, 105)).toMatchObject({ changed: true })
    expect(await world.join(chain, 105, 105).catch((error: unknown) => String(error))).toMatch(
      'no script joins',
    )
    expect((await world.scan.position()).joins).toBe(false)
    const branch = chain.fork('b', 105)
    await world.connect(branch, 106, { 106: [tx('again', { pays: [[ids[2] ?? -1, 9]] })] })
    expect(figures(world, ids)).toEqual(['0 at 106', '7 at 106', '9 at 106'])
  })
})

it('many scripts that nobody follows any more, and their histories, end at the fork in pieces', async () => {
  const world = openWorld()
  const many = await watchMany(world, 2_100)
  const [first = -1, last = -1] = [many[0], many.at(-1)]
  await world.snapshot(chain, 100, many, [coin('held', first, 7, 90)])
  await world.connect(chain, 110, { 107: [tx('late', { pays: [[last, 5]] })] })
  await world.apply({ kind: 'history_start', scripts: many, base: chain.ref(80) })
  await world.apply({ kind: 'abandon' })
  expect(figures(world, [first, last])).toEqual(['7 at 110', '5 at 110'])
  expect(await world.rewind(chain.ref(105))).toMatchObject({ more: true })
  expect(world.models.cursor()?.height).toBe(110)
  expect(figures(world, [first, last])).toEqual(['7 at 105', '5 at 110'])
  expect(await world.rewind(chain.ref(105))).toMatchObject({ more: false })
  expect(figures(world, [first, last])).toEqual(['7 at 105', '0 at 105'])
  // Below their snapshots: their ranges wait for others, no higher than the fork.
  let pieces = 1
  while ((await world.rewind(chain.ref(60))).more === true) pieces += 1
  expect(pieces).toBeGreaterThan(2)
  expect(new Set([...world.models.histories(many).values()].map(({ state, from, to }) => `${state} ${from.height}-${to.height}`)))
    .toEqual(new Set(['waiting 60-60'])) // biome-ignore format: a line
  expect(world.models.ledgerReadings(many).size).toBe(0)
})

it('the scanner lets those follow that a reorganisation left joining at the very block the ledger stands at', async () => {
  const hand = new HandChain()
  hand.mineTo(10)
  const engine = openHandEngine(hand)
  const scripts = Array.from({ length: MANY }, (_, i) => `0014${i.toString(16).padStart(40, '0')}`)
  await engine.watch('00'.repeat(30))
  await engine.same()
  await engine.watch(...scripts)
  engine.meanwhile.afterSnapshot = async () => {
    delete engine.meanwhile.afterSnapshot
    for (let i = 0; i < 10; i++) hand.mine([payTx([{ value: 100 + i, script: scripts[i] ?? '' }])])
    await engine.step() // the others are at the tip when the snapshot enters
  }
  await engine.snapshot()
  expect(await engine.step(5)).toMatchObject({ kind: 'advanced', blocks: 5, left: 5 })
  hand.leave(10)
  for (let i = 0; i < 11; i++) hand.mine([payTx([{ value: 900, script: scripts.at(-1 - i) ?? '' }])])
  expect(await engine.step()).toMatchObject({ kind: 'rewound', to: { height: 10 } })
  expect(await engine.step()).toMatchObject({ kind: 'advanced', blocks: 0, changed: true })
  expect(await engine.step()).toMatchObject({ kind: 'advanced', blocks: 11 })
  await engine.same()
})
