/** What a health page shows of a source. */
import type { ProviderStatus } from '../../../shared/ipc/contract.ts'
import type { ProviderFamily } from '../../engine/ports.ts'
import type { Breaker } from './breaker.ts'
import type { Member } from './member.ts'
import { MAX_LAG_BLOCKS } from './tip-lag.ts'

/** Why a source is passed over right now. `until` in ms since 1970; null where it is not a matter of time. */
export interface Skipped {
  readonly reason: 'left_alone' | 'lying' | 'failing' | 'behind' | 'budget'
  readonly until: number | null
}

export interface SourceHealth {
  readonly id: string
  readonly url: string
  readonly family: ProviderFamily
  readonly state: ProviderStatus['state']
  readonly lastSuccessAt: number | null
  readonly lastError: ProviderStatus['lastError']
  /** Over the last 100 calls. */
  readonly p50Ms: number | null
  readonly p95Ms: number | null
  readonly tipHeight: number | null
  /** Blocks behind the others; null when that cannot be told. */
  readonly tipLag: number | null
  /** Requests that may go out now; null without a limit. */
  readonly budgetLeft: number | null
  readonly callsUnderWay: number
  readonly breaker: Breaker
  readonly skipped: Skipped | null
}

/** Reads a member. */
export function healthOf(member: Member, wallNow: number): SourceHealth {
  const { source, health, bucket, lag, running } = member
  const { id, url, state, lastSuccessAt, lastError, tipHeight } = health.status
  const left = bucket.left
  return {
    id,
    url,
    family: source.family,
    state,
    lastSuccessAt,
    lastError,
    p50Ms: health.latencies.quantile(0.5),
    p95Ms: health.latencies.quantile(0.95),
    tipHeight,
    tipLag: lag,
    budgetLeft: left === null ? null : Math.max(0, Math.floor(left)),
    callsUnderWay: running,
    breaker: health.breaker,
    skipped: skippedOf(member, wallNow),
  }
}

function skippedOf({ health, bucket, lag }: Member, wallNow: number): Skipped | null {
  const until = health.readyAt
  if (health.lie !== null) return { reason: 'lying', until: null }
  if (health.closedUntil !== null) return { reason: 'left_alone', until }
  if (health.isLying) return { reason: 'lying', until }
  if (health.breaker.kind === 'open') return { reason: 'failing', until }
  if (lag !== null && lag > MAX_LAG_BLOCKS) return { reason: 'behind', until: null }
  const wait = bucket.waitMs(1)
  return wait > 0 ? { reason: 'budget', until: wallNow + Math.ceil(wait) } : null
}
