/**
 * The incremental scanner: one loop body, `syncOnce`, that does a bounded piece of work and says what it did.
 * Call it again until it reports `at_tip`. Everything it learns goes through `store.apply`, rows and cursor in
 * one transaction, so that it may be killed at any instant (architecture, invariant 5).
 */

import type { BlockHash, BlockHeader, BlockRef } from '../../shared/chain.ts'
import { say } from '../../shared/said.ts'
import { BlockFormatError } from './block/byte-reader.ts'
import { WatchTable } from './block/watch-table.ts'
import { createCommitSize } from './commit-size.ts'
import { findBranch } from './find-branch.ts'
import { createMempoolReader } from './match-mempool.ts'
import { gapReason, isInitialDownload } from './next-step.ts'
import { NodeError } from './node-error.ts'
import {
  type ChainSource,
  type Clock,
  type JoinGroup,
  type NodeView,
  type ScanPosition,
  type ScanStore,
  StoreConflict,
} from './ports.ts'
import { type BlocksRead, readBlocks } from './read-blocks.ts'
import { abandonInPieces, rewindInPieces } from './rewind-pieces.ts'

/** What one step did. */
export type ScanStep =
  /** Nothing to follow: no script has a snapshot yet. */
  | { readonly kind: 'idle'; readonly view: NodeView }
  /** `left`: blocks still missing to the node's tip (or, for scripts that join, to the cursor). */
  | {
      readonly kind: 'advanced'
      readonly blocks: number
      readonly bytes: number
      readonly left: number
      readonly changed: boolean
    }
  | { readonly kind: 'rewound'; readonly to: BlockRef; readonly voidedSnapshots: number }
  /** The blocks ahead cannot be read, or cost more than a new snapshot: a hole begins at the cursor. */
  | { readonly kind: 'gap'; readonly reason: 'pruned' | 'cost' }
  | { readonly kind: 'waiting'; readonly reason: 'initial_download' | 'node_behind' }
  /** There are new blocks, and they are to be left where they are. */
  | { readonly kind: 'held' }
  /** The chain or the ledger moved under the step; nothing was written. Call again. */
  | { readonly kind: 'retry' }
  /** At the tip, in the middle of a large mempool: so many transactions are still to be read. Call again. */
  | { readonly kind: 'mempool'; readonly left: number; readonly changed: boolean }
  | { readonly kind: 'at_tip'; readonly view: NodeView; readonly changed: boolean }

export interface Scanner {
  /** One bounded step, at most `limit` blocks. Throws `NodeError` when the node cannot be used. */
  syncOnce(limit: number, signal: AbortSignal): Promise<ScanStep>
}

export interface ScannerOptions {
  readonly chain: ChainSource
  readonly store: ScanStore
  readonly clock: Clock
  /** A gap that would take longer to read than this is jumped with a new snapshot. Default: 10 minutes. */
  readonly gapBudgetMs?: number
  /** Waited for within long work, so that what else the thread has to do is done. Default: nothing. */
  readonly pause?: () => Promise<void>
  /** First guess of the time a block takes, until it is measured. Default: 15 ms. */
  readonly msPerBlock?: number
  /**
   * Whether new blocks are to be left where they are: asked again before each commit, so that none is written once it
   * says so. At the tip the mempool is followed all the same, and a branch that the chain has left is gone back from.
   */
  readonly held?: () => boolean
}

const ONE_BY_ONE_BELOW = 4
const MEASURE_FROM_BLOCKS = 50

type Following = ScanPosition & { readonly cursor: BlockHeader }

/** Builds the scanner. It holds the watch table in memory and loads it again whenever the store's version moves. */
export function createScanner(options: ScannerOptions): Scanner {
  const { chain, store, clock, pause = () => Promise.resolve(), held = () => false } = options
  let table: WatchTable | null = null
  const mempool = createMempoolReader(chain, clock)
  /** The cursor at the last whole look at the mempool; null once the watch set is another one. */
  let lookedAt: BlockHash | null = null
  let msPerBlock = options.msPerBlock ?? 15
  const size = createCommitSize()

  function forget(): void {
    table = null
    lookedAt = null
  }

  async function loadTable(version: number): Promise<WatchTable> {
    if (table?.version === version) return table
    forget()
    const made = await WatchTable.inPieces(await store.watchSet(), pause)
    table = made
    return made
  }

  async function syncOnce(limit: number, signal: AbortSignal): Promise<ScanStep> {
    try {
      return await step(limit, signal)
    } catch (error) {
      forget() // outpoints of blocks that were not applied must not stay in the table
      if (error instanceof BlockFormatError) {
        throw new NodeError('fault', say('node_bad_block', { why: error.message }))
      }
      if (!(error instanceof StoreConflict)) throw error
      return error.kind === 'branch' ? healBranch() : { kind: 'retry' }
    }
  }

  /** A snapshot taken ahead of the cursor lies on a branch that the blocks do not lead to: it is void. */
  async function healBranch(): Promise<ScanStep> {
    const { cursor, ahead } = await store.position()
    if (cursor === null || ahead.length === 0) return { kind: 'retry' }
    return rewind({ height: cursor.height, hash: cursor.hash })
  }

  async function step(limit: number, signal: AbortSignal): Promise<ScanStep> {
    const view = await chain.view(signal)
    const position = await store.position()
    if (position.cursor === null) return { kind: 'idle', view }
    const following: Following = { ...position, cursor: position.cursor }
    return (
      (await checkBranch(following, view, signal)) ??
      (held() && view.best.hash !== position.cursor.hash ? { kind: 'held' } : null) ??
      (await join(following, limit, signal)) ??
      (await connect(following, view, limit, signal)) ??
      (await lookAtMempool(following, view, signal))
    )
  }

  async function checkBranch(
    { cursor, ahead }: Following,
    view: NodeView,
    signal: AbortSignal,
  ): Promise<ScanStep | null> {
    if (cursor.hash !== view.best.hash && !(await inBestChain(cursor.hash, signal))) {
      const decision = await findBranch(chain, store, cursor, view, signal)
      if (decision.kind === 'rewind') return rewind(decision.to)
      if (decision.kind !== 'foreign') return waiting(view)
      throw new NodeError('wrong_chain', say('node_other_chain'))
    }
    for (const block of ahead) {
      if (block.height > view.best.height || (await inBestChain(block.hash, signal))) continue
      return rewind({ height: cursor.height, hash: cursor.hash })
    }
    return null
  }

  async function inBestChain(hash: BlockHash, signal: AbortSignal): Promise<boolean> {
    return (await chain.header(hash, signal))?.inBestChain ?? false
  }

  async function rewind(to: BlockRef): Promise<ScanStep> {
    forget()
    return { kind: 'rewound', to, voidedSnapshots: await rewindInPieces(store, to, clock.now()) }
  }

  async function connect(
    { cursor, watchVersion }: Following,
    view: NodeView,
    limit: number,
    signal: AbortSignal,
  ): Promise<ScanStep | null> {
    const missing = view.best.height - cursor.height
    if (missing <= 0) return null
    const gap = gapReason(view, cursor, msPerBlock, options.gapBudgetMs ?? 600_000)
    if (gap !== null) return abandon(gap)
    const asked = chain.hashesFrom(cursor.height + 1, Math.min(limit, missing), signal)
    const [hashes, watch] = await bothDone(asked, loadTable(watchVersion))
    const started = clock.now()
    const oneByOne = missing < ONE_BY_ONE_BELOW
    const read = await readBlocks(
      chain,
      store,
      { kind: 'connect', on: cursor, hashes, oneByOne, size, clock, pause, held },
      watch,
      signal,
    )
    if (read.blocks >= MEASURE_FROM_BLOCKS) msPerBlock = (clock.now() - started) / read.blocks
    return afterReading(read, missing)
  }

  /** Blocks between a snapshot and a cursor that moved on meanwhile, for the new scripts alone. */
  async function join(
    { cursor, joins }: Following,
    limit: number,
    signal: AbortSignal,
  ): Promise<ScanStep | null> {
    const group = joins ? await store.joinGroup() : null
    if (group === null) return null
    const missing = cursor.height - group.to.height
    if (missing === 0) return joinAtCursor(group)
    const hashes = await chain.hashesFrom(group.to.height + 1, Math.min(limit, missing), signal)
    const ways = { oneByOne: false, size, clock, pause, held: () => false } // blocks that were read before are not new
    const run = { kind: 'join', on: group.to, hashes, ...ways } as const
    const read = await readBlocks(chain, store, run, new WatchTable(group.watchSet), signal)
    forget() // those that reached the cursor follow it from now on
    return afterReading(read, missing)
  }

  /** A reorganisation has left them where the cursor came to stand: nothing is to be read for them. */
  async function joinAtCursor({ to, watchSet }: JoinGroup): Promise<ScanStep> {
    forget()
    const { changed } = await store.apply({
      kind: 'join',
      on: to,
      watchVersion: watchSet.version,
      blocks: [],
    })
    return changed ? { kind: 'advanced', blocks: 0, bytes: 0, changed, left: 0 } : { kind: 'retry' }
  }

  function afterReading(
    { blocks, bytes, changed, stopped }: BlocksRead,
    missing: number,
  ): ScanStep | Promise<ScanStep> {
    // outpoints of blocks that were not applied must not stay in the table
    if (stopped === 'moved' || stopped === 'held') forget()
    if (stopped === 'pruned') return abandon('pruned')
    if (blocks === 0) return { kind: stopped === 'held' ? 'held' : 'retry' }
    return { kind: 'advanced', blocks, bytes, changed, left: missing - blocks }
  }

  async function abandon(reason: 'pruned' | 'cost'): Promise<ScanStep> {
    forget()
    await abandonInPieces(store)
    return { kind: 'gap', reason }
  }

  async function lookAtMempool(position: Following, view: NodeView, signal: AbortSignal): Promise<ScanStep> {
    const { cursor, watchVersion } = position
    if (view.best.hash !== cursor.hash || isInitialDownload(view)) return waiting(view)
    const watch = await loadTable(watchVersion)
    const pending = await store.pendingTxids()
    const look = await mempool.look(position, pending, watch, signal)
    if (look === null) return { kind: 'retry' }
    const { update, left } = look
    const nothing = update.seen.length === 0 && update.evicted.length === 0
    const isSame = nothing && (left > 0 || lookedAt === cursor.hash)
    const changed = isSame ? false : (await store.apply(update)).changed
    if (left > 0) return { kind: 'mempool', left, changed }
    lookedAt = cursor.hash
    return { kind: 'at_tip', view, changed }
  }

  return { syncOnce }
}

/** Both at once. Rejects no sooner than the other is done, too: a table that came later would take the place of a newer one. */
async function bothDone<A, B>(one: Promise<A>, other: Promise<B>): Promise<readonly [A, B]> {
  await Promise.allSettled([one, other])
  return Promise.all([one, other])
}

/** The node's chain ends inside ours, or is still downloading: nothing is deleted, the step is tried again later. */
function waiting(view: NodeView): ScanStep {
  return { kind: 'waiting', reason: isInitialDownload(view) ? 'initial_download' : 'node_behind' }
}
