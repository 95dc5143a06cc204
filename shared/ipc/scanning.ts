/** Requests about what the scanner does beside following the tip, and how its checks go. */
import type { LedgerCheckReason } from '../ledger-check.ts'

export interface ScanningRequests {
  /**
   * Leaves new blocks where they are, or lets reading go on; kept over restarts. The node's tip is heard of all the same, so
   * that figures say how far behind they are. Fails with `locked` where this door only reads.
   */
  'scan.pause': { in: { readonly paused: boolean }; out: { readonly paused: boolean } }
  /**
   * Stops all filling in of history where it is, or lets it go on; kept over restarts. Ranges that were asked for stay
   * asked for. Fails with `locked` where this door only reads.
   */
  'history.pause': { in: { readonly paused: boolean }; out: { readonly paused: boolean } }
}

/** A comparison of the ledger with the node's unspent outputs that is under way. */
export interface LedgerCheckProgress {
  readonly reason: LedgerCheckReason
  /** Scripts that the running look at the node is about; 0 before the first. */
  readonly scripts: number
  /** 0..1 of that look; null while it has not begun: another scan of the node goes first, or blocks are read. */
  readonly progress: number | null
}
