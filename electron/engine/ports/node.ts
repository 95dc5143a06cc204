/** What the own node answers: chain, blocks, mempool and snapshots. Sources implement it. */
import type { BlockHash, BlockHeader, BlockRef, Network, Outpoint, Txid } from '../../../shared/chain.ts'

/** One `getblockchaininfo`, plus the genesis check that was done before it. */
export interface NodeView {
  readonly network: Network
  readonly best: BlockRef
  /** Highest header the node knows; above `best.height` while blocks are missing. */
  readonly headers: number
  readonly initialDownload: boolean
  /** Lowest block that can still be read, null when nothing is pruned. */
  readonly pruneHeight: number | null
}

/** A header the node knows, and whether it lies on the node's best chain. */
export interface NodeHeader extends BlockHeader {
  readonly inBestChain: boolean
}

/** A block as the network serialises it. The bytes belong to the source: read them, keep none of them. */
export interface BlockBytes {
  readonly hash: BlockHash
  readonly bytes: Uint8Array
}

/**
 * The own node as a source of blocks. Every failure is a `NodeError` (node-error.ts) with its `NodeProblem`; "not found" is null.
 * No call retries by itself except one repeat after a reset keep-alive connection or a changed cookie.
 */
export interface ChainSource {
  view(signal: AbortSignal): Promise<NodeView>
  /** Null when the node has never heard of the hash. */
  header(hash: BlockHash, signal: AbortSignal): Promise<NodeHeader | null>
  /** The same for many, batched, in the order given. */
  headersOf(hashes: readonly BlockHash[], signal: AbortSignal): Promise<readonly (NodeHeader | null)[]>
  /** Hashes of the best chain from `height` on, at most `count`, fewer (or none) past the node's tip. */
  hashesFrom(height: number, count: number, signal: AbortSignal): Promise<readonly BlockHash[]>
  /** The `count` headers that end at `at` (included, ascending; fewer when genesis comes first). `at` must be known. */
  headersEndingAt(at: BlockRef, count: number, signal: AbortSignal): Promise<readonly BlockHeader[]>
  /**
   * Whole blocks in the order of `hashes`, a few read ahead. The bytes are valid until the next step only: their
   * memory is used again. `pruned` at the first that is gone. Stopping early cancels what is under way.
   */
  blocks(hashes: readonly BlockHash[], signal: AbortSignal): AsyncIterable<BlockBytes>
  /** One whole block, in memory of its own. `pruned` when it is gone. */
  block(hash: BlockHash, signal: AbortSignal): Promise<Uint8Array>
  mempoolTxids(signal: AbortSignal): Promise<readonly Txid[]>
  /** Raw transactions by txid, batched; those that left the mempool meanwhile are absent. */
  mempoolTransactions(txids: readonly Txid[], signal: AbortSignal): Promise<ReadonlyMap<Txid, Uint8Array>>
  /** Returns when the node's best block is another than `known`, or after `timeoutMs` (at most 5,000). */
  waitForTip(known: BlockHash, timeoutMs: number, signal: AbortSignal): Promise<void>
  /**
   * Calls `onHint` when the node says unasked that its chain or mempool may have changed, as often as it says so;
   * resolves when `signal` is aborted, and never rejects on the node's account. A hint only: nothing it says is
   * believed, and silence means nothing. `onHint` must not throw.
   */
  hints?(onHint: (hint: ChainHint) => void, signal: AbortSignal): Promise<void>
}

/** `news`: something changed. `lost`: it (again) listens from here on, or messages were lost; anything may have changed. */
export type ChainHint = 'news' | 'lost'

/** An unspent output as a snapshot found it. */
export interface SnapshotOutput extends Outpoint {
  /** Script pubkey in lower-case hex. */
  readonly scriptPubKey: string
  readonly value: number
  readonly coinbase: boolean
  readonly at: BlockRef
}

export interface Snapshot {
  readonly at: BlockRef
  readonly outputs: readonly SnapshotOutput[]
}

/** How a snapshot is going: waiting for another program's scan, or our own at 0..1. */
export type SnapshotProgress =
  | { readonly kind: 'other_scan'; readonly progress: number | null }
  | { readonly kind: 'scanning'; readonly progress: number }

/** `scantxoutset`: the unspent outputs of scripts at one block. Excludes mempool, history and spent coins. */
export interface SnapshotSource {
  /**
   * At most 250,000 scripts (hex). Waits for another program's scan to end; aborts on `signal` only what it
   * started itself. The result is on the node's best chain when it returns.
   */
  snapshot(
    scripts: readonly string[],
    onProgress: (progress: SnapshotProgress) => void,
    signal: AbortSignal,
  ): Promise<Snapshot>
}

/** A single-path descriptor for the node to derive from: the indices from 0 to below `count`, or its only script. */
export interface DescriptorRange {
  readonly descriptor: string
  /** Null where it has no range. */
  readonly count: number | null
}

/** An unspent output that descriptors led to. */
export interface DescribedOutput extends SnapshotOutput {
  /** The node's description of its script: the keys in it with their paths. A hint, to be checked. */
  readonly described: string
}

/** What descriptors led to at one block. */
export interface DescriptorSnapshot {
  readonly at: BlockRef
  readonly outputs: readonly DescribedOutput[]
}

/** `scantxoutset` with descriptors that the node derives by itself. Excludes mempool, history and spent coins. */
export interface DescriptorSource {
  /** Waits, aborts and holds as `SnapshotSource.snapshot` does. */
  scan(
    ranges: readonly DescriptorRange[],
    onProgress: (progress: SnapshotProgress) => void,
    signal: AbortSignal,
  ): Promise<DescriptorSnapshot>
}
