/**
 * What is known of one provider from the answers it gave: its status for the doors, and whether it should be left
 * alone for a while. Only failures of the provider itself make it rest, never those of a question.
 */
import type { ProviderStatus } from '../../shared/ipc/contract.ts'
import type { BalanceSource, Clock, ProviderProblem } from '../engine/ports.ts'
import type { ProviderError } from '../engine/provider-error.ts'
import { growingRest } from './resilience.ts'

/** `resting`: asked when nobody else answers. `closed`: it named a time (Retry-After) before which it is not asked. */
export type Readiness = 'ready' | 'resting' | 'closed'

const FIRST_REST_MS = 2_000
const LONGEST_REST_MS = 60_000
/** After an answer that cannot be true. No success ends this rest early. */
const LYING_REST_MS = 600_000

interface Rest {
  readonly kind: 'failing' | 'lying' | 'asked_for'
  readonly from: number
  readonly ms: number
}

/** The memory about one provider. Starts `unasked` and ready. */
export class ProviderHealth {
  readonly #clock: Clock
  #rest: Rest | null = null
  #failures = 0
  #status: ProviderStatus

  constructor({ id, url }: Pick<BalanceSource, 'id' | 'url'>, clock: Clock) {
    this.#clock = clock
    const never = { lastSuccessAt: null, lastError: null, latencyMs: null, tipHeight: null }
    this.#status = { id, url, state: 'unasked', ...never }
  }

  get status(): ProviderStatus {
    return this.#status
  }

  get readiness(): Readiness {
    if (this.#rest === null || isOver(this.#rest, this.#clock.now())) return 'ready'
    return this.#rest.kind === 'asked_for' ? 'closed' : 'resting'
  }

  /** It answered. `tipHeight` as it said, `startedAt` in ms since 1970. */
  succeeded(tipHeight: number, startedAt: number): void {
    const now = this.#clock.now()
    this.#failures = 0
    if (this.#rest?.kind !== 'lying') this.#rest = null
    const latencyMs = Math.max(0, now - startedAt)
    this.#status = { ...this.#status, state: 'ok', lastSuccessAt: now, latencyMs, tipHeight }
  }

  /** It gave no answer. */
  failed(error: ProviderError): void {
    const at = this.#clock.now()
    const lastError = { at, message: error.message }
    if (!isOwnFailure(error.problem)) {
      this.#status = { ...this.#status, lastError }
      return
    }
    this.#failures++
    this.#begin(restAfter(error, this.#failures, at))
    this.#status = { ...this.#status, state: 'failing', lastError }
  }

  #begin(next: Rest): void {
    const lying = this.#rest?.kind === 'lying' && !isOver(this.#rest, next.from)
    if (!lying || next.kind !== 'failing') this.#rest = next
  }
}

/** True where the provider failed, not the question: those answers say something about the next question too. */
function isOwnFailure(problem: ProviderProblem): boolean {
  return problem === 'unreachable' || problem === 'refused' || problem === 'fault' || problem === 'bad_answer'
}

function restAfter({ problem, retryAfterMs }: ProviderError, failures: number, from: number): Rest {
  if (problem === 'bad_answer') return { kind: 'lying', from, ms: LYING_REST_MS }
  if (retryAfterMs !== null) return { kind: 'asked_for', from, ms: retryAfterMs }
  return { kind: 'failing', from, ms: growingRest(failures, FIRST_REST_MS, LONGEST_REST_MS) }
}

function isOver({ from, ms }: Rest, now: number): boolean {
  return now < from || now >= from + ms // a clock set back must not keep it away for days
}
