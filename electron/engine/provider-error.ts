import { AppError } from '../../shared/errors.ts'
import type { ProviderProblem } from './ports.ts'

/** A provider gave no number. The message is safe to show: no body, no credential, no address. */
export class ProviderError extends AppError {
  readonly problem: ProviderProblem
  /** Set when the provider said how long to leave it alone. */
  readonly retryAfterMs: number | null

  constructor(
    problem: ProviderProblem,
    message: string,
    options: { cause?: unknown; retryAfterMs?: number } = {},
  ) {
    super('provider', message, {
      retryable: problem !== 'bad_request',
      detail: { problem },
      cause: options.cause,
    })
    this.name = 'ProviderError'
    this.problem = problem
    this.retryAfterMs = options.retryAfterMs ?? null
  }
}
