/** What the pool is to those who ask it, and what it is built from. */
import type { BlockHash, BlockRef } from '../../../shared/chain.ts'
import type { ProviderStatus } from '../../../shared/ipc/contract.ts'
import type { BalanceSource, Clock, ProviderProblem, ProviderTip } from '../../engine/ports.ts'
import type { ProviderLog } from '../provider-call.ts'
import type { After } from '../resilience.ts'
import type { OneAnswer, OneQuestion } from './ask-one.ts'
import type { BudgetOf, CostOf } from './budgets.ts'
import type { CooldownStore } from './cooldowns.ts'
import type { ScriptTypeOf } from './eligible.ts'
import type { HeightAnswer } from './height-question.ts'
import type { HistoryAnswer } from './history-question.ts'
import type { PoolAnswer, PoolFailure } from './job.ts'
import type { LieStore } from './lies.ts'
import type { Rotation } from './rotation.ts'
import type { SourceHealth } from './source-health.ts'

/** A tip as one source told it. `heardAt` in ms since 1970. */
export interface PoolTip {
  readonly id: string
  readonly family: BalanceSource['family']
  readonly tip: ProviderTip
  readonly heardAt: number
}

/** A source as the pool knows it; a protocol that nobody found out yet is taken for one that can do little. */
export type PoolSource = Pick<BalanceSource, 'id' | 'family' | 'capabilities'>

export interface ProviderPoolOptions {
  readonly sources: readonly BalanceSource[]
  readonly clock: Clock
  /** `round-robin` by default. */
  readonly rotation?: Rotation
  /** Bound on one source's answer to one call, 10 s by default. */
  readonly perCallTimeoutMs?: number
  /** Bound on one question over all sources, 20 s by default. In a batch it begins when it is first sent. */
  readonly deadlineMs?: number
  /** Rounds over the rotation where another try can help, 3 by default. */
  readonly tries?: number
  /** Calls to one source at a time, 4 by default. */
  readonly callsPerSource?: number
  /** How often a source may be asked; unlimited by default (budgets.ts knows what public servers bear). */
  readonly budgetOf?: BudgetOf
  /** Requests that a call sends, by family by default. */
  readonly costOf?: CostOf
  /** Where cooldowns outlive the process. */
  readonly cooldowns?: CooldownStore
  /** Where it outlives the process who gave a proven lie. */
  readonly lies?: LieStore
  /** By the address's form by default. */
  readonly scriptTypeOf?: ScriptTypeOf
  /** Ms that never go back, `performance.now` by default. */
  readonly monotonic?: () => number
  readonly after?: After
  /** 0..1, for the jitter of pauses. */
  readonly random?: () => number
  /** Told after every answer and failure; must not throw. */
  readonly onStatus?: (statuses: readonly ProviderStatus[]) => void
  /** Told of each call that ended: how long an answer took, or what was wrong; must not throw. */
  readonly onCall?: (id: string, ms: number | null, problem: ProviderProblem | null) => void
  /** Told of each question that some source failed: who did and why, and who answered (null: nobody). Must not throw. */
  readonly onFailover?: (from: readonly PoolFailure[], to: string | null) => void
  readonly log?: ProviderLog
}

/**
 * Every waiting call rejects with AppError `cancelled` once its signal is aborted. `balance`, `balanceAt`, `history` and
 * `askOne` reject too where something of ours failed before anything was sent (AppError `storage`, say: it could not be put on
 * record who is asked); in `balances` that is the failure `not_recorded` of the address. Nothing else rejects.
 */
export interface ProviderPool {
  readonly size: number
  /** In the order given. */
  readonly sources: readonly PoolSource[]
  /** One question, before all that wait. With `above`, only an answer from a higher block counts. */
  balance(
    address: string,
    options: {
      readonly above?: BlockRef | null
      /** Sources for which it does not hold are never asked, whatever happens. Asked again before each call. */
      readonly allowed?: (source: BalanceSource) => boolean
    },
    signal: AbortSignal,
  ): Promise<PoolAnswer>
  /**
   * One question an address, spread over the sources as their budgets allow and put together where they take several
   * at once. Results in the order given; `onEach` as they come, must not throw.
   */
  balances(
    addresses: readonly string[],
    options: {
      readonly above?: (address: string) => BlockRef | null
      readonly allowed?: (address: string, source: BalanceSource) => boolean
    },
    onEach: (address: string, answer: PoolAnswer) => void,
    signal: AbortSignal,
  ): Promise<readonly PoolAnswer[]>
  /**
   * The exact balance right after a past block, from one source's whole history. `block`: the one known at that height;
   * a figure of another does not count. It takes longer than other questions: up to a minute a source, two in all.
   */
  balanceAt(
    address: string,
    height: number,
    options: {
      readonly block?: BlockHash | null
      /** As for `balance`. */
      readonly allowed?: (source: BalanceSource) => boolean
    },
    signal: AbortSignal,
  ): Promise<HeightAnswer>
  /**
   * All confirmed transactions of an address, from one source and proven by its own figures; with its time as for
   * `balanceAt`.
   */
  history(
    address: string,
    options: {
      /** As for `balance`. */
      readonly allowed?: (source: BalanceSource) => boolean
    },
    signal: AbortSignal,
  ): Promise<HistoryAnswer>
  /** One question to the source that is named, and to no other. It takes up to half a minute a try, one in all. */
  askOne<T>(id: string, question: OneQuestion<T>, signal: AbortSignal): Promise<OneAnswer<T>>
  /**
   * All sources that are allowed at once, as their budgets allow; those that answered. Resting ones are asked when no
   * other has answered. One with a budget is left out for a minute or two after it was asked: what it said then counts.
   */
  tip(
    options: {
      /** As for `balance`. */
      readonly allowed?: (source: BalanceSource) => boolean
      /** Something says that there is another block: what was said a minute ago counts no more. */
      readonly anew?: boolean
    },
    signal: AbortSignal,
  ): Promise<readonly PoolTip[]>
  statuses(): ProviderStatus[]
  /** More than the statuses: for a health page. */
  health(): readonly SourceHealth[]
  /** Replaces the sources; what is known of one with the same id and URL stays. The giver closes the old ones. */
  setSources(sources: readonly BalanceSource[]): void
  setRotation(rotation: Rotation): void
  /** For questions from now on; null is the deadline it was built with. */
  setDeadline(ms: number | null): void
  /**
   * What `allowed` says of open questions is another now: calls under way that it forbids are given up, tips too, and
   * what waits is sorted anew. So are calls to sources that are no longer among those set.
   */
  recheck(): void
}
