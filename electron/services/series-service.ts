/** Balances over time for charts: exact at the end of every unit, with gaps where some script was not read. */
import { AppError } from '../../shared/errors.ts'
import type { ScriptRange, Series, SeriesRequest } from '../../shared/ipc/time.ts'
import { say } from '../../shared/said.ts'
import { type CalendarUnit, isZone, unitStarts } from '../../shared/zoned-time.ts'
import { valuesAtBlocks, valuesAtEnds, valuesUpTo } from '../engine/series.ts'
import type { ReadModels } from '../store/read-models.ts'
import type { ScopeCoverage } from '../store/scope-coverage.ts'
import type { PortfolioService } from './portfolio-service.ts'
import { requireEntries } from './transaction-service.ts'

export interface SeriesServiceOptions {
  readonly models: Pick<ReadModels, 'cursor' | 'series' | 'scopeCoverage' | 'together'>
  readonly portfolio: Pick<PortfolioService, 'list'>
}

/** Fails with `invalid_input` for more points than one answer holds, or a zone that is not known. */
export type SeriesService = (request: SeriesRequest) => Series

const MAX_POINTS = 20_000
const SHORTEST_UNIT_MS = 20 * 3_600_000

/** Builds the service. */
export function createSeriesService({ models, portfolio }: SeriesServiceOptions): SeriesService {
  return (request) => {
    requireEntries(request.of, portfolio)
    return models.together(() => {
      const coverage = models.scopeCoverage(request.of)
      const cursor = models.cursor()
      const { changes, estimated } = models.series.changes(request.of)
      const about = {
        estimated,
        tip: cursor && { height: cursor.height, hash: cursor.hash, time: cursor.time },
        completeness: coverage.completeness,
      }
      if (request.unit === 'block') {
        const { from, to } = request
        const values = valuesAtBlocks(changes, from, to, (height) => coverage.isKnownAt(height))
        if (values.length > MAX_POINTS) throw tooMany()
        return {
          ...about,
          zone: null,
          points: values.map(({ time, height, value }) => ({ start: time * 1_000, height, value })),
        }
      }
      const { from, to, unit, zone, upTo } = request
      const starts = startsOf(from, to, unit, zone)
      const ends = starts.slice(1).map((start) => start / 1_000)
      const isKnown = knownAtTime(coverage, models.series, cursor?.height ?? null)
      const values =
        upTo === undefined
          ? valuesAtEnds(changes, ends, isKnown)
          : valuesUpTo(changes, ends, upTo, { isKnown, isKnownAt: (height) => coverage.isKnownAt(height) })
      return { ...about, zone, points: values.map((value, at) => ({ start: starts[at] ?? 0, ...value })) }
    })
  }
}

function startsOf(from: number, to: number, unit: CalendarUnit, zone: string): readonly number[] {
  if (!isZone(zone)) throw new AppError('invalid_input', say('bad_zone'))
  if ((to - from) / SHORTEST_UNIT_MS > MAX_POINTS) throw tooMany()
  return unitStarts(from, to, unit, zone)
}

function tooMany(): AppError {
  return new AppError('invalid_input', say('too_many_points'))
}

interface Span {
  readonly from: number
  readonly to: number
}

/**
 * Whether the balance at an end is known. Where a range or a hole is bounded by a block whose time is not stored, the gap
 * is as long as it may have been.
 */
function knownAtTime(
  { completeness, ranges }: ScopeCoverage,
  times: ReadModels['series'],
  cursor: number | null,
): (end: number) => boolean {
  if (completeness.unread > 0 || completeness.scripts === 0 || cursor === null) return () => false
  const tip = times.notAfter(cursor) ?? 0
  const from = (height: number): number => times.notBefore(height) ?? Number.POSITIVE_INFINITY
  const to = (height: number): number => times.notAfter(height) ?? Number.NEGATIVE_INFINITY
  const spansOf = ({
    holes,
    ...range
  }: ScriptRange): { readonly span: Span; readonly holes: readonly Span[] } => ({
    span: { from: from(range.from.height), to: to(range.to.height) },
    holes: holes.map((hole) => ({ from: to(hole.from.height), to: from(hole.to.height) })),
  })
  const spans = ranges.map(spansOf)
  const inDoubt = ranges.some((range) => range.inDoubt)
  let isOver = false // the unit that holds the tip is told as far as it has come, those after it are not
  return (end) => {
    if (isOver || inDoubt) return false
    isOver = end > tip
    return spans.every(({ span, holes }) => {
      const reaches = span.to >= tip || end <= span.to
      return end > span.from && reaches && !holes.some((hole) => end > hole.from && end <= hole.to)
    })
  }
}
