/**
 * Asking sources for their tips: all that may be asked at once. It names no address, but it is a word to the source all
 * the same: rests, budgets and what is allowed hold as for a question about an address.
 */
import type { BalanceSource, Clock, ProviderTip } from '../../engine/ports.ts'
import { callProvider, isUnspent, type Outcome, type ProviderLog } from '../provider-call.ts'
import { type After, throwIfCancelled } from '../resilience.ts'
import type { Standing } from './choose.ts'
import type { Member } from './member.ts'
import type { PoolTip, ProviderPool } from './types.ts'

/** What the pool lends. */
export interface TipGround {
  readonly clock: Clock
  readonly after: After
  readonly perCallTimeoutMs: number
  readonly log: ProviderLog | undefined
  readonly deadlineMs: () => number
  readonly standing: () => Standing
  /** What a call came to; the member's health knows of a failure already. */
  readonly onOutcome: (member: Member, outcome: Outcome<ProviderTip>) => void
}

interface Call {
  readonly member: Member
  readonly allowed: (source: BalanceSource) => boolean
  readonly abort: AbortController
}

/** Asked more often, a public server learns how long we run and tells nothing new. */
const LEAST_MS = 60_000
/** What was heard counts as fresh for two minutes. */
const MOST_MS = 110_000
/** Tips are to take half of a budget at the most. */
const TOKENS_BETWEEN = 2

/** The questions for tips of a pool. */
export class TipQuestions {
  readonly #ground: TipGround
  readonly #calls = new Set<Call>()

  constructor(ground: TipGround) {
    this.#ground = ground
  }

  /** The tips of those that are ready; of those that rest, where no other has told one lately. */
  async ask(
    { allowed = () => true, anew = false }: Parameters<ProviderPool['tip']>[0],
    signal: AbortSignal,
  ): Promise<readonly PoolTip[]> {
    throwIfCancelled(signal)
    const { standing, deadlineMs } = this.#ground
    const endsAt = standing().now + deadlineMs()
    const are = (wanted: 'ready' | 'resting'): readonly Member[] =>
      standing().members.filter(({ source, health }) => health.readiness === wanted && allowed(source))
    const ready = are('ready')
    const due = ready.filter((member) => this.#isDue(member, anew))
    const tips = await this.#askAll(due, allowed, endsAt, signal)
    if (tips.length > 0 || due.length < ready.length) return tips
    const resting = are('resting').filter((member) => !due.includes(member) && this.#isDue(member, anew))
    return this.#askAll(resting, allowed, endsAt, signal)
  }

  /** Gives up the calls to sources that must not hear of us any more, or that are gone. */
  revoke(): void {
    const { members } = this.#ground.standing()
    for (const { member, allowed, abort } of this.#calls) {
      const isGone = !members.some(({ source }) => source === member.source)
      if (isGone || !allowed(member.source)) abort.abort()
    }
  }

  #isDue({ bucket, tipAskedAt }: Member, anew: boolean): boolean {
    if (bucket.waitMs(1) > 0) return false
    if (bucket.budget === null || tipAskedAt === null || anew) return true
    const between = (TOKENS_BETWEEN / bucket.budget.ratePerS) * 1_000
    const age = this.#ground.clock.now() - tipAskedAt
    return age < 0 || age >= Math.min(MOST_MS, Math.max(LEAST_MS, between)) // a clock set back keeps nobody away
  }

  async #askAll(
    members: readonly Member[],
    allowed: Call['allowed'],
    endsAt: number,
    signal: AbortSignal,
  ): Promise<readonly PoolTip[]> {
    const asked = members.map((member) => this.#askOne(member, allowed, endsAt, signal))
    return (await Promise.all(asked)).filter((tip) => tip !== null)
  }

  async #askOne(
    member: Member,
    allowed: Call['allowed'],
    endsAt: number,
    signal: AbortSignal,
  ): Promise<PoolTip | null> {
    const { clock, onOutcome } = this.#ground
    const { source, bucket } = member
    const askedAt = clock.now()
    bucket.force(1)
    const outcome = await this.#call(member, allowed, endsAt, signal)
    if (outcome === null) return null // revoked
    if (isUnspent(outcome)) bucket.giveBack(1)
    else member.tipAskedAt = askedAt
    if (outcome.kind === 'own_fault') return null
    onOutcome(member, outcome)
    if (outcome.kind !== 'answered') return null
    return { id: source.id, family: source.family, tip: outcome.value, heardAt: clock.now() }
  }

  async #call(
    member: Member,
    allowed: Call['allowed'],
    endsAt: number,
    signal: AbortSignal,
  ): Promise<Outcome<ProviderTip> | null> {
    const { clock, after, perCallTimeoutMs, log, standing } = this.#ground
    const bounds = { clock, after, perCallTimeoutMs, log, leftMs: endsAt - standing().now }
    const call = { member, allowed, abort: new AbortController() }
    const both = AbortSignal.any([signal, call.abort.signal])
    this.#calls.add(call)
    try {
      return await callProvider(member, (inner) => member.source.tip(inner), bounds, both)
    } catch (error) {
      if (signal.aborted || !call.abort.signal.aborted) throw error
      return null
    } finally {
      this.#calls.delete(call)
    }
  }
}
