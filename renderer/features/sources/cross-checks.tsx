/** What independent sources said about each other's figures, worst first; and a run over everything. */
import { useRef, useState } from 'react'
import { useApp } from '../../app-context.ts'
import { AsyncList } from '../../components/async-list.tsx'
import { useFetched } from '../../components/use-fetched.ts'
import { t } from '../../i18n/index.ts'
import { CrossCheckTable } from './cross-check-table.tsx'

/** The newest result of each entry. */
export function CrossChecks() {
  const { state, retry } = useFetched('crosscheck.list', {})
  const { running, unused, toggle } = useRun(retry)
  return (
    <>
      <AsyncList
        state={state}
        retry={retry}
        isEmpty={(checks) => checks.length === 0}
        empty={t('sources.noCrossChecks')}
      >
        {(checks) => <CrossCheckTable checks={checks} />}
      </AsyncList>
      <div className="form-actions">
        <button type="button" className="btn" title={t('crossCheck.hint')} onClick={toggle}>
          {running ? t('crossCheck.running') : t('sources.crossCheckAll')}
        </button>
        {unused > 0 && <span className="fixed-note">{t('crossCheck.unused', { count: unused })}</span>}
      </div>
    </>
  )
}

interface Run {
  readonly running: boolean
  /** Of the last one: unused addresses of accounts, which nobody was asked about. */
  readonly unused: number
  readonly toggle: () => void
}

function useRun(onDone: () => void): Run {
  const { bridge, notices } = useApp()
  const [running, setRunning] = useState(false)
  const [unused, setUnused] = useState(0)
  const controller = useRef<AbortController | null>(null)
  const run = async (): Promise<void> => {
    const own = new AbortController()
    controller.current = own
    setRunning(true)
    try {
      const ran = await bridge.call('crosscheck.run', {}, { signal: own.signal })
      setUnused(ran.unused)
    } catch (error) {
      if (!own.signal.aborted) notices.error(error)
    }
    setRunning(false)
    onDone()
  }
  return { running, unused, toggle: () => (running ? controller.current?.abort() : void run()) }
}
