/** What a provider's failure is to the person who reads a figure. */
import { assertNever } from '../../shared/assert-never.ts'
import type { Reason } from '../../shared/reading.ts'
import type { PoolFailure } from '../sources/provider-pool.ts'

/** The reason that a door prints. */
export function reasonOf({ problem }: Pick<PoolFailure, 'problem'>): Reason {
  switch (problem) {
    case 'unreachable':
    case 'fault':
      return 'provider_unreachable'
    case 'refused':
      return 'provider_refused'
    case 'bad_answer':
    case 'bad_request':
      return 'provider_bad_answer'
    case 'moving':
      return 'provider_moving'
    case 'unsupported':
    case 'cannot_know':
      return 'provider_cannot_know'
    case 'too_many':
      return 'provider_too_many'
    case 'not_newer':
      return 'provider_not_newer'
    case 'not_recorded':
      return 'not_recorded'
    case 'deadline':
      return 'deadline'
    default:
      return assertNever(problem)
  }
}
