/** The balance over the last year, week by week, as a line or as a table. */
import { useState } from 'react'
import type { SeriesPoint } from '../../../shared/ipc/time.ts'
import { usePrefs } from '../../app-context.ts'
import { Amount } from '../../components/amount.tsx'
import { AsyncList } from '../../components/async-list.tsx'
import { useFetched } from '../../components/use-fetched.ts'
import { day } from '../../format/age.ts'
import { stepPath } from '../../format/step-path.ts'
import { t } from '../../i18n/index.ts'

const YEAR_MS = 365 * 86_400_000
const WIDTH = 276
const HEIGHT = 96

/** From the ledger alone; weeks of which nothing is known are gaps, never zero. */
export function BalanceChart({ watchId }: { readonly watchId: number }) {
  const [to] = useState(() => Date.now())
  const [asTable, setAsTable] = useState(false)
  const { state, retry } = useFetched('series.read', {
    of: { kind: 'watches', watchIds: [watchId] },
    unit: 'week',
    from: to - YEAR_MS,
    to,
    zone: new Intl.DateTimeFormat().resolvedOptions().timeZone,
  })
  return (
    <section aria-label={t('chart.title')}>
      <h3>{t('chart.title')}</h3>
      <AsyncList
        state={state}
        retry={retry}
        isEmpty={({ points }) => points.every(({ value }) => value === null)}
        empty={t('chart.empty')}
      >
        {({ points }) => (
          <>
            {asTable ? <Table points={points} /> : <Line points={points} />}
            <button type="button" className="btn" onClick={() => setAsTable(!asTable)}>
              {asTable ? t('chart.asLine') : t('chart.asTable')}
            </button>
          </>
        )}
      </AsyncList>
    </section>
  )
}

function Line({ points }: { readonly points: readonly SeriesPoint[] }) {
  const hidden = usePrefs((prefs) => prefs.hideAmounts)
  const [first, last] = [points[0], points.at(-1)]
  if (hidden) return <p className="dim">{t('words.hiddenSpoken')}</p>
  const path = stepPath(
    points.map(({ value }) => value),
    WIDTH,
    HEIGHT,
  )
  return (
    <figure className="chart">
      <svg viewBox={`-1 -2 ${WIDTH + 2} ${HEIGHT + 4}`} role="img" aria-label={t('chart.label')}>
        <path className="chart-ground" d={`M0 ${HEIGHT}H${WIDTH}M0 ${HEIGHT / 2}H${WIDTH}M0 0H${WIDTH}`} />
        <path className="chart-line" d={path} />
      </svg>
      <figcaption>
        <span>{first && day(first.start)}</span>
        <span>{last && day(last.start)}</span>
      </figcaption>
    </figure>
  )
}

function Table({ points }: { readonly points: readonly SeriesPoint[] }) {
  return (
    <table className="plain">
      <thead>
        <tr>
          <th scope="col">{t('chart.week')}</th>
          <th scope="col" className="r">
            {t('table.confirmed')}
          </th>
        </tr>
      </thead>
      <tbody>
        {points.toReversed().map(({ start, value }) => (
          <tr key={start}>
            <td>{day(start)}</td>
            <td className="r">
              <Amount sats={value} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
