import { expect, it } from 'vitest'
import { coin, openWorld, testChain, type World } from './world.ts'

const COUNT = 5_000
const chain = testChain()

/** Many scripts, each with a coin of its own; those beyond `COUNT` are watched and not followed. */
async function followingMany(): Promise<{ world: World; ids: readonly number[] }> {
  const world = openWorld()
  const entries = Array.from({ length: COUNT + 10 }, (_, i) => ({
    text: `address ${i}`,
    scriptPubKey: Uint8Array.of(0, 2, i >> 8, i & 255),
    scriptType: 'p2wpkh' as const,
  }))
  await world.portfolio.add(entries)
  const ids = world.portfolio.scriptsOf().map(({ scriptId }) => scriptId)
  const coins = ids.slice(0, COUNT).map((id) => coin(`fund ${id}`, id, id, 50))
  await world.snapshot(chain, 100, ids.slice(0, COUNT), coins)
  return { world, ids }
}

it('is loaded in pieces with every script that follows and every coin of it, and others write between them', async () => {
  const { world, ids } = await followingMany()
  const order: string[] = []
  const loading = world.scan.watchSet().then((set) => {
    order.push('loaded')
    return set
  })
  const writing = world.sources.setMeta('a', 'b').then(() => order.push('written'))
  const [set] = await Promise.all([loading, writing])
  expect(order).toEqual(['written', 'loaded'])
  const followed = ids.slice(0, COUNT)
  expect(set.scripts.map(({ id, activeAbove }) => [id, activeAbove])).toEqual(followed.map((id) => [id, 100]))
  expect(set.outpoints.map(({ script }) => script).toSorted((a, b) => a - b)).toEqual(followed)
  expect(set.version).toBe(await world.version())
})

it('is of no use for blocks when an entry was removed while it was loaded', async () => {
  const { world } = await followingMany()
  const loading = world.scan.watchSet()
  await world.scan.position() // its turn comes after the first piece
  await world.portfolio.remove([1])
  const { version } = await loading
  const blocks = [{ header: chain.at(101), txs: [] }]
  const update = { kind: 'connect', on: chain.ref(100), watchVersion: version, blocks } as const
  await expect(world.apply(update)).rejects.toThrow('the watch set has changed')
})
