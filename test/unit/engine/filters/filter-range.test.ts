import { describe, expect, it } from 'vitest'
import { fromDisplayHex } from '../../../../electron/engine/block/hash.ts'
import {
  type FilterHeader,
  NO_FILTER_HEADER,
  nextFilterHeader,
} from '../../../../electron/engine/filters/filter-header.ts'
import { createFilterMatcher } from '../../../../electron/engine/filters/filter-matcher.ts'
import {
  type FilteredBlock,
  type FilterPorts,
  type FilterRange,
  filterRange,
} from '../../../../electron/engine/filters/filter-range.ts'
import type { BlockFilter, FilterSource } from '../../../../electron/engine/filters/filter-source.ts'
import { type BlockHash, blockHash } from '../../../../shared/chain.ts'
import { createRandom } from '../../../bench/random.ts'
import { buildFilter } from './naive-gcs.ts'

const forever = new AbortController().signal
const BLOCKS = 4_500
const PAID = [0, 1, 1_999, 2_000, 2_001, 3_999, 4_000, 4_499]
const SCRIPT = createRandom(5).bytes(34).fill(0x51, 0, 1)
const EMPTY = Uint8Array.of(0)

/** A chain of blocks of which a few pay SCRIPT, all others have empty filters, and how the node tells of it. */
function createChain(
  change: (filter: BlockFilter, height: number) => BlockFilter | null = (filter) => filter,
) {
  const hashes = Array.from({ length: BLOCKS }, (_, i) =>
    blockHash(createRandom(i).bytes(32).toString('hex')),
  )
  const heights = new Map(hashes.map((hash, height) => [hash, height]))
  const filters: BlockFilter[] = []
  let header: FilterHeader = NO_FILTER_HEADER
  for (const [height, block] of hashes.entries()) {
    const bytes = PAID.includes(height) ? buildFilter(fromDisplayHex(block).subarray(0, 16), [SCRIPT]) : EMPTY
    header = nextFilterHeader(bytes, header)
    filters.push({ block, bytes, header })
  }
  const filterAt = (hash: BlockHash): BlockFilter | null => {
    const height = heights.get(hash) ?? -1
    const filter = filters[height]
    return filter ? change(filter, height) : null
  }
  const source: FilterSource = {
    index: async () => ({ kind: 'synced', height: BLOCKS - 1 }),
    headerOf: async (block) => filterAt(block)?.header ?? NO_FILTER_HEADER,
    async *filters(blocks) {
      for (const block of blocks) {
        const filter = filterAt(block)
        if (filter) yield filter
      }
    },
  }
  const ports: FilterPorts = {
    chain: { hashesFrom: async (height, count) => hashes.slice(height, height + count) },
    filters: source,
  }
  const refAt = (height: number) => ({ height, hash: hashes[height] ?? blockHash('00'.repeat(32)) })
  const checkpointAt = (height: number) => ({
    ...refAt(height),
    header: filters[height]?.header ?? NO_FILTER_HEADER,
  })
  return { ports, hashes, refAt, checkpointAt }
}

async function run(
  ports: FilterPorts,
  range: FilterRange,
): Promise<{ blocks: FilteredBlock[]; error: unknown }> {
  const blocks: FilteredBlock[] = []
  try {
    for await (const block of filterRange(ports, createFilterMatcher([SCRIPT]), range, forever))
      blocks.push(block)
    return { blocks, error: null }
  } catch (error) {
    return { blocks, error }
  }
}

const heightsOf = (blocks: readonly FilteredBlock[]): number[] => blocks.map(({ at }) => at.height)

describe('a range of filters', () => {
  it('gives every block once and in order, however the range lies to the pages it is asked in', async () => {
    const { ports, refAt, checkpointAt } = createChain()
    for (const [after, to] of [
      [-1, 0],
      [-1, 1_999],
      [-1, 2_000],
      [-1, 4_499],
      [0, 2_000],
      [1, 2_001],
      [1_998, 4_499],
      [1_999, 3_999],
      [4_498, 4_499],
      [4_499, 4_499],
    ] as const) {
      const range = { after: after === -1 ? null : checkpointAt(after), to: refAt(to) }
      const { blocks, error } = await run(ports, range)
      expect(error).toBeNull()
      expect(heightsOf(blocks)).toEqual(Array.from({ length: to - after }, (_, i) => after + 1 + i))
      expect(heightsOf(blocks.filter(({ matches }) => matches))).toEqual(
        PAID.filter((height) => height > after && height <= to),
      )
      expect(blocks.every(({ at }) => at.header === checkpointAt(at.height).header)).toBe(true)
    }
  })

  it('ends at a filter that is not the one its header commits to, with all before it given', async () => {
    const spoilt = createChain((filter, height) =>
      height === 2_001
        ? { ...filter, bytes: Uint8Array.from(filter.bytes, (byte, i) => byte ^ (i === 2 ? 1 : 0)) }
        : filter,
    )
    const { blocks, error } = await run(spoilt.ports, { after: null, to: spoilt.refAt(4_000) })
    expect(error).toMatchObject({ name: 'FilterChainError', kind: 'broken', at: spoilt.refAt(2_001) })
    expect(heightsOf(blocks).at(-1)).toBe(2_000)
  })

  it('ends at a header that does not stand on the one before, though it fits the filter', async () => {
    const other = createChain((filter, height) =>
      height === 3_000 ? { ...filter, header: nextFilterHeader(filter.bytes, NO_FILTER_HEADER) } : filter,
    )
    const { error } = await run(other.ports, { after: null, to: other.refAt(4_000) })
    expect(error).toMatchObject({ kind: 'broken', at: other.refAt(3_000) })
  })

  it('ends where a source leaves a filter out, in the middle or at the end', async () => {
    for (const missing of [700, 1_999, 4_000]) {
      const gap = createChain((filter, height) => (height === missing ? null : filter))
      const { blocks, error } = await run(gap.ports, { after: null, to: gap.refAt(4_000) })
      expect(error).toMatchObject({ kind: 'broken' })
      expect(blocks).toHaveLength(missing)
    }
  })

  it('ends where the chain it is read from is another: at its beginning, between pages, at its end', async () => {
    const { ports, refAt, checkpointAt, hashes } = createChain()
    const elsewhere = { height: 10, hash: blockHash('ab'.repeat(32)) }
    const begin = await run(ports, { after: { ...elsewhere, header: NO_FILTER_HEADER }, to: refAt(100) })
    expect(begin.error).toMatchObject({ kind: 'moved', at: elsewhere })
    const end = await run(ports, { after: checkpointAt(5), to: { ...elsewhere, height: 100 } })
    expect(end.error).toMatchObject({ kind: 'moved', at: { ...elsewhere, height: 100 } })
    const short = await run(ports, { after: null, to: { ...elsewhere, height: 9_000 } })
    expect(short.error).toMatchObject({ kind: 'moved' })
    const moving: FilterPorts = {
      ...ports,
      chain: {
        hashesFrom: async (height, count) =>
          hashes
            .slice(height, height + count)
            .map((hash) => (height > 1_000 && hash === hashes[1_999] ? elsewhere.hash : hash)),
      },
    }
    const between = await run(moving, { after: null, to: refAt(4_000) })
    expect(between.error).toMatchObject({ kind: 'moved', at: refAt(1_999) })
    expect(between.blocks).toHaveLength(2_000)
  })
})
