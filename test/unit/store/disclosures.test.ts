import { describe, expect, it } from 'vitest'
import { openDatabase } from '../../../electron/store/open-database.ts'
import { openWorld } from './world.ts'

describe('the record of who was asked', () => {
  it('keeps the first and the last time of each source, by address', async () => {
    const { sources } = openWorld()
    for (const time of [50, 20, 70])
      await sources.recordDisclosure('provider:x', ['address 1', 'address 2'], time)
    await sources.recordDisclosure('provider:y', ['address 1'], 60)
    expect(sources.disclosures('address 1')).toEqual([
      { source: 'provider:x', firstAt: 20, lastAt: 70 },
      { source: 'provider:y', firstAt: 60, lastAt: 60 },
    ])
    expect(sources.disclosures('address 2')).toEqual([{ source: 'provider:x', firstAt: 20, lastAt: 70 }])
  })

  it('takes scripts for the addresses they are shown as, and leaves out those that are gone', async () => {
    const world = openWorld()
    const [a = -1, b = -1] = await world.watch(1, 2)
    await world.sources.recordDisclosure('node', [a, b, 99], 5)
    expect(world.sources.allDisclosures(9).map(({ address }) => address)).toEqual(['address 1', 'address 2'])
  })

  it('outlives the entry, and shows again when the address is added again', async () => {
    const world = openWorld()
    const [a = -1] = await world.watch(1)
    await world.sources.recordDisclosure('node', [a], 5)
    await world.sources.recordDisclosure('provider:x', ['address 1'], 6)
    await world.portfolio.remove([1])
    const kept = [
      { source: 'node', firstAt: 5, lastAt: 5 },
      { source: 'provider:x', firstAt: 6, lastAt: 6 },
    ]
    expect(world.sources.disclosures('address 1')).toEqual(kept)
    await world.watch(1)
    expect(world.sources.disclosures(world.portfolio.scriptsOf()[0]?.address ?? '')).toEqual(kept)
  })

  it('lists all by address, as many as wanted', async () => {
    const { sources } = openWorld()
    await sources.recordDisclosure('provider:y', ['b', 'a'], 1)
    await sources.recordDisclosure('provider:x', ['b'], 2)
    expect(sources.allDisclosures(2)).toEqual([
      { address: 'a', source: 'provider:y', firstAt: 1, lastAt: 1 },
      { address: 'b', source: 'provider:x', firstAt: 2, lastAt: 2 },
    ])
    expect(sources.allDisclosures(9)).toHaveLength(3)
  })

  it('is on disk, for another connection to see, when recording resolves', async () => {
    const world = openWorld()
    await Promise.all(
      ['a', 'b', 'c'].map((address) => world.sources.recordDisclosure('provider:x', [address], 1)),
    )
    const other = openDatabase(world.file, { readOnly: true })
    try {
      expect(other.prepare('SELECT address FROM disclosure ORDER BY address').pluck().all()).toEqual([
        'a',
        'b',
        'c',
      ])
    } finally {
      other.close()
    }
  })

  it('fails for every record that shared the commit when the commit fails, and goes on afterwards', async () => {
    const { sources } = openWorld()
    const results = await Promise.allSettled([
      sources.recordDisclosure('provider:x', ['a'], 1),
      sources.recordDisclosure('provider:x', ['b'], Number.NaN), // no integer: the database refuses it
    ])
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    expect(results[0]).toMatchObject({ reason: { code: 'storage' } })
    expect(sources.allDisclosures(9)).toEqual([])
    await sources.recordDisclosure('provider:x', ['a'], 2)
    expect(sources.disclosures('a')).toHaveLength(1)
  })
})
