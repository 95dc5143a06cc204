/** Says changes to those who listen: at most one message every few seconds, and in it only what is new. */
import { useEffect, useRef, useState } from 'react'
import { useHost, usePrefs, useRows, useSnapshot, useView } from '../../app-context.ts'
import { spokenAmount } from '../../format/amount.ts'
import { t } from '../../i18n/index.ts'
import { spokenText } from '../../texts/amount-text.ts'
import { momentText } from '../../texts/moment-text.ts'
import { nodeProblemText, scanText } from '../../texts/status-text.ts'
import { listText } from '../../texts/words.ts'
import { newlySaid, type Topic } from './newly-said.ts'

const GAP_MS = 5000

/** Connection, moment, node and newest block, balance; without figures that change all the time. */
export function Announcer() {
  const texts = [useConnectionText(), useMomentText(), useStateText()]
  const topics = [...texts.map((text) => ({ about: '', text })), useBalance()]
  return (
    <div className="sr-only" role="status">
      {useGrouped(topics)}
    </div>
  )
}

/** That it is lost is an alert of its own: the banner. */
function useConnectionText(): string {
  const connected = useHost((state) => state.connection === 'connected')
  const [lost, setLost] = useState(false)
  if (!connected && !lost) setLost(true)
  return connected && lost ? t('connection.back') : ''
}

function useMomentText(): string {
  const moment = useView((state) => state.moment)
  return moment === null ? t('moment.isNow') : momentText(moment)
}

function useStateText(): string {
  const connected = useHost((state) => state.connection === 'connected')
  return useSnapshot(({ status: { node, scan, ledger, offline } }) => {
    if (!connected) return ''
    if (offline) return t('status.offline')
    if (node.kind === 'problem') return nodeProblemText(node.problem)
    return scan.phase === 'at_tip' ? scanText(scan, ledger) : ''
  })
}

/** Of the place that is shown; while amounts are hidden, none. */
function useBalance(): Topic {
  const unit = usePrefs((prefs) => prefs.unit)
  const hidden = usePrefs((prefs) => prefs.hideAmounts)
  const shown = useRows((rows) => rows.place)
  if (shown === null) return { about: 'nothing yet', text: '' }
  const { confirmed, pending } = shown.total
  const about = JSON.stringify(shown.place)
  if (confirmed === null || hidden) return { about, text: '' }
  const balance = t('total.spoken', { amount: spokenText(spokenAmount(confirmed, unit)) })
  if (!pending) return { about, text: balance }
  const waiting = spokenText(spokenAmount(pending, unit, true))
  return { about, text: listText([balance, t('total.spokenPending', { amount: waiting })]) }
}

/** One message of what changed since the last one. What is there at the beginning is not news. */
function useGrouped(topics: readonly Topic[]): string {
  // What was said stays readable: not in another unit, and not once amounts are hidden.
  const look = usePrefs((prefs) => `${prefs.unit} ${prefs.hideAmounts}`)
  const [said, setSaid] = useState({ text: '', look })
  const heard = useRef({ topics, at: 0 })
  const key = JSON.stringify(topics)
  useEffect(() => {
    const now = JSON.parse(key) as readonly Topic[] // written right above
    const wait = Math.max(0, Math.min(GAP_MS, heard.current.at + GAP_MS - Date.now()))
    const timer = setTimeout(() => {
      const news = newlySaid(heard.current.topics, now)
      heard.current = { topics: now, at: news.length > 0 ? Date.now() : heard.current.at }
      if (news.length > 0) setSaid({ text: listText(news), look })
    }, wait)
    return () => clearTimeout(timer)
  }, [key, look])
  return said.look === look ? said.text : ''
}
