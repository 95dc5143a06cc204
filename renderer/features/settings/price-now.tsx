/** The price that is known last, and asking for the one of now on a press. */
import { useState } from 'react'
import type { PriceAnswer } from '../../../shared/fiat.ts'
import { useApp } from '../../app-context.ts'
import { AsyncList } from '../../components/async-list.tsx'
import { SaveNote } from '../../components/forms/save-note.tsx'
import { useSave } from '../../components/forms/use-save.ts'
import { useFetched } from '../../components/use-fetched.ts'
import { dateTime } from '../../format/age.ts'
import { t } from '../../i18n/index.ts'

/** Nobody is asked before the button is pressed. */
export function PriceNow() {
  const { bridge } = useApp()
  const { state: known, retry } = useFetched('prices.now', { ask: false })
  const [asked, setAsked] = useState<PriceAnswer | null>(null)
  const { state, run } = useSave()
  const answer = asked ?? (known.kind === 'ready' ? known.value : null)
  const ask = (): void =>
    run(async (signal) => setAsked(await bridge.call('prices.now', { ask: true }, { signal })))
  if (answer === null && known.kind === 'failed')
    return (
      <AsyncList state={known} retry={retry} isEmpty={() => true} empty="">
        {() => null}
      </AsyncList>
    )
  return (
    <p className="price-now">
      <span role="status">{answer === null ? t('states.loading') : answerText(answer)}</span>{' '}
      <button type="button" className="btn" aria-disabled={state.kind === 'busy'} onClick={ask}>
        {t('prices.ask')}
      </button>
      <SaveNote state={state} done="" />
    </p>
  )
}

/** "1 BTC = 57,812.34 EUR, coinbase, Nov 22, 2026, 15:04"; or why there is none. */
function answerText(answer: PriceAnswer): string {
  if (answer.kind === 'unknown') return t(`prices.reasons.${answer.reason}`)
  const { price, currency, source, at, observedAt } = answer.price
  const text = t('prices.now', { price, currency, source, when: dateTime(at ?? observedAt) })
  return answer.kind === 'stale' ? `${text} ${t(`prices.reasons.${answer.reason}`)}` : text
}
