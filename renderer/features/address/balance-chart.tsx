/** The balance over the last year, week by week, as a line or as a table. */
import { useState } from 'react'
import type { SeriesPoint } from '../../../shared/ipc/time.ts'
import { usePrefs } from '../../app-context.ts'
import { Amount } from '../../components/amount.tsx'
import { AsyncList } from '../../components/async-list.tsx'
import { later } from '../../components/later.tsx'
import { useFetched } from '../../components/use-fetched.ts'
import { day } from '../../format/age.ts'
import { t } from '../../i18n/index.ts'

const YEAR_MS = 365 * 86_400_000
const BalancePlot = later(async () => (await import('./balance-plot.tsx')).BalancePlot)

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

/** The shape of a line tells as much as its figures: none is drawn while amounts are hidden. */
function Line({ points }: { readonly points: readonly SeriesPoint[] }) {
  const hidden = usePrefs((prefs) => prefs.hideAmounts)
  if (hidden) return <p className="dim">{t('words.hiddenSpoken')}</p>
  return <BalancePlot points={points} />
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
