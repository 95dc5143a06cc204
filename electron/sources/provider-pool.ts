/**
 * Any number of providers as one voice that answers questions in turn. Every question is a rotation of its own, the
 * next source on failure, all within one deadline. The pool is the only owner of that retry, and a request that a
 * provider calls wrong is never carried to the next one. Who is asked when: pool/choose.ts and pool/dispatcher.ts.
 */
import type { ProviderStatus } from '../../shared/ipc/contract.ts'
import type { BalanceSource, BatchAnswer } from '../engine/ports.ts'
import { familyCost } from './pool/budgets.ts'
import { memoryCooldowns } from './pool/cooldowns.ts'
import { Dispatcher } from './pool/dispatcher.ts'
import { scriptTypeByForm } from './pool/eligible.ts'
import type { PoolAnswer } from './pool/job.ts'
import type { Member } from './pool/member.ts'
import { OpenQuestions } from './pool/open-questions.ts'
import { Roster } from './pool/roster.ts'
import type { Rotation } from './pool/rotation.ts'
import { healthOf, type SourceHealth } from './pool/source-health.ts'
import type { PoolTip, ProviderPool, ProviderPoolOptions } from './pool/types.ts'
import { callProvider, type Outcome } from './provider-call.ts'
import { afterMs, cancelled, throwIfCancelled } from './resilience.ts'

export type { PoolAnswer, PoolFailure } from './pool/job.ts'
export type { Rotation } from './pool/rotation.ts'
export type { SourceHealth } from './pool/source-health.ts'
export type { PoolTip, ProviderPool, ProviderPoolOptions } from './pool/types.ts'

/** Builds a pool; nobody is asked yet. */
export function createProviderPool(options: ProviderPoolOptions): ProviderPool {
  return new Pool(options)
}

class Pool implements ProviderPool {
  readonly #options: ProviderPoolOptions
  readonly #roster: Roster
  readonly #dispatcher: Dispatcher
  readonly #questions: OpenQuestions

  constructor(options: ProviderPoolOptions) {
    const { clock, sources, rotation = 'round-robin', deadlineMs = 20_000 } = options
    const monotonic = options.monotonic ?? (() => performance.now())
    this.#options = options
    this.#roster = new Roster(rotation, {
      clock,
      monotonic,
      budgetOf: options.budgetOf ?? (() => null),
      costOf: options.costOf ?? familyCost,
      cooldowns: options.cooldowns ?? memoryCooldowns(),
      callsPerSource: options.callsPerSource ?? 4,
      patienceMs: deadlineMs,
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
    })
    this.#questions = new OpenQuestions({
      dispatcher: this.#dispatcher,
      sources: () => this.#roster.members.map(({ source }) => source),
      scriptTypeOf: options.scriptTypeOf ?? scriptTypeByForm,
      endOfNew: () => monotonic() + deadlineMs,
    })
    this.#roster.setSources(sources)
  }

  get size(): number {
    return this.#roster.members.length
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
    this.#roster.rotation = rotation
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

  async tip(signal: AbortSignal): Promise<readonly PoolTip[]> {
    throwIfCancelled(signal)
    const { members } = this.#roster
    const endsAt = this.#roster.standing.now + (this.#options.deadlineMs ?? 20_000)
    const resting = members.filter(({ health }) => health.readiness === 'resting')
    const ready = members.filter(({ health }) => health.readiness === 'ready')
    const within = ready.filter(({ bucket }) => bucket.waitMs(1) === 0)
    const tips = await this.#askTips(within.length > 0 ? within : ready, endsAt, signal)
    return tips.length > 0 ? tips : this.#askTips(resting, endsAt, signal)
  }

  async #askTips(
    members: readonly Member[],
    endsAt: number,
    signal: AbortSignal,
  ): Promise<readonly PoolTip[]> {
    const asked = members.map((member) => this.#askTip(member, endsAt, signal))
    const tips = (await Promise.all(asked)).filter((tip) => tip !== null)
    this.#roster.compareTips()
    return tips
  }

  async #askTip(member: Member, endsAt: number, signal: AbortSignal): Promise<PoolTip | null> {
    const { clock, after = afterMs, perCallTimeoutMs = 10_000, log } = this.#options
    const { source } = member
    member.bucket.force(1)
    const leftMs = endsAt - this.#roster.standing.now
    const question = { clock, after, perCallTimeoutMs, leftMs, log }
    const outcome = await callProvider(member, (inner) => source.tip(inner), question, signal)
    if (outcome.kind === 'answered') this.#roster.heard(member, outcome.value.height, outcome.startedAt, 1)
    this.#roster.failed(member, outcome, this.#dispatcher.nextEvent())
    this.#announce()
    if (outcome.kind !== 'answered') return null
    return { id: source.id, family: source.family, tip: outcome.value, heardAt: clock.now() }
  }

  #note(member: Member, outcome: Outcome<readonly BatchAnswer[]>, requests: number): void {
    this.#roster.note(member, outcome, requests, this.#dispatcher.nextEvent())
    this.#announce()
  }

  #announce(): void {
    this.#options.onStatus?.(this.statuses())
  }
}
