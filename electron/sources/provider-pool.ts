/**
 * Any number of providers as one voice that answers questions in turn. Every question is a rotation of its own, the
 * next source on failure, all within one deadline. The pool is the only owner of that retry, and a request that a
 * provider calls wrong is never carried to the next one. Who is asked when: pool/choose.ts and pool/dispatcher.ts.
 */
import type { ProviderStatus } from '../../shared/ipc/contract.ts'
import { DEFAULT_DEADLINE_MS } from '../../shared/settings-limits.ts'
import type { BalanceSource, BatchAnswer } from '../engine/ports.ts'
import { askOne, type OneAnswer, type OneQuestion } from './pool/ask-one.ts'
import { familyCost } from './pool/budgets.ts'
import { memoryCooldowns } from './pool/cooldowns.ts'
import { Dispatcher } from './pool/dispatcher.ts'
import { scriptTypeByForm } from './pool/eligible.ts'
import { askAtHeight, type HeightAnswer } from './pool/height-question.ts'
import { askHistory, type HistoryAnswer } from './pool/history-question.ts'
import type { PoolAnswer } from './pool/job.ts'
import { memoryLies } from './pool/lies.ts'
import type { Member } from './pool/member.ts'
import { OpenQuestions } from './pool/open-questions.ts'
import { Roster } from './pool/roster.ts'
import type { Rotation } from './pool/rotation.ts'
import { SingleQuestions } from './pool/single-question.ts'
import { healthOf, type SourceHealth } from './pool/source-health.ts'
import { TipQuestions } from './pool/tip-questions.ts'
import type { PoolSource, PoolTip, ProviderPool, ProviderPoolOptions } from './pool/types.ts'
import type { Outcome } from './provider-call.ts'
import { afterMs, cancelled, throwIfCancelled } from './resilience.ts'

export type { OneAnswer, OneQuestion } from './pool/ask-one.ts'
export type { HeightAnswer, HeightFailure } from './pool/height-question.ts'
export type { HistoryAnswer } from './pool/history-question.ts'
export type { PoolAnswer, PoolFailure } from './pool/job.ts'
export type { Rotation } from './pool/rotation.ts'
export type { SourceHealth } from './pool/source-health.ts'
export type { PoolSource, PoolTip, ProviderPool, ProviderPoolOptions } from './pool/types.ts'

/** Builds a pool; nobody is asked yet. */
export function createProviderPool(options: ProviderPoolOptions): ProviderPool {
  return new Pool(options)
}

class Pool implements ProviderPool {
  readonly #options: ProviderPoolOptions
  readonly #roster: Roster
  readonly #dispatcher: Dispatcher
  readonly #questions: OpenQuestions
  readonly #singles: SingleQuestions
  readonly #tips: TipQuestions
  #deadlineMs: number

  constructor(options: ProviderPoolOptions) {
    const { clock, sources, rotation = 'round-robin' } = options
    const deadlineMs = (): number => this.#deadlineMs
    const monotonic = options.monotonic ?? (() => performance.now())
    this.#options = options
    this.#deadlineMs = options.deadlineMs ?? DEFAULT_DEADLINE_MS
    this.#roster = new Roster(rotation, {
      clock,
      monotonic,
      budgetOf: options.budgetOf ?? (() => null),
      costOf: options.costOf ?? familyCost,
      cooldowns: options.cooldowns ?? memoryCooldowns(),
      lies: options.lies ?? memoryLies(),
      callsPerSource: options.callsPerSource ?? 4,
      patienceMs: deadlineMs,
      onCall: (id, ms, problem) => options.onCall?.(id, ms, problem),
    })
    this.#dispatcher = new Dispatcher({
      clock,
      monotonic,
      after: options.after ?? afterMs,
      random: options.random ?? Math.random,
      perCallTimeoutMs: options.perCallTimeoutMs ?? 10_000,
      deadlineMs,
      tries: options.tries ?? 3,
      log: options.log,
      standing: () => this.#roster.standing,
      onTurn: (member) => this.#roster.turn(member),
      onOutcome: (member, outcome, requests) => this.#note(member, outcome, requests),
      onDone: (job) => this.#questions.forget(job),
      onFailover: (from, to) => options.onFailover?.(from, to),
    })
    this.#questions = new OpenQuestions({
      dispatcher: this.#dispatcher,
      sources: () => this.#roster.members.map(({ source }) => source),
      scriptTypeOf: options.scriptTypeOf ?? scriptTypeByForm,
      endOfNew: () => monotonic() + deadlineMs(),
    })
    this.#singles = this.#createSingles()
    this.#tips = this.#createTips()
    this.#roster.setSources(sources)
  }

  get size(): number {
    return this.#roster.members.length
  }

  get sources(): readonly PoolSource[] {
    return this.#roster.members.map(({ source }) => source)
  }

  statuses(): ProviderStatus[] {
    return this.#roster.members.map(({ health }) => health.status)
  }

  health(): readonly SourceHealth[] {
    const now = this.#options.clock.now()
    this.#roster.compareTips()
    return this.#roster.members.map((member) => healthOf(member, now))
  }

  setSources(sources: readonly BalanceSource[]): void {
    this.#roster.setSources(sources)
    this.#questions.renew()
  }

  setRotation(rotation: Rotation): void {
    if (this.#roster.rotation === rotation) return
    this.#roster.rotation = rotation
    this.#questions.renew()
  }

  setDeadline(ms: number | null): void {
    this.#deadlineMs = ms ?? this.#options.deadlineMs ?? DEFAULT_DEADLINE_MS
  }

  recheck(): void {
    this.#dispatcher.revoke()
    this.#singles.revoke()
    this.#tips.revoke()
    this.#questions.renew()
  }

  async balance(
    address: string,
    { above = null, allowed = () => true }: Parameters<ProviderPool['balance']>[1],
    signal: AbortSignal,
  ): Promise<PoolAnswer> {
    throwIfCancelled(signal)
    this.#roster.compareTips() // what was heard grows old without anybody answering
    const [answer] = await this.#questions.ask(
      [{ address, above, allowed }],
      { urgent: true, onEach: () => undefined },
      signal,
    )
    if (answer === undefined) throw cancelled(signal)
    const fault = answer.kind === 'failed' ? answer.failures.find((each) => each.fault)?.fault : undefined
    if (fault !== undefined) throw fault
    return answer
  }

  async balances(
    addresses: readonly string[],
    { above = () => null, allowed = () => true }: Parameters<ProviderPool['balances']>[1],
    onEach: (address: string, answer: PoolAnswer) => void,
    signal: AbortSignal,
  ): Promise<readonly PoolAnswer[]> {
    throwIfCancelled(signal)
    this.#roster.compareTips()
    const questions = addresses.map((address) => ({
      address,
      above: above(address),
      allowed: (source: BalanceSource) => allowed(address, source),
    }))
    return this.#questions.ask(questions, { urgent: false, onEach }, signal)
  }

  balanceAt(
    address: string,
    height: number,
    { block = null, allowed = () => true }: Parameters<ProviderPool['balanceAt']>[2],
    signal: AbortSignal,
  ): Promise<HeightAnswer> {
    this.#roster.compareTips()
    return askAtHeight(this.#singles, { address, height, block, allowed }, signal)
  }

  history(
    address: string,
    { allowed = () => true }: Parameters<ProviderPool['history']>[1],
    signal: AbortSignal,
  ): Promise<HistoryAnswer> {
    this.#roster.compareTips()
    return askHistory(this.#singles, { address, allowed }, signal)
  }

  askOne<T>(id: string, question: OneQuestion<T>, signal: AbortSignal): Promise<OneAnswer<T>> {
    this.#roster.compareTips()
    return askOne(this.#singles, id, question, signal)
  }

  tip(options: Parameters<ProviderPool['tip']>[0], signal: AbortSignal): Promise<readonly PoolTip[]> {
    return this.#tips.ask(options, signal)
  }

  #createSingles(): SingleQuestions {
    const { clock, after = afterMs, random = Math.random, tries = 3, log } = this.#options
    return new SingleQuestions({
      clock,
      after,
      random,
      tries,
      log,
      scriptTypeOf: this.#options.scriptTypeOf ?? scriptTypeByForm,
      standing: () => this.#roster.standing,
      nextEvent: () => this.#dispatcher.nextEvent(),
      onTurn: (member) => this.#roster.turn(member),
      onOutcome: (member, outcome) => {
        this.#roster.failed(member, outcome, this.#dispatcher.nextEvent())
        this.#announce()
      },
      onFree: () => this.#dispatcher.add([]),
    })
  }

  #createTips(): TipQuestions {
    const { clock, after = afterMs, perCallTimeoutMs = 10_000, log } = this.#options
    return new TipQuestions({
      clock,
      after,
      perCallTimeoutMs,
      log,
      deadlineMs: () => this.#deadlineMs,
      standing: () => this.#roster.standing,
      onOutcome: (member, outcome) => {
        if (outcome.kind === 'answered')
          this.#roster.heard(member, outcome.value.height, outcome.startedAt, 1)
        this.#roster.failed(member, outcome, this.#dispatcher.nextEvent())
        this.#announce()
      },
    })
  }

  #note(member: Member, outcome: Outcome<readonly BatchAnswer[]>, requests: number): void {
    this.#roster.note(member, outcome, requests, this.#dispatcher.nextEvent())
    this.#announce()
  }

  #announce(): void {
    this.#options.onStatus?.(this.statuses())
  }
}
