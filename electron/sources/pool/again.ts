/** Whether and when a question that nobody answered is worth another round. */

import type { Standing } from './choose.ts'
import type { Job } from './job.ts'

const FIRST_PAUSE_MS = 400

/** How long to wait before a round (the second is the first that has a pause): growing, and half of it by chance. */
export function pauseBefore(round: number, random: number): number {
  return FIRST_PAUSE_MS * 2 ** (round - 2) * (0.5 + random / 2)
}

/** The sources of whose failures another try may have another outcome, before the question's time is over. */
export function retryable(job: Job, { members, now, wallNow }: Standing): readonly string[] {
  const left = (job.endsAt ?? now) - now
  return [...job.failures.values()].flatMap(({ id, problem }) => {
    if (problem === 'unreachable' || problem === 'fault' || problem === 'moving') return [id]
    if (problem !== 'refused') return []
    const until = members.find(({ source }) => source.id === id)?.health.closedUntil ?? null
    return until !== null && until - wallNow < left ? [id] : []
  })
}
