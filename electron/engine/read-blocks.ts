/** Fetches, matches and applies a run of blocks: the inner loop of the scanner. */
import type { BlockHash, BlockRef } from '../../shared/chain.ts'
import { BlockFormatError } from './block/byte-reader.ts'
import { type ExpectedBlock, matchBlock } from './block/match-block.ts'
import type { WatchTable } from './block/watch-table.ts'
import { type CommitSize, rowsOf } from './commit-size.ts'
import { NodeError } from './node-error.ts'
import { type ChainSource, type Clock, type ConnectedBlock, type ScanStore, StoreConflict } from './ports.ts'
import { createTurns, type Turns } from './turns.ts'

/**
 * While catching up: how long blocks wait for their commit, ms. A commit waits for the disk while nothing is read, for some
 * milliseconds that weigh little beside this; and no more reading than this is ever done again.
 */
export const COMMIT_EVERY_MS = 500

/**
 * What was read and applied, and why no more was, where the chain leads on. `pruned`: the first block that is missing is gone
 * from the node. `moved`: the ledger moved on after some were applied; `held`: the rest is to be left where it is. With both,
 * what was matched and not applied must be forgotten.
 */
export interface BlocksRead {
  readonly blocks: number
  readonly bytes: number
  readonly changed: boolean
  readonly stopped: 'pruned' | 'moved' | 'held' | null
}

export interface BlockRun {
  /** `connect` moves the cursor, `join` the scripts that are catching up with it. */
  readonly kind: 'connect' | 'join'
  readonly on: BlockRef
  readonly hashes: readonly BlockHash[]
  /** At the tip each block is a commit of its own; while catching up many share one. */
  readonly oneByOne: boolean
  /** How many rows those may have together. */
  readonly size: CommitSize
  readonly clock: Clock
  /** Waited for between blocks, and before many are committed, so that a person's write goes first. */
  readonly pause: () => Promise<void>
  /** Whether what is not applied yet is to be left where it is. */
  readonly held: () => boolean
}

/** Reads blocks on top of `run.on`. Stops early where the chain no longer leads on (a reorganisation meanwhile). */
export async function readBlocks(
  chain: ChainSource,
  store: ScanStore,
  run: BlockRun,
  table: WatchTable,
  signal: AbortSignal,
): Promise<BlocksRead> {
  const turns = createTurns(run.clock, run.pause)
  const commits = createCommits(store, run, { watchVersion: table.version, turns })
  let { height } = run.on
  try {
    for await (const { hash, bytes } of chain.blocks(run.hashes, signal)) {
      height += 1
      const block = matchOnTop(bytes, { height, hash, prevHash: commits.top() }, table)
      if (block === null) break
      await commits.add(block, bytes.length)
      if (run.held()) break
      if (turns.isDue()) await turns.give()
    }
    await commits.flush()
  } catch (error) {
    if (error instanceof StoreConflict && commits.done().blocks > 0)
      return { ...commits.done(), stopped: 'moved' } // those that were applied count
    if (!(error instanceof NodeError && error.problem === 'pruned')) throw error
    await commits.flush()
    if (!commits.isHeld())
      return { ...commits.done(), stopped: commits.done().blocks === 0 ? 'pruned' : null }
  }
  return { ...commits.done(), stopped: commits.isHeld() ? 'held' : null }
}

/** Null for a sound block of another branch: the chain was reorganised since its hash was asked for. */
function matchOnTop(raw: Uint8Array, at: ExpectedBlock, table: WatchTable): ConnectedBlock | null {
  try {
    return matchBlock(raw, at, table)
  } catch (error) {
    if (error instanceof BlockFormatError && error.problem === 'previous') return null
    throw error
  }
}

/** Groups blocks into transactions of the store and counts what was applied. */
function createCommits(
  store: ScanStore,
  run: BlockRun,
  { watchVersion, turns }: { readonly watchVersion: number; readonly turns: Turns },
) {
  let base = run.on
  let batch: ConnectedBlock[] = []
  let batchBytes = 0
  let rows = 0
  let since = 0
  let done = { blocks: 0, bytes: 0, changed: false }
  let isHeld = false
  const isDue = (): boolean => {
    const waited = run.clock.now() - since // below 0 where the clock was set back: nobody knows how long it was
    return run.oneByOne || waited >= COMMIT_EVERY_MS || waited < 0
  }

  async function flush(): Promise<void> {
    const last = batch.at(-1)
    if (!last) return
    if (!run.oneByOne) await turns.give()
    isHeld ||= run.held()
    if (isHeld) return
    const applied = await store.apply({ kind: run.kind, on: base, watchVersion, blocks: batch })
    run.size.took(rows, applied.ms, applied.crowded)
    done = {
      blocks: done.blocks + batch.length,
      bytes: done.bytes + batchBytes,
      changed: done.changed || applied.changed,
    }
    base = { height: last.header.height, hash: last.header.hash }
    batch = []
    batchBytes = 0
    rows = 0
  }

  async function add(block: ConnectedBlock, bytes: number): Promise<void> {
    const more = rowsOf(block)
    if (rows + more > run.size.rows()) await flush() // a block that is large alone is not put on top of others
    if (batch.length === 0) since = run.clock.now()
    batch.push(block)
    batchBytes += bytes
    rows += more
    if (isDue()) await flush()
  }

  return {
    add,
    flush,
    done: () => done,
    isHeld: () => isHeld,
    top: () => batch.at(-1)?.header.hash ?? base.hash,
  }
}
