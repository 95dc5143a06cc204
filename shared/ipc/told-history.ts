/** What providers told of the time that own data does not reach: dated and named, never part of the own ledger. */
import type { BlockHash, BlockRef } from '../chain.ts'
import type { Reason } from '../reading.ts'
import type { Scope } from './time.ts'

export interface ToldHistoryRequests {
  /**
   * Asks providers for the whole history of each script of which own data does not begin with the first block; of
   * accounts up to the end of their gap. Only those that may be asked are, and each is on record. Long histories take
   * minutes; what has come stays when it is cancelled. The own ledger and its balances do not change by it.
   */
  'history.ask': { in: { readonly of: Scope }; out: HistoryAsked }
}

/** What came of asking, in scripts. */
export interface HistoryAsked {
  /** A provider answered, now or before. */
  readonly told: number
  /** Own data has all of it. */
  readonly own: number
  readonly failed: readonly {
    readonly address: string
    readonly reasons: readonly Reason[]
  }[]
}

/** What a provider told of some scripts of a scope. */
export interface ToldHistory {
  /** `provider:` and its id. */
  readonly source: string
  readonly scripts: number
  /** The lowest of the blocks up to which it told them. */
  readonly upTo: BlockRef
  /** When the oldest of it was told, ms since 1970. */
  readonly observedAt: number
}

/** What is told of a scope beside own data. */
export interface ToldCompleteness {
  readonly told: readonly ToldHistory[]
  /** Scripts whose history neither own data nor a provider tells from the first block on. */
  readonly missing: number
  /** Scripts of which a provider told something that own data contradicts: that is left out. */
  readonly contradicted: number
}

/** Where a transaction stands according to providers, where own data does not reach. */
export interface ToldPlace {
  /** `provider:` and the id of each that told of it. */
  readonly sources: readonly string[]
  readonly height: number
  /** Null where they give heights alone. */
  readonly hash: BlockHash | null
}
