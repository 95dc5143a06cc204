/** Requests about transactions, past balances and statements. Amounts are satoshis; heights travel with hashes. */
import type { BlockHash, BlockRef, Network, Outpoint, Txid } from '../chain.ts'
import type { JournalFilter } from '../journal-filter.ts'
import type { ToldCompleteness, ToldHistory, ToldPlace } from './told-history.ts'

export interface TimeRequests {
  /** What moved, newest first: pending ones, then by block. A page at a time: `before` is the `next` of the last. */
  'transactions.list': { in: TransactionListRequest; out: TransactionPage }
  /**
   * One transaction as the ledger knows it; null where it touches nothing that is watched. `upTo`: as it stood right after
   * the block at this height, with what had spent its outputs by then; null where it was in no block by then.
   */
  'transactions.detail': {
    in: { readonly txid: string; readonly upTo?: number }
    out: TransactionDetail | null
  }
  /** What was unspent right after a block, or as of the newest reading. A page at a time. */
  'outputs.list': { in: OutputListRequest; out: OutputPage }
  /** Which block an instant means (ms since 1970): the last one whose median time past (BIP-113) is not after it. */
  /** The balance over time, from the ledger alone: at the end of each day, week or month, or after each block. */
  'series.read': { in: SeriesRequest; out: Series }
  /** What changed and why, newest first: also what is no longer true. A page may be short although there is more. */
  'journal.list': {
    in: {
      readonly of: Scope
      readonly before?: string
      readonly limit: number
      readonly only?: JournalFilter
      /** When it was noted, ms since 1970, both inclusive. */
      readonly from?: number
      readonly to?: number
    }
    out: { readonly entries: readonly JournalEntry[]; readonly next: string | null }
  }
  'statement.make': {
    in: StatementRequest
    out: { readonly statement: Statement; readonly text: string }
  }
  'time.block': { in: { readonly time: number }; out: DatedBlock }
}

/** What a question is about: all that is in sight, a portfolio, or entries by their ids. */
export type Scope =
  | { readonly kind: 'all'; readonly archived?: boolean }
  | { readonly kind: 'group'; readonly group: string }
  | { readonly kind: 'watches'; readonly watchIds: readonly number[] }

export interface TransactionListRequest {
  readonly of: Scope
  /** Where the last page ended. */
  readonly before?: string
  readonly limit: number
  /** Those that left the mempool and no block took: evicted, replaced, or reorganised away. */
  readonly gone?: boolean
  /**
   * Right after the block at this height: what is in blocks up to it, with confirmations and maturity as of then. What
   * was pending then is not told, so `gone` beside it fails with `invalid_input`.
   */
  readonly upTo?: number
}

export interface TransactionPage {
  readonly transactions: readonly TransactionRow[]
  /** For the next page; null where this was the last. */
  readonly next: string | null
  readonly completeness: ScopeCompleteness
  /** The block that confirmations are counted at; null before the first look-up, and where `upTo`'s is not at hand. */
  readonly tip: (BlockRef & { readonly time: number }) | null
}

/** `gone`: in no block, and not in the mempool any more. */
export type TransactionState = 'confirmed' | 'pending' | 'gone'

/** What speaks for a second look, as far as own data knows it: false is not known to be so. */
export interface Hints {
  /**
   * Of an output: its address was paid by another transaction, too. Of a transaction: it pays an address that had been
   * paid before. Everybody can see then that these payments belong together.
   */
  readonly reused: boolean
  /** Of an output: at most `DUST_SATS`. Of a transaction: such outputs are all that it brought, and it took nothing. */
  readonly dust: boolean
}

/** A transaction as it concerns the scope. */
export interface TransactionRow extends Hints {
  readonly txid: Txid
  readonly state: TransactionState
  /** Its block, with the time in the header (seconds); null while there is none, or where only a provider tells of it. */
  readonly block: (BlockRef & { readonly time: number }) | null
  /**
   * Set where own data does not reach for some of the scripts, and a provider told what it did to them: the sums count
   * that, netted per script. Fee, own transfer and whether it is a coinbase are own data's alone.
   */
  readonly told?: ToldPlace
  readonly confirmations: number
  /** Since when it waits in the mempool, ms since 1970; null where it does not. */
  readonly seenAt: number | null
  /** Paid to the scope. */
  readonly received: number
  /** Taken from the scope. */
  readonly spent: number
  /** `received - spent`. */
  readonly net: number
  /** Of the whole transaction; null where not all of its inputs are watched, or its outputs are not all known. */
  readonly fee: number | null
  /**
   * All inputs and all outputs are watched (in this scope or another): nothing came in or went out but the fee. Null
   * where it cannot be told.
   */
  readonly ownTransfer: boolean | null
  readonly coinbase: boolean
  /** A mining reward that does not count yet. */
  readonly immature: boolean
  /** Every script of the scope was read at its block, or told by a provider (`told`): the amounts are all there is. */
  readonly complete: boolean
  /** Set of one that is gone, where it is known which other one made it impossible. */
  readonly replacement?: Replacement
}

/** A transaction that took the coins of one that is gone; `fallen`: those of an unconfirmed one that it builds on. */
export interface Replacement {
  readonly by: Txid
  readonly fallen: boolean
}

/** A stretch that scripts of the scope have in common. */
export interface ScriptRange {
  readonly scripts: number
  /** Every movement above this block is known ... */
  readonly from: BlockRef
  /** ... up to this one, but for the holes. */
  readonly to: BlockRef
  readonly holes: readonly Hole[]
  /** Coins from before the beginning, or a difference with the look-up: not the whole story. */
  readonly inDoubt: boolean
}

/** A stretch nobody read. What came in is known by what is left of it; what went out is known in sum. */
export interface Hole {
  readonly from: BlockRef
  readonly to: BlockRef
}

/** From where to where the facts of a scope are complete. Before `since`, it is unknown what else there was. */
export interface ScopeCompleteness {
  readonly scripts: number
  /** Scripts of which nothing is known yet. */
  readonly unread: number
  /** The block above which all of the scripts are complete, but for holes; null while some are unread or in doubt. */
  readonly since: BlockRef | null
  /** Up to which block all of them are; null while some are unread. */
  readonly to: BlockRef | null
  /** The most common ones, at most 20. */
  readonly ranges: readonly ScriptRange[]
  /** Scripts in ranges that are not listed. */
  readonly elsewhere: number
  /** What was spent inside holes, in sum. */
  readonly lost: readonly HoleLoss[]
  /** What providers told beside; absent where nobody told anything. */
  readonly told?: ToldCompleteness
}

/** Coins that a hole's beginning had and its end had not: some unknown transactions between spent them. */
export interface HoleLoss extends Hole {
  readonly coins: number
  readonly value: number
}

/** An output of a watched script in a transaction. */
export interface TransactionOutput extends Hints {
  readonly vout: number
  readonly address: string
  readonly value: number
  /** The transaction that spends it, in a block or pending. */
  readonly spentBy: Txid | null
}

/** An input that spends an output of a watched script. */
export interface TransactionInput extends Outpoint {
  readonly vin: number
  readonly address: string
  readonly value: number
}

/** A transaction that spends some of the same outputs: only one of them can ever be in a block. */
export interface Rival {
  readonly txid: Txid
  readonly state: TransactionState
}

export interface TransactionDetail {
  /** As it concerns everything that is watched. */
  readonly row: TransactionRow
  /** Watched ones only. */
  readonly outputs: readonly TransactionOutput[]
  readonly inputs: readonly TransactionInput[]
  readonly rivals: readonly Rival[]
  /** How many inputs and outputs it has in all, and the sum of the outputs; null where no block or mempool showed it. */
  readonly totals: TransactionTotals | null
}

export interface TransactionTotals {
  readonly inputs: number
  readonly outputs: number
  readonly value: number
}

/** A point in the past: a height, or an instant (ms since 1970), which means the last block whose median time past is not after it. */
export type PastPoint = { readonly height: number } | { readonly time: number }

export interface OutputListRequest {
  readonly of: Scope
  readonly at?: PastPoint
  readonly before?: string
  readonly limit: number
}

/** An output that was unspent at the page's block. */
export interface ScopeOutput extends Outpoint, Hints {
  readonly address: string
  readonly value: number
  readonly coinbase: boolean
  /** The block that holds it; null while unconfirmed. */
  readonly block: BlockRef | null
  /** At the page's block. */
  readonly confirmations: number
  readonly immature: boolean
}

export interface OutputPage {
  readonly outputs: readonly ScopeOutput[]
  readonly next: string | null
  /** The block that all of it is of; null where nothing is known. */
  readonly at: BlockRef | null
  /** Why there is no block. */
  readonly reason: TimeReason | 'block_hash_unknown' | 'snapshot_waiting' | null
  /** Over all pages; null where nothing is known. `immature` is not part of `confirmed`. */
  readonly total: { readonly outputs: number; readonly confirmed: number; readonly immature: number } | null
  /** Scripts that the answer leaves out, because they were not read at that block. */
  readonly unknown: number
  readonly completeness: ScopeCompleteness
}

/** `from` and `to`: heights by block, else instants (ms since 1970), whose units are the first and the last. */
export type SeriesRequest =
  | { readonly of: Scope; readonly unit: 'block'; readonly from: number; readonly to: number }
  | {
      readonly of: Scope
      readonly unit: 'day' | 'week' | 'month'
      readonly from: number
      readonly to: number
      /** Ends right after the block at this height, in the unit that holds it: what came later is left out. */
      readonly upTo?: number
      /** The time zone that days begin in, such as Europe/Berlin. Weeks begin on Mondays. */
      readonly zone: string
    }

/** A point of a series. */
export interface SeriesPoint {
  /** When the unit begins (ms since 1970); by block, the median time past of the block. */
  readonly start: number
  /** The newest block in which something had moved by its end; null where that is not known, or nothing had. */
  readonly height: number | null
  /** Mining rewards included, also immature ones. Null where it is not known, never 0 for it. */
  readonly value: number | null
}

export interface Series {
  readonly points: readonly SeriesPoint[]
  /** The zone that the units are of; null by block. */
  readonly zone: string | null
  /** How many blocks are placed by their own header's time, because nobody told their median time past. */
  readonly estimated: number
  /** The block that the ledger has come to: the unit that holds it is not over. */
  readonly tip: (BlockRef & { readonly time: number }) | null
  readonly completeness: ScopeCompleteness
}

/** Why something changed. */
export type JournalCause =
  | 'begin'
  | 'connect'
  | 'join'
  | 'rewind'
  | 'abandon'
  | 'snapshot'
  | 'mempool'
  | 'history'
  | 'self_check'

/**
 * What happened to a transaction. `found`: a block read later shows it, the balance knew already. `lost`: a look-up no
 * longer found its output. `corrected`: the check against the node repaired it. `fallen`: the unconfirmed transaction that
 * it builds on was replaced.
 */
export type JournalKind =
  | 'confirmed'
  | 'reorged'
  | 'pending'
  | 'evicted'
  | 'replaced'
  | 'found'
  | 'lost'
  | 'corrected'
  | 'fallen'

/** An entry of the journal. */
export interface JournalEntry {
  /** When it was noted, ms since 1970. */
  readonly at: number
  readonly cause: JournalCause
  /** Null for a reorganisation or a hole that touched no transaction. */
  readonly kind: JournalKind | null
  readonly txid: Txid | null
  /** The transaction that replaced it, or the one that it builds on. */
  readonly by: Txid | null
  /** The block it is about, which may have left the chain since. */
  readonly block: BlockRef | null
  /** For the scope, in satoshis. */
  readonly change: number
  /** Whether the balance changed by it; else it is what the transaction says. */
  readonly counted: boolean
  /** The entries in sight that it touched; none for a reorganisation that touched no transaction. */
  readonly watchIds: readonly number[]
}

export interface StatementRequest {
  readonly of: Scope
  /** The first block or instant that belongs to the period. */
  readonly from: PastPoint
  /** The last one. */
  readonly to: PastPoint
  readonly format: 'csv' | 'json'
  /** The time zone that times are printed in. */
  readonly zone: string
  /** A currency (ISO 4217): what amounts were worth on the UTC day of their block, by prices known already; nobody is asked. */
  readonly fiat?: string
}

/** What an amount was worth, as decimal texts. Null where no price of that day is known (`note` says why), never 0. */
export interface StatementWorth {
  readonly currency: string | null
  readonly price: string | null
  readonly value: string | null
  readonly source: string | null
  readonly note: string | null
}

/** What was there right after a block, immature mining rewards included; null where it is not known. */
export interface StatementBalance {
  readonly height: number
  readonly hash: BlockHash | null
  readonly balance: number | null
  /** Absent unless prices were asked for. */
  readonly worth?: StatementWorth
}

/** `spent_unread`: coins that went in blocks nobody read, in sum, told where the gap ends. */
export type StatementKind = 'received' | 'sent' | 'own_transfer' | 'mined' | 'spent_unread'

export interface StatementRow {
  readonly height: number
  /** Null where only a provider told of it, and gave no hash. */
  readonly hash: BlockHash | null
  /** In the block's header, seconds. */
  readonly time: number | null
  readonly txid: Txid | null
  readonly what: StatementKind
  readonly received: number
  readonly spent: number
  readonly net: number
  readonly fee: number | null
  /** After it; null where the opening balance is not known. */
  readonly balance: number | null
  readonly complete: boolean
  /** The providers that told of it; absent where all of it is own data. */
  readonly told?: readonly string[]
  /** Of the transaction; absent where it has none. */
  readonly label?: string
  /** Of `net`; absent unless prices were asked for. */
  readonly worth?: StatementWorth
}

export interface Statement {
  readonly network: Network
  readonly of: Scope
  /** What it is about, as it is watched. */
  readonly entries: readonly string[]
  readonly zone: string
  /** Right before the period. */
  readonly opening: StatementBalance
  readonly closing: StatementBalance
  readonly rows: readonly StatementRow[]
  /** `fees`: of what was sent; null where one is not known. */
  readonly totals: {
    readonly transactions: number
    readonly received: number
    readonly spent: number
    readonly net: number
    readonly fees: number | null
  }
  /** Opening balance and rows give the closing balance; null where a balance is not known. */
  readonly addsUp: boolean | null
  /** Which blocks of the period were read for how many scripts: above `from` up to `to`, but for the holes. */
  readonly complete: readonly {
    readonly scripts: number
    readonly from: number
    readonly to: number
    readonly holes: readonly { readonly from: number; readonly to: number }[]
    readonly inDoubt: boolean
  }[]
  /** Scripts of which nothing is known. */
  readonly unread: number
  /** The second where any of it is what providers told: `told` names them. */
  readonly source: 'ledger' | 'ledger_and_providers'
  readonly told?: readonly ToldHistory[]
}

/** Why nobody can say which block an instant means. A closed set: doors print their own text for each. */
export const TIME_REASONS = [
  'block_times_unknown', // it lies before the headers that own data keeps one by one, and no node was asked
  'time_above_ledger', // own data does not reach it yet, and no node was asked
  'before_genesis', // there was no chain yet
  'chain_moving', // the node's chain changed while it was looked at
] as const
export type TimeReason = (typeof TIME_REASONS)[number]

/** `final`: a later block has passed the instant, so that none can come between any more. */
export type DatedBlock =
  | { readonly kind: 'block'; readonly block: BlockRef; readonly final: boolean }
  | { readonly kind: 'unknown'; readonly reason: TimeReason }
