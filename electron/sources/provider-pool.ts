/**
 * Any number of providers as one voice that answers questions in turn. Every question is a rotation of its own:
 * each source at most once, the next on failure, all within one deadline. The pool is the only owner of that retry,
 * and a request that a provider calls wrong is never carried to the next one.
 */
import { assertNever } from '../../shared/assert-never.ts'
import type { BlockRef } from '../../shared/chain.ts'
import type { ProviderStatus } from '../../shared/ipc/contract.ts'
import type { BalanceSource, Clock, ProviderBalance, ProviderProblem, ProviderTip } from '../engine/ports.ts'
import { callProvider, type Member, type Outcome, type ProviderLog, type Question } from './provider-call.ts'
import { ProviderHealth } from './provider-health.ts'
import { throwIfCancelled, withLimit } from './resilience.ts'

/** Why one source did not answer a question. */
export interface PoolFailure {
  readonly id: string
  /** `not_newer`: it answered, but not above the block that is known already. */
  readonly problem: ProviderProblem | 'not_newer'
  readonly message: string
}

/**
 * The outcome of one question: the first good answer, or why there was none (empty when there is nobody to ask).
 * `asked`: the ids of all sources that were handed the address, answer or not.
 */
export type PoolAnswer =
  | {
      readonly kind: 'answer'
      readonly source: BalanceSource
      readonly balance: ProviderBalance
      readonly asked: readonly string[]
    }
  | { readonly kind: 'failed'; readonly failures: readonly PoolFailure[]; readonly asked: readonly string[] }

/** A tip as one source told it. `heardAt` in ms since 1970. */
export interface PoolTip {
  readonly id: string
  readonly family: BalanceSource['family']
  readonly tip: ProviderTip
  readonly heardAt: number
}

export interface ProviderPoolOptions {
  readonly sources: readonly BalanceSource[]
  readonly clock: Clock
  /** Bound on one source's answer to one question, 10 s by default. */
  readonly perCallTimeoutMs?: number
  /** Bound on one question over all sources, 20 s by default. */
  readonly deadlineMs?: number
  /** Told after every answer and failure; must not throw. */
  readonly onStatus?: (statuses: readonly ProviderStatus[]) => void
  readonly log?: ProviderLog
}

/** Every waiting call rejects with AppError `cancelled` once its signal is aborted, and with nothing else. */
export interface ProviderPool {
  readonly size: number
  /** One question. With `above`, only an answer from a higher block counts. */
  balance(
    address: string,
    options: { readonly above?: BlockRef | null },
    signal: AbortSignal,
  ): Promise<PoolAnswer>
  /** One question an address, four at a time, results in the order given; `onEach` as they come, must not throw. */
  balances(
    addresses: readonly string[],
    options: { readonly above?: (address: string) => BlockRef | null },
    onEach: (address: string, answer: PoolAnswer) => void,
    signal: AbortSignal,
  ): Promise<readonly PoolAnswer[]>
  /** All sources at once; those that answered. Resting ones are asked when no other answers. */
  tip(signal: AbortSignal): Promise<readonly PoolTip[]>
  statuses(): ProviderStatus[]
  /** Replaces the sources; what is known of one with the same id and URL stays. The giver closes the old ones. */
  setSources(sources: readonly BalanceSource[]): void
}

const CONCURRENT_QUESTIONS = 4

/** Builds a pool; nobody is asked yet. */
export function createProviderPool(options: ProviderPoolOptions): ProviderPool {
  return new Pool(options)
}

class Pool implements ProviderPool {
  readonly #options: ProviderPoolOptions
  #members: readonly Member[]
  /** The place in `#members` where the next rotation begins. */
  #cursor = 0

  constructor(options: ProviderPoolOptions) {
    this.#options = options
    this.#members = options.sources.map((source) => newMember(source, options.clock))
  }

  get size(): number {
    return this.#members.length
  }

  statuses(): ProviderStatus[] {
    return this.#members.map(({ health }) => health.status)
  }

  setSources(sources: readonly BalanceSource[]): void {
    const known = this.#members
    this.#members = sources.map((source) => {
      const before = known.find(({ source: old }) => old.id === source.id && old.url === source.url)
      return before ? { source, health: before.health } : newMember(source, this.#options.clock)
    })
    this.#cursor = 0
  }

  async balance(
    address: string,
    { above = null }: { readonly above?: BlockRef | null },
    signal: AbortSignal,
  ): Promise<PoolAnswer> {
    throwIfCancelled(signal)
    const question = this.#question()
    const failures = this.#withReadiness('closed').map(closedFailure)
    const asked: string[] = []
    for (const member of this.#nextRotation()) {
      const outcome = await this.#askBalance(member, address, question, signal)
      if (outcome.kind !== 'not_asked') asked.push(member.source.id)
      if (outcome.kind === 'answered' && isAbove(outcome.value.at, above))
        return { kind: 'answer', source: member.source, balance: outcome.value, asked }
      failures.push(failureOf(member, outcome))
      if (outcome.kind === 'failed' && outcome.error.problem === 'bad_request') break
    }
    return { kind: 'failed', failures, asked }
  }

  async balances(
    addresses: readonly string[],
    { above }: { readonly above?: (address: string) => BlockRef | null },
    onEach: (address: string, answer: PoolAnswer) => void,
    signal: AbortSignal,
  ): Promise<readonly PoolAnswer[]> {
    const ask = withLimit(async (address: string, inner: AbortSignal) => {
      const answer = await this.balance(address, { above: above?.(address) ?? null }, inner)
      onEach(address, answer)
      return answer
    }, CONCURRENT_QUESTIONS)
    return Promise.all(addresses.map((address) => ask(address, signal)))
  }

  async tip(signal: AbortSignal): Promise<readonly PoolTip[]> {
    throwIfCancelled(signal)
    const question = this.#question()
    const resting = this.#withReadiness('resting')
    const tips = await this.#askTips(this.#withReadiness('ready'), question, signal)
    return tips.length > 0 ? tips : this.#askTips(resting, question, signal)
  }

  async #askBalance(
    member: Member,
    address: string,
    question: Question,
    signal: AbortSignal,
  ): Promise<Outcome<ProviderBalance>> {
    const call = (inner: AbortSignal) => member.source.balance(address, inner)
    const outcome = await callProvider(member, call, ({ at }) => at.height, question, signal)
    this.#announce()
    return outcome
  }

  async #askTips(
    members: readonly Member[],
    question: Question,
    signal: AbortSignal,
  ): Promise<readonly PoolTip[]> {
    const asked = members.map(async (member): Promise<PoolTip | null> => {
      const { source } = member
      const call = (inner: AbortSignal) => source.tip(inner)
      const outcome = await callProvider(member, call, ({ height }) => height, question, signal)
      this.#announce()
      if (outcome.kind !== 'answered') return null
      const heardAt = this.#options.clock.now()
      return { id: source.id, family: source.family, tip: outcome.value, heardAt }
    })
    return (await Promise.all(asked)).filter((tip) => tip !== null)
  }

  #question(): Question {
    const { clock, perCallTimeoutMs = 10_000, deadlineMs = 20_000, log } = this.#options
    return { clock, perCallTimeoutMs, endsAt: performance.now() + deadlineMs, log }
  }

  /** Ready sources from the cursor on, then resting ones. The next rotation begins after the first of these. */
  #nextRotation(): readonly Member[] {
    const ready = this.#withReadiness('ready')
    const order = [...ready, ...this.#withReadiness('resting')]
    const [first] = order
    if (first !== undefined) this.#cursor = (this.#members.indexOf(first) + 1) % this.#members.length
    return order
  }

  #withReadiness(readiness: ProviderHealth['readiness']): Member[] {
    const turned = [...this.#members.slice(this.#cursor), ...this.#members.slice(0, this.#cursor)]
    return turned.filter(({ health }) => health.readiness === readiness)
  }

  #announce(): void {
    this.#options.onStatus?.(this.statuses())
  }
}

function newMember(source: BalanceSource, clock: Clock): Member {
  return { source, health: new ProviderHealth(source, clock) }
}

function isAbove(at: BlockRef, known: BlockRef | null): boolean {
  return known === null || at.height > known.height
}

function failureOf({ source: { id } }: Member, outcome: Outcome<ProviderBalance>): PoolFailure {
  switch (outcome.kind) {
    case 'not_asked':
      return { id, problem: 'deadline', message: 'not asked: no time was left' }
    case 'failed':
      return { id, problem: outcome.error.problem, message: outcome.error.message }
    case 'answered':
      return { id, problem: 'not_newer', message: `its newest block is ${outcome.value.at.height}` }
    default:
      return assertNever(outcome)
  }
}

function closedFailure({ source }: Member): PoolFailure {
  return { id: source.id, problem: 'refused', message: 'not asked: it wants to be left alone for a while' }
}
