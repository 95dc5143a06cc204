import { describe, expect, it } from 'vitest'
import { coin, openWorld, testChain } from './world.ts'

const chain = testChain()

describe('an archived entry', () => {
  it('says so in the list and of its scripts, until it is brought back', async () => {
    const world = openWorld()
    await world.watch(1, 2)
    expect(await world.portfolio.archive([1, 99], true)).toBe(1)
    expect(world.portfolio.list().map(({ id, archived }) => [id, archived])).toEqual([
      [1, true],
      [2, false],
    ])
    expect(world.portfolio.scriptsOf()).toEqual([
      { watchId: 1, scriptId: 1, address: 'address 1', group: '', archived: true },
      { watchId: 2, scriptId: 2, address: 'address 2', group: '', archived: false },
    ])
    expect(await world.portfolio.archive([1], false)).toBe(1)
    expect(world.portfolio.scriptsOf([1])).toMatchObject([{ archived: false }])
  })

  it('moves the revision when something changed, and only then', async () => {
    const world = openWorld()
    await world.watch(1)
    const before = world.models.revision()
    await world.portfolio.archive([1], true)
    expect(world.models.revision()).toBe(before + 1)
    expect(await world.portfolio.archive([1], true)).toBe(0)
    expect(await world.portfolio.archive([], true)).toBe(0)
    expect(world.models.revision()).toBe(before + 1)
  })

  it('is followed by the ledger all the same', async () => {
    const world = openWorld()
    const [a = -1] = await world.watch(1)
    await world.snapshot(chain, 10, [a], [coin('fund', a, 50, 9)])
    const version = await world.version()
    await world.portfolio.archive([1], true)
    expect(await world.version()).toBe(version)
    expect((await world.scan.watchSet()).scripts.map(({ id }) => id)).toEqual([a])
    await world.connect(chain, 12)
    expect(world.models.ledgerReadings([a]).get(a)).toMatchObject({ confirmed: 50, at: { height: 12 } })
  })

  it('stays archived when its address is added again, with the new label', async () => {
    const world = openWorld()
    await world.watch(1)
    await world.portfolio.archive([1], true)
    const { already } = await world.portfolio.add([
      { text: 'address 1', scriptPubKey: Uint8Array.of(0, 1, 1), scriptType: 'p2wpkh', label: 'rent' },
    ])
    expect(already).toMatchObject([{ id: 1, label: 'rent', archived: true }])
  })
})
