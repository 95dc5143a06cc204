/** What Tidemark says about a balance: the value with its provenance. Shared by every door. */
import type { BlockHash, BlockRef } from './chain.ts'

/** Which reading was chosen: from data that rule 1 or 2 accepts, the last known, or none. */
export type ReadingKind = 'known' | 'stale' | 'unknown'

/** How fresh the chosen reading is; a second answer beside `ReadingKind`. See `freshness.ts`. */
export type FreshnessState = 'current' | 'behind' | 'offline' | 'stale' | 'unknown'

/** `blocksBehind` counts from the best known tip, null where no tip is known. `observedAt` in ms since 1970. */
export interface Freshness {
  readonly state: FreshnessState
  readonly blocksBehind: number | null
  readonly observedAt: number | null
}

/** Who said it: the own ledger, or a provider by its id. */
export type ReadingSource = 'ledger' | `provider:${string}`

/** Of an account: its scripts may have been read by several. */
export type AnySource = ReadingSource | 'several'

/** Why a reading is not simply current. A closed set: doors print their own text for each. */
export const REASONS = [
  'snapshot_waiting', // the first look at the unspent outputs has not been taken yet
  'snapshot_void', // a reorganisation went below the snapshot; a new one is due
  'ledger_behind', // own data reaches a block too far below the tip
  'growing', // addresses came in as others were used; their first look-up is still to come
  'gap_uncertain', // nobody could say whether empty addresses were used: there may be more behind them
  'joining', // blocks between the snapshot and the ledger's tip are still being read
  'offline_mode', // the person switched all connections off
  'not_asked', // this call was told to ask nobody
  'node_not_set', // no own node is configured
  'node_unreachable',
  'node_cookie_missing', // bitcoind deletes the cookie at shutdown: the node is most likely not running
  'node_auth', // 401: wrong user, password or cookie
  'node_forbidden', // 403: the node's whitelist lacks a method
  'node_warming_up',
  'node_busy', // work queue full, or another program's scan is running
  'node_wrong_chain',
  'node_too_old',
  'node_syncing', // initial block download
  'node_behind', // the node's tip is one of our own older blocks
  'node_pruned', // needed blocks are pruned away
  'node_fault', // the node answered something it must not answer
  'provider_not_set', // no provider is set
  'provider_not_allowed', // the limit of its portfolio, or of everything, lets no provider be asked
  'provider_unreachable',
  'provider_refused', // rate limit or block
  'provider_bad_answer', // failed the checks: a number that cannot be right
  'provider_moving', // its tip changed during the question
  'provider_not_newer', // its answer is not above the ledger's block
  'provider_cannot_know', // it does not serve this kind of address, or its answer proves nothing
  'provider_too_many', // the address has more history than it serves
  'not_recorded', // it could not be written down who is asked: nobody was asked
  'deadline',
] as const
export type Reason = (typeof REASONS)[number]

/** From where to where this script's facts are complete. */
export interface Completeness {
  /** Whether `confirmed` counts every unspent output at `asOf`. */
  readonly unspent: 'complete' | 'incomplete'
  /** The block from which on movements are known; null when only a balance is known. */
  readonly historyFrom: BlockRef | null
  /** Stretches nobody read: what changed inside is known in sum, not one by one. */
  readonly holes: readonly { readonly from: BlockRef; readonly to: BlockRef }[]
}

/**
 * One entry's figure. Satoshis; null where unknown, never 0. `confirmed` leaves `immature` out. An account's is the sum of
 * its scripts, `asOf` the oldest of their blocks, and everything else the worst of them; `completeness.unspent` is
 * `incomplete` while one is missing.
 */
export interface Reading {
  /** The address, or an account's descriptor. */
  readonly address: string
  readonly kind: ReadingKind
  readonly freshness: Freshness
  readonly confirmed: number | null
  /** Signed net effect of unconfirmed transactions; null where no mempool was seen. */
  readonly pending: number | null
  readonly immature: number | null
  readonly asOf: BlockRef | null
  readonly source: AnySource | null
  readonly completeness: Completeness
  readonly reasons: readonly Reason[]
  /** Of an account: how many of its scripts have which kind of reading. The sum leaves out the unknown ones. */
  readonly parts?: Parts
}

/** Scripts by the kind of their reading. */
export interface Parts {
  readonly known: number
  readonly stale: number
  readonly unknown: number
}

/** The sum over distinct scripts. Null when nothing is known; `unknown` counts the parts left out. */
export interface Total {
  readonly confirmed: number | null
  readonly pending: number | null
  readonly immature: number | null
  readonly known: number
  readonly stale: number
  readonly unknown: number
  /** Accounts that are counted with what is known of them, while something is not; absent where there is none. */
  readonly partial?: number
  readonly oldestAsOf: BlockRef | null
}

/** The best known tip. `time` is the header's (seconds); an estimate has null hash and time. */
export interface BestTip {
  readonly height: number
  readonly hash: BlockHash | null
  readonly time: number | null
  readonly source: 'node' | 'ledger' | 'estimate' | `provider:${string}`
  readonly estimated: boolean
}

/** The answer to "how much is there?" for a set of addresses. */
export interface BalanceReport {
  readonly tip: BestTip | null
  readonly readings: readonly Reading[]
  readonly total: Total
}

/** Why a figure at a past block is not known, or not from own data: beside the reasons of a reading of today. */
export const HEIGHT_REASONS = [
  'ledger_starts_later', // own data of this address begins above that block
  'ledger_hole', // nobody read that block for this address
  'ledger_not_there', // own data does not reach that block yet
  'ledger_other_branch', // own data has another block there than the node
  'block_hash_unknown', // own data has a figure, but nobody says which block is at that height
  'provider_other_block', // a provider dated its figure by another block than the one known there
] as const
export type HeightReason = Reason | (typeof HEIGHT_REASONS)[number]

/**
 * One address's figure right after a past block: exact, or unknown. A ledger's `confirmed` leaves out what was immature
 * then; a provider's counts it, and its `immature` is null.
 */
export interface HeightReading {
  readonly address: string
  readonly height: number
  readonly kind: 'known' | 'unknown'
  readonly confirmed: number | null
  readonly immature: number | null
  /** Its height is `height`. */
  readonly asOf: BlockRef | null
  readonly source: AnySource | null
  readonly reasons: readonly HeightReason[]
  /** Of an account: how many of its scripts are known at that block. */
  readonly parts?: Parts
}

/** The sum over distinct scripts at one block. `immature` is null where some known part does not tell it. */
export interface HeightTotal {
  readonly confirmed: number | null
  readonly immature: number | null
  readonly known: number
  readonly unknown: number
  /** The block that all known parts are of; null when nothing is known. */
  readonly asOf: BlockRef | null
}

/** The answer to "how much was there, right after that block?" All its figures are of one block. */
export interface HeightReport {
  readonly height: number
  /** The best known tip, which `height` is not above. */
  readonly tip: BestTip | null
  readonly readings: readonly HeightReading[]
  readonly total: HeightTotal
  /** Of the total's block, as in its header (seconds); null where it is not at hand. */
  readonly blockTime: number | null
}
