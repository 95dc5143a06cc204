/** The border behind which compact filters come from. Every failure is a `NodeError`; what waits takes a signal last. */
import type { BlockHash, BlockRef } from '../../../shared/chain.ts'
import type { FilterHeader } from './filter-header.ts'

/** The node's basic block filter index. `height` is the highest block of the best chain that it has a filter for. */
export type FilterIndex =
  | { readonly kind: 'absent' }
  | { readonly kind: 'building'; readonly height: number }
  | { readonly kind: 'synced'; readonly height: number }

/** A block's basic filter, with the header that its node has on record for it. The bytes belong to the source. */
export interface BlockFilter {
  readonly block: BlockHash
  readonly bytes: Uint8Array
  readonly header: FilterHeader
}

export interface FilterSource {
  /** Asks anew each time: an index can lag behind the chain, or be switched off by a restart. */
  index(signal: AbortSignal): Promise<FilterIndex>
  /** The header of a block's filter: the checkpoint that a range above it begins with. */
  headerOf(block: BlockHash, signal: AbortSignal): Promise<FilterHeader>
  /**
   * The filters of blocks that follow one another on the best chain, ascending, in the order asked, a few requests
   * ahead. Their bytes are valid until the next step only. When the consumer stops, what is under way is cancelled. `busy` where the chain changed meanwhile or the
   * index has not come so far; a filter is never skipped.
   */
  filters(blocks: readonly BlockHash[], signal: AbortSignal): AsyncGenerator<BlockFilter>
}

/** Whether filters can be read up to this block: only then may a range be begun. */
export function hasFiltersTo(index: FilterIndex, to: BlockRef): boolean {
  return index.kind === 'synced' && index.height >= to.height
}
