import { describe, expect, it } from 'vitest'
import { createPastBlocks, type NodeOfBlocks } from '../../../electron/services/past-blocks.ts'
import type { BlockHeader } from '../../../shared/chain.ts'
import { type TestChain, testChain } from '../store/world.ts'

const SIGNAL = new AbortController().signal
const TIP = 300

/** Blocks that come ten minutes apart, but for some whose clocks were wrong. */
function chainOf(times: Readonly<Record<number, number>> = {}): TestChain {
  const chain = testChain()
  return { ...chain, at: (height) => ({ ...chain.at(height), time: times[height] ?? chain.at(height).time }) }
}

const median = (chain: TestChain, height: number): number =>
  Array.from({ length: Math.min(11, height + 1) }, (_, i) => chain.at(height - i).time).toSorted(
    (a, b) => a - b,
  )[Math.min(11, height + 1) >> 1] ?? 0

function modelsOf(chain: TestChain, stored: (height: number) => boolean, cursor = TIP) {
  const blockAt = (height: number): BlockHeader | null =>
    height >= 0 && height <= cursor && stored(height) ? chain.at(height) : null
  return {
    blockAt,
    cursor: () => chain.at(cursor),
    headersBelow: (height: number, count: number) =>
      Array.from({ length: count }, (_, i) => blockAt(height - count + 1 + i)).filter(
        (each) => each !== null,
      ),
  }
}

function nodeOf(chain: TestChain, tip = TIP): NodeOfBlocks {
  const headers = Array.from({ length: tip + 1 }, (_, height) => chain.at(height))
  return {
    tip: () => ({ best: chain.ref(tip) }),
    answers: () => true,
    fail: () => undefined,
    session: () => ({
      chain: {
        hashesFrom: async (from, count) => headers.slice(from, from + count).map(({ hash }) => hash),
        headersOf: async (hashes) =>
          hashes.map((hash) => {
            const found = headers.find((header) => header.hash === hash)
            return found ? { ...found, inBestChain: true } : null
          }),
      },
    }),
  }
}

const offline = () => false

describe('the block of an instant', () => {
  const chain = chainOf({ 150: 1_600_000_000 + 170 * 600, 151: 1_600_000_000 + 140 * 600 })

  it('is the last one whose median time past is not after it, from own headers and from the node alike', async () => {
    const own = createPastBlocks({ models: modelsOf(chain, () => true), node: null, offline })
    const asked = createPastBlocks({
      models: modelsOf(chain, (at) => at === TIP),
      node: nodeOf(chain),
      offline,
    })
    for (let height = 0; height < TIP - 1; height += 7)
      for (const late of [0, 1, 599]) {
        const seconds = median(chain, height) + late
        let expected = height
        while (median(chain, expected + 1) <= seconds) expected += 1
        const found = { kind: 'block', block: chain.ref(expected), final: true }
        expect(await own.ofTime(seconds * 1_000 + 999, SIGNAL)).toEqual(found)
        expect(await asked.ofTime(seconds * 1_000, SIGNAL)).toEqual(found)
      }
  })

  it('is not final while no later block has passed it, and not known without a node', async () => {
    const now = (median(chain, TIP) + 5) * 1_000
    const asked = createPastBlocks({ models: modelsOf(chain, () => true), node: nodeOf(chain), offline })
    expect(await asked.ofTime(now, SIGNAL)).toEqual({ kind: 'block', block: chain.ref(TIP), final: false })
    const own = createPastBlocks({ models: modelsOf(chain, () => true), node: null, offline })
    expect(await own.ofTime(now, SIGNAL)).toEqual({ kind: 'unknown', reason: 'time_above_ledger' })
  })

  it('is not known below the headers that are kept one by one, nor before there was a chain', async () => {
    const kept = (at: number): boolean => at === 0 || at === 40 || at > TIP - 50
    const own = createPastBlocks({ models: modelsOf(chain, kept), node: null, offline })
    expect(await own.ofTime(median(chain, 45) * 1_000, SIGNAL)).toEqual({
      kind: 'unknown',
      reason: 'block_times_unknown',
    })
    expect(await own.ofTime(median(chain, TIP - 20) * 1_000, SIGNAL)).toMatchObject({
      block: chain.ref(TIP - 20),
    })
    const asked = createPastBlocks({ models: modelsOf(chain, kept), node: nodeOf(chain), offline })
    expect(await asked.ofTime(1_000, SIGNAL)).toEqual({ kind: 'unknown', reason: 'before_genesis' })
    const off = createPastBlocks({ models: modelsOf(chain, kept), node: nodeOf(chain), offline: () => true })
    expect(await off.ofTime(median(chain, 45) * 1_000, SIGNAL)).toEqual({
      kind: 'unknown',
      reason: 'block_times_unknown',
    })
  })

  it('is found on the chain that the node has when it stops moving', async () => {
    const fork = chain.fork('b', 200)
    const before = nodeOf(chain).session()
    const after = nodeOf(fork).session()
    let calls = 0
    const session = () => ({
      chain: {
        hashesFrom: (from: number, count: number, signal: AbortSignal) =>
          ((calls += 1) < 8 ? before : after)?.chain.hashesFrom(from, count, signal) ?? Promise.resolve([]),
        headersOf: (
          hashes: Parameters<NonNullable<typeof after>['chain']['headersOf']>[0],
          signal: AbortSignal,
        ) => after?.chain.headersOf(hashes, signal) ?? Promise.resolve([]),
      },
    })
    const blocks = createPastBlocks({
      models: modelsOf(fork, () => false),
      node: { ...nodeOf(fork), session },
      offline,
    })
    const seconds = median(fork, 250)
    expect(await blocks.ofTime(seconds * 1_000, SIGNAL)).toMatchObject({ block: fork.ref(250) })
  })
})

describe('the block at a height', () => {
  const chain = chainOf()

  it('is the stored one, else the node’s where that is on one chain with own data', async () => {
    const models = modelsOf(chain, (at) => at === 100)
    const asked = createPastBlocks({ models, node: nodeOf(chain), offline })
    expect(await asked.at(100, [chain.ref(TIP)], SIGNAL)).toEqual(chain.ref(100))
    expect(await asked.at(101, [chain.ref(TIP)], SIGNAL)).toEqual(chain.ref(101))
    expect(await asked.at(101, [chain.fork('b', 50).ref(TIP)], SIGNAL)).toBeNull()
    expect(await createPastBlocks({ models, node: null, offline }).at(101, [], SIGNAL)).toBeNull()
  })
})
