import { AppError } from '../../shared/errors.ts'
import type { Said } from '../../shared/said.ts'
import type { ProviderProblem } from './ports.ts'

/**
 * What an answer proves of a provider: no mistake of a moment, so that asking again helps nobody. `negative`: a
 * confirmed balance below zero; `above_supply`: more coins than there are at its block.
 */
export type ProviderLie = 'negative' | 'above_supply' | 'other_address' | 'other_network'

/** A provider gave no number. The message is safe to show: no body, no credential, no address. */
export class ProviderError extends AppError {
  readonly problem: ProviderProblem
  /** Set when the provider said how long to leave it alone. */
  readonly retryAfterMs: number | null
  /** Set, beside `bad_answer`, where the answer is proven to be a lie. */
  readonly lie?: ProviderLie

  constructor(
    problem: ProviderProblem,
    message: Said,
    options: { cause?: unknown; retryAfterMs?: number; lie?: ProviderLie } = {},
  ) {
    super('provider', message, {
      retryable: problem !== 'bad_request',
      detail: { problem },
      cause: options.cause,
    })
    this.name = 'ProviderError'
    this.problem = problem
    this.retryAfterMs = options.retryAfterMs ?? null
    if (options.lie !== undefined) this.lie = options.lie
  }
}
