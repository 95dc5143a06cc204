/** Below the table while several rows are picked: how much they are together, and what can be done with them. */
import { useMemo } from 'react'
import type { RowSum } from '../../../shared/ipc/rows.ts'
import { useApp, useHost, usePrefs, useRows, useView } from '../../app-context.ts'
import { Amount } from '../../components/amount.tsx'
import { SaveList } from '../../components/save-list.tsx'
import { useFetched } from '../../components/use-fetched.ts'
import { UNIT_SIGNS } from '../../format/amount.ts'
import { t } from '../../i18n/index.ts'

/** The host sums, over distinct scripts: unknown parts are counted, never taken for zero. */
export function PickedBar() {
  const picked = useView((state) => state.picked)
  return picked.size === 0 ? null : <Picked picked={picked} />
}

function Picked({ picked }: { readonly picked: ReadonlySet<number> }) {
  const watchIds = useMemo(() => [...picked], [picked])
  const version = useHost(({ snapshots }) => snapshots)
  const { state, own } = useFetched('portfolio.sum', { watchIds }, version)
  const sum = own && state.kind === 'ready' ? state.value : null
  return (
    <section className="picked" aria-label={t('picked.label')}>
      <b role="status">{t('picked.count', { count: sum?.entries ?? picked.size })}</b>
      {sum ? (
        <Sum of={sum} />
      ) : (
        <span className="picked-sum dim">
          {state.kind === 'failed' ? state.message : t('states.loading')}
        </span>
      )}
      <span className="push" />
      <Buttons watchIds={watchIds} archived={sum !== null && sum.archived === sum.entries} />
    </section>
  )
}

function Sum({ of: { total } }: { readonly of: RowSum }) {
  const unit = usePrefs((prefs) => prefs.unit)
  const hidden = usePrefs((prefs) => prefs.hideAmounts)
  return (
    <span
      className="picked-sum"
      data-sum={total.confirmed === null ? 'unknown' : hidden ? 'hidden' : total.confirmed}
    >
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

interface ButtonsProps {
  readonly watchIds: readonly number[]
  readonly archived: boolean
}

function Buttons({ watchIds, archived }: ButtonsProps) {
  const { view, actions } = useApp()
  const of = useRows((rows) => rows.query)
  return (
    <>
      {of !== null && <SaveList list={{ kind: 'entries', of, watchIds }} />}
      <button type="button" className="btn" onClick={() => view.setState({ dialog: 'move' })}>
        {t('picked.move')}
      </button>
      <button type="button" className="btn" onClick={() => void actions.archive(watchIds, !archived)}>
        {archived ? t('pane.bringBack') : t('pane.archive')}
      </button>
      <button type="button" className="btn" onClick={() => view.setState({ dialog: 'remove' })}>
        {t('pane.remove')}
      </button>
      <button type="button" className="btn quiet" onClick={() => view.setState({ picked: new Set() })}>
        {t('picked.clear')}
      </button>
    </>
  )
}
