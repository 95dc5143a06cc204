/** Why a question ended without an answer: what each source said, and why the others were not asked. */
import type { Standing } from './choose.ts'
import type { Job, PoolFailure } from './job.ts'
import type { Member } from './member.ts'
import { MAX_LAG_BLOCKS } from './tip-lag.ts'

/** One reason a source, those that were asked first. Where the question itself is wrong, that alone. */
export function reasonsOf(job: Job, { members, wallNow }: Standing): readonly PoolFailure[] {
  const said = [...job.failures.values()]
  if (said.some(({ problem }) => problem === 'bad_request')) return said
  const silent = members.filter(
    ({ source }) => job.eligible.has(source.id) && !job.failures.has(source.id) && job.allowed(source),
  )
  return [...said, ...silent.map((member) => notAsked(member, wallNow)), ...job.excluded]
}

function notAsked({ source: { id }, health, lag }: Member, wallNow: number): PoolFailure {
  if (health.lie !== null)
    return { id, problem: 'bad_answer', message: 'not asked: it gave an answer that is proven false' }
  if (lag !== null && lag > MAX_LAG_BLOCKS)
    return { id, problem: 'not_newer', message: `not asked: it is ${lag} blocks behind the others` }
  const seconds = Math.ceil(((health.readyAt ?? wallNow) - wallNow) / 1_000)
  if (health.readiness === 'closed')
    return { id, problem: 'refused', message: `not asked: it wants to be left alone for ${seconds} s more` }
  if (health.breaker.kind === 'open')
    return { id, problem: 'unreachable', message: `not asked: it failed, and rests for ${seconds} s more` }
  return { id, problem: 'deadline', message: 'not asked: no time was left' }
}
