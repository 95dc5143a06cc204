/**
 * A question to one source that is named, such as a cross-check's: no other may answer instead. Its budget, its rests
 * and what is allowed hold as for any question.
 */
import type { BalanceSource } from '../../engine/ports.ts'
import type { PoolFailure } from './job.ts'
import type { SingleQuestions } from './single-question.ts'

/** What is asked of the one. */
export interface OneQuestion<T> {
  readonly address: string
  /** A hard limit, looked at again before each call. */
  readonly allowed: (source: BalanceSource) => boolean
  readonly ask: (source: BalanceSource, signal: AbortSignal) => Promise<T>
}

/** `failure` is null where no such source is in the pool, or it may not be asked: nothing was sent. */
export type OneAnswer<T> =
  | { readonly kind: 'answer'; readonly value: T }
  | { readonly kind: 'failed'; readonly failure: PoolFailure | null }

/** A list of outputs, or a history where the list does not add up, may take a few pages. */
const PER_CALL_MS = 30_000
const DEADLINE_MS = 60_000
const EXTRA_REQUESTS = 2

/** Asks it. Rejects as `SingleQuestions.ask`. */
export async function askOne<T>(
  questions: SingleQuestions,
  id: string,
  { address, allowed, ask }: OneQuestion<T>,
  signal: AbortSignal,
): Promise<OneAnswer<T>> {
  const answer = await questions.ask(
    {
      address,
      allowed: (source) => source.id === id && allowed(source),
      able: () => true,
      ask,
      refuse: () => null,
      extraRequests: EXTRA_REQUESTS,
      perCallTimeoutMs: PER_CALL_MS,
      deadlineMs: DEADLINE_MS,
    },
    signal,
  )
  if (answer.kind === 'answer') return { kind: 'answer', value: answer.value }
  return { kind: 'failed', failure: answer.failures[0] ?? null }
}
