import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createProviderMemory } from '../../../electron/services/provider-memory.ts'
import { createProvider } from '../../../electron/sources/create-provider.ts'
import { openStore } from '../../../electron/store/open-store.ts'
import { RENEWED, SELF_SIGNED } from '../../fakes/electrum-certificates.ts'
import { madeUpChain } from '../../fakes/electrum-chain.ts'
import { electrumServer, START_HEIGHT } from '../sources/electrum/electrum-ground.ts'
import { arrived, never, providerError } from '../sources/provider-ground.ts'

/** A folder of its own, opened and closed like at a start. */
function folder() {
  const root = mkdtempSync(join(tmpdir(), 'tidemark-memory-'))
  onTestFinished(() => rmSync(root, { recursive: true }))
  return async <T>(work: (memory: ReturnType<typeof createProviderMemory>) => Promise<T>): Promise<T> => {
    const options = { network: 'main', access: 'own', purpose: 'a test', file: 'ledger.db' } as const
    const store = openStore({ ...options, root, clock: { now: Date.now } })
    try {
      const faults: unknown[] = []
      const value = await work(createProviderMemory(store.sources, (error) => faults.push(error)))
      await store.idle()
      expect(faults).toEqual([])
      return value
    } finally {
      store.close()
    }
  }
}

describe('what is remembered of providers', () => {
  it('is the same key for groups of addresses at each start, and another one in each folder', async () => {
    const start = folder()
    const first = await start(async (memory) => [memory.groupKey(), memory.groupKey()])
    const second = await start(async (memory) => memory.groupKey())
    expect(first).toEqual([second, second])
    expect(second).toMatch(/^[0-9a-f]{64}$/)
    expect(await folder()(async (memory) => memory.groupKey())).not.toBe(second)
  })

  it.each([
    ['a host and port', 'electrum.example:50002', 'tls://electrum.example:50002'],
    ["the port that is https's own", 'electrum.example', 'tls://electrum.example:443'],
    ['an IPv6 address', '[fd12::1]:50002', 'tls://[fd12::1]:50002'],
    ["an IPv6 address and the port that is https's own", '[fd12::1]', 'tls://[fd12::1]:443'],
  ])('forgets the certificate of one server alone: %s', async (_, id, origin) => {
    await folder()(async (memory) => {
      const { pins } = memory
      await pins.save(origin, 'aa')
      await pins.save('tls://other.example:50002', 'bb')
      await memory.forgetPin(id)
      expect([await pins.load(origin), await pins.load('tls://other.example:50002')]).toEqual([null, 'bb'])
    })
  })

  it('lets a server with a new certificate in again only after the old one was forgotten', async () => {
    const chain = madeUpChain('main', START_HEIGHT)
    const old = await electrumServer({ chain, tls: SELF_SIGNED })
    await folder()(async (memory) => {
      const id = `localhost:${old.port}`
      memory.setFamily(id, 'electrum')
      const ground = { network: 'main', clock: { now: Date.now }, memory } as const
      const source = createProvider({ id, url: old.url }, ground)
      await source.tip(never)
      await old.close()
      await electrumServer({ chain, tls: RENEWED, port: old.port })
      await arrived() // until the old connection has ended on this side too
      expect((await providerError(source.tip(never))).message).toContain('not the one it had before')
      await memory.forgetPin(id)
      expect((await source.tip(never)).height).toBe(START_HEIGHT)
      await source.close()
    })
  })
})
