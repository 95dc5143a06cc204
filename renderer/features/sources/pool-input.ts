/** How the pool works, as a person types it. */
import type { PoolSettings } from '../../../shared/ipc/contract.ts'
import type { Rotation } from '../../../shared/providers.ts'
import { DEFAULT_CACHE_TTL_S, DEFAULT_DEADLINE_MS, POOL_LIMITS } from '../../../shared/settings-limits.ts'
import { type Bounds, numberIn } from '../../components/forms/number-input.ts'

const { deadlineMs, cacheTtlS: cacheTtl } = POOL_LIMITS

/** How long an answer is waited for, in seconds. */
export const DEADLINE_S: Bounds = {
  min: deadlineMs.min / 1000,
  max: deadlineMs.max / 1000,
  normal: DEFAULT_DEADLINE_MS / 1000,
}

/** How long an answer counts, in seconds. */
export const CACHE_TTL_S: Bounds = { ...cacheTtl, normal: DEFAULT_CACHE_TTL_S }

/** The fields as typed; empty is the default. */
export interface PoolFields {
  readonly rotation: Rotation | null
  readonly deadline: string
  readonly ttl: string
}

/** The fields of the stored settings. */
export function poolFieldsOf({ rotation, deadlineMs, cacheTtlS }: PoolSettings): PoolFields {
  return {
    rotation,
    deadline: deadlineMs === null ? '' : String(deadlineMs / 1000),
    ttl: cacheTtlS === null ? '' : String(cacheTtlS),
  }
}

/** The settings, or the field that is no number within its bounds. */
export function poolInputOf({ rotation, deadline, ttl }: PoolFields): PoolSettings | 'deadline' | 'ttl' {
  const seconds = numberIn(deadline, DEADLINE_S, 3)
  if (seconds === 'invalid') return 'deadline'
  const cacheTtlS = numberIn(ttl, CACHE_TTL_S)
  if (cacheTtlS === 'invalid') return 'ttl'
  return { rotation, deadlineMs: seconds === null ? null : Math.round(seconds * 1000), cacheTtlS }
}
