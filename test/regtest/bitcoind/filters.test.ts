import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { filterHeader } from '../../../electron/engine/filters/filter-header.ts'
import { createFilterMatcher } from '../../../electron/engine/filters/filter-matcher.ts'
import {
  FilterChainError,
  type FilterCheckpoint,
  type FilteredBlock,
  filterCheckpoint,
  filterRange,
} from '../../../electron/engine/filters/filter-range.ts'
import { type FilterSource, hasFiltersTo } from '../../../electron/engine/filters/filter-source.ts'
import { NodeError } from '../../../electron/engine/node-error.ts'
import { type RegtestNode, startRegtestNode } from '../../../electron/launch/regtest-node.ts'
import { parseNodeUrl } from '../../../electron/sources/bitcoind/access.ts'
import { createAuthorization } from '../../../electron/sources/bitcoind/auth.ts'
import { unknownCapabilities } from '../../../electron/sources/bitcoind/capabilities.ts'
import { createFilterSource } from '../../../electron/sources/bitcoind/filters.ts'
import { createHeaderSource } from '../../../electron/sources/bitcoind/headers.ts'
import { createRpc } from '../../../electron/sources/bitcoind/rpc.ts'
import { createTransport } from '../../../electron/sources/bitcoind/transport.ts'
import { type BlockHash, type BlockRef, blockHash, GENESIS_HASH } from '../../../shared/chain.ts'
import { createRandom } from '../../bench/random.ts'
import { describeWithBitcoind } from '../../ground/regtest-ground.ts'
import { seedOf } from '../../ground/seed.ts'
import { type FilterChain, mineFilterChain } from './filters-chain.ts'

const forever = new AbortController().signal
const seed = seedOf('filters')

type Way = 'rest' | 'batches' | 'no_rest'

/** The node's filters by one way of reading them. */
function connect(node: RegtestNode, way: Way) {
  const url = parseNodeUrl(node.url)
  if (!url) throw new Error('not a URL')
  const auth = createAuthorization({ kind: 'cookie', file: node.cookieFile })
  const transport = createTransport(url, auth, () => undefined)
  const rpc = createRpc(transport)
  const capabilities = { ...unknownCapabilities(), rest: way === 'no_rest' ? false : null }
  const filters = createFilterSource(rpc, transport, capabilities, way === 'batches' ? 1e9 : 0)
  return { chain: createHeaderSource(rpc), filters, close: () => transport.close() }
}

async function refAt(node: RegtestNode, height: number): Promise<BlockRef> {
  return { height, hash: blockHash(await node.rpc<string>('getblockhash', [height])) }
}

async function collect(blocks: AsyncIterable<FilteredBlock>): Promise<FilteredBlock[]> {
  const all: FilteredBlock[] = []
  for await (const block of blocks) all.push(block)
  return all
}

async function indexed(filters: FilterSource, node: RegtestNode): Promise<void> {
  const to = await refAt(node, await node.rpc<number>('getblockcount'))
  await vi.waitUntil(async () => hasFiltersTo(await filters.index(forever), to), { timeout: 20_000 })
}

async function scanBlocks(
  node: RegtestNode,
  scripts: readonly Buffer[],
  from: number,
  to: number,
): Promise<string[]> {
  const descriptors = scripts.map((script) => `raw(${script.toString('hex')})`)
  const found = await node.rpc<{ relevant_blocks: string[]; completed: boolean }>('scanblocks', [
    'start',
    descriptors,
    from,
    to,
  ])
  expect(found.completed).toBe(true)
  return found.relevant_blocks
}

async function failureOf(blocks: AsyncIterable<unknown>): Promise<unknown> {
  try {
    for await (const block of blocks) void block
  } catch (error) {
    return error
  }
  return null
}

describeWithBitcoind(`compact filters of the own node (chain seed ${seed})`, (binary) => {
  let node: RegtestNode
  let chain: FilterChain
  let to: BlockRef
  const ways = ['rest', 'batches', 'no_rest'] as const
  const open: ReturnType<typeof connect>[] = []
  const ports = (way: Way): ReturnType<typeof connect> => {
    const made = connect(node, way)
    open.push(made)
    return made
  }
  beforeAll(async () => {
    node = await startRegtestNode(binary, { extraArgs: ['-blockfilterindex=1'] })
    chain = await mineFilterChain(node, seed, 60)
    to = await refAt(node, chain.to)
    await indexed(ports('rest').filters, node)
  })
  afterAll(async () => {
    await Promise.all(open.map((one) => one.close()))
    await node.stop()
  })

  it.each(ways)('find exactly the blocks that scanblocks finds, read by %s', async (way) => {
    const random = createRandom(seed + 1)
    const strangers = Array.from({ length: 5_000 }, () =>
      Buffer.concat([Buffer.of(0x00, 0x14), random.bytes(20)]),
    )
    const { scripts } = chain
    const samples = [
      ...Array.from({ length: 12 }, () => [scripts[random.below(scripts.length)] ?? Buffer.of(0x51)]),
      Array.from({ length: 10 }, () => scripts[random.below(scripts.length)] ?? Buffer.of(0x51)),
      scripts,
      strangers,
      [...strangers, ...scripts.slice(0, 3)],
    ]
    const source = ports(way)
    let hits = 0
    for (const sample of samples) {
      const blocks = await collect(
        filterRange(source, createFilterMatcher(sample), { after: null, to }, forever),
      )
      expect(blocks.map(({ at }) => at.height)).toEqual(Array.from({ length: to.height + 1 }, (_, i) => i))
      const ours = blocks.filter(({ matches }) => matches).map(({ at }) => at.hash)
      const theirs = await scanBlocks(node, sample, 0, to.height)
      expect(new Set(ours)).toEqual(new Set(theirs))
      hits += ours.length
    }
    expect(hits).toBeGreaterThan(20)
  })

  it.each(ways)(
    'carry the header that the node prints, to any block and on from there, read by %s',
    async (way) => {
      const source = ports(way)
      const none = createFilterMatcher([])
      const all = await collect(filterRange(source, none, { after: null, to }, forever))
      for (const height of [0, 1, chain.from, chain.to]) {
        const { hash } = await refAt(node, height)
        const { header } = await node.rpc<{ header: string }>('getblockfilter', [hash])
        expect(all[height]?.at).toEqual({ height, hash, header })
      }
      const after = all[chain.from]?.at as FilterCheckpoint
      expect(await filterCheckpoint(source.filters, after, forever)).toEqual(after)
      const rest = await collect(filterRange(source, none, { after, to }, forever))
      expect(rest).toEqual(all.slice(chain.from + 1))
      expect(
        await collect(filterRange(source, none, { after: all.at(-1)?.at ?? null, to }, forever)),
      ).toEqual([])
    },
  )

  it('are refused on top of a checkpoint that is not theirs, before any block is given', async () => {
    const source = ports('rest')
    const at = await refAt(node, 20)
    const wrong = { ...at, header: filterHeader('ab'.repeat(32)) }
    const error = await failureOf(filterRange(source, createFilterMatcher([]), { after: wrong, to }, forever))
    expect(error).toBeInstanceOf(FilterChainError)
    expect(error).toMatchObject({ kind: 'broken', at: await refAt(node, 21) })
  })

  it('are not read past a block that a reorganisation has replaced', async () => {
    const source = ports('batches')
    await node.mine(3)
    const stale = await refAt(node, await node.rpc<number>('getblockcount'))
    await indexed(source.filters, node)
    const staleCheckpoint = await filterCheckpoint(source.filters, stale, forever)
    await node.reorg(2)
    const tip = await refAt(node, await node.rpc<number>('getblockcount'))
    await indexed(source.filters, node)
    const none = createFilterMatcher([])
    const onto = await failureOf(filterRange(source, none, { after: null, to: stale }, forever))
    expect(onto).toMatchObject({ name: 'FilterChainError', kind: 'moved', at: stale })
    const from = await failureOf(filterRange(source, none, { after: staleCheckpoint, to: tip }, forever))
    expect(from).toMatchObject({ name: 'FilterChainError', kind: 'moved' })
    // The filter of a replaced block is still there, but no headers follow it: the chain changed.
    const direct = ports('rest')
    await failureOf(direct.filters.filters([GENESIS_HASH.regtest], forever))
    const error = await failureOf(direct.filters.filters([stale.hash, tip.hash], forever))
    expect(error).toBeInstanceOf(NodeError)
    expect(error).toMatchObject({ problem: 'busy' })
  })

  it.each(ways)('stop at once when nobody wants them any more, read by %s', async (way) => {
    const source = ports(way)
    const cancel = new AbortController()
    let seen = 0
    const reading = (async () => {
      for await (const block of filterRange(
        source,
        createFilterMatcher([]),
        { after: null, to },
        cancel.signal,
      )) {
        if (++seen === 30) cancel.abort(new Error('enough'))
        void block
      }
    })()
    await expect(reading).rejects.toThrow('enough')
    expect(seen).toBe(30)
    for await (const block of filterRange(source, createFilterMatcher([]), { after: null, to }, forever))
      if (block.at.height === 30) break
    expect(
      await collect(filterRange(source, createFilterMatcher([]), { after: null, to }, forever)),
    ).toHaveLength(to.height + 1)
  })
})

describeWithBitcoind('a node without a filter index', (binary) => {
  it('is told from one that has it, and refuses filters in words of its own', async () => {
    const node = await startRegtestNode(binary)
    const blocks = (await node.mine(12)) as BlockHash[] // the hashes of bitcoind
    for (const way of ['rest', 'no_rest'] as const) {
      const { filters, close } = connect(node, way)
      expect(await filters.index(forever)).toEqual({ kind: 'absent' })
      expect(hasFiltersTo(await filters.index(forever), { height: 0, hash: GENESIS_HASH.regtest })).toBe(
        false,
      )
      const error = await failureOf(filters.filters(blocks, forever))
      expect(error).toBeInstanceOf(NodeError)
      expect(error).toMatchObject({ problem: 'forbidden', message: 'The node has no block filter index.' })
      await close()
    }
    await node.stop()
  })
})
