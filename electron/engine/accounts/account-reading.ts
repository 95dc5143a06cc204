/**
 * An account's figure from those of its scripts: the sum of what is known, as of the oldest of its blocks, as good as the
 * worst of its parts, and never complete while one is missing. Pure.
 */
import type { BlockRef } from '../../../shared/chain.ts'
import type { AnySource, Freshness, Parts, Reading, ReadingKind, Reason } from '../../../shared/reading.ts'
import type { LedgerView } from '../reading.ts'

/**
 * What the ledger says of a whole account. `covered` of its `scripts` have a reading of their own there; of those inside
 * the gap `missing` have none.
 */
export type AccountView = {
  readonly watchId: number
  readonly scripts: number
  readonly covered: number
  readonly missing: number
} & (
  | { readonly kind: 'uncovered' }
  /** All that are covered stand at one block. */
  | { readonly kind: 'together'; readonly ledger: LedgerView }
  /** They stand at several. */
  | { readonly kind: 'scattered' }
)

/** One reading that stands for `count` scripts. */
export interface AccountPart {
  readonly count: number
  readonly reading: Reading
}

/** What is missing beside the parts. */
export interface AccountFlags {
  /** Scripts that are watched in the ledger and have no reading there yet, or are still to be derived. */
  readonly growing: boolean
  /** Providers were asked, and could not say which of the empty addresses were used. */
  readonly gapUncertain: boolean
}

const WORST: readonly Freshness['state'][] = ['current', 'behind', 'offline', 'stale', 'unknown']

/** The account's reading. Without a part it is unknown. */
export function readingOfAccount(
  address: string,
  parts: readonly AccountPart[],
  { growing, gapUncertain }: AccountFlags,
): Reading {
  const known = parts.filter(({ reading }) => reading.confirmed !== null).map(({ reading }) => reading)
  const counts = countParts(parts)
  const isWhole = counts.unknown === 0 && !growing && known.every(isComplete)
  return {
    address,
    kind: kindOf(counts),
    freshness: worstFreshness(known),
    confirmed: sum(known.map(({ confirmed }) => confirmed)),
    pending: sumOfAll(known.map(({ pending }) => pending)),
    immature: sum(known.map(({ immature }) => immature)),
    asOf: oldest(known.map(({ asOf }) => asOf)),
    source: commonSource(known.map(({ source }) => source)),
    completeness: {
      unspent: isWhole && known.length > 0 ? 'complete' : 'incomplete',
      historyFrom: counts.unknown > 0 ? null : youngest(known.map((each) => each.completeness.historyFrom)),
      holes: distinctHoles(known),
    },
    reasons: reasonsOf(parts, growing, gapUncertain),
    parts: counts,
  }
}

function isComplete({ completeness }: Reading): boolean {
  return completeness.unspent === 'complete'
}

function countParts(parts: readonly AccountPart[]): Parts {
  const of = (kind: ReadingKind): number =>
    parts.reduce((total, part) => total + (part.reading.kind === kind ? part.count : 0), 0)
  return { known: of('known'), stale: of('stale'), unknown: of('unknown') }
}

/** Unknown only where nothing is known: what is missing of the rest shows in parts and completeness. */
function kindOf({ known, stale }: Parts): ReadingKind {
  if (stale > 0) return 'stale'
  return known > 0 ? 'known' : 'unknown'
}

function worstFreshness(readings: readonly Reading[]): Freshness {
  if (readings.length === 0) return { state: 'unknown', blocksBehind: null, observedAt: null }
  const states = readings.map(({ freshness }) => WORST.indexOf(freshness.state))
  const behind = readings.map(({ freshness }) => freshness.blocksBehind)
  const seen = readings.map(({ freshness }) => freshness.observedAt)
  return {
    state: WORST[Math.max(...states)] ?? 'unknown',
    blocksBehind: behind.includes(null) ? null : Math.max(...behind.map((blocks) => blocks ?? 0)),
    observedAt: seen.includes(null) ? null : Math.min(...seen.map((at) => at ?? 0)),
  }
}

function sum(values: readonly (number | null)[]): number | null {
  return values.reduce((total, value) => (value === null ? total : (total ?? 0) + value), null)
}

/** Null when one part is: what is pending there is not known, and a part of it is not the whole. */
function sumOfAll(values: readonly (number | null)[]): number | null {
  return values.includes(null) ? null : sum(values)
}

function oldest(refs: readonly (BlockRef | null)[]): BlockRef | null {
  return refs.reduce(
    (low, ref) => (low === null || (ref !== null && ref.height < low.height) ? ref : low),
    null,
  )
}

/** Null when one part is: nothing is known of its movements. */
function youngest(refs: readonly (BlockRef | null)[]): BlockRef | null {
  if (refs.includes(null)) return null
  return refs.reduce(
    (high, ref) => (high === null || (ref !== null && ref.height > high.height) ? ref : high),
    null,
  )
}

function commonSource(sources: readonly (AnySource | null)[]): AnySource | null {
  const distinct = [...new Set(sources)]
  return distinct.length > 1 ? 'several' : (distinct[0] ?? null)
}

function distinctHoles(readings: readonly Reading[]): Reading['completeness']['holes'] {
  const holes = readings.flatMap(({ completeness }) => completeness.holes)
  return [...new Map(holes.map((hole) => [`${hole.from.hash} ${hole.to.hash}`, hole])).values()]
}

function reasonsOf(
  parts: readonly AccountPart[],
  growing: boolean,
  gapUncertain: boolean,
): readonly Reason[] {
  const own: Reason[] = [
    ...(growing ? (['growing'] as const) : []),
    ...(gapUncertain ? (['gap_uncertain'] as const) : []),
  ]
  return [...new Set([...own, ...parts.flatMap(({ reading }) => reading.reasons)])]
}
