/**
 * What is known of one provider from the answers it gave: its status for the doors, and whether it should be left
 * alone for a while. Only failures of the provider itself make it rest, never those of a question.
 */
import type { ProviderStatus } from '../../shared/ipc/contract.ts'
import { englishOf, type Said, say } from '../../shared/said.ts'
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
import type { ToldLie } from './pool/lies.ts'
import type { HeardTip } from './pool/tip-lag.ts'

/** `resting`: asked when nobody else answers. `closed`: left alone, even as the only one: it wants to be, or it lied. */
export type Readiness = 'ready' | 'resting' | 'closed'

/** After an answer that cannot be true, but may be a mistake of the moment. No success ends this rest early. */
const LYING_REST_MS = 600_000
const LONGEST_CLOSED_MS = 3_600_000

/** What is known of a provider from before a restart. */
export interface KnownBefore {
  /** It asked to be left alone until then, ms since 1970. */
  readonly closedUntil?: number | undefined
  readonly lie?: ToldLie | null
}

/** The memory about one provider. Starts `unasked` and ready. */
export class ProviderHealth {
  readonly latencies = new Latencies()
  readonly #clock: Clock
  #breaker: Breaker = CLOSED
  #lying: Span | null = null
  #lie: ToldLie | null
  #closed: Span | null = null
  #refusals = 0
  #tip: HeardTip | null = null
  #status: ProviderStatus

  constructor({ id, url }: Pick<BalanceSource, 'id' | 'url'>, clock: Clock, before: KnownBefore = {}) {
    const { closedUntil = 0, lie = null } = before
    this.#clock = clock
    this.#lie = lie
    const lastError =
      lie === null
        ? null
        : { at: lie.at, problem: 'bad_answer' as const, ...messageOf(say('provider_false')) }
    const never = { lastSuccessAt: null, latencyMs: null, tipHeight: null }
    this.#status = { id, url, state: lie === null ? 'unasked' : 'failing', lastError, ...never }
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
    if (this.#lie !== null || isWithin(this.#closed, this.#clock.now())) return 'closed'
    return this.isLying || this.breaker.kind === 'open' ? 'resting' : 'ready'
  }

  /** An answer of it was proven false: it is left out for good. */
  get lie(): ToldLie | null {
    return this.#lie
  }

  /** Its last answers cannot be true, which may pass. */
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
    if (!isWithin(this.#closed, now)) this.#refusals = 0 // not by what was under way when it refused
    const latencyMs = Math.max(0, now - startedAt)
    this.latencies.add(latencyMs, requests)
    this.#tip = { height: tipHeight, heardAt: now }
    this.#status = { ...this.#status, state: 'ok', lastSuccessAt: now, latencyMs, tipHeight }
  }

  /** It gave no answer. */
  failed(error: ProviderError): void {
    const at = this.#clock.now()
    if (error.lie !== undefined) this.#lie ??= { lie: error.lie, at }
    const lastError = { at, problem: error.problem, ...messageOf(error.said ?? error.message) }
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

function messageOf(message: Said): { readonly message: string; readonly said: Said } {
  return { message: englishOf(message), said: message }
}
