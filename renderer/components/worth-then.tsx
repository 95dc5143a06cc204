/**
 * What amounts were worth on the UTC days of their blocks, by the prices that are known already. Nobody is asked unasked:
 * the days of payments tell much about who asks. Nothing of it is in the page while amounts are hidden.
 */
import type { ReactNode } from 'react'
import { dayOf, type PriceAnswer } from '../../shared/fiat.ts'
import { useApp, usePrefs } from '../app-context.ts'
import { t } from '../i18n/index.ts'
import { priceSourceText, worthThenText } from '../texts/price-text.ts'
import { ErrorLine } from './error-detail.tsx'
import { Refusal, useSave } from './forms/use-save.ts'
import { useFetched } from './use-fetched.ts'
import { usePriceSettings } from './worth.tsx'

/** Of an amount at an instant (ms since 1970); null where there is nothing to say. */
export type WorthThen = (sats: number, at: number | null) => string | null

/** Of a list, all days in one question. */
export function useWorthThen(times: readonly (number | null)[]): WorthThen {
  const days = [...new Set(times.flatMap((at) => (at === null ? [] : [dayOf(at)])))].toSorted()
  const { answers } = useKnownPrices(days)
  return (sats, at) => {
    const answer = at === null ? undefined : answers.get(dayOf(at))
    return answer === undefined ? null : worthThenText(sats, answer)
  }
}

const NONE: ReadonlyMap<string, PriceAnswer> = new Map()

/** Empty while prices are off, amounts are hidden, or the answer is on its way. */
function useKnownPrices(days: readonly string[]) {
  const { enabled, question } = usePriceSettings()
  const hidden = usePrefs((prefs) => prefs.hideAmounts)
  const shown = enabled && !hidden
  const input = shown && days.length > 0 ? { days, ask: false } : null
  const { state, retry } = useFetched('prices.on', input, question)
  const answers =
    shown && state.kind === 'ready' ? new Map(state.value.map(({ day, answer }) => [day, answer])) : NONE
  return { answers, retry }
}

/**
 * The same as a fact of a list, with who said the price; where it is not known, it can be asked for by a press. None where
 * there is nothing to say. `at`: ms since 1970; null is no block yet.
 */
export function useWorthThenFacts(
  sats: number,
  at: number | null,
): readonly (readonly [string, ReactNode])[] {
  const day = at === null ? null : dayOf(at)
  const { answers, retry } = useKnownPrices(day === null ? [] : [day])
  const answer = day === null ? undefined : answers.get(day)
  const worth = answer && worthThenText(sats, answer)
  if (day === null || answer === undefined || !worth) return []
  return [
    [t('worth.name'), <WorthThenValue key="then" day={day} answer={answer} worth={worth} retry={retry} />],
  ]
}

interface ValueProps {
  readonly day: string
  readonly answer: PriceAnswer
  readonly worth: string
  readonly retry: () => void
}

function WorthThenValue({ day, answer, worth, retry }: ValueProps) {
  const { bridge } = useApp()
  const { state, run } = useSave()
  const ask = (): void =>
    run(async (signal) => {
      const [heard] = await bridge.call('prices.on', { days: [day] }, { signal })
      retry()
      if (heard?.answer.kind === 'unknown') throw new Refusal(t(`prices.reasons.${heard.answer.reason}`))
    })
  const canAsk = answer.kind === 'unknown' && answer.reason === 'not_asked'
  return (
    <span data-worth={answer.kind}>
      {worth}
      {canAsk ? (
        <span className="line">
          <button
            type="button"
            className="btn"
            title={t('worth.askHint')}
            aria-disabled={state.kind === 'busy'}
            onClick={ask}
          >
            {t('worth.ask')}
          </button>
        </span>
      ) : (
        <span className="line dim">{priceSourceText(answer)}</span>
      )}
      {state.kind === 'failed' && (
        <span className="line form-error" role="alert">
          <ErrorLine error={state.error} message={state.message} />
        </span>
      )}
    </span>
  )
}
