/** Blocks behind the first look at an entry: asking for them, and how far their reading has come. */
import type { BlockRef } from '../chain.ts'
import type { Empty, ScanObstacle } from './contract.ts'

export interface HistoryRequests {
  /** Has the blocks before the snapshots read, too. Returns at once; the ranges grow while nothing else is to be done. */
  'history.fill': { in: HistoryFill; out: readonly WatchHistory[] }
  'history.stop': { in: { readonly watchIds: readonly number[] }; out: readonly WatchHistory[] }
  /** Those that were asked for, a page at a time in the order of adding. */
  'history.list': { in: HistoryListRequest; out: HistoryPage }
  /** To the end of all ranges that grow; returns when there. Used by one-shot commands. */
  'history.run': { in: Empty; out: HistoryRun }
}

/** Which of them. */
export interface HistoryListRequest {
  /** Entries behind this one; absent: from the first on. */
  readonly after?: number
  readonly limit: number
  /** Of these entries alone. */
  readonly watchIds?: readonly number[]
}

export interface HistoryPage {
  readonly histories: readonly WatchHistory[]
  /** What the next page comes after; null at the end. */
  readonly next: number | null
}

/** A range of blocks that is being read for scripts that were asked about together. */
export interface HistoryProgress {
  readonly scripts: number
  readonly from: number
  readonly to: number
  readonly target: number
  readonly mode: 'filters' | 'blocks'
  readonly blocksPerSecond: number | null
  /** It stays where it is until it is told to go on (`history.pause`). */
  readonly paused: boolean
}

/** From where the history of an entry is wanted: a height, a day (`YYYY-MM-DD`, UTC), or as early as its kind of address can be. */
export type HistoryStartPoint = { readonly height: number } | { readonly date: string } | 'first_possible'

export interface HistoryFill {
  readonly watchIds: readonly number[]
  /** Absent: stopped ranges go on from where they are. */
  readonly from?: HistoryStartPoint
}

/** How far a history has come: every movement above `from` up to `to` is known, unless `verdict` says otherwise. */
export interface HistoryRange {
  /** The height that was asked for; below `from` where the node has pruned what lies between. */
  readonly askedFrom: number
  readonly from: BlockRef
  readonly to: BlockRef
  /** Height of the snapshot that it grows towards; null until there is one. */
  readonly target: number | null
  /** `waiting`: for a snapshot. `joined`: it has reached it. */
  readonly state: 'waiting' | 'filling' | 'stopped' | 'joined'
  /**
   * `complete`: the blocks and the snapshot agree. `older`: there are coins from before the beginning. `pruned`: the
   * node no longer has the first blocks. `differs`: the counts say how. Null: not known before it joins.
   */
  readonly verdict: 'complete' | 'older' | 'pruned' | 'differs' | null
  /** Coins of the snapshot that no block showed. */
  readonly missing: number
  /** Outputs that the snapshot lacks and no block spent. */
  readonly unexplained: number
  /** Coins of the snapshot that a block below it spent. */
  readonly contradicted: number
  /** Coins of the snapshot from before the beginning. */
  readonly older: number
}

/** The history of one watched entry. */
export interface WatchHistory {
  readonly watchId: number
  readonly address: string
  readonly range: HistoryRange
}

/** What filling the history to its end has done. */
export interface HistoryRun {
  readonly blocks: number
  readonly seconds: number
  /** Set when it could not come to its end. */
  readonly problem: ScanObstacle | null
  /** It was not begun, or not ended, because all of it is paused. */
  readonly paused: boolean
}
