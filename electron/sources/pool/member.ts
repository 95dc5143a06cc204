/** A source in the pool: what is known of it, what it may still be asked, and how much it is asked right now. */
import type { BalanceSource } from '../../engine/ports.ts'
import type { ProviderHealth } from '../provider-health.ts'
import type { CostOf } from './budgets.ts'
import type { TokenBucket } from './token-bucket.ts'

export interface Member {
  readonly source: BalanceSource
  readonly health: ProviderHealth
  bucket: TokenBucket
  /** Calls at a time. */
  readonly limit: number
  /** Calls under way. */
  running: number
  /** Where in the order of events it last failed; 0 is never. */
  failedAt: number
  /** When it was last asked for its tip and that got there, ms since 1970; null is never. */
  tipAskedAt: number | null
  /** Blocks behind the others; null when that cannot be told. */
  lag: number | null
}

/** How many of `wanted` addresses one call should carry: no more than it takes, and than go out at once. */
export function unitSize({ source, bucket }: Member, wanted: number, costOf: CostOf): number {
  let size = Math.max(1, Math.min(wanted, source.capabilities.batch))
  while (size > 1 && costOf(source, size) > bucket.burst) size--
  return size
}

/** Whether a question that arrives at this member now decides how it is treated from then on. */
export function isProbe({ health }: Member): boolean {
  return health.breaker.kind !== 'closed'
}
