import type { Clock } from '../../engine/ports.ts'

/** A bucket of requests a name, refilled steadily. */
export interface RateLimit {
  /** Takes one; 0, or the ms after which one is there again. */
  take(name: string): number
}

interface Bucket {
  readonly left: number
  readonly at: number
}

/** At most `burst` at once and `perSecond` in the long run, for each name on its own. */
export function createRateLimit(perSecond: number, burst: number, clock: Clock): RateLimit {
  const buckets = new Map<string, Bucket>()
  return {
    take(name) {
      const now = clock.now()
      const { left, at } = buckets.get(name) ?? { left: burst, at: now }
      const elapsed = Math.max(0, now - at) // a clock set back gives nothing and takes nothing
      const filled = Math.min(burst, left + (elapsed / 1000) * perSecond)
      const allowed = filled >= 1
      buckets.set(name, { left: allowed ? filled - 1 : filled, at: now })
      return allowed ? 0 : Math.ceil(((1 - filled) / perSecond) * 1000)
    },
  }
}
