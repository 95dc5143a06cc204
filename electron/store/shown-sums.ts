/**
 * The sums of every place, kept while its rows are counted: asking for one reads no row again, however many there are.
 * Good where each script stands in one entry alone; where accounts hold addresses that stand beside them, rows tell.
 */
import type { BlockRef } from '../../shared/chain.ts'
import type { PortfolioRow } from '../../shared/ipc/contract.ts'
import type { Place, PlaceCount, PlacePart, PlaceSummary } from '../../shared/ipc/rows.ts'
import type { Total } from '../../shared/reading.ts'

export interface ShownSums {
  add(row: PortfolioRow): void
  summary(place: Place): PlaceSummary
  places(): { readonly groups: readonly PlaceCount[]; readonly entries: number; readonly archived: number }
}

/** Rows of one portfolio that rest on the same: one source, one state and, while it matters, one block. */
interface Sum {
  readonly group: string
  readonly archived: boolean
  readonly part: PlacePart
  count: number
  confirmed: number | null
  pending: number | null
  immature: number | null
  rewards: number
  partial: number
  observedAt: number | null
  oldest: BlockRef | null
  newest: BlockRef | null
}

/** Nothing counted yet. */
export function createShownSums(): ShownSums {
  const sums = new Map<string, Sum>()
  const within = ({ group, archived }: Place): readonly Sum[] =>
    [...sums.values()].filter((sum) => sum.archived === archived && (group === null || sum.group === group))

  return {
    add({ watch: { group, archived }, reading }) {
      const { source, kind, freshness, asOf } = reading
      const { state } = freshness
      const block = state === 'current' || state === 'behind' ? asOf : null
      const key = JSON.stringify([group, archived, source, kind, state, block?.height, block?.hash])
      let sum = sums.get(key)
      if (sum === undefined) {
        const part = { count: 0, source, kind, state, asOf: block, observedAt: null }
        sum = { ...NOTHING, group, archived, part }
        sums.set(key, sum)
      }
      count(sum, reading)
    },
    summary: (place) => summaryOf(place, within(place)),
    places() {
      const counts = new Map<string, number>()
      let archived = 0
      for (const sum of sums.values()) {
        counts.set(sum.group, (counts.get(sum.group) ?? 0) + (sum.archived ? 0 : sum.count))
        if (sum.archived) archived += sum.count
      }
      const groups = [...counts].map(([name, inSight]) => ({ name, count: inSight }))
      return { groups, entries: groups.reduce((all, each) => all + each.count, 0), archived }
    },
  }
}

const NOTHING = {
  count: 0,
  confirmed: null,
  pending: null,
  immature: null,
  rewards: 0,
  partial: 0,
  observedAt: null,
  oldest: null,
  newest: null,
} as const

/** Whether unspent outputs are missing of what a reading shows. */
export function isPartial({ kind, completeness }: PortfolioRow['reading']): boolean {
  return kind !== 'unknown' && completeness.unspent === 'incomplete'
}

function count(sum: Sum, reading: PortfolioRow['reading']): void {
  const { confirmed, pending, immature, asOf, freshness } = reading
  sum.count += 1
  sum.confirmed = plus(sum.confirmed, confirmed)
  sum.pending = plus(sum.pending, pending)
  sum.immature = plus(sum.immature, immature)
  if (immature !== null && immature !== 0) sum.rewards += 1
  if (isPartial(reading)) sum.partial += 1
  sum.observedAt = least(sum.observedAt, freshness.observedAt)
  sum.oldest = lower(sum.oldest, asOf)
  sum.newest = higher(sum.newest, asOf)
}

function summaryOf(place: Place, sums: readonly Sum[]): PlaceSummary {
  const oldest = sums.map((sum) => sum.oldest).reduce(lower, null)
  const newest = sums.map((sum) => sum.newest).reduce(higher, null)
  return {
    place,
    entries: add(sums, (sum) => sum.count),
    total: totalOf(sums, oldest),
    range: oldest && newest && { oldest, newest },
    parts: partsOf(sums),
    immature: sums.some(({ rewards }) => rewards > 0),
  }
}

function totalOf(sums: readonly Sum[], oldestAsOf: BlockRef | null): Total {
  const whole = (pick: (sum: Sum) => number | null): number | null => sums.map(pick).reduce(plus, null)
  const of = (kind: PlacePart['kind']): number => add(sums, (sum) => (sum.part.kind === kind ? sum.count : 0))
  const partial = add(sums, (sum) => sum.partial)
  return {
    confirmed: whole((sum) => sum.confirmed),
    pending: whole((sum) => sum.pending),
    immature: whole((sum) => sum.immature),
    known: of('known'),
    stale: of('stale'),
    unknown: of('unknown'),
    oldestAsOf,
    ...(partial > 0 && { partial }),
  }
}

/** Over all portfolios of the place: what rests on the same counts together. */
function partsOf(sums: readonly Sum[]): readonly PlacePart[] {
  const parts = new Map<string, PlacePart>()
  for (const { part, count: more, observedAt } of sums) {
    const { source, kind, state, asOf } = part
    const key = JSON.stringify([source, kind, state, asOf?.height, asOf?.hash])
    const before = parts.get(key) ?? part
    parts.set(key, {
      ...before,
      count: before.count + more,
      observedAt: least(before.observedAt, observedAt),
    })
  }
  return [...parts.values()].toSorted(
    (a, b) => (a.source ?? '').localeCompare(b.source ?? '') || (a.asOf?.height ?? 0) - (b.asOf?.height ?? 0),
  )
}

const add = (sums: readonly Sum[], pick: (sum: Sum) => number): number =>
  sums.reduce((all, sum) => all + pick(sum), 0)

/** What is unknown adds nothing, and nothing known is not 0. */
function plus(a: number | null, b: number | null): number | null {
  return a === null || b === null ? (a ?? b) : a + b
}

function least(a: number | null, b: number | null): number | null {
  return a === null || b === null ? (a ?? b) : Math.min(a, b)
}

function lower(a: BlockRef | null, b: BlockRef | null): BlockRef | null {
  return a === null || (b !== null && b.height < a.height) ? b : a
}

function higher(a: BlockRef | null, b: BlockRef | null): BlockRef | null {
  return a === null || (b !== null && b.height > a.height) ? b : a
}
