/** A question on its way: who was tried, what came of it, and who waits for its end. */
import type { BlockRef } from '../../../shared/chain.ts'
import type { AppError } from '../../../shared/errors.ts'
import type { BalanceSource, ProviderBalance, ProviderProblem } from '../../engine/ports.ts'
import type { ProviderError } from '../../engine/provider-error.ts'

/** Why one source did not answer a question. */
export interface PoolFailure {
  readonly id: string
  /**
   * `not_newer`: it answered, but not above the block that is known already, or it is behind the others.
   * `not_recorded`: it could not be put on record that it is asked, hence it was not, and nobody else either.
   */
  readonly problem: ProviderProblem | 'not_newer' | 'not_recorded'
  readonly message: string
  /** Beside `not_recorded`: what went wrong. */
  readonly fault?: AppError
}

/**
 * The outcome of one question: the first good answer, or why there was none (empty when there is nobody to ask).
 * `asked`: the ids of all sources that were handed the address, answer or not.
 */
export type PoolAnswer =
  | {
      readonly kind: 'answer'
      readonly source: BalanceSource
      readonly balance: ProviderBalance
      readonly asked: readonly string[]
    }
  | { readonly kind: 'failed'; readonly failures: readonly PoolFailure[]; readonly asked: readonly string[] }

export interface Job {
  /** Same key, same question. */
  readonly key: string
  readonly address: string
  readonly above: BlockRef | null
  /** Ids of the sources that may be asked at all and serve such an address. */
  eligible: ReadonlySet<string>
  /** Why the others are not asked. */
  excluded: readonly PoolFailure[]
  /** What everybody who asks allows. */
  allowed: (source: BalanceSource) => boolean
  readonly waiting: Set<(answer: PoolAnswer) => void>
  readonly tried: Set<string>
  readonly failures: Map<string, PoolFailure>
  readonly asked: Set<string>
  /** Somebody waits for this one: it goes before the others. */
  urgent: boolean
  /** On the monotonic clock; null until it is first sent. */
  endsAt: number | null
  round: number
  /** The place in the configured order where its rotation begins. */
  start: number | null
  /** It is not put into a call with others any more: one of them was refused. */
  alone: boolean
  /** Where in the order of events it was last queued. */
  queuedAt: number
  /** Which of its entries in the queue counts. */
  ticket: number
  state: 'queued' | 'sent' | 'parked' | 'done'
}

type Fixed = 'key' | 'address' | 'above' | 'allowed' | 'eligible' | 'excluded' | 'urgent' | 'endsAt'

/** A question that was asked of nobody yet. */
export function newJob(fixed: Pick<Job, Fixed>): Job {
  return {
    ...fixed,
    waiting: new Set(),
    tried: new Set(),
    failures: new Map(),
    asked: new Set(),
    round: 1,
    start: null,
    alone: false,
    queuedAt: 0,
    ticket: 0,
    state: 'queued',
  }
}

/** Takes up why a source gave no answer. In this round it is not asked again. */
export function noteFailure(job: Job, failure: PoolFailure): void {
  job.tried.add(failure.id)
  job.failures.set(failure.id, failure)
}

/** A provider's error as a reason. */
export function failureOf(id: string, { problem, message }: ProviderError): PoolFailure {
  return { id, problem, message }
}

/** Whether an answer tells more than what is known. */
export function isAbove(at: BlockRef, known: BlockRef | null): boolean {
  return known === null || at.height > known.height
}
