/**
 * What amounts are worth, beside them: only where prices are on, with who said the price and when. An unknown price is
 * said to be unknown; nothing of it is in the page while amounts are hidden.
 */
import { createContext, type ReactNode, use } from 'react'
import { dayOf, type PriceAnswer } from '../../shared/fiat.ts'
import { usePrefs, useSnapshot } from '../app-context.ts'
import { t } from '../i18n/index.ts'
import { useClock } from '../stores/clock.ts'
import { priceSourceText, worthText } from '../texts/price-text.ts'
import { useFetched } from './use-fetched.ts'

/** The price of what is shown; null while prices are off or none was heard yet. */
const PriceContext = createContext<PriceAnswer | null>(null)

/** How often the price of now is asked for again while somebody looks; the host keeps it as long. */
const AGAIN_MS = 5 * 60_000

/** Everything within is worth what it is now. */
export function PriceOfNow({ children }: { readonly children: ReactNode }) {
  const { enabled, question } = usePriceSettings()
  const turn = useClock((now) => Math.floor(now / AGAIN_MS))
  const { state } = useFetched('prices.now', enabled ? {} : null, `${question} ${turn}`)
  const answer = enabled && state.kind === 'ready' ? state.value : null
  return <PriceContext value={answer}>{children}</PriceContext>
}

interface PastProps {
  /** ms since 1970; null where it is not known. */
  readonly time: number | null
  readonly children: ReactNode
}

/** Everything within is worth what it was on the moment's own day (UTC). */
export function PriceOfPast({ time, children }: PastProps) {
  const { enabled, question } = usePriceSettings()
  const input = enabled && time !== null ? { days: [dayOf(time)] } : null
  const { state } = useFetched('prices.on', input, question)
  const heard = state.kind === 'ready' ? state.value.find(({ day }) => day === input?.days[0]) : undefined
  const answer = enabled ? (heard?.answer ?? (time === null ? NO_DAY : null)) : null
  return <PriceContext value={answer}>{children}</PriceContext>
}

const NO_DAY: PriceAnswer = { kind: 'unknown', reason: 'no_price', message: '' }

/** Whether prices are on, and what another answer depends on. */
export function usePriceSettings() {
  const enabled = useSnapshot(({ settings }) => settings.prices.enabled)
  const question = useSnapshot(({ settings: { prices, offline } }) => JSON.stringify([prices, offline]))
  return { enabled, question }
}

/** The price to show, null where there is nothing to say: prices are off, or amounts are hidden. */
function useShownPrice(): PriceAnswer | null {
  const hidden = usePrefs((prefs) => prefs.hideAmounts)
  const answer = use(PriceContext)
  return hidden ? null : answer
}

interface WorthProps {
  /** Null is an unknown amount, which has no worth. */
  readonly sats: number | null
}

/** The worth as a line with its price: "≈ $1,234.50, 1 BTC = $57,812.34, coinbase, Nov 22, 2026, 15:04". */
export function WorthLine({ sats }: WorthProps) {
  const answer = useShownPrice()
  const worth = answer && worthText(sats, answer)
  if (answer === null || worth === null) return null
  return (
    <p className="worth" data-worth={answer.kind}>
      <b>{worth}</b> <span className="dim">{priceSourceText(answer)}</span>
    </p>
  )
}

/** The same as a fact of a list. */
export function WorthFact({ sats }: WorthProps) {
  const answer = useShownPrice()
  const worth = answer && worthText(sats, answer)
  if (answer === null || worth === null) return null
  return (
    <>
      <dt>{t('worth.name')}</dt>
      <dd data-worth={answer.kind}>
        {worth} <span className="line dim">{priceSourceText(answer)}</span>
      </dd>
    </>
  )
}

/** The worth for a row: a text for its cell's hint; undefined where there is none. */
export function useWorthHint(sats: number | null): string | undefined {
  const answer = useShownPrice()
  const worth = answer && worthText(sats, answer)
  return answer && worth ? `${worth}\n${priceSourceText(answer)}` : undefined
}
