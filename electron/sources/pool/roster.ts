/** The members of a pool, what their answers make of them, and whose turn it is. */
import type { BalanceSource, BatchAnswer, Clock, ProviderProblem } from '../../engine/ports.ts'
import type { ProviderError } from '../../engine/provider-error.ts'
import type { Outcome } from '../provider-call.ts'
import { isOwnFailure, ProviderHealth } from '../provider-health.ts'
import type { BudgetOf, CostOf } from './budgets.ts'
import type { Standing } from './choose.ts'
import type { CooldownStore } from './cooldowns.ts'
import type { LieStore } from './lies.ts'
import type { Member } from './member.ts'
import { type Rotation, reranked } from './rotation.ts'
import { lagOf } from './tip-lag.ts'
import { TokenBucket } from './token-bucket.ts'

export interface RosterOptions {
  readonly clock: Clock
  readonly monotonic: () => number
  readonly budgetOf: BudgetOf
  readonly costOf: CostOf
  readonly cooldowns: CooldownStore
  readonly lies: LieStore
  readonly callsPerSource: number
  readonly patienceMs: () => number
  readonly onCall: (id: string, ms: number | null, problem: ProviderProblem | null) => void
}

export class Roster {
  rotation: Rotation
  readonly #options: RosterOptions
  #members: readonly Member[] = []
  #cursor = 0
  #ranking: readonly string[] = []

  constructor(rotation: Rotation, options: RosterOptions) {
    this.rotation = rotation
    this.#options = options
  }

  get members(): readonly Member[] {
    return this.#members
  }

  /** The members as they stand now. */
  get standing(): Standing {
    const { clock, monotonic, costOf, patienceMs } = this.#options
    return {
      members: this.#members,
      rotation: this.rotation,
      cursor: this.#cursor,
      ranking: this.#ranking,
      costOf,
      now: monotonic(),
      wallNow: clock.now(),
      patienceMs: patienceMs(),
    }
  }

  /** Replaces the sources; what is known of one with the same id and URL stays. */
  setSources(sources: readonly BalanceSource[]): void {
    const kept = this.#options.cooldowns.load()
    const before = this.#members
    const next = before[this.#cursor]?.source.id
    this.#members = sources.map((source) => {
      const old = before.find((member) => member.source.id === source.id && member.source.url === source.url)
      if (old?.source === source) return old
      const made = this.#newMember(source, kept.get(source.id))
      return old === undefined
        ? made
        : { ...made, health: old.health, bucket: sameOf(old.bucket, made.bucket), lag: old.lag }
    })
    // A change of another setting is no reason to begin at the first one anew.
    this.#cursor = Math.max(
      0,
      sources.findIndex(({ id }) => id === next),
    )
    this.#ranking = sources.map(({ id }) => id)
  }

  /** The next round-robin question begins after this one. */
  turn(member: Member): void {
    this.#cursor = (this.#members.indexOf(member) + 1) % Math.max(1, this.#members.length)
  }

  /** Takes up what a call came to. `event`: its place in the order of events. */
  note(member: Member, outcome: Outcome<readonly BatchAnswer[]>, requests: number, event: number): void {
    const { health } = member
    if (outcome.kind === 'answered') {
      const { value, startedAt } = outcome
      const heights = value.flatMap((each) => (each.kind === 'balance' ? [each.balance.at.height] : []))
      const errors = value.flatMap((each) => (each.kind === 'failed' ? [each.error] : []))
      if (heights.length > 0) this.heard(member, Math.max(...heights), startedAt, requests)
      noteErrors(health, errors, heights.length > 0)
      if (heights.length === 0 && errors[0] !== undefined) this.#tell(member, errors[0].problem)
    }
    this.failed(member, outcome, event)
  }

  /** It told a height: an answer or a tip. */
  heard({ source, health }: Member, height: number, startedAt: number, requests: number): void {
    health.succeeded(height, startedAt, requests)
    this.#options.onCall(source.id, health.status.latencyMs, null)
    const latencies = new Map(this.#members.map((each) => [each.source.id, each.health.latencies.perRequest]))
    this.#ranking = reranked(this.#ranking, (id) => latencies.get(id) ?? null)
    this.compareTips()
  }

  /** After a call, of whose failure its health already knows. */
  failed({ source, health }: Member, outcome: Outcome<unknown>, event: number): void {
    const member = this.#members.find((each) => each.health === health)
    if (outcome.kind === 'failed') this.#tell({ source }, outcome.error.problem)
    if (member !== undefined) this.#rebudget(member)
    if (member !== undefined && health.breaker.kind === 'open') member.failedAt = event
    const until = health.closedUntil
    if (until !== null && outcome.kind !== 'not_asked') this.#options.cooldowns.save(source.id, until)
    if (health.lie === null) return
    this.#options.lies.save(source.id, health.lie)
    this.compareTips() // its tip counts no more
  }

  /** What an address is about is no fault of the source. */
  #tell({ source }: Pick<Member, 'source'>, problem: ProviderProblem): void {
    if (isOwnFailure(problem)) this.#options.onCall(source.id, null, problem)
  }

  /** Who is behind whom, as of the tips they told last. */
  compareTips(): void {
    const now = this.#options.clock.now()
    for (const member of this.#members) {
      const others = this.#members.filter((other) => other !== member && other.health.lie === null)
      const tips = others.map(({ health }) => health.tip)
      member.lag = lagOf(member.health.tip, tips, now)
    }
  }

  /** Its first answer may tell that it speaks another protocol than was taken for granted, and bears as much as that. */
  #rebudget(member: Member): void {
    const { budgetOf, monotonic } = this.#options
    const bucket = new TokenBucket(budgetOf(member.source), monotonic)
    bucket.force(1) // what told it
    member.bucket = sameOf(member.bucket, bucket)
  }

  #newMember(source: BalanceSource, closedUntil: number | undefined): Member {
    const { clock, monotonic, budgetOf, callsPerSource, lies } = this.#options
    return {
      source,
      health: new ProviderHealth(source, clock, { closedUntil, lie: lies.load(source.id) }),
      bucket: new TokenBucket(budgetOf(source), monotonic),
      limit: callsPerSource,
      running: 0,
      failedAt: 0,
      tipAskedAt: null,
      lag: null,
    }
  }
}

/** The old bucket with what is left in it, unless the new one is of another size. */
function sameOf(old: TokenBucket, made: TokenBucket): TokenBucket {
  const { budget } = made
  const same = old.budget?.ratePerS === budget?.ratePerS && old.budget?.burst === budget?.burst
  return same ? old : made
}

/** Failures inside a batch that was answered: the others of it prove that the source is there. */
function noteErrors(health: ProviderHealth, errors: readonly ProviderError[], answered: boolean): void {
  const telling = answered ? errors.filter(({ problem }) => problem === 'bad_answer') : errors
  const lie = errors.find((each) => each.lie !== undefined)
  const error = lie ?? telling.find(({ problem }) => isOwnFailure(problem)) ?? errors[0]
  if (error !== undefined && (telling.includes(error) || !isOwnFailure(error.problem))) health.failed(error)
}
