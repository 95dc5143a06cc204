/** Says changes of state to those who listen: at most one message every few seconds, the latest wins. */
import { useEffect, useRef, useState } from 'react'
import { useHost, useSnapshot } from '../../app-context.ts'
import { t } from '../../i18n/index.ts'
import { nodeProblemText, scanText } from '../../texts/status-text.ts'

const GAP_MS = 5000

/** Node state, scan phase and offline switch, without figures that change all the time. */
export function Announcer() {
  const connection = useHost((state) => state.connection)
  const text = useSnapshot(({ status: { node, scan, ledger, offline } }) => {
    if (connection !== 'connected') return '' // the banner is an alert of its own
    if (offline) return t('status.offline')
    if (node.kind === 'problem') return nodeProblemText(node.problem)
    return scan.phase === 'at_tip' ? scanText(scan, ledger) : ''
  })
  return (
    <div className="sr-only" role="status">
      {useThrottled(text)}
    </div>
  )
}

function useThrottled(text: string): string {
  const [said, setSaid] = useState('')
  const lastAt = useRef(0)
  useEffect(() => {
    const wait = Math.max(0, Math.min(GAP_MS, lastAt.current + GAP_MS - Date.now()))
    const timer = setTimeout(() => {
      lastAt.current = Date.now()
      setSaid(text)
    }, wait)
    return () => clearTimeout(timer)
  }, [text])
  return said
}
