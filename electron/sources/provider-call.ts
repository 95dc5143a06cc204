/** One call to one provider inside a question: bounded in time, its outcome remembered, its faults made typed. */
import { AppError } from '../../shared/errors.ts'
import { say } from '../../shared/said.ts'
import type { BalanceSource, Clock } from '../engine/ports.ts'
import { ProviderError } from '../engine/provider-error.ts'
import { HttpError } from './http.ts'
import type { ProviderHealth } from './provider-health.ts'
import { type After, cancelled, throwIfCancelled, withDeadline } from './resilience.ts'

/** Where faults of an adapter itself are reported. */
export interface ProviderLog {
  error(detail: Readonly<Record<string, unknown>>, message: string): void
}

/** A source and what is known of it. */
export interface Asked {
  readonly source: BalanceSource
  readonly health: ProviderHealth
}

/** The bounds of a question and what its calls need. */
export interface Question {
  readonly clock: Clock
  readonly after: After
  readonly perCallTimeoutMs: number
  /** How much of the question's time is left. */
  readonly leftMs: number
  readonly log: ProviderLog | undefined
}

/** What a call came to. */
export type Outcome<T> =
  /** No time was left: nothing was sent. */
  | { readonly kind: 'not_asked' }
  | { readonly kind: 'answered'; readonly value: T; readonly startedAt: number }
  | { readonly kind: 'failed'; readonly error: ProviderError }
  /** Something of ours failed, such as our disk or a thread: nothing was sent, and no provider is to blame. */
  | { readonly kind: 'own_fault'; readonly error: AppError }

/**
 * Calls a provider within what is left of the question. A failure is noted in its health, an answer is the caller's to
 * note (it may hold failures of its own). Rejects with AppError `cancelled` alone.
 */
export async function callProvider<T>(
  { source, health }: Asked,
  call: (signal: AbortSignal) => Promise<T>,
  question: Question,
  signal: AbortSignal,
): Promise<Outcome<T>> {
  throwIfCancelled(signal)
  const { clock, after, perCallTimeoutMs } = question
  const bound = Math.min(perCallTimeoutMs, question.leftMs)
  if (bound < 1) return { kind: 'not_asked' }
  const startedAt = clock.now()
  try {
    const value = await withDeadline(call, bound, () => tooLate(bound, perCallTimeoutMs), after)(signal)
    return { kind: 'answered', value, startedAt }
  } catch (error) {
    if (signal.aborted) throw cancelled(signal)
    if (isOwnFault(error)) return { kind: 'own_fault', error }
    const typed = typedError(error, source, question.log)
    health.failed(typed)
    return { kind: 'failed', error: typed }
  }
}

/** Whether a call cost its server nothing: it was not sent, or never got there. */
export function isUnspent(outcome: Outcome<unknown>): boolean {
  if (outcome.kind === 'own_fault' || outcome.kind === 'not_asked') return true
  return outcome.kind === 'failed' && outcome.error.problem === 'unreachable' && !wasReset(outcome.error)
}

/** A connection that broke had been made: some of the call got there. */
function wasReset({ cause }: ProviderError): boolean {
  return cause instanceof HttpError && cause.failure === 'reset'
}

/** Adapters throw ProviderErrors; any other AppError comes of what is done here before a question is sent. */
function isOwnFault(error: unknown): error is AppError {
  return error instanceof AppError && !(error instanceof ProviderError) && error.code !== 'cancelled'
}

/** A source that had less than half of its time was cut by the question's deadline, which says nothing about it. */
function tooLate(boundMs: number, perCallTimeoutMs: number): ProviderError {
  if (boundMs < perCallTimeoutMs / 2) return new ProviderError('deadline', say('provider_no_time'))
  return new ProviderError('unreachable', say('provider_within', { seconds: (boundMs / 1000).toFixed(1) }))
}

function typedError(error: unknown, source: BalanceSource, log: ProviderLog | undefined): ProviderError {
  if (error instanceof ProviderError) return error
  log?.error({ err: error, provider: source.id }, 'a provider adapter failed')
  return new ProviderError('fault', say('provider_adapter'), { cause: error })
}
