/** What crosses between the app's main thread and the thread that owns the ledger's only writing connection. */
import type { BlockHash, Network } from '../../shared/chain.ts'
import type { HistoryRun, ScanStatus, SyncResult } from '../../shared/ipc/contract.ts'
import type { NodeStatus } from '../../shared/node-problem.ts'
import type { NodeTip } from '../engine/best-tip.ts'
import type { DescriptorRange, DescriptorSnapshot, NodeHeader, ScriptId } from '../engine/ports.ts'
import type { NodeOption } from '../host-types.ts'
import type { HistoryAsk } from '../services/backfill-task.ts'
import type { ScanService } from '../services/scan-service.ts'
import type { Rescue } from '../store/rescue.ts'

/** How the thread opens its ledger; plain data. */
export interface CoreOptions {
  readonly root: string
  readonly network: Network
  readonly file: string
  /** Named in the data folder's lock. */
  readonly purpose: string
  readonly gapBudgetMs: number | null
}

/** The stores whose writes may come from the main thread. */
export type StorePart = 'portfolio' | 'sources' | 'prices' | 'labels' | 'notes' | 'notices'

export type LedgerCheckRun = Awaited<ReturnType<ScanService['check']>>

/** Calls into the thread. */
export type CoreCalls = {
  /** Takes the lock and opens the ledger; gives the network's folder. Fails with `locked`, `newer_schema`, `storage`. */
  open: { in: CoreOptions; out: { readonly dataDir: string; readonly rescue: Rescue | null } }
  /** One write of a store, before the scanner's next batch. */
  write: {
    in: { readonly part: StorePart; readonly method: string; readonly args: readonly unknown[] }
    out: unknown
  }
  configureNode: { in: { readonly option: NodeOption | null; readonly offline: boolean }; out: void }
  /** Hashes of the node's best chain from `height` on. Fails with `node` where none answers. */
  hashesFrom: { in: { readonly height: number; readonly count: number }; out: readonly BlockHash[] }
  headersOf: { in: { readonly hashes: readonly BlockHash[] }; out: readonly (NodeHeader | null)[] }
  /** Follows the tip until cancelled. */
  follow: { in: null; out: void }
  sync: { in: null; out: SyncResult }
  poke: { in: null; out: void }
  startHistory: { in: { readonly asks: readonly HistoryAsk[] }; out: void }
  stopHistory: { in: { readonly scripts: readonly ScriptId[] }; out: void }
  resumeHistory: { in: { readonly scripts: readonly ScriptId[] }; out: void }
  pauseReading: { in: { readonly paused: boolean }; out: void }
  pauseHistory: { in: { readonly paused: boolean }; out: void }
  /** To the end of all ranges of history that grow. */
  fillHistory: { in: null; out: HistoryRun }
  /** The ledger against the node's unspent outputs. */
  check: { in: null; out: LedgerCheckRun }
  /** The node's unspent outputs that descriptors lead to. Fails with `node`. */
  scanDescriptors: { in: { readonly ranges: readonly DescriptorRange[] }; out: DescriptorSnapshot }
  /** Waits for what runs, closes node and ledger, and gives the lock back. */
  close: { in: null; out: void }
}

/** What the thread tells unasked. */
export type CoreEvent =
  | { readonly kind: 'node'; readonly status: NodeStatus; readonly tip: NodeTip | null }
  | { readonly kind: 'scan'; readonly status: ScanStatus }
  /** Facts or the ledger's block changed. */
  | { readonly kind: 'ledger' }
  /** Worth a line in the log; no secret and no address in it. */
  | { readonly kind: 'notice'; readonly text: string }
  | { readonly kind: 'fault'; readonly message: string; readonly stack: string | undefined }
