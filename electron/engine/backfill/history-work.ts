/** What one group's history is read with: what to look for, where it stands, and the filters that are under way. */
import type { BlockHeader, BlockRef } from '../../../shared/chain.ts'
import { WatchTable } from '../block/watch-table.ts'
import { createFilterMatcher, type FilterMatcher } from '../filters/filter-matcher.ts'
import { type FilteredBlock, filterCheckpoint, filterRange } from '../filters/filter-range.ts'
import type { FilterSource } from '../filters/filter-source.ts'
import {
  type Applied,
  type ChainSource,
  type ConnectedBlock,
  type HistoryGroup,
  type HistorySet,
  type ScanStore,
  StoreConflict,
} from '../ports.ts'

export interface HistoryPorts {
  readonly chain: ChainSource
  readonly filters: FilterSource
  readonly store: ScanStore
}

export interface HistoryWork {
  readonly group: HistoryGroup
  readonly set: HistorySet
  readonly table: WatchTable
  /** Up to where the ledger has it. */
  at(): BlockRef
  /** The blocks looked at since, up to `to`: those with a find, and the end, in one transaction. */
  commit(to: BlockRef, found: readonly ConnectedBlock[], signal: AbortSignal): Promise<Applied>
  /** The filters from where it stands, carried on from slice to slice. `fresh`: they were just begun. */
  filters(
    signal: AbortSignal,
  ): Promise<{ readonly stream: AsyncGenerator<FilteredBlock>; readonly fresh: boolean }>
  /** Ends what is under way. */
  stopFilters(): Promise<void>
}

interface Stream {
  readonly blocks: AsyncGenerator<FilteredBlock>
  readonly end: AbortController
}

/** Loads what the group looks for. */
export async function openWork(ports: HistoryPorts, group: HistoryGroup): Promise<HistoryWork> {
  const { chain, filters, store } = ports
  const set = await store.historySet(group.id)
  if (set.watchSet.version !== group.version) throw new StoreConflict('the group changed meanwhile')
  let at = group.to
  let matcher: FilterMatcher | null = null
  let stream: Stream | null = null
  let snapshots: readonly BlockHeader[] | null = null

  async function headersOfSnapshots(signal: AbortSignal): Promise<readonly BlockHeader[]> {
    const found = await chain.headersOf(
      set.snapshots.map(({ hash }) => hash),
      signal,
    )
    return found.map((header) => {
      if (header === null || !header.inBestChain) throw new StoreConflict('a snapshot left the best chain')
      const { inBestChain: _, ...own } = header
      return own
    })
  }

  /** With the median times past, which a block that stands alone does not tell. */
  async function withMedianTimes(
    found: readonly ConnectedBlock[],
    signal: AbortSignal,
  ): Promise<readonly ConnectedBlock[]> {
    const told = await chain.headersOf(
      found.map(({ header }) => header.hash),
      signal,
    )
    return found.map((block, at) => {
      const medianTime = told[at]?.medianTime
      return medianTime === undefined ? block : { ...block, header: { ...block.header, medianTime } }
    })
  }

  async function stopFilters(): Promise<void> {
    const old = stream
    stream = null
    old?.end.abort()
    await old?.blocks.return(undefined).catch(() => undefined) // it was told to end: how it does is of no interest
  }

  return {
    group,
    set,
    table: new WatchTable(set.watchSet),
    at: () => at,
    async commit(to, found, signal) {
      if (found.length > 0) snapshots ??= await headersOfSnapshots(signal)
      const { id, version } = group
      const applied = await store.apply({
        kind: 'history',
        group: { id, version, to: at },
        to,
        blocks: found.length === 0 ? found : await withMedianTimes(found, signal),
        snapshots: snapshots ?? [],
      })
      at = to
      return applied
    },
    async filters(signal) {
      if (stream) return { stream: stream.blocks, fresh: false }
      matcher ??= createFilterMatcher(set.watchSet.scripts.map(({ scriptPubKey }) => scriptPubKey))
      const after = await filterCheckpoint(filters, at, signal)
      const end = new AbortController()
      const blocks = filterRange({ chain, filters }, matcher, { after, to: group.end }, end.signal)
      stream = { blocks, end }
      return { stream: blocks, fresh: true }
    },
    stopFilters,
  }
}
