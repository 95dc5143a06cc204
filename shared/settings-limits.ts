/** What the numbers of the settings may be, and what holds where nothing is said. The doors show them, the host checks. */

/** Blocks behind the tip from which own data counts as stale (architecture, hybrid rule). */
export const STALE_AFTER_LIMITS = { min: 1, max: 1_000_000 } as const
export const DEFAULT_STALE_AFTER_BLOCKS = 1_000

/** `deadlineMs`: over all tries of one question to the providers. `cacheTtlS`: how long an answer counts. */
export const POOL_LIMITS = {
  deadlineMs: { min: 1_000, max: 600_000 },
  cacheTtlS: { min: 0, max: 86_400 },
} as const
export const DEFAULT_DEADLINE_MS = 20_000
export const DEFAULT_CACHE_TTL_S = 60
