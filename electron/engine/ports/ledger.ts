/** What the scanner reads of the ledger and writes to it. The store implements it. */
import type { BlockHeader, BlockRef, Outpoint, Txid } from '../../../shared/chain.ts'
import type { TransactionTotals } from '../../../shared/ipc/time.ts'

/** The ledger's number for a script pubkey. */
export type ScriptId = number

/** A script that takes part in blocks above `activeAbove` (its coverage begins there). */
export interface WatchedScript {
  readonly id: ScriptId
  readonly scriptPubKey: Uint8Array
  readonly activeAbove: number
}

/** A script that has no coverage yet. */
export interface WaitingScript {
  readonly id: ScriptId
  /** Hex: a node is asked for it in this form, and many are asked for at once. */
  readonly scriptPubKey: string
}

/** An output of a watched script that no block has spent: what inputs are matched by. */
export interface WatchedOutpoint extends Outpoint {
  readonly script: ScriptId
  readonly activeAbove: number
}

/** Scripts one after the other: an array, or something that makes the objects as it is walked over. */
export interface ScriptList extends Iterable<WatchedScript> {
  readonly length: number
  map<T>(change: (script: WatchedScript) => T): readonly T[]
}

/** What the matcher needs: loaded at start and whenever `version` has moved on. */
export interface WatchSet {
  readonly version: number
  readonly scripts: ScriptList
  readonly outpoints: readonly WatchedOutpoint[]
  /** What pending transactions stand on: who spends one of these takes their place. */
  readonly claims?: readonly Outpoint[]
}

/** Scripts whose snapshot lies below the cursor: blocks above `to` must be read for them alone. */
export interface JoinGroup {
  readonly to: BlockRef
  readonly watchSet: WatchSet
}

/**
 * An outpoint that a pending transaction stands on, whoever's it is: spent by another than `via`, the transaction cannot
 * be any more. `via` is the transaction itself, or an unconfirmed one that it builds on.
 */
export interface Claim extends Outpoint {
  readonly via: Txid
}

/** A transaction that pays a watched script or spends a watched outpoint or a claimed one. */
export interface MatchedTx {
  readonly txid: Txid
  /** Its place in the block; 0 for a mempool transaction. */
  readonly position: number
  readonly coinbase: boolean
  readonly outputs: readonly { readonly vout: number; readonly script: ScriptId; readonly value: number }[]
  readonly spends: readonly (Outpoint & { readonly vin: number })[]
  /** Of the whole transaction, watched or not. Absent where only a part of it is known. */
  readonly totals?: TransactionTotals
  /** Of the mempool: what it stands on, as far as that is kept (`MAX_CLAIMS`). */
  readonly claims?: readonly Claim[]
}

/** A block that was read, with all of it that matters to us. */
export interface ConnectedBlock {
  readonly header: BlockHeader
  readonly txs: readonly MatchedTx[]
}

/** One transaction of the store: rows and cursor together. All kinds are idempotent or refused by `StoreConflict`. */
export type ScanUpdate =
  /** Blocks on top of the cursor, ascending and chained. */
  | BlocksUpdate<'connect'>
  /**
   * Blocks on top of `on` for the scripts that joined there; the cursor stays. Reaching it, they follow it: without blocks,
   * those that stand at it already.
   */
  | BlocksUpdate<'join'>
  /** Deletes every block above `to`; snapshots above it are void, their last readings are kept. In pieces (`more`). */
  | { readonly kind: 'rewind'; readonly to: BlockRef; readonly at: number }
  /** Scripts stop following at the cursor: a hole begins. In pieces (`more`). New snapshots follow. */
  | { readonly kind: 'abandon' }
  | HeadersUpdate
  | SnapshotUpdate
  | MempoolUpdate
  | HistoryUpdate
  | HistoryStart
  /** The scripts' ranges stop growing; they stay where they are. */
  | { readonly kind: 'history_stop'; readonly scripts: readonly ScriptId[] }
  /** Stopped ranges grow on from where they are. */
  | { readonly kind: 'history_resume'; readonly scripts: readonly ScriptId[] }
  | HistoryBase
  | HistoryArrive

/** `watchVersion`: what the blocks were matched against. Another version in the ledger means `StoreConflict`. */
export interface BlocksUpdate<K extends 'connect' | 'join'> {
  readonly kind: K
  readonly on: BlockRef
  readonly watchVersion: number
  readonly blocks: readonly ConnectedBlock[]
}

/**
 * What the first snapshot of a ledger will probably hang on, while the node still looks. Those of an earlier try go; where
 * there is a cursor already, nothing is stored.
 */
export interface HeadersUpdate {
  readonly kind: 'headers'
  /** As in a `SnapshotUpdate`. */
  readonly headers: readonly BlockHeader[]
}

export interface SnapshotUpdate {
  readonly kind: 'snapshot'
  /** With its previous hash and time. */
  readonly at: BlockHeader
  /** The last 2,016 headers that end at `at`, and genesis first. Stored where the cursor starts here. */
  readonly headers: readonly BlockHeader[]
  /** Headers of the blocks that hold outputs, each once. */
  readonly outputHeaders: readonly BlockHeader[]
  readonly scripts: readonly ScriptId[]
  readonly outputs: readonly (Outpoint & {
    readonly script: ScriptId
    readonly value: number
    readonly coinbase: boolean
    readonly height: number
  })[]
  readonly observedAt: number
}

export interface MempoolUpdate {
  readonly kind: 'mempool'
  /** The node's tip, equal before and after; must be the cursor. */
  readonly tip: BlockRef
  /** What it was matched against. */
  readonly watchVersion: number
  /** Matched transactions now in the mempool that were not seen in the last pass. */
  readonly seen: readonly MatchedTx[]
  /** Txids that the ledger holds as pending and the mempool no longer has. */
  readonly evicted: readonly Txid[]
  /** Part of a large mempool: what it has of ours is known only after the look that is not partial. */
  readonly partial?: true
  readonly observedAt: number
}

/** Blocks behind the snapshots, read for one group. The current balance stays what it is. */
export interface HistoryUpdate {
  readonly kind: 'history'
  /** `to` and `version` of the group that the blocks were matched for: another one means `StoreConflict`. */
  readonly group: Pick<HistoryGroup, 'id' | 'version' | 'to'>
  /** All blocks up to here have been looked at. */
  readonly to: BlockRef
  /** Those in which something was found, ascending. */
  readonly blocks: readonly ConnectedBlock[]
  /** Headers of the group's snapshots; needed with `blocks` only. */
  readonly snapshots: readonly BlockHeader[]
}

/** Reading begins above `base`, where the scripts held nothing. A range that begins lower already goes on. */
export interface HistoryStart {
  readonly kind: 'history_start'
  readonly scripts: readonly ScriptId[]
  readonly base: BlockRef
}

/** The node has no block between the group's `to` and `base` any more: its ranges begin anew there, and say so. */
export interface HistoryBase {
  readonly kind: 'history_base'
  readonly group: HistoryUpdate['group']
  readonly base: BlockRef
}

/**
 * Some of the group's scripts stand at their snapshots: so many at once that they are compared with them and leave in
 * pieces, one an update. Again until `end` lies above `to`.
 */
export interface HistoryArrive {
  readonly kind: 'history_arrive'
  readonly group: HistoryUpdate['group']
}

/** Scripts whose ranges stand at one block and grow together. The one that somebody asked for last. */
export interface HistoryGroup {
  readonly id: number
  /** Moves on whenever other scripts take part, or another snapshot counts. */
  readonly version: number
  readonly to: BlockRef
  /**
   * As far as it may go as it is: another group stands there, or a script's snapshot was taken there. Not above `to`:
   * `HistoryArrive` comes next.
   */
  readonly end: BlockRef
  /** Filters have missed something: only blocks count. */
  readonly blocksOnly: boolean
}

/** What a group's blocks are matched against. */
export interface HistorySet {
  /** `version` is the group's. */
  readonly watchSet: WatchSet
  readonly snapshots: readonly BlockRef[]
  /** Where its ranges begin, the lowest. */
  readonly from: number
  /** The snapshots it grows towards, the highest. */
  readonly target: number
}

/** What an update did. `changed`: facts or coverage of some script (a plain empty block changes neither). */
export interface Applied {
  readonly revision: number
  readonly changed: boolean
  readonly voidedSnapshots: number
  /** A piece of a very large rewind or hole: the ledger is sound, and the same update goes on. */
  readonly more?: boolean
  /** How long the transaction took, ms: every other write had to wait for it. */
  readonly ms: number
  /** Somebody else writes just now: shorter transactions keep them from waiting. */
  readonly crowded?: boolean
}

/** Where the scan stands. */
export interface ScanPosition {
  readonly cursor: BlockHeader | null
  /** Snapshots taken ahead of the cursor, and the highest block stored above it: must be on the node's chain. */
  readonly ahead: readonly BlockRef[]
  /** The coverage of a script still has to join the cursor. */
  readonly joins: boolean
  readonly watchVersion: number
}

/**
 * The write side of the ledger and what the scanner reads of it. Asynchronous from the first day: one owner
 * applies one update at a time, in order, so that it can move to a worker.
 */
export interface ScanStore {
  position(): Promise<ScanPosition>
  /** A script has neither a running snapshot nor coverage. Looked for once for each watch set. */
  needsSnapshot(): Promise<boolean>
  /** Stored blocks at or below `height`, newest first, at most `limit`. */
  checkpoints(height: number, limit: number): Promise<readonly BlockRef[]>
  watchSet(): Promise<WatchSet>
  /** Joining scripts with the lowest `to`, not all of very many; null when none joins. */
  joinGroup(): Promise<JoinGroup | null>
  /** Scripts that need a snapshot, oldest first, at most `limit`. Who asks is about to keep a node busy with them. */
  scriptsWithoutSnapshot(limit: number, signal: AbortSignal): Promise<readonly WaitingScript[]>
  pendingTxids(): Promise<readonly Txid[]>
  /** The next part of the history to read; null when nothing is to be filled. */
  historyGroup(): Promise<HistoryGroup | null>
  historySet(group: number): Promise<HistorySet>
  /** Rejects with `StoreConflict` when the update does not fit the ledger any more: drop it and look again. */
  apply(update: ScanUpdate): Promise<Applied>
}

/**
 * The update was made for another state of the ledger; nothing was written. `branch`: a block stored at one of
 * its heights has another hash. `moved`: cursor, watch set or coverage changed meanwhile.
 */
export class StoreConflict extends Error {
  readonly kind: 'branch' | 'moved'

  constructor(message: string, kind: 'branch' | 'moved' = 'moved') {
    super(message)
    this.name = 'StoreConflict'
    this.kind = kind
  }
}
