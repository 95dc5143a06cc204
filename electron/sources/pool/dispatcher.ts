/**
 * Hands questions to members: the only place where something is taken (a token, a place, a turn) and sent. Everything
 * is decided at once in `#pump`, after every event; between events there is one timer. cockatiel's bulkhead is no
 * help here: whom a question goes to depends on who has a place and a token at the same moment.
 */

import type { AppError } from '../../../shared/errors.ts'
import { say } from '../../../shared/said.ts'
import type { BatchAnswer, Clock } from '../../engine/ports.ts'
import { ProviderError } from '../../engine/provider-error.ts'
import { callProvider, isUnspent, type Outcome, type ProviderLog } from '../provider-call.ts'
import type { After } from '../resilience.ts'
import { pauseBefore, retryable } from './again.ts'
import { Alarm } from './alarm.ts'
import { type Choice, choose, groupKey, isOpenTo, type Standing } from './choose.ts'
import { failureOf, isAbove, type Job, noteFailure, type PoolAnswer, type PoolFailure } from './job.ts'
import { type Member, unitSize } from './member.ts'
import { type Group, JobQueue } from './queue.ts'
import { reasonsOf } from './reasons.ts'

export interface DispatcherOptions {
  readonly clock: Clock
  readonly monotonic: () => number
  readonly after: After
  readonly random: () => number
  readonly perCallTimeoutMs: number
  readonly deadlineMs: () => number
  /** Rounds over the rotation. */
  readonly tries: number
  readonly log: ProviderLog | undefined
  readonly standing: () => Standing
  /** A question's first call goes to the member at this place. */
  readonly onTurn: (member: Member) => void
  /** What a call came to, answers or not; the member's health is up to date but for the answers. */
  readonly onOutcome: (member: Member, outcome: Outcome<readonly BatchAnswer[]>, requests: number) => void
  readonly onDone: (job: Job) => void
  readonly onFailover: (from: readonly PoolFailure[], to: string | null) => void
}

/** With less time left nothing is sent any more: it would be disclosed for nothing. Timers may ring that early. */
const LEAST_MS = 5

/** The calls under way that a question is part of. */
interface Unit {
  readonly jobs: readonly Job[]
  readonly member: Member
  readonly abort: AbortController
}

export class Dispatcher {
  readonly #options: DispatcherOptions
  readonly #alarm: Alarm
  readonly #queue = new JobQueue()
  /** Queued questions whose time runs. */
  readonly #timed = new Set<Job>()
  readonly #parked = new Map<Job, number>()
  readonly #units = new Set<Unit>()
  #events = 0
  #pumping = false
  #again = false

  constructor(options: DispatcherOptions) {
    this.#options = options
    this.#alarm = new Alarm(options.after, options.monotonic, () => this.#pump())
  }

  /** Takes up new questions. */
  add(jobs: readonly Job[]): void {
    for (const job of jobs) this.#enqueue(job)
    this.#pump()
  }

  /** Somebody waits for a question that so far was one of many. */
  hurry(job: Job): void {
    if (job.urgent) return
    job.urgent = true
    if (job.state !== 'queued') return
    job.endsAt ??= this.#options.monotonic() + this.#options.deadlineMs()
    this.add([job])
  }

  /** Nobody waits for these any more: they are not sent, and a call that carries nothing else is given up. */
  drop(jobs: readonly Job[]): void {
    for (const job of jobs) this.#close(job)
    for (const { jobs: carried, abort } of this.#units)
      if (carried.every(({ state }) => state === 'done')) abort.abort()
    this.#pump()
  }

  /** Gives up the calls that carry an address of which their source must not hear any more, or whose source is gone. */
  revoke(): void {
    const { members } = this.#options.standing()
    for (const { jobs, member, abort } of this.#units) {
      const isGone = !members.some(({ source }) => source === member.source)
      if (isGone || jobs.some((job) => job.state === 'sent' && !job.allowed(member.source))) abort.abort()
    }
  }

  /** Sources, rotation or what is allowed changed: everything that waits is sorted anew. */
  resort(): void {
    for (const job of this.#queue.takeAll()) {
      job.start = null
      this.#enqueue(job)
    }
    this.#pump()
  }

  /** Where in the order of events we are now. */
  nextEvent(): number {
    return ++this.#events
  }

  #enqueue(job: Job): void {
    job.queuedAt = this.nextEvent()
    if (job.endsAt !== null) this.#timed.add(job)
    this.#queue.add(job, groupKey(job, this.#options.standing()))
  }

  #pump(): void {
    this.#again = true
    if (this.#pumping) return // whoever called us back is still at it
    this.#pumping = true
    try {
      while (this.#again) this.#pumpOnce()
    } finally {
      this.#pumping = false
      this.#alarm.start()
    }
  }

  #pumpOnce(): void {
    this.#again = false
    this.#alarm.clear()
    this.#unpark()
    this.#expire()
    for (const group of this.#queue.groups()) this.#drain(group)
    this.#queue.tidy()
  }

  #drain(group: Group): void {
    for (let job = group.peek(); job !== null; job = group.peek()) {
      const standing = this.#options.standing()
      if (standing.rotation === 'private' && groupKey(job, standing) !== group.key) {
        group.shift() // the source it began at rests, or is back
        this.#queue.add(job, groupKey(job, standing))
        this.#again = true
        continue
      }
      const choice = choose(job, standing)
      if (choice.kind === 'wait') return this.#alarm.by(choice.at)
      if (choice.kind === 'ask') this.#send(this.#take(group, choice), choice.member)
      else {
        group.shift()
        this.#exhausted(job)
      }
    }
  }

  #take(group: Group, { member, shared, parties }: Choice & { kind: 'ask' }): readonly Job[] {
    const { standing } = this.#options
    const share = Math.ceil(group.size / Math.max(1, parties))
    const first = group.peek()
    let wanted = shared && first?.alone === false ? unitSize(member, share, standing().costOf) : 1
    while (wanted > 1 && member.bucket.waitMs(standing().costOf(member.source, wanted)) > 0) wanted--
    const jobs: Job[] = []
    for (let job = first; job !== null && jobs.length < wanted; job = group.peek()) {
      if (standing().rotation === 'private' && groupKey(job, standing()) !== group.key) break
      if (!isOpenTo(job, member)) break // what it was put into this group for has changed: it is looked at by itself
      group.shift()
      jobs.push(job)
    }
    return jobs
  }

  #send(jobs: readonly Job[], member: Member): void {
    const { monotonic, deadlineMs, standing, onTurn } = this.#options
    const now = monotonic()
    const requests = standing().costOf(member.source, jobs.length)
    member.bucket.force(requests)
    member.running++
    if (jobs.some(({ start }) => start === null)) onTurn(member)
    for (const job of jobs) {
      this.#timed.delete(job)
      job.state = 'sent'
      job.start ??= standing().members.indexOf(member)
      job.endsAt ??= now + deadlineMs()
    }
    const unit = { jobs, member, abort: new AbortController() }
    this.#units.add(unit)
    void this.#call(unit, member, requests)
  }

  async #call(unit: Unit, member: Member, requests: number): Promise<void> {
    const { clock, after, perCallTimeoutMs, monotonic, log } = this.#options
    const leftMs = Math.min(...unit.jobs.map(({ endsAt }) => endsAt ?? 0)) - monotonic()
    const question = { clock, after, perCallTimeoutMs, leftMs, log }
    const { signal } = unit.abort
    const { bucket } = member // the one that was taken from, whatever its source turns out to speak
    const ask = (inner: AbortSignal) => askAll(member, unit.jobs, inner)
    const outcome = await callProvider(member, ask, question, signal).catch(() => null) // given up by us
    member.running--
    this.#units.delete(unit)
    if (outcome !== null && isUnspent(outcome)) bucket.giveBack(requests)
    if (outcome?.kind !== 'own_fault' && outcome?.kind !== 'not_asked')
      for (const job of unit.jobs) job.asked.add(member.source.id)
    if (outcome !== null) {
      if (outcome.kind !== 'own_fault') this.#options.onOutcome(member, outcome, requests)
      this.#settle(unit.jobs, member, outcome)
    } else for (const job of unit.jobs) if (job.state === 'sent') this.#enqueue(job)
    this.#pump()
  }

  #settle(jobs: readonly Job[], member: Member, outcome: Outcome<readonly BatchAnswer[]>): void {
    jobs.forEach((job, i) => {
      if (job.state === 'done') return
      if (outcome.kind === 'not_asked') return this.#fail(job)
      if (outcome.kind === 'own_fault') return this.#unrecorded(job, member, outcome.error)
      const answer =
        outcome.kind === 'answered'
          ? (outcome.value[i] ?? missing())
          : ({ ...outcome, kind: 'failed' } as const)
      this.#settleOne(job, member, answer, outcome.kind === 'failed' && jobs.length > 1)
    })
  }

  #settleOne(job: Job, { source }: Member, answer: BatchAnswer, together: boolean): void {
    if (answer.kind === 'balance') {
      const { balance } = answer
      if (isAbove(balance.at, job.above))
        return this.#finish(job, { kind: 'answer', source, balance, asked: [...job.asked] })
      const message = `its newest block is ${balance.at.height}`
      noteFailure(job, { id: source.id, problem: 'not_newer', message })
    } else {
      const { problem } = answer.error
      const unclear = together && (problem === 'bad_request' || problem === 'too_many')
      if (unclear)
        job.alone = true // one of them was meant: each is asked by itself
      else noteFailure(job, failureOf(source.id, answer.error))
      if (problem === 'bad_request' && !unclear) return this.#fail(job)
    }
    this.#enqueue(job)
  }

  /** All were tried in this round: another one where it can help and there is time. */
  #exhausted(job: Job): void {
    const { tries, random, monotonic, standing } = this.#options
    this.#timed.delete(job)
    const again = retryable(job, standing())
    const at = monotonic() + pauseBefore(job.round + 1, random())
    if (job.round >= tries || again.length === 0 || at >= (job.endsAt ?? 0)) return this.#fail(job)
    job.round++
    for (const id of again) job.tried.delete(id)
    job.state = 'parked'
    this.#parked.set(job, at)
    this.#alarm.by(at)
  }

  #unpark(): void {
    const now = this.#options.monotonic()
    for (const [job, at] of this.#parked) {
      if (at > now) {
        this.#alarm.by(at)
        continue
      }
      this.#parked.delete(job)
      this.#enqueue(job)
    }
  }

  #expire(): void {
    const now = this.#options.monotonic()
    for (const job of this.#timed) {
      const endsAt = job.endsAt ?? now
      if (endsAt - now < LEAST_MS) this.#fail(job)
      else this.#alarm.by(endsAt)
    }
  }

  #fail(job: Job): void {
    const { standing } = this.#options
    const failures = reasonsOf(job, standing())
    this.#finish(job, { kind: 'failed', failures, asked: [...job.asked] })
  }

  /** Our own fault is nobody else's turn, and asking again at once would not end. */
  #unrecorded(job: Job, { source: { id } }: Member, fault: AppError): void {
    const failure: PoolFailure = { id, problem: 'not_recorded', message: fault.message, fault }
    this.#finish(job, { kind: 'failed', failures: [failure], asked: [...job.asked] })
  }

  #finish(job: Job, answer: PoolAnswer): void {
    const waiting = [...job.waiting]
    const to = answer.kind === 'answer' ? answer.source.id : null
    if (job.failures.size > 0) this.#options.onFailover([...job.failures.values()], to)
    this.#close(job)
    for (const tell of waiting) tell(answer)
  }

  #close(job: Job): void {
    job.state = 'done'
    job.waiting.clear()
    this.#timed.delete(job)
    this.#parked.delete(job)
    this.#options.onDone(job)
  }
}

async function askAll(
  { source }: Member,
  jobs: readonly Job[],
  signal: AbortSignal,
): Promise<readonly BatchAnswer[]> {
  const [job, ...others] = jobs
  if (job === undefined) return []
  if (others.length > 0)
    return source.balances(
      jobs.map(({ address }) => address),
      signal,
    )
  return [{ kind: 'balance', balance: await source.balance(job.address, signal) }]
}

function missing(): BatchAnswer {
  const error = new ProviderError('bad_answer', say('reply_left_out_of_answer'))
  return { kind: 'failed', error }
}
