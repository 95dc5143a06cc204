import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { packScripts } from '../../../electron/store/packed-scripts.ts'
import { openWorld, out, tempDir, testChain, tx } from './world.ts'

const chain = testChain()

describe('what a ledger holds right after a block', () => {
  it('is told for the scripts whose facts reach it, and for no other branch', async () => {
    const world = openWorld()
    const [a = 0, b = 0] = await world.watch(1, 2)
    await world.snapshot(chain, 100, [a])
    await world.connect(chain, 101, { 101: [tx('pay', { pays: [[a, 5]] })] })
    await world.snapshot(chain, 101, [b])
    await world.connect(chain, 102, { 102: [tx('out', { spends: [out('pay')] })] })
    const coin = { ...out('pay'), script: a, value: 5, coinbase: false, height: 101 }
    expect(await world.scan.holdingAt([a, b], chain.ref(101))).toEqual({ covered: [a, b], outputs: [coin] })
    expect(await world.scan.holdingAt([a, b], chain.ref(100))).toEqual({ covered: [a], outputs: [] })
    expect(await world.scan.holdingAt([a, b], chain.ref(102))).toEqual({ covered: [a, b], outputs: [] })
    expect(await world.scan.holdingAt([a], chain.fork('x', 100).ref(101))).toBeNull()
    expect(await world.scan.holdingAt([a], chain.ref(103))).toBeNull()
  })
})

describe('a check that is due', () => {
  it('is so after an end without a close, also when the ledger was closed once meanwhile', async () => {
    const root = tempDir()
    const world = openWorld(root)
    const [a = 0] = await world.watch(1)
    await world.snapshot(chain, 100, [a])
    expect(await world.scan.checkDue()).toBeNull()
    const copy = tempDir()
    cpSync(join(root, 'regtest'), join(copy, 'regtest'), {
      recursive: true,
      filter: (path) => !path.includes('lock'),
    }) // as a killed process leaves it
    const killed = openWorld(copy, false)
    expect(await killed.scan.checkDue()).toBe('unclean_exit')
    killed.close()
    expect(await openWorld(copy).scan.checkDue()).toBe('unclean_exit')
  })

  it('is not so after a close, nor where nothing was ever looked up', async () => {
    const root = tempDir()
    const world = openWorld(root, false)
    const [a = 0] = await world.watch(1)
    expect(await world.scan.checkDue()).toBeNull()
    await world.snapshot(chain, 100, [a])
    world.close()
    expect(await openWorld(root).scan.checkDue()).toBeNull()
  })
})

describe('packed scripts', () => {
  it('come out as they went in, of any length, as often as they are walked over', () => {
    const rows = [0, 1, 34, 5_000, 22].map((size, i) => [i + 1, Buffer.alloc(size, i + 1), i * 10] as const)
    const packed = packScripts(rows, 1)
    const expected = rows.map(([id, bytes, activeAbove]) => ({ id, hex: bytes.toString('hex'), activeAbove }))
    const found = () =>
      packed.map(({ id, scriptPubKey, activeAbove }) => ({
        id,
        hex: Buffer.from(scriptPubKey).toString('hex'),
        activeAbove,
      }))
    expect(packed).toHaveLength(5)
    expect(found()).toEqual(expected)
    expect(found()).toEqual(expected)
  })
})
