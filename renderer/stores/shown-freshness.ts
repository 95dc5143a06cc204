/**
 * The freshness that is shown. The host decides it; the renderer may only say less: a lost connection, a newer tip
 * or a tip not heard of for too long make `current` and `behind` weaker at once, without waiting for a snapshot.
 */
import { freshnessOf } from '../../shared/freshness.ts'
import type { AppStatus } from '../../shared/ipc/contract.ts'
import type { Freshness, Reading } from '../../shared/reading.ts'

/** What it depends on besides the reading. */
export interface FreshnessContext {
  readonly status: AppStatus
  readonly connected: boolean
  /** ms since 1970. */
  readonly now: number
}

/** What of a reading its freshness depends on. */
export type Dated = Pick<Reading, 'kind' | 'freshness' | 'asOf' | 'source'>

/** The reading's freshness as of now. */
export function shownFreshness(reading: Dated, context: FreshnessContext): Freshness {
  const { freshness } = reading
  if (freshness.state !== 'current' && freshness.state !== 'behind') return freshness
  const { status, connected, now } = context
  return freshnessOf({
    kind: reading.kind,
    asOf: reading.asOf,
    observedAt: confirmedAt(reading, status),
    sourceAnswers: connected && sourceAnswers(reading, status),
    tip: status.tip,
    tipHeardAt: status.tipHeardAt,
    now,
  })
}

/** The node answering at this reading's block confirms it again, without a new snapshot. */
function confirmedAt({ freshness, source, asOf }: Dated, { node }: AppStatus): number | null {
  const confirms = source === 'ledger' && node.kind === 'ok' && node.bestHash === asOf?.hash
  return confirms ? Math.max(node.answeredAt, freshness.observedAt ?? 0) : freshness.observedAt
}

function sourceAnswers(reading: Dated, status: AppStatus): boolean {
  if (status.offline) return false
  return reading.source !== 'ledger' || status.node.kind === 'ok'
}
