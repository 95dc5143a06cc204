/**
 * What is known of one provider from the answers it gave: its status for the doors, and whether it should be left
 * alone for a while. Only failures of the provider itself make it rest, never those of a question.
 */
import type { ProviderStatus } from '../../shared/ipc/contract.ts'
import type { BalanceSource, Clock, ProviderProblem } from '../engine/ports.ts'
import type { ProviderError } from '../engine/provider-error.ts'
import {
  type Breaker,
  breakerAt,
  CLOSED,
  isWithin,
  opened,
  restAfter,
  type Span,
  spanOf,
} from './pool/breaker.ts'
import { Latencies } from './pool/latencies.ts'
import type { HeardTip } from './pool/tip-lag.ts'

/** `resting`: asked when nobody else answers. `closed`: it wants to be left alone, and is, even as the only one. */
export type Readiness = 'ready' | 'resting' | 'closed'

/** After an answer that cannot be true. No success ends this rest early. */
const LYING_REST_MS = 600_000
const LONGEST_CLOSED_MS = 3_600_000

/** The memory about one provider. Starts `unasked` and ready. */
export class ProviderHealth {
  readonly latencies = new Latencies()
  readonly #clock: Clock
  #breaker: Breaker = CLOSED
  #lying: Span | null = null
  #closed: Span | null = null
  #refusals = 0
  #tip: HeardTip | null = null
  #status: ProviderStatus

  /** `closedUntil`: it asked before a restart to be left alone until then. */
  constructor({ id, url }: Pick<BalanceSource, 'id' | 'url'>, clock: Clock, closedUntil = 0) {
    this.#clock = clock
    const never = { lastSuccessAt: null, lastError: null, latencyMs: null, tipHeight: null }
    this.#status = { id, url, state: 'unasked', ...never }
    const now = clock.now()
    if (closedUntil > now) this.#closed = spanOf(now, Math.min(closedUntil - now, LONGEST_CLOSED_MS))
  }

  get status(): ProviderStatus {
    return this.#status
  }

  /** The last height it told. */
  get tip(): HeardTip | null {
    return this.#tip
  }

  get breaker(): Breaker {
    return breakerAt(this.#breaker, this.#clock.now())
  }

  get readiness(): Readiness {
    if (isWithin(this.#closed, this.#clock.now())) return 'closed'
    return this.isLying || this.breaker.kind === 'open' ? 'resting' : 'ready'
  }

  get isLying(): boolean {
    return isWithin(this.#lying, this.#clock.now())
  }

  /** When it is ready again, in ms since 1970; null when it is. */
  get readyAt(): number | null {
    const now = this.#clock.now()
    const open = this.#breaker.kind === 'open' ? this.#breaker : null
    const ends = [this.#closed, this.#lying, open].filter((span) => isWithin(span, now))
    return ends.length === 0 ? null : Math.max(...ends.map((span) => span?.until ?? 0))
  }

  /** Until when it must not be asked at all; null when it may. */
  get closedUntil(): number | null {
    return isWithin(this.#closed, this.#clock.now()) ? (this.#closed?.until ?? null) : null
  }

  /** It answered. `tipHeight` as it said, `startedAt` in ms since 1970, `requests` as the call sent them. */
  succeeded(tipHeight: number, startedAt: number, requests = 1): void {
    const now = this.#clock.now()
    this.#breaker = CLOSED
    if (this.readiness !== 'closed') this.#refusals = 0 // not by what was under way when it refused
    const latencyMs = Math.max(0, now - startedAt)
    this.latencies.add(latencyMs, requests)
    this.#tip = { height: tipHeight, heardAt: now }
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
    this.#rest(error, at)
    this.#status = { ...this.#status, state: 'failing', lastError }
  }

  #rest({ problem, retryAfterMs }: ProviderError, now: number): void {
    if (problem === 'bad_answer') this.#lying = spanOf(now, LYING_REST_MS)
    else if (retryAfterMs !== null) this.#close(spanOf(now, Math.min(retryAfterMs, LONGEST_CLOSED_MS)))
    else if (problem === 'refused') this.#refuse(now)
    else if (this.breaker.kind !== 'open') this.#breaker = opened(this.breaker, now)
  }

  /** Calls that were under way together are refused together: that is one refusal. */
  #refuse(now: number): void {
    if (isWithin(this.#closed, now)) return
    this.#refusals++
    this.#close(spanOf(now, restAfter(this.#refusals)))
  }

  #close(span: Span): void {
    const longer = !isWithin(this.#closed, span.from) || span.until > (this.#closed?.until ?? 0)
    if (longer) this.#closed = span
  }
}

/** True where the provider failed, not the question: those answers say something about the next question too. */
export function isOwnFailure(problem: ProviderProblem): boolean {
  return problem === 'unreachable' || problem === 'refused' || problem === 'fault' || problem === 'bad_answer'
}
