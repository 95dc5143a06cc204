/** What independent sources said about each other's figures, worst first; and a run over everything. */
import { useRef, useState } from 'react'
import type { CrossCheck } from '../../../shared/cross-check.ts'
import { useApp } from '../../app-context.ts'
import { ShortAddress } from '../../components/address.tsx'
import { AsyncList } from '../../components/async-list.tsx'
import { useFetched } from '../../components/use-fetched.ts'
import { t } from '../../i18n/index.ts'
import { crossCheckLine } from '../../texts/cross-check-text.ts'

/** Shown at once; there may be as many as entries. */
const SHOWN = 50

const RANK: Readonly<Record<CrossCheck['outcome'], number>> = { disagree: 0, not_comparable: 1, agree: 2 }

/** The newest result of each entry. */
export function CrossChecks() {
  const { state, retry } = useFetched('crosscheck.list', {})
  const { running, toggle } = useRun(retry)
  return (
    <>
      <AsyncList
        state={state}
        retry={retry}
        isEmpty={(checks) => checks.length === 0}
        empty={t('sources.noCrossChecks')}
      >
        {(checks) => <Results checks={checks} />}
      </AsyncList>
      <div className="form-actions">
        <button type="button" className="btn" title={t('crossCheck.hint')} onClick={toggle}>
          {running ? t('crossCheck.running') : t('sources.crossCheckAll')}
        </button>
      </div>
    </>
  )
}

function Results({ checks }: { readonly checks: readonly CrossCheck[] }) {
  const sorted = checks.toSorted((a, b) => RANK[a.outcome] - RANK[b.outcome] || b.checkedAt - a.checkedAt)
  return (
    <ul className="lines" aria-label={t('sources.crossChecks')}>
      {sorted.slice(0, SHOWN).map((check) => (
        <li key={check.address} data-outcome={check.outcome}>
          <ShortAddress address={check.address} />
          <span className={check.outcome === 'disagree' ? 'out' : ''}>{crossCheckLine(check)}</span>
          {check.reason !== null && <span className="dim">{t(`crossCheck.reasons.${check.reason}`)}</span>}
        </li>
      ))}
      {sorted.length > SHOWN && (
        <li className="dim">{t('crossCheck.more', { count: sorted.length - SHOWN })}</li>
      )}
    </ul>
  )
}

function useRun(onDone: () => void): { readonly running: boolean; readonly toggle: () => void } {
  const { bridge, notices } = useApp()
  const [running, setRunning] = useState(false)
  const controller = useRef<AbortController | null>(null)
  const run = async (): Promise<void> => {
    const own = new AbortController()
    controller.current = own
    setRunning(true)
    try {
      await bridge.call('crosscheck.run', {}, { signal: own.signal })
    } catch (error) {
      if (!own.signal.aborted) notices.error(error)
    }
    setRunning(false)
    onDone()
  }
  return { running, toggle: () => (running ? controller.current?.abort() : void run()) }
}
