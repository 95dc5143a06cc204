/** The best known tip: one pure function over what the node, the providers and the clock say (architecture). */
import type { BlockHash, BlockRef, Network } from '../../shared/chain.ts'
import { estimateTipHeight, type TimedHeight } from '../../shared/freshness.ts'
import type { BestTip } from '../../shared/reading.ts'

/** A provider's tip counts for this long. */
export const PROVIDER_TIP_TTL_MS = 2 * 60 * 60 * 1000

/** What the own node last said of its chain. `time` is the best block's header time in seconds. */
export interface NodeTip {
  readonly best: BlockRef
  readonly headers: number
  readonly time: number | null
  readonly heardAt: number
}

/** A tip that a provider reported. */
export interface ProviderTipReport {
  readonly id: string
  readonly family: string
  readonly height: number
  readonly hash: BlockHash
  readonly time: number
  readonly heardAt: number
}

export interface BestTipInput {
  readonly network: Network
  readonly node: NodeTip | null
  /** Whether the node answers right now. */
  readonly nodeAnswers: boolean
  readonly providers: readonly ProviderTipReport[]
  /** The newest block known for certain: the ledger's cursor. Where an estimate starts from. */
  readonly lastKnown: TimedHeight | null
  readonly now: number
}

export interface HeardTip {
  readonly tip: BestTip | null
  /** When it was heard of; null for an estimate. */
  readonly heardAt: number | null
}

/**
 * The own node's headers while it answers. Without it the highest provider tip of the last two hours that two
 * families reach, or that the only family reports plausibly, never below what the node last said. Without any,
 * the estimate from the time since the last known block; on regtest nothing.
 */
export function bestTip(input: BestTipInput): HeardTip {
  if (input.node && input.nodeAnswers) return nodeTip(input.node)
  const estimate = estimateTipHeight(input.network, lastKnownOf(input), input.now)
  const reported = agreedTip(input, estimate)
  if (reported) {
    if (input.node && input.node.headers > reported.height) return nodeTip(input.node)
    const { id, height, hash, time, heardAt } = reported
    return { tip: { height, hash, time, source: `provider:${id}`, estimated: false }, heardAt }
  }
  if (estimate === null) return { tip: null, heardAt: null }
  return {
    tip: { height: estimate, hash: null, time: null, source: 'estimate', estimated: true },
    heardAt: null,
  }
}

function nodeTip({ best, headers, time, heardAt }: NodeTip): HeardTip {
  // Headers beyond the best block have no hash that the node has proven to hold.
  const proven = headers <= best.height
  const height = Math.max(headers, best.height)
  const tip: BestTip = {
    height,
    hash: proven ? best.hash : null,
    time: proven ? time : null,
    source: 'node',
    estimated: false,
  }
  return { tip, heardAt }
}

function lastKnownOf({ node, lastKnown }: BestTipInput): TimedHeight | null {
  const fromNode = node && node.time !== null ? { height: node.best.height, time: node.time } : null
  if (!fromNode || !lastKnown) return fromNode ?? lastKnown
  return fromNode.height > lastKnown.height ? fromNode : lastKnown
}

function agreedTip(input: BestTipInput, estimate: number | null): ProviderTipReport | null {
  const fresh = input.providers.filter(({ heardAt }) => {
    const age = input.now - heardAt
    return age <= PROVIDER_TIP_TTL_MS && age >= -PROVIDER_TIP_TTL_MS
  })
  const best = [...Map.groupBy(fresh, ({ family }) => family).values()]
    .map((reports) => reports.reduce((a, b) => (b.height > a.height ? b : a)))
    .sort((a, b) => b.height - a.height)
  if (best.length >= 2) return best[1] ?? null // the highest that two families reach
  const only = best[0]
  return only && only.height <= highestPlausible(input, estimate) ? only : null
}

/** Blocks may come faster than the schedule, but one voice alone is not believed far above the clock. */
function highestPlausible(input: BestTipInput, estimate: number | null): number {
  if (estimate === null) return Number.POSITIVE_INFINITY
  const elapsed = estimate - (lastKnownOf(input)?.height ?? estimate)
  const slack = input.network === 'main' ? 100 : 2_016 // test networks have block storms
  return estimate + slack + Math.ceil(elapsed / 4)
}
