/** Matches the filters of a range of blocks, upwards, and checks the chain of their headers on the way. */
import type { BlockHash, BlockRef } from '../../../shared/chain.ts'
import type { ChainSource } from '../ports.ts'
import { readAhead } from '../read-ahead.ts'
import { type FilterHeader, NO_FILTER_HEADER, nextFilterHeader } from './filter-header.ts'
import type { FilterMatcher } from './filter-matcher.ts'
import type { FilterSource } from './filter-source.ts'

/** Hashes asked for at once. The page after is under way while one is worked on. */
const PAGE = 2_000

/** A block up to which filters have been checked: where a range can be taken up again. */
export interface FilterCheckpoint extends BlockRef {
  readonly header: FilterHeader
}

/** A block whose filter was checked. `matches`: it may hold one of the scripts and has to be read. */
export interface FilteredBlock {
  readonly at: FilterCheckpoint
  readonly matches: boolean
  /** Size of the filter. */
  readonly bytes: number
}

/** Blocks above `after` (null: from genesis on) up to `to`, which both lie on the best chain. */
export interface FilterRange {
  readonly after: FilterCheckpoint | null
  readonly to: BlockRef
}

export interface FilterPorts {
  readonly chain: Pick<ChainSource, 'hashesFrom'>
  readonly filters: FilterSource
}

/**
 * The range cannot be trusted from `at` on. `moved`: it is not (or no longer) a piece of the node's best chain, look
 * at the chain again. `broken`: a filter is not what its header commits to, or headers do not chain; where the blocks
 * still lie on the best chain, the index or the checkpoint is corrupt.
 */
export class FilterChainError extends Error {
  readonly kind: 'moved' | 'broken'
  readonly at: BlockRef

  constructor(kind: 'moved' | 'broken', at: BlockRef) {
    const what = kind === 'moved' ? 'is not on the best chain' : 'does not carry on the chain of filters'
    super(`block ${at.height} (${at.hash}) ${what}`)
    this.name = 'FilterChainError'
    this.kind = kind
    this.at = { height: at.height, hash: at.hash }
  }
}

/** The checkpoint at a block of the best chain, on the node's word: to begin above a birthday or a snapshot. */
export async function filterCheckpoint(
  filters: FilterSource,
  at: BlockRef,
  signal: AbortSignal,
): Promise<FilterCheckpoint> {
  return { height: at.height, hash: at.hash, header: await filters.headerOf(at.hash, signal) }
}

/**
 * Every block of the range in order, matched or not, each as soon as its filter has been checked: `at` of any of them
 * is where to go on. Throws `FilterChainError`, `FilterFormatError`, or the `NodeError` of a port. What is under way
 * is cancelled when the consumer stops.
 */
export async function* filterRange(
  { chain, filters }: FilterPorts,
  matcher: FilterMatcher,
  { after, to }: FilterRange,
  signal: AbortSignal,
): AsyncGenerator<FilteredBlock> {
  let header = after?.header ?? NO_FILTER_HEADER
  for await (const blocks of pagesOf(chain, { after, to }, signal)) {
    const first = blocks[0]?.height ?? 0
    const hashes = blocks.map(({ hash }) => hash)
    let next = first
    for await (const { block, bytes, header: recorded } of filters.filters(hashes, signal)) {
      signal.throwIfAborted() // filters that came before it must not hide that nobody wants them
      const ref = { height: next++, hash: block }
      header = nextFilterHeader(bytes, header)
      if (block !== hashes[ref.height - first] || header !== recorded)
        throw new FilterChainError('broken', ref)
      yield { at: { ...ref, header }, matches: matcher.matchAny(bytes, block), bytes: bytes.length }
    }
    const missing = blocks[next - first]
    if (missing) throw new FilterChainError('broken', missing)
  }
}

/** Pages overlap by one block, so that a reorganisation between two of them is seen. */
async function* pagesOf(
  chain: FilterPorts['chain'],
  { after, to }: FilterRange,
  signal: AbortSignal,
): AsyncGenerator<readonly BlockRef[]> {
  const from = after ? after.height : -1
  const starts: number[] = []
  for (let start = from; start < to.height; start += PAGE) starts.push(start)
  const fetchPage = (start: number, inner: AbortSignal): Promise<readonly BlockHash[]> => {
    const first = Math.max(start, 0)
    return chain.hashesFrom(first, Math.min(start + PAGE, to.height) - first + 1, inner)
  }
  let last: BlockRef | null = after
  for await (const { key, value } of readAhead(starts, { fetchOne: fetchPage, window: 2 }, signal)) {
    const refs = value.map((hash, i) => ({ height: Math.max(key, 0) + i, hash }))
    if (last && refs[0]?.hash !== last.hash) throw new FilterChainError('moved', last)
    const end = refs.at(-1)
    const wanted = Math.min(key + PAGE, to.height)
    if (!end || end.height !== wanted || (wanted === to.height && end.hash !== to.hash))
      throw new FilterChainError('moved', to)
    yield last ? refs.slice(1) : refs
    last = end
  }
}
