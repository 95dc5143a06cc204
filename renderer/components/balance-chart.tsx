/** The balance over a month, a year or five, as a line or as a table: up to now, or up to the moment that is shown. */
import { useState } from 'react'
import type { Scope, SeriesPoint } from '../../shared/ipc/time.ts'
import { usePrefs } from '../app-context.ts'
import { ownZone, zonedDay } from '../format/zoned.ts'
import { t } from '../i18n/index.ts'
import { useThisQuarter } from '../stores/clock.ts'
import { Amount } from './amount.tsx'
import { AsyncList } from './async-list.tsx'
import { later } from './later.tsx'
import { useFetched } from './use-fetched.ts'

const DAY_MS = 86_400_000
/** What can be looked at, each in points that can be told apart. */
const SPANS = {
  month: { days: 31, unit: 'day' },
  year: { days: 365, unit: 'week' },
  years: { days: 5 * 365 + 1, unit: 'month' },
} as const
type Span = keyof typeof SPANS
const SPAN_NAMES = ['month', 'year', 'years'] as const satisfies readonly Span[]
const BalancePlot = later(async () => (await import('./balance-plot.tsx')).BalancePlot)

/** Where a chart ends: right after a block, at an instant (ms since 1970) that lies in the day it is named by. */
export interface ChartEnd {
  readonly height: number
  readonly time: number
  readonly zone: string
}

interface ChartProps {
  readonly of: Scope
  /** Null is now. */
  readonly until: ChartEnd | null
  /** It is read again at most once in so many ms. */
  readonly everyMs?: number
}

/** From the ledger alone; times of which nothing is known are gaps, never zero. */
export function BalanceChart(props: ChartProps) {
  const { until } = props
  const [span, setSpan] = useState<Span>('year')
  const [asTable, setAsTable] = useState(false)
  const title =
    until === null
      ? t(`chart.titles.${span}`)
      : t(`chart.titlesUntil.${span}`, { day: zonedDay(until.time, until.zone) })
  return (
    <section aria-label={title}>
      <h3>{title}</h3>
      <Drawn
        key={JSON.stringify([span, props.of, until])}
        {...props}
        span={span}
        title={title}
        asTable={asTable}
      />
      <div className="pane-actions">
        <button type="button" className="btn" onClick={() => setAsTable(!asTable)}>
          {asTable ? t('chart.asLine') : t('chart.asTable')}
        </button>
        <SpanChoice span={span} onChange={setSpan} />
      </div>
    </section>
  )
}

interface DrawnProps extends ChartProps {
  readonly span: Span
  readonly title: string
  readonly asTable: boolean
}

function Drawn({ of, until, everyMs = 0, span, title, asTable }: DrawnProps) {
  const now = useThisQuarter()
  const to = until?.time ?? now
  const zone = until?.zone ?? ownZone()
  const { days, unit } = SPANS[span]
  const asked = { of, unit, from: to - days * DAY_MS, to, zone } as const
  const question = until === null ? asked : { ...asked, upTo: until.height }
  const { state, retry } = useFetched('series.read', question, 0, everyMs)
  const Points = asTable ? Table : Line
  if (state.kind === 'loading' && !asTable)
    return (
      <p className="dim chart-hold" role="status">
        {t('states.loading')}
      </p>
    )
  return (
    <AsyncList
      state={state}
      retry={retry}
      isEmpty={({ points }) => points.every(({ value }) => value === null)}
      empty={t('chart.empty')}
    >
      {({ points }) => <Points points={points} zone={zone} until={until} span={span} title={title} />}
    </AsyncList>
  )
}

function SpanChoice({ span, onChange }: { readonly span: Span; readonly onChange: (span: Span) => void }) {
  return (
    <fieldset className="spans" aria-label={t('chart.span')}>
      {SPAN_NAMES.map((each) => (
        <button
          key={each}
          type="button"
          className="btn quiet"
          aria-pressed={each === span}
          onClick={() => onChange(each)}
        >
          {t(`chart.spans.${each}`)}
        </button>
      ))}
    </fieldset>
  )
}

interface PointsProps {
  readonly points: readonly SeriesPoint[]
  /** That days, weeks and months begin in. */
  readonly zone: string
  readonly until: ChartEnd | null
  readonly span: Span
  readonly title: string
}

/** The shape of a line tells as much as its figures: none is drawn while amounts are hidden. */
function Line({ points, zone, until, span, title }: PointsProps) {
  const hidden = usePrefs((prefs) => prefs.hideAmounts)
  if (hidden) return <p className="dim">{t('words.hiddenSpoken')}</p>
  const end = until === null ? t('chart.now') : t('chart.upTo', { day: zonedDay(until.time, zone) })
  return (
    <div className="chart-hold">
      <BalancePlot
        points={points}
        zone={zone}
        label={t('chart.label', { title })}
        end={end}
        unit={SPANS[span].unit}
      />
    </div>
  )
}

function Table({ points, zone, until, span }: PointsProps) {
  return (
    <table className="plain">
      <thead>
        <tr>
          <th scope="col">{t(`chart.units.${SPANS[span].unit}`)}</th>
          <th scope="col" className="r">
            {t('table.confirmed')}
          </th>
        </tr>
      </thead>
      <tbody>
        {points.toReversed().map(({ start, value }, index) => (
          <tr key={start}>
            <td>
              {zonedDay(start, zone)}
              {until !== null && index === 0 && (
                <span className="dim below">{t('chart.upTo', { day: zonedDay(until.time, zone) })}</span>
              )}
            </td>
            <td className="r">
              <Amount sats={value} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
