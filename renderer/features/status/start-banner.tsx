/** What the host found at its start that the person should know: a ledger that was rescued, a setting that was left out. */
import { useState } from 'react'
import { useSnapshot } from '../../app-context.ts'
import { t } from '../../i18n/index.ts'
import { hostText } from '../../texts/host-text.ts'

/** Stays until it is dismissed; what a later start says shows again. */
export function StartBanner() {
  const said = useSnapshot(({ startNotices }) => startNotices)
  const [read, setRead] = useState('')
  const all = JSON.stringify(said)
  if (said.length === 0 || read === all) return null
  return (
    <section className="banner start" aria-label={t('startNotices.label')}>
      <ul>
        {said.map(({ text, said: message }) => (
          <li key={text}>{hostText(text, message)}</li>
        ))}
      </ul>
      <button type="button" className="btn" onClick={() => setRead(all)}>
        {t('startNotices.dismiss')}
      </button>
    </section>
  )
}
