/**
 * Fills in the history behind the snapshots, a slice at a time: one `step` is a bounded piece of work that ends with
 * what it found and how far it came in the ledger. Where filters are to be had and cheaper, only the blocks that they
 * name are read. A group always grows upwards, because a spend is recognised only when its output is known.
 */

import type { BlockRef } from '../../../shared/chain.ts'
import { say } from '../../../shared/said.ts'
import { BlockFormatError } from '../block/byte-reader.ts'
import { matchBlock } from '../block/match-block.ts'
import { type CommitSize, createCommitSize, rowsOf } from '../commit-size.ts'
import { FilterFormatError } from '../filters/filter-format-error.ts'
import { FilterChainError } from '../filters/filter-range.ts'
import { hasFiltersTo } from '../filters/filter-source.ts'
import { NodeError } from '../node-error.ts'
import { type Clock, type ConnectedBlock, type HistoryGroup, type NodeView, StoreConflict } from '../ports.ts'
import { createTurns, type Turns } from '../turns.ts'
import { type HistoryPorts, type HistoryWork, openWork } from './history-work.ts'
import { createModeChoice, type HistoryCosts, type HistoryMode, type ModeChoice } from './mode-choice.ts'

/** What one step did. */
export type HistoryStep =
  /** No range grows. */
  | { readonly kind: 'idle' }
  /** The chain or the ledger moved under it; nothing was written. Look at the tip, and call again. */
  | { readonly kind: 'retry' }
  | {
      readonly kind: 'read'
      readonly mode: HistoryMode
      readonly blocks: number
      /** Facts, or a range that joined its snapshot. */
      readonly changed: boolean
      readonly scripts: number
      readonly from: number
      readonly to: number
      readonly target: number
    }

export interface HistoryFiller {
  step(signal: AbortSignal): Promise<HistoryStep>
  /** What was measured so far; null before anything was. */
  costs(): HistoryCosts | null
  /** Ends what is under way between steps. */
  close(): Promise<void>
}

export interface HistoryFillerOptions extends HistoryPorts {
  readonly clock: Clock
  /** How long one step should take. Default: 250 ms. */
  readonly sliceMs?: number
  /** Always this way instead of the cheaper one, where it is to be had. */
  readonly only?: HistoryMode
  /** Shared with other fillers of this node. */
  readonly choice?: ModeChoice
  /** What was measured on this node before. */
  readonly costs?: HistoryCosts
  /** Waited for within long work, so that what else the thread has to do is done. Default: nothing. */
  readonly pause?: () => Promise<void>
}

const SLICE_MS = 250
const TELLING_HITS = 8
const NO_FILTERS_FOR_MS = 30_000
const BROKEN_FILTERS_FOR_MS = 600_000

/** Builds the filler for one node. */
export function createHistoryFiller(options: HistoryFillerOptions): HistoryFiller {
  const { chain, filters, store, clock, only, pause = () => Promise.resolve() } = options
  const sliceMs = options.sliceMs ?? SLICE_MS
  const choice = options.choice ?? createModeChoice(options.costs)
  const size = createCommitSize()
  let work: HistoryWork | null = null
  let noFiltersUntil = 0
  let scripts = options.costs?.scripts ?? null

  async function drop(): Promise<void> {
    const old = work
    work = null
    await old?.stopFilters()
  }

  async function step(signal: AbortSignal): Promise<HistoryStep> {
    try {
      return await slice(signal)
    } catch (error) {
      await drop() // outpoints of blocks that were not applied must not stay in the table
      if (signal.aborted) throw error
      if (error instanceof StoreConflict) return { kind: 'retry' }
      if (error instanceof FilterChainError || error instanceof FilterFormatError)
        return withoutFilters(error)
      if (!(error instanceof BlockFormatError)) throw error
      if (error.problem === 'previous') return { kind: 'retry' } // the chain was reorganised since its hash was asked for
      throw new NodeError('fault', say('node_bad_block', { why: error.message }))
    }
  }

  /** An index that is broken, or was switched off: blocks do as well. */
  function withoutFilters(error: FilterChainError | FilterFormatError): HistoryStep {
    const moved = error instanceof FilterChainError && error.kind === 'moved'
    if (!moved) noFiltersUntil = clock.now() + BROKEN_FILTERS_FOR_MS
    return { kind: 'retry' }
  }

  async function slice(signal: AbortSignal): Promise<HistoryStep> {
    const view = await chain.view(signal)
    const group = await store.historyGroup()
    if (group === null) {
      await drop()
      return { kind: 'idle' }
    }
    if (group.end.height <= group.to.height) return arrive(group)
    if (view.pruneHeight !== null && group.to.height + 1 < view.pruneHeight)
      return raise(group, view.pruneHeight, signal)
    const now = await workFor(group)
    const next = choice.next(await waysOf(now, signal), sliceMs)
    const blocks = Math.min(next.blocks, group.end.height - group.to.height)
    const read = next.mode === 'filters' ? readFilters : readBlocks
    const changed = await read(now, blocks, view, signal)
    const { set } = now
    const to = now.at().height
    const counts = { scripts: set.watchSet.scripts.length, from: set.from, to, target: set.target }
    if (to >= group.end.height) await drop() // scripts came or went
    return { kind: 'read', mode: next.mode, blocks: to - group.to.height, changed, ...counts }
  }

  async function workFor(group: HistoryGroup): Promise<HistoryWork> {
    if (work && isSame(work, group)) return work
    await drop()
    work = await openWork(options, group)
    // Matching costs more the more scripts there are.
    const { length } = work.set.watchSet.scripts
    if (scripts !== null && scripts !== length) choice.forget('filters')
    scripts = length
    return work
  }

  async function waysOf({ group }: HistoryWork, signal: AbortSignal): Promise<readonly HistoryMode[]> {
    if (only === 'blocks' || group.blocksOnly || clock.now() < noFiltersUntil) return ['blocks']
    const index = await filters.index(signal)
    if (!hasFiltersTo(index, group.end)) return ['blocks']
    return only === 'filters' ? ['filters'] : ['filters', 'blocks']
  }

  /** A piece of many scripts that have reached their snapshots leaves the group. */
  async function arrive(group: HistoryGroup): Promise<HistoryStep> {
    const { id, version, to, end } = group
    await drop()
    const { changed } = await store.apply({ kind: 'history_arrive', group: { id, version, to } })
    const counts = { scripts: scripts ?? 0, from: to.height, to: to.height, target: end.height }
    return { kind: 'read', mode: 'blocks', blocks: 0, changed, ...counts }
  }

  /** The node has pruned what comes next: the ranges begin with the first block that it has. */
  async function raise(group: HistoryGroup, pruneHeight: number, signal: AbortSignal): Promise<HistoryStep> {
    const { target, from, watchSet } = (await workFor(group)).set
    const height = Math.min(pruneHeight - 1, target)
    const [hash] = await chain.hashesFrom(height, 1, signal)
    if (hash === undefined) return { kind: 'retry' }
    const { id, version, to } = group
    await store.apply({ kind: 'history_base', group: { id, version, to }, base: { height, hash } })
    await drop()
    const counts = { scripts: watchSet.scripts.length, from: Math.max(from, height), to: height, target }
    return { kind: 'read', mode: 'blocks', blocks: 0, changed: true, ...counts }
  }

  async function readBlocks(
    now: HistoryWork,
    count: number,
    view: NodeView,
    signal: AbortSignal,
  ): Promise<boolean> {
    await now.stopFilters()
    const started = clock.now()
    const hashes = await chain.hashesFrom(now.at().height + 1, count, signal)
    if (hashes.length === 0) throw new StoreConflict('the chain is shorter than the range')
    const batch = createBatch(now, { size, turns: createTurns(clock, pause) }, signal)
    const { height: base } = now.at()
    let below: BlockRef = now.at()
    for await (const { hash, bytes } of matchable(chain.blocks(hashes, signal), view, base)) {
      const ref = { height: below.height + 1, hash }
      await batch.add(ref, matchBlock(bytes, { ...ref, prevHash: below.hash }, now.table))
      below = ref
      if (clock.now() - started >= 2 * sliceMs) break
    }
    await batch.flush()
    choice.record('blocks', now.at().height - base, clock.now() - started)
    return batch.changed()
  }

  async function readFilters(
    now: HistoryWork,
    count: number,
    view: NodeView,
    signal: AbortSignal,
  ): Promise<boolean> {
    const { stream, fresh } = await filtersOf(now, signal)
    let started = clock.now()
    const base = now.at().height
    const hits: BlockRef[] = []
    let last = now.at()
    const perHit = choice.msPerBlock('blocks') ?? 0
    const onAbort = (): void => void now.stopFilters()
    signal.addEventListener('abort', onAbort, { once: true })
    try {
      while (last.height - base < count) {
        const { value, done } = await stream.next()
        signal.throwIfAborted()
        if (done === true) throw new StoreConflict('the filters end below the end of the range')
        if (fresh && last.height === base) started = clock.now() // what it takes to begin is paid once for many slices
        last = { height: value.at.height, hash: value.at.hash }
        if (value.matches) hits.push(last)
        if (clock.now() - started + hits.length * perHit >= sliceMs) break
      }
    } finally {
      signal.removeEventListener('abort', onAbort)
    }
    const changed = await readHits(now, hits, last, view, signal)
    choice.record('filters', last.height - base, clock.now() - started)
    return changed
  }

  /** The node knows no such filter, or may not tell: blocks do, and it is asked again later. */
  async function filtersOf(now: HistoryWork, signal: AbortSignal): ReturnType<HistoryWork['filters']> {
    try {
      return await now.filters(signal)
    } catch (error) {
      if (error instanceof NodeError && ['busy', 'forbidden'].includes(error.problem)) {
        noFiltersUntil = clock.now() + NO_FILTERS_FOR_MS
        throw new StoreConflict('the filters are not to be had right now')
      }
      throw error
    }
  }

  async function readHits(
    now: HistoryWork,
    hits: readonly BlockRef[],
    last: BlockRef,
    view: NodeView,
    signal: AbortSignal,
  ): Promise<boolean> {
    const batch = createBatch(now, { size, turns: createTurns(clock, pause) }, signal)
    let next = 0
    const hashes = hits.map(({ hash }) => hash)
    if (hits.length > 0) {
      const started = clock.now()
      for await (const { bytes } of matchable(chain.blocks(hashes, signal), view, now.at().height)) {
        const ref = hits[next++]
        if (!ref) throw new NodeError('fault', say('node_extra_blocks'))
        await batch.add(ref, matchBlock(bytes, ref, now.table))
      }
      // A few blocks at once take longer each than a long run of them.
      if (hits.length >= TELLING_HITS) choice.record('blocks', hits.length, clock.now() - started)
    }
    if (next < hits.length) throw new StoreConflict('the node did not send all blocks')
    await batch.add(last, null)
    await batch.flush()
    return batch.changed()
  }

  function costs(): HistoryCosts | null {
    const [byFilters, byBlocks] = [choice.msPerBlock('filters'), choice.msPerBlock('blocks')]
    if (scripts === null || (byFilters === null && byBlocks === null)) return null
    return {
      scripts,
      ...(byFilters !== null && { filters: byFilters }),
      ...(byBlocks !== null && { blocks: byBlocks }),
    }
  }

  return { step, costs, close: drop }
}

function isSame(work: HistoryWork, now: HistoryGroup): boolean {
  const { group } = work
  const { hash } = work.at()
  return (
    group.id === now.id &&
    group.version === now.version &&
    hash === now.to.hash &&
    group.end.hash === now.end.hash
  )
}

/** Blocks that are gone although the node said nothing of it end the step; the next one asks it again. */
async function* matchable<T>(blocks: AsyncIterable<T>, view: NodeView, above: number): AsyncGenerator<T> {
  try {
    yield* blocks
  } catch (error) {
    const isKnown = view.pruneHeight === null || view.pruneHeight <= above + 1
    if (error instanceof NodeError && error.problem === 'pruned' && isKnown && view.pruneHeight !== null)
      throw new StoreConflict('the node pruned what was to be read')
    throw error
  }
}

/** Groups what was found into transactions of the store. */
function createBatch(
  work: HistoryWork,
  { size, turns }: { readonly size: CommitSize; readonly turns: Turns },
  signal: AbortSignal,
) {
  let found: ConnectedBlock[] = []
  let rows = 0
  let to: BlockRef | null = null
  let changed = false

  async function flush(): Promise<void> {
    if (to === null || to.height <= work.at().height) return
    await turns.give()
    const applied = await work.commit(to, found, signal)
    size.took(rows, applied.ms, applied.crowded)
    changed ||= applied.changed
    found = []
    rows = 0
  }

  async function add(ref: BlockRef, block: ConnectedBlock | null): Promise<void> {
    const more = block === null || block.txs.length === 0 ? 0 : rowsOf(block)
    if (rows + more > size.rows()) await flush()
    to = ref
    if (block !== null && more > 0) {
      found.push(block)
      rows += more
    }
    if (turns.isDue()) await turns.give()
  }

  return { add, flush, changed: () => changed }
}
