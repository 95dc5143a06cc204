/** The bounds of numbers in the settings, and reading them as a person types them. */
import type { PoolSettings } from '../../../shared/ipc/contract.ts'
import type { Rotation } from '../../../shared/providers.ts'
import {
  DEFAULT_CACHE_TTL_S,
  DEFAULT_DEADLINE_MS,
  DEFAULT_STALE_AFTER_BLOCKS,
  POOL_LIMITS,
  STALE_AFTER_LIMITS,
} from '../../../shared/settings-limits.ts'

/** What a number in the settings may be, in the unit it is typed in. */
export interface Bounds {
  readonly min: number
  readonly max: number
  /** In force where nothing is said. */
  readonly normal: number
}

const { deadlineMs, cacheTtlS: cacheTtl } = POOL_LIMITS
export const DEADLINE_S: Bounds = {
  min: deadlineMs.min / 1000,
  max: deadlineMs.max / 1000,
  normal: DEFAULT_DEADLINE_MS / 1000,
}
export const CACHE_TTL_S: Bounds = { ...cacheTtl, normal: DEFAULT_CACHE_TTL_S }
export const STALE_BLOCKS: Bounds = { ...STALE_AFTER_LIMITS, normal: DEFAULT_STALE_AFTER_BLOCKS }

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

/** A number within bounds with at most so many decimals; null where nothing is typed. */
export function numberIn(text: string, { min, max }: Bounds, decimals = 0): number | null | 'invalid' {
  const typed = text.trim()
  if (typed === '') return null
  const match = /^\d{1,9}(?:\.(\d+))?$/.exec(typed)
  if (!match || (match[1]?.length ?? 0) > decimals) return 'invalid'
  const value = Number(typed)
  return value >= min && value <= max ? value : 'invalid'
}
