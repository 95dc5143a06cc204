import { describe, expect, it } from 'vitest'
import { openDatabase } from '../../../electron/store/open-database.ts'
import { createRecentCoins, type RecentCoins } from '../../../electron/store/recent-coins.ts'
import { openWorld, out, tempDir, testChain, tx } from './world.ts'

describe('coins that were just made', () => {
  it('are spent by the next blocks, whatever was written between them', async () => {
    const world = openWorld()
    const chain = testChain()
    const [a = -1] = await world.watch(1)
    await world.snapshot(chain, 10, [a])
    await world.connect(chain, 11, { 11: [tx('x', { pays: [[a, 5]] }), tx('y', { pays: [[a, 70]] })] })
    await world.connect(chain, 12, { 12: [tx('z', { spends: [out('x')], pays: [[a, 4]] })] })
    expect(world.confirmed(a)).toEqual([74])
    await world.sources.setMeta('anything', 'else')
    await world.connect(chain, 13, { 13: [tx('w', { spends: [out('y'), out('z')] })] })
    expect(world.confirmed(a)).toEqual([0])
  })

  it('are forgotten with the blocks that a reorganisation took', async () => {
    const world = openWorld()
    const chain = testChain()
    const [a = -1] = await world.watch(1)
    await world.snapshot(chain, 10, [a])
    const made = { 12: [tx('x', { pays: [[a, 5]], coinbase: true })] }
    await world.connect(chain, 12, made)
    await world.rewind(chain.ref(11))
    const other = chain.fork('b', 11)
    // Its coinbase is gone: a matcher that still names it is told nothing of it.
    await world.connect(other, 13, {
      12: [tx('k', { pays: [[a, 8]] })],
      13: [tx('z', { spends: [out('x')] })],
    })
    expect(world.confirmed(a)).toEqual([8])
  })

  it('are what they were for a block that was refused first and came again', async () => {
    const world = openWorld()
    const chain = testChain()
    const [a = -1] = await world.watch(1)
    await world.snapshot(chain, 10, [a])
    await world.connect(chain, 11, { 11: [tx('x', { pays: [[a, 5]] })] })
    const twice = tx('z', {
      spends: [out('x')],
      pays: [
        [a, 3],
        [a, 1],
      ],
    })
    const broken = { ...twice, outputs: twice.outputs.map((output) => ({ ...output, vout: -1 })) }
    await expect(world.connect(chain, 12, { 12: [broken] })).rejects.toThrow()
    expect(world.confirmed(a)).toEqual([5])
    await world.connect(chain, 12, { 12: [twice] })
    expect(world.confirmed(a)).toEqual([4])
  })
})

describe('the memory of them', () => {
  const settle = (coins: RecentCoins): void => {
    coins.seal()
    coins.settle()
  }
  const inFile = () => openDatabase(`${tempDir()}/coins.sqlite`, { readOnly: false })

  it('keeps the newest alone, and hands each over once', () => {
    const db = inFile()
    const coins = createRecentCoins(db, 2)
    coins.begin()
    for (const [id, name] of ['old', 'new', 'newest'].entries())
      coins.add(out(name).txid, 0, { id, script: 1, value: 1 })
    settle(coins)
    coins.begin()
    expect(['old', 'new', 'newest', 'newest'].map((name) => coins.take(out(name))?.id)).toEqual([
      undefined,
      1,
      2,
      undefined,
    ])
    db.close()
  })

  it('finds each of a transaction with few coins and with many, and forgets it with its last', () => {
    const db = inFile()
    for (const many of [1, 2, 16, 17, 300]) {
      const coins = createRecentCoins(db, many)
      coins.begin()
      const { txid } = out(`a transaction of ${many}`)
      for (let vout = 0; vout < many; vout++) coins.add(txid, vout, { id: 1_000 + vout, script: 1, value: 1 })
      const backwards = Array.from({ length: many }, (_, at) => many - 1 - at)
      expect(coins.take({ txid, vout: many })).toBeUndefined()
      expect(backwards.map((vout) => coins.take({ txid, vout })?.id)).toEqual(
        backwards.map((vout) => 1_000 + vout),
      )
      expect(coins.take({ txid, vout: 0 })).toBeUndefined()
    }
    db.close()
  })

  it('is empty after an update that failed, and after any write of somebody else', () => {
    const db = inFile()
    const other = openDatabase(db.name, { readOnly: false })
    const write =
      "INSERT INTO meta (key, value) VALUES ('a', 'b') ON CONFLICT DO UPDATE SET value = value || 'b'"
    const coins = createRecentCoins(db)
    const isKnownAfter = (between: () => void): boolean => {
      coins.begin()
      coins.add(out('x').txid, 0, { id: 1, script: 1, value: 1 })
      between()
      coins.begin()
      return coins.take(out('x')) !== undefined
    }
    expect(isKnownAfter(() => settle(coins))).toBe(true)
    expect(isKnownAfter(() => coins.seal())).toBe(false) // never settled
    for (const writer of [db, other])
      expect(
        isKnownAfter(() => {
          settle(coins)
          writer.exec(write)
        }),
      ).toBe(false)
    other.close()
    db.close()
  })
})
