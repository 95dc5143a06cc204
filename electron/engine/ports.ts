/**
 * The engine's borders. Sources implement the first half, the store the second; the engine knows neither.
 * Everything that waits takes an AbortSignal last. Facts hang off block hashes: a bare height is never passed.
 */
import type { BlockHash, BlockHeader, BlockRef, Network, Outpoint, Txid } from '../../shared/chain.ts'
import type { ScriptType } from '../../shared/ipc/contract.ts'
import type { ProviderError } from './provider-error.ts'

/** Ms since 1970. The only clock the engine sees. */
export interface Clock {
  now(): number
}

// --- the own node ---------------------------------------------------------------------------------------

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

// --- the ledger -----------------------------------------------------------------------------------------

/** The ledger's number for a script pubkey. */
export type ScriptId = number

/** A script that takes part in blocks above `activeAbove` (its coverage begins there). */
export interface WatchedScript {
  readonly id: ScriptId
  readonly scriptPubKey: Uint8Array
  readonly activeAbove: number
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
}

/** Scripts whose snapshot lies below the cursor: blocks above `to` must be read for them alone. */
export interface JoinGroup {
  readonly to: BlockRef
  readonly watchSet: WatchSet
}

/** A transaction that pays a watched script or spends a watched outpoint. */
export interface MatchedTx {
  readonly txid: Txid
  /** Its place in the block; 0 for a mempool transaction. */
  readonly position: number
  readonly coinbase: boolean
  readonly outputs: readonly { readonly vout: number; readonly script: ScriptId; readonly value: number }[]
  readonly spends: readonly (Outpoint & { readonly vin: number })[]
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
  /** Blocks on top of `on` for the scripts that joined there; the cursor stays. Reaching it, they follow it. */
  | BlocksUpdate<'join'>
  /** Deletes every block above `to`; snapshots above it are void, their last readings are kept. */
  | { readonly kind: 'rewind'; readonly to: BlockRef; readonly at: number }
  /** Stops following at the cursor: a hole begins. New snapshots follow. */
  | { readonly kind: 'abandon' }
  | SnapshotUpdate
  | MempoolUpdate
  | HistoryUpdate
  | HistoryStart
  /** The scripts' ranges stop growing; they stay where they are. */
  | { readonly kind: 'history_stop'; readonly scripts: readonly ScriptId[] }
  /** Stopped ranges grow on from where they are. */
  | { readonly kind: 'history_resume'; readonly scripts: readonly ScriptId[] }
  | HistoryBase

/** `watchVersion`: what the blocks were matched against. Another version in the ledger means `StoreConflict`. */
export interface BlocksUpdate<K extends 'connect' | 'join'> {
  readonly kind: K
  readonly on: BlockRef
  readonly watchVersion: number
  readonly blocks: readonly ConnectedBlock[]
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

/** Scripts whose ranges stand at one block and grow together. The one that somebody asked for last. */
export interface HistoryGroup {
  readonly id: number
  /** Moves on whenever other scripts take part, or another snapshot counts. */
  readonly version: number
  readonly to: BlockRef
  /** As far as it may go as it is: another group stands there, or a script's snapshot was taken there. */
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
}

/** Where the scan stands. */
export interface ScanPosition {
  readonly cursor: BlockHeader | null
  /** Snapshots taken ahead of the cursor, and the highest block stored above it: must be on the node's chain. */
  readonly ahead: readonly BlockRef[]
  /** Scripts without a running snapshot or coverage. */
  readonly needSnapshot: number
  /** Scripts whose coverage still has to join the cursor. */
  readonly joining: number
  readonly watchVersion: number
}

/**
 * The write side of the ledger and what the scanner reads of it. Asynchronous from the first day: one owner
 * applies one update at a time, in order, so that it can move to a worker.
 */
export interface ScanStore {
  position(): Promise<ScanPosition>
  /** Stored blocks at or below `height`, newest first, at most `limit`. */
  checkpoints(height: number, limit: number): Promise<readonly BlockRef[]>
  watchSet(): Promise<WatchSet>
  /** The joining scripts with the lowest `to`; null when none joins. */
  joinGroup(): Promise<JoinGroup | null>
  /** Scripts that need a snapshot, oldest first, at most `limit`. */
  scriptsWithoutSnapshot(limit: number): Promise<readonly WatchedScript[]>
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

// --- providers ------------------------------------------------------------------------------------------

/** What a provider says of an address at a block. Satoshis; `pending` is signed. */
export interface ProviderBalance {
  readonly confirmed: number
  readonly pending: number
  readonly at: BlockRef
  /**
   * Time in the header of the block `at`, in seconds, also where `at` lies in the past. BlockCypher tells of its
   * newest block only when it heard of it: close to that.
   */
  readonly tipTime: number
  readonly observedAt: number
}

/** A provider's tip. `time` is the header's, in seconds (of BlockCypher's: when it heard of it). */
export interface ProviderTip extends BlockRef {
  readonly time: number
}

/** Why a provider gave no number. Closed: the pool decides by kind what to do next. */
export const PROVIDER_PROBLEMS = [
  'unreachable', // refused, reset, DNS, TLS, timeout
  'refused', // 401, 403, 429
  'fault', // 5xx
  'bad_answer', // failed the schema or the invariants
  'moving', // tip changed while the question was open
  'too_many', // too much history for this provider
  'unsupported', // it does not serve this kind of address or question
  'cannot_know', // it answered, but what was asked cannot be proven from the answer
  'bad_request', // it rejects what we validated: never sent to the next provider
  'deadline',
] as const
export type ProviderProblem = (typeof PROVIDER_PROBLEMS)[number]

/** Sources with a common family are one voice: they run the same code and share its faults. */
export type ProviderFamily = 'esplora' | 'blockcypher' | 'blockchain.info' | 'electrum' | 'uniform'

/** What a protocol can be asked. The pool splits and skips by it; nothing is guessed from a URL. */
export interface ProviderCapabilities {
  /** Addresses that one call of `balances` may carry, all dated by one bracket. */
  readonly batch: number
  readonly utxos: boolean
  readonly history: boolean
  readonly balanceAtHeight: boolean
  /** Whether `hints` may wake us up when something changes. A hint only: what changed is read again. */
  readonly push: boolean
  /** Script types it answers about; an address of another type is `unsupported` and never sent. */
  readonly scriptTypes: readonly ScriptType[]
  /** Whether it credits P2PK outputs to the key's P2PKH address: a difference of definition, not an error. */
  readonly creditsP2pk: boolean
  /** Whether it tells confirmed from pending itself. Where not, its figure is never compared with a confirmed one. */
  readonly separatesPending: boolean
}

/** What one address of a batch got: a balance, or why not. One failed address never spoils the others. */
export type BatchAnswer =
  | { readonly kind: 'balance'; readonly balance: ProviderBalance }
  | { readonly kind: 'failed'; readonly error: ProviderError }

/** A confirmed transaction's net effect on one address. */
export interface ProviderHistoryRow {
  readonly txid: Txid
  readonly height: number
  /** Null where the protocol gives heights alone. */
  readonly blockHash: BlockHash | null
  /** Signed satoshis. */
  readonly delta: number
}

/** All confirmed transactions of an address up to `tip`, ascending by height, proven complete by the provider's own count. */
export interface ProviderHistory {
  readonly rows: readonly ProviderHistoryRow[]
  readonly tip: ProviderTip
}

/** The confirmed unspent outputs of an address at `tip`. */
export interface ProviderUnspent {
  readonly outputs: readonly (Outpoint & { readonly value: number; readonly height: number })[]
  readonly tip: ProviderTip
}

/** One external source behind one protocol. Never a number on an error: it throws `ProviderError`. */
export interface BalanceSource {
  readonly id: string
  readonly url: string
  readonly family: ProviderFamily
  readonly capabilities: ProviderCapabilities
  balance(address: string, signal: AbortSignal): Promise<ProviderBalance>
  /**
   * At most `capabilities.batch` addresses, answers in the order asked, all from this one server and dated by one
   * tip. Throws only when the whole call failed.
   */
  balances(addresses: readonly string[], signal: AbortSignal): Promise<readonly BatchAnswer[]>
  tip(signal: AbortSignal): Promise<ProviderTip>
  /** The confirmed balance right after block `height`, exact. Only with `balanceAtHeight`; else `unsupported`. */
  balanceAt(address: string, height: number, signal: AbortSignal): Promise<ProviderBalance>
  /** Only with `history`; else `unsupported`. `too_many` and `cannot_know` rather than a part of it. */
  history(address: string, signal: AbortSignal): Promise<ProviderHistory>
  /** Only with `utxos`; else `unsupported`. */
  unspent(address: string, signal: AbortSignal): Promise<ProviderUnspent>
  /**
   * Calls `onHint` when there may be a new block or another branch, at most once a second, and once after each time it
   * got connected; resolves when `signal` is aborted or the source closed, and never rejects. It names no address to anybody. A server that
   * has no such thing, or is gone, is tried again more and more rarely: silence means nothing. `onHint` must not throw.
   */
  hints?(onHint: () => void, signal: AbortSignal): Promise<void>
  close(): Promise<void>
}
