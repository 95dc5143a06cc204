/** Below the table while several rows are picked: how much they are together, and what can be done with them. */
import { useMemo } from 'react'
import type { PortfolioRow } from '../../../shared/ipc/contract.ts'
import { useApp, usePrefs, useView } from '../../app-context.ts'
import { Amount } from '../../components/amount.tsx'
import { UNIT_SIGNS } from '../../format/amount.ts'
import { t } from '../../i18n/index.ts'
import { distinctReadings, totalOf } from '../../stores/selectors.ts'

/** Sums follow the rules of every total: unknown parts are counted, never taken for zero. */
export function PickedBar({ rows }: { readonly rows: readonly PortfolioRow[] }) {
  const picked = useView((state) => state.picked)
  const chosen = useMemo(() => rows.filter(({ watch }) => picked.has(watch.id)), [rows, picked])
  if (chosen.length === 0) return null
  return (
    <section className="picked" aria-label={t('picked.label')}>
      <b role="status">{t('picked.count', { count: chosen.length })}</b>
      <Sum rows={chosen} />
      <span className="push" />
      <Buttons rows={chosen} />
    </section>
  )
}

function Sum({ rows }: { readonly rows: readonly PortfolioRow[] }) {
  const unit = usePrefs((prefs) => prefs.unit)
  const total = useMemo(() => totalOf(distinctReadings(rows)), [rows])
  return (
    <span className="picked-sum">
      {t('picked.sum')} <Amount sats={total.confirmed} /> {UNIT_SIGNS[unit]}
      {total.pending !== null && total.pending !== 0 && (
        <>
          {' '}
          <Amount sats={total.pending} signed /> {t('total.pending')}
        </>
      )}
      {total.unknown > 0 && ` ${t('total.andUnknown', { count: total.unknown })}`}
    </span>
  )
}

function Buttons({ rows }: { readonly rows: readonly PortfolioRow[] }) {
  const { view, actions } = useApp()
  const archived = rows.every(({ watch }) => watch.archived)
  const ids = rows.map(({ watch }) => watch.id)
  return (
    <>
      <button type="button" className="btn" onClick={() => view.setState({ dialog: 'move' })}>
        {t('picked.move')}
      </button>
      <button type="button" className="btn" onClick={() => void actions.archive(ids, !archived)}>
        {archived ? t('pane.bringBack') : t('pane.archive')}
      </button>
      <button type="button" className="btn quiet" onClick={() => view.setState({ picked: new Set() })}>
        {t('picked.clear')}
      </button>
    </>
  )
}
