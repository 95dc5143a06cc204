/** The histories that are wanted, how far each has come, and what came of it. */
import { useState } from 'react'
import type { HistoryRange, WatchHistory } from '../../../shared/ipc/contract.ts'
import { useApp, useSnapshot } from '../../app-context.ts'
import { ShortAddress } from '../../components/address.tsx'
import { AsyncList } from '../../components/async-list.tsx'
import { PageTurns, type Places } from '../../components/page-turns.tsx'
import { useFetched } from '../../components/use-fetched.ts'
import { percentOf } from '../../format/progress.ts'
import { t } from '../../i18n/index.ts'
import { listText, percentText } from '../../texts/words.ts'

/** On a page. */
const SHOWN = 100

/** A line an entry; stopped ones can go on, growing ones can be stopped. */
export function HistoryList() {
  const [places, setPlaces] = useState<Places>([])
  const after = places.at(-1)
  const { state, retry } = useFetched('history.list', {
    limit: SHOWN,
    ...(after !== undefined && { after: Number(after) }),
  })
  return (
    <AsyncList
      state={state}
      retry={retry}
      isEmpty={({ histories }) => histories.length === 0 && places.length === 0}
      empty={t('scan.noHistories')}
    >
      {({ histories, next }) => (
        <>
          <PauseAll />
          <ul className="lines" aria-label={t('scan.histories')}>
            <Lines histories={histories} onChange={retry} />
          </ul>
          <PageTurns
            places={places}
            next={next === null ? null : String(next)}
            onPlaces={setPlaces}
            names={{ back: t('scan.pageBefore'), on: t('scan.pageNext') }}
          />
        </>
      )}
    </AsyncList>
  )
}

/** All of it, at once, kept over restarts. */
function PauseAll() {
  const { bridge, notices } = useApp()
  const paused = useSnapshot(({ status }) => status.scan.history?.paused ?? null)
  if (paused === null) return null
  const set = (next: boolean): void => {
    bridge.call('history.pause', { paused: next }).catch(notices.error)
  }
  return (
    <p className="form-actions">
      <button type="button" className="btn" onClick={() => set(!paused)}>
        {paused ? t('scan.resumeAll') : t('scan.pauseAll')}
      </button>
      {paused && <span className="fixed-note">{t('scan.allPaused')}</span>}
    </p>
  )
}

interface LinesProps {
  readonly histories: readonly WatchHistory[]
  readonly onChange: () => void
}

function Lines({ histories, onChange }: LinesProps) {
  const { state } = useFetched('portfolio.rows', { watchIds: histories.map(({ watchId }) => watchId) })
  const rows = state.kind === 'ready' ? state.value.rows : []
  const labels = new Map(rows.map(({ watch }) => [watch.id, watch.label]))
  return histories.map((history) => (
    <Line
      key={history.watchId}
      history={history}
      label={labels.get(history.watchId) ?? ''}
      onChange={onChange}
    />
  ))
}

interface LineProps {
  readonly history: WatchHistory
  readonly label: string
  readonly onChange: () => void
}

function Line({ history, label, onChange }: LineProps) {
  const { watchId, address, range } = history
  return (
    <li data-history={range.state}>
      <span className="line-name">{label}</span>
      <ShortAddress address={address} />
      <span>{rangeText(range)}</span>
      <Toggle watchId={watchId} name={label === '' ? address : label} range={range} onChange={onChange} />
    </li>
  )
}

function rangeText(range: HistoryRange): string {
  const { state, verdict, askedFrom, to, target } = range
  const percent =
    target === null || target <= askedFrom ? null : percentOf((to.height - askedFrom) / (target - askedFrom))
  return listText([
    t(`scan.states.${state}`),
    t('scan.fromBlock', { height: range.from.height }),
    state === 'filling' && percent !== null ? percentText(percent) : '',
    verdict === null ? '' : verdictText(range, verdict),
  ])
}

function verdictText(range: HistoryRange, verdict: NonNullable<HistoryRange['verdict']>): string {
  if (verdict === 'differs')
    return t('scan.differs', {
      missing: range.missing,
      unexplained: range.unexplained,
      contradicted: range.contradicted,
    })
  return t(`scan.verdicts.${verdict}`)
}

interface ToggleProps {
  readonly watchId: number
  readonly name: string
  readonly range: HistoryRange
  readonly onChange: () => void
}

function Toggle({ watchId, name, range: { state }, onChange }: ToggleProps) {
  const { bridge, notices } = useApp()
  const [busy, setBusy] = useState(false)
  if (state === 'joined') return null
  const stopped = state === 'stopped'
  const run = async (): Promise<void> => {
    setBusy(true)
    try {
      await bridge.call(stopped ? 'history.fill' : 'history.stop', { watchIds: [watchId] })
      onChange()
    } catch (error) {
      notices.error(error)
    }
    setBusy(false)
  }
  const verb = stopped ? t('scan.resume') : t('scan.pause')
  return (
    <button
      type="button"
      className="btn"
      aria-label={t('settings.provider.named', { verb, id: name })}
      aria-disabled={busy}
      onClick={() => {
        if (!busy) void run()
      }}
    >
      {verb}
    </button>
  )
}
