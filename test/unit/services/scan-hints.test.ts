import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { ChainHint, ChainSource } from '../../../electron/engine/ports.ts'
import {
  createNodeService,
  type NodeAdapter,
  type NodeService,
} from '../../../electron/services/node-service.ts'
import { createScanService } from '../../../electron/services/scan-service.ts'
import { openStore, type Store } from '../../../electron/store/open-store.ts'
import type { NodeFeatures } from '../../../shared/node-problem.ts'
import { HandChain, payTx } from '../../fakes/hand-chain.ts'
import { handSource } from '../../fakes/hand-chain-source.ts'
import { tempDir } from '../store/world.ts'

const SCRIPT = `0014${'11'.repeat(20)}`
const FEATURES: NodeFeatures = {
  version: 300_000,
  subversion: '/Satoshi:30.0.0/',
  pruned: false,
  pruneHeight: null,
  rest: true,
  blockFilterIndex: 'absent',
  zmq: ['tcp://127.0.0.1:28332'],
  waitTakesTip: true,
}
const option = (url: string) => ({ url, auth: { kind: 'password', user: 'u', password: 'p' } }) as const

/** What the test does to the node, and what the node was asked. */
interface Wire {
  onHint: ((hint: ChainHint) => void) | null
  readonly listened: { readonly url: string; readonly signal: AbortSignal }[]
  lists: number
  views: number
  duringList: (() => void) | null
  initialDownload: boolean
}

describe('hints of the own node', () => {
  const chain = new HandChain()
  chain.mineTo(3)
  let wire: Wire
  let store: Store
  let node: NodeService
  let stop: AbortController
  let following: Promise<void>

  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
    wire = { onHint: null, listened: [], lists: 0, views: 0, duringList: null, initialDownload: false }
    stop = new AbortController()
  })
  afterEach(async () => {
    stop.abort()
    await following
    await node.close()
    await store.idle()
    store.close()
    vi.useRealTimers()
  })

  function adapter(url: string): NodeAdapter {
    const source = handSource(chain)
    const noFilters = (): never => {
      throw new Error('no filters in this test')
    }
    return {
      snapshots: source.snapshots,
      descriptors: { scan: noFilters },
      filters: { index: noFilters, headerOf: noFilters, filters: noFilters },
      features: async () => FEATURES,
      close: async () => undefined,
      chain: wired(source.chain, url),
    }
  }

  function wired(source: ChainSource, url: string): ChainSource {
    return {
      ...source,
      view: async (signal) => {
        wire.views += 1
        const view = await source.view(signal)
        return wire.initialDownload ? { ...view, headers: 900, initialDownload: true } : view
      },
      mempoolTxids: (signal) => {
        wire.lists += 1
        wire.duringList?.()
        return source.mempoolTxids(signal)
      },
      waitForTip: (_, __, signal) => ended(signal),
      hints: async (onHint, signal) => {
        wire.onHint = onHint
        wire.listened.push({ url, signal })
        await ended(signal)
      },
    }
  }

  function ended(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      signal.addEventListener('abort', () => resolve(), { once: true })
      if (signal.aborted) resolve()
    })
  }

  /** Opens a ledger with one watched script and follows the chain; at rest when this resolves. */
  async function follow(): Promise<void> {
    const clock = { now: () => 1_700_000_000_000 }
    const file = 'ledger.sqlite'
    store = openStore({ root: tempDir(), network: 'regtest', access: 'own', purpose: 'a test', file, clock })
    const scriptPubKey = Buffer.from(SCRIPT, 'hex')
    await store.portfolio.add([{ text: 'made up', scriptType: 'p2wpkh', scriptPubKey }])
    node = createNodeService({
      network: 'regtest',
      clock,
      connect: ({ url }) => adapter(url),
      lastTip: null,
      onLeave: async () => undefined,
      onChange: () => undefined,
    })
    await node.configure(option('http://one'), false)
    const scan = createScanService({
      network: 'regtest',
      node,
      store: store.scan,
      clock,
      memory: { getMeta: () => null, setMeta: async () => undefined },
      onProgress: () => undefined,
      onAsked: async () => undefined,
      onFault: (error) => expect.fail(String(error)),
      onLedger: () => undefined,
    })
    following = scan.follow(stop.signal)
    await busy()
    poke = () => scan.poke()
  }
  let poke: () => void = () => undefined

  /** Lets everything happen that waits for no timer. */
  async function busy(): Promise<void> {
    for (let turn = 0; turn < 60; turn++) await new Promise((resolve) => setImmediate(resolve))
  }
  async function pass(ms: number): Promise<void> {
    await vi.advanceTimersByTimeAsync(ms)
    await busy()
  }
  const pending = (): number | null | undefined =>
    [...store.models.ledgerReadings('all').values()][0]?.pending

  it('have the mempool looked at long before its time', async () => {
    await follow()
    expect(pending()).toBe(0)
    const before = wire.lists
    const paid = payTx([{ script: SCRIPT, value: 700 }])
    chain.mempool.set(paid.txid, paid.raw)
    await pass(200)
    expect(wire.lists).toBe(before) // nobody has said anything
    wire.onHint?.('news')
    await pass(80)
    expect({ lists: wire.lists, pending: pending() }).toEqual({ lists: before + 1, pending: 700 })
    chain.mempool.clear()
  })

  it('cost one look for a flood', async () => {
    await follow()
    const [before, views] = [wire.lists, wire.views]
    for (let n = 0; n < 70; n++) {
      wire.onHint?.(n % 7 ? 'news' : 'lost')
      await vi.advanceTimersByTimeAsync(1)
    }
    await pass(10)
    expect(wire.lists).toBe(before + 1)
    await pass(300)
    expect(wire.lists).toBe(before + 1)
    expect(wire.views - views).toBeLessThan(10) // nor is the tip asked for at every hint
  })

  it('are not missed where they come while it looks', async () => {
    await follow()
    const before = wire.lists
    wire.duringList = () => {
      wire.onHint?.('news')
      wire.duringList = null
    }
    poke()
    await busy()
    expect(wire.lists).toBe(before + 1)
    await pass(80)
    expect(wire.lists).toBe(before + 2)
  })

  it('are not what a node that is still downloading is asked for', async () => {
    await follow()
    wire.initialDownload = true
    poke()
    await busy()
    const before = wire.views
    for (let n = 0; n < 100; n++) {
      wire.onHint?.('news')
      await vi.advanceTimersByTimeAsync(10)
    }
    await busy()
    expect(wire.views - before).toBeLessThan(3)
  })

  it('come from the node that is set, and from none while none is to be asked', async () => {
    await follow()
    expect(wire.listened.map(({ url }) => url)).toEqual(['http://one'])
    await node.configure(option('http://two'), false)
    poke()
    await busy()
    expect(wire.listened.map(({ url, signal }) => [url, signal.aborted])).toEqual([
      ['http://one', true],
      ['http://two', false],
    ])
    await node.configure(option('http://two'), true)
    poke()
    await busy()
    expect(wire.listened.at(-1)?.signal.aborted).toBe(true)
    expect(wire.listened).toHaveLength(2)
  })
})
