/**
 * Questions that one source answers as a whole, such as the balance at a past height: too big for a batch, asked of
 * one source after the other in the order of the rotation, until one gives an answer that counts. Two sources' parts are
 * never put together. Budgets, rests, lags and tries are those of the other questions (choose.ts, again.ts).
 */
import { say } from '../../../shared/said.ts'
import type { BalanceSource, Clock, ProviderCapabilities } from '../../engine/ports.ts'
import { ProviderError } from '../../engine/provider-error.ts'
import { callProvider, isUnspent, type Outcome, type ProviderLog } from '../provider-call.ts'
import { type After, cancelled, throwIfCancelled } from '../resilience.ts'
import { pauseBefore, retryable } from './again.ts'
import { type Choice, choose, type Standing } from './choose.ts'
import { eligibleFor, type ScriptTypeOf } from './eligible.ts'
import { failureOf, type Job, newJob, noteFailure, type PoolFailure } from './job.ts'
import type { Member } from './member.ts'
import { reasonsOf } from './reasons.ts'

/** A question, the same to every source. */
export interface SingleQuestion<T> {
  readonly address: string
  /** A hard limit, looked at again before each call. */
  readonly allowed: (source: BalanceSource) => boolean
  /** What a source's protocol must be able to do. */
  readonly able: (capabilities: ProviderCapabilities) => boolean
  readonly ask: (source: BalanceSource, signal: AbortSignal) => Promise<T>
  /** Why an answer does not count; null when it does. */
  readonly refuse: (value: T, source: BalanceSource) => ProviderError | null
  /** Requests that one call sends beyond what a balance costs: an estimate. */
  readonly extraRequests: number
  /** Bound on one source's answer. */
  readonly perCallTimeoutMs: number
  /** Bound over all sources. */
  readonly deadlineMs: number
}

/** Bounds of an answer that is read page by page and proven: the bracket of the date and a few pages more than a balance. */
export const PAGE_BY_PAGE = { extraRequests: 4, perCallTimeoutMs: 60_000, deadlineMs: 120_000 } as const

/** What does not depend on the answer. */
type Bounds = Omit<SingleQuestion<unknown>, 'ask' | 'refuse'>

/** The first answer that counts, with who gave it; or why there was none. */
export type SingleAnswer<T> =
  | { readonly kind: 'answer'; readonly source: BalanceSource; readonly value: T }
  | { readonly kind: 'failed'; readonly failures: readonly PoolFailure[] }

/** What the pool lends. */
export interface SingleGround {
  readonly clock: Clock
  readonly after: After
  readonly random: () => number
  /** Rounds over the rotation. */
  readonly tries: number
  readonly log: ProviderLog | undefined
  readonly scriptTypeOf: ScriptTypeOf
  readonly standing: () => Standing
  /** Where in the order of events we are now. */
  readonly nextEvent: () => number
  readonly onTurn: (member: Member) => void
  /** What a call came to; the member's health knows of a failure already. */
  readonly onOutcome: (member: Member, outcome: Outcome<unknown>) => void
  /** A place at a member is free again: others may wait for it. */
  readonly onFree: () => void
}

/** While all places are taken we look again after so long: a call that ends elsewhere wakes nobody here. */
const LOOK_AGAIN_MS = 100

interface Call {
  readonly member: Member
  readonly allowed: (source: BalanceSource) => boolean
  readonly abort: AbortController
}

/** The single questions of a pool. Each is asked on its own, however many are open. */
export class SingleQuestions {
  readonly #ground: SingleGround
  readonly #calls = new Set<Call>()

  constructor(ground: SingleGround) {
    this.#ground = ground
  }

  /**
   * Asks until an answer counts, nobody is left, or the time is over. Rejects with AppError `cancelled`, or with the one
   * for which it could not be put on record that somebody is asked.
   */
  async ask<T>(question: SingleQuestion<T>, signal: AbortSignal): Promise<SingleAnswer<T>> {
    throwIfCancelled(signal)
    const job = this.#jobFor(question)
    for (;;) {
      const choice = this.#choose(job, question)
      if (choice.kind === 'ask') {
        const value = await this.#call(job, choice.member, question, signal)
        if (value !== null) return { kind: 'answer', source: choice.member.source, value: value.of }
      } else if (choice.kind === 'wait') {
        await this.#waitUntil(choice.at, signal)
      } else if (!(await this.#nextRound(job, signal))) {
        return { kind: 'failed', failures: reasonsOf(job, this.#ground.standing()) }
      }
    }
  }

  /** Gives up the calls that carry an address of which their source must not hear any more, or whose source is gone. */
  revoke(): void {
    const { members } = this.#ground.standing()
    for (const { member, allowed, abort } of this.#calls) {
      const isGone = !members.some(({ source }) => source === member.source)
      if (isGone || !allowed(member.source)) abort.abort()
    }
  }

  #jobFor({ address, allowed, deadlineMs }: Bounds): Job {
    const endsAt = this.#ground.standing().now + deadlineMs
    const nobody = { eligible: new Set<string>(), excluded: [] }
    const job = newJob({ key: '', address, above: null, allowed, ...nobody, urgent: true, endsAt })
    job.queuedAt = this.#ground.nextEvent()
    return job
  }

  #choose(job: Job, question: Bounds): Choice {
    const standing = this.#ground.standing()
    const sources = standing.members.map(({ source }) => source)
    // Sources come, go and are forbidden while a question is open.
    Object.assign(job, eligibleFor(job.address, sources, question.allowed, this.#ground.scriptTypeOf))
    if ((job.endsAt ?? 0) - standing.now < 1) return { kind: 'exhausted' }
    return choose(job, { ...standing, costOf: costOf(standing, question) })
  }

  /** The answer, in a box, if it counts. */
  async #call<T>(
    job: Job,
    member: Member,
    question: SingleQuestion<T>,
    signal: AbortSignal,
  ): Promise<{ readonly of: T } | null> {
    const outcome = await this.#send(job, member, question, signal)
    if (outcome === null) return null // revoked: it is not eligible any more
    if (outcome.kind === 'own_fault') throw outcome.error
    this.#ground.onOutcome(member, outcome)
    if (outcome.kind === 'not_asked') return null // its time is over, which is seen next
    const error = outcome.kind === 'failed' ? outcome.error : question.refuse(outcome.value, member.source)
    if (error === null && outcome.kind === 'answered') return { of: outcome.value }
    if (error !== null) noteFailure(job, failureOf(member.source.id, error))
    // A request that it calls wrong is never carried to the next one.
    if (error?.problem === 'bad_request') job.endsAt = 0
    return null
  }

  async #send<T>(
    job: Job,
    member: Member,
    question: SingleQuestion<T>,
    signal: AbortSignal,
  ): Promise<Outcome<T> | null> {
    const { standing, clock, after, log, onTurn, onFree } = this.#ground
    const now = standing()
    const call = { member, allowed: question.allowed, abort: new AbortController() }
    const { perCallTimeoutMs } = question
    const bounds = { clock, after, log, perCallTimeoutMs, leftMs: (job.endsAt ?? 0) - now.now }
    if (job.start === null) {
      onTurn(member)
      job.start = now.members.indexOf(member)
    }
    const { bucket } = member
    const requests = costOf(now, question)(member.source, 1)
    bucket.force(requests)
    member.running++
    this.#calls.add(call)
    try {
      const ask = (inner: AbortSignal): Promise<T> => askAble(member.source, question, inner)
      const outcome = await callProvider(member, ask, bounds, AbortSignal.any([signal, call.abort.signal]))
      if (isUnspent(outcome)) bucket.giveBack(requests)
      return outcome
    } catch (error) {
      if (signal.aborted || !call.abort.signal.aborted) throw error
      return null
    } finally {
      member.running--
      this.#calls.delete(call)
      onFree()
    }
  }

  /** Waits for another round where it can help and there is time; false when this was the last. */
  async #nextRound(job: Job, signal: AbortSignal): Promise<boolean> {
    const { tries, random, standing, nextEvent } = this.#ground
    const now = standing()
    const again = retryable(job, now)
    const at = now.now + pauseBefore(job.round + 1, random())
    if (job.round >= tries || again.length === 0 || at >= (job.endsAt ?? 0)) return false
    await this.#wait(at - now.now, signal)
    job.round++
    job.queuedAt = nextEvent()
    for (const id of again) job.tried.delete(id)
    return true
  }

  #waitUntil(at: number, signal: AbortSignal): Promise<void> {
    return this.#wait(Math.min(Math.max(1, at - this.#ground.standing().now), LOOK_AGAIN_MS), signal)
  }

  #wait(ms: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        callOff()
        reject(cancelled(signal))
      }
      const callOff = this.#ground.after(ms, () => {
        signal.removeEventListener('abort', leave)
        resolve()
      })
      if (signal.aborted) leave()
      else signal.addEventListener('abort', leave, { once: true })
    })
  }
}

function costOf({ costOf: one }: Standing, { extraRequests }: Bounds): Standing['costOf'] {
  return (source, addresses) => one(source, addresses) + extraRequests
}

/** A source whose protocol nobody knows yet finds it out with its first question: its tip, which names no address. */
async function askAble<T>(
  source: BalanceSource,
  { able, ask }: SingleQuestion<T>,
  signal: AbortSignal,
): Promise<T> {
  if (!able(source.capabilities)) await source.tip(signal)
  if (!able(source.capabilities)) throw new ProviderError('unsupported', say('reply_no_such_answer'))
  return ask(source, signal)
}
