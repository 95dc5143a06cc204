/** Who is asked next about a question, or until when it waits. Looks only: nothing is taken, nothing is sent. */
import type { CostOf } from './budgets.ts'
import type { Job } from './job.ts'
import { isProbe, type Member } from './member.ts'
import { type Rotation, rendezvous, turned } from './rotation.ts'
import { MAX_LAG_BLOCKS } from './tip-lag.ts'

/** The pool as it stands. */
export interface Standing {
  readonly members: readonly Member[]
  readonly rotation: Rotation
  /** Where a round-robin question that begins now begins. */
  readonly cursor: number
  /** Ids, the fastest first. */
  readonly ranking: readonly string[]
  readonly costOf: CostOf
  /** Monotonic. */
  readonly now: number
  /** Since 1970. */
  readonly wallNow: number
  /** How long a question that was not sent yet may wait for sources that rest. */
  readonly patienceMs: number
}

export type Choice =
  /** `shared`: other questions of the group may go along. */
  | { readonly kind: 'ask'; readonly member: Member; readonly shared: boolean; readonly parties: number }
  /** Nobody is free; look again at `at` (monotonic), or when a call ends (infinite). */
  | { readonly kind: 'wait'; readonly at: number }
  /** All were tried, or the rest will not be there in time. */
  | { readonly kind: 'exhausted' }

/** Decides for one question. */
export function choose(job: Job, standing: Standing): Choice {
  const untried = inOrder(job, standing).filter(({ lag }) => lag === null || lag <= MAX_LAG_BLOCKS)
  const ready = untried.filter(isReady)
  const timely = ready.filter((member) => isTimely(member, job, standing))
  if (timely.length > 0) return amongReady(timely, ready, standing)
  return amongResting(untried, job, standing)
}

/** Whether a question may still go to a member, by what holds at this moment. */
export function isOpenTo(job: Job, { source, health }: Member): boolean {
  const { id } = source
  return job.eligible.has(id) && !job.tried.has(id) && health.lie === null && job.allowed(source)
}

/** The members that a question may still go to, in the order of the rotation. */
export function inOrder(job: Job, standing: Standing): readonly Member[] {
  const open = (member: Member): boolean => isOpenTo(job, member)
  const { members, rotation, ranking, cursor } = standing
  if (rotation === 'round-robin') return turned(members, job.start ?? cursor).filter(open)
  const left = members.filter(open)
  const ids = left.map(({ source: { id } }) => id)
  const order = rotation === 'private' ? rendezvous(ids, job.address) : ranking
  return left.toSorted((a, b) => order.indexOf(a.source.id) - order.indexOf(b.source.id))
}

/** What questions must have in common to be sent alike. */
export function groupKey(job: Job, standing: Standing): string {
  const order = inOrder(job, standing)
  const alone = job.alone ? '!' : ''
  if (standing.rotation === 'private') {
    const home = order.find((member) => isReady(member) && isNear(member))
    if (home !== undefined) return `${alone}>${home.source.id}`
  }
  const ids = order.map(({ source: { id } }) => id).toSorted()
  return alone + ids.join(' ')
}

function amongReady(timely: readonly Member[], ready: readonly Member[], standing: Standing): Choice {
  const { rotation, costOf, now } = standing
  const asked = rotation === 'private' ? timely.slice(0, 1) : timely
  const free = asked.find(
    (member) => member.running < member.limit && member.bucket.waitMs(costOf(member.source, 1)) === 0,
  )
  if (free !== undefined) {
    const shared = !isProbe(free) && (rotation !== 'private' || free === ready[0])
    return { kind: 'ask', member: free, shared, parties: asked.length }
  }
  const waits = asked
    .filter((member) => member.running < member.limit)
    .map((member) => member.bucket.waitMs(costOf(member.source, 1)))
  return { kind: 'wait', at: now + Math.min(...waits) }
}

/** Nobody is ready: one that rests is asked all the same, unless it failed while the question was already waiting. */
function amongResting(untried: readonly Member[], job: Job, standing: Standing): Choice {
  const { now, wallNow, patienceMs, costOf } = standing
  const tokensIn = ({ source, bucket }: Member): number => bucket.waitMs(costOf(source, 1))
  const open = untried.filter((member) => mayBeProbed(member, job))
  const free = open.find((member) => hasRoom(member) && tokensIn(member) === 0)
  if (free !== undefined) return { kind: 'ask', member: free, shared: false, parties: 1 }
  const waits = untried.map((member) => {
    if (isGivenUp(member, job)) return Number.POSITIVE_INFINITY
    if (open.includes(member)) return hasRoom(member) ? tokensIn(member) : Number.POSITIVE_INFINITY
    return Math.max((member.health.readyAt ?? wallNow) - wallNow, tokensIn(member))
  })
  const soonest = Math.max(now + 1, now + Math.min(...waits, Number.POSITIVE_INFINITY))
  const end = job.endsAt ?? now + patienceMs
  if (soonest <= end) return { kind: 'wait', at: soonest }
  const underWay = open.some((member) => !hasRoom(member))
  return underWay ? { kind: 'wait', at: job.endsAt ?? Number.POSITIVE_INFINITY } : { kind: 'exhausted' }
}

/** It failed again after its rest, while a question of a batch waited for it: each of the others would wait longer yet. */
function isGivenUp({ health: { breaker }, failedAt }: Member, { urgent, queuedAt }: Job): boolean {
  return !urgent && failedAt > queuedAt && breaker.kind === 'open' && breaker.failures > 1
}

function mayBeProbed({ health, failedAt }: Member, { queuedAt }: Job): boolean {
  if (health.readiness === 'closed') return false
  return health.breaker.kind !== 'open' || failedAt < queuedAt
}

function hasRoom(member: Member): boolean {
  return member.running < (isProbe(member) ? 1 : member.limit)
}

/** Half-open and its probe under way counts as resting: nobody waits for that who has another to ask. */
function isReady(member: Member): boolean {
  if (member.health.readiness !== 'ready') return false
  return member.health.breaker.kind === 'closed' || member.running === 0
}

function isNear({ lag }: Member): boolean {
  return lag === null || lag <= MAX_LAG_BLOCKS
}

/** Whether its budget lets it answer within the question's time. What was not sent yet has time. */
function isTimely(member: Member, { endsAt }: Job, { costOf, now }: Standing): boolean {
  return endsAt === null || now + member.bucket.waitMs(costOf(member.source, 1)) < endsAt
}
