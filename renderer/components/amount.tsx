/** A figure: grouped digits to look at, and a spoken form for those who listen. */
import { usePrefs } from '../app-context.ts'
import { amountParts, spokenAmount, UNIT_SIGNS } from '../format/amount.ts'
import { t } from '../i18n/index.ts'
import { spokenText } from '../texts/amount-text.ts'

/** Satoshis in the chosen unit; unknown (null) is a dash and never 0; nothing of it is in the page while hidden. */
export function Amount({
  sats,
  signed = false,
  withUnit = false,
}: {
  readonly sats: number | null
  readonly signed?: boolean
  /** The unit stands behind the figure: for figures that stand by themselves, without a head that names it. */
  readonly withUnit?: boolean
}) {
  const unit = usePrefs((prefs) => prefs.unit)
  const hidden = usePrefs((prefs) => prefs.hideAmounts)
  if (sats === null) return <Stand seen={t('words.unknown')} spoken={t('words.unknownSpoken')} />
  if (hidden) return <Stand seen={t('words.hidden')} spoken={t('words.hiddenSpoken')} />
  const { sign, head, groups } = amountParts(sats, unit, signed)
  return (
    <span className="num" data-sats={sats}>
      <span aria-hidden="true">
        {sign}
        {head}
        {groups.map((group, index) => (
          // Groups of one figure have no other name than their place.
          // oxlint-disable-next-line react/no-array-index-key
          <i key={index}>{group}</i>
        ))}
        {withUnit && <small> {UNIT_SIGNS[unit]}</small>}
      </span>
      <span className="sr-only">{spokenText(spokenAmount(sats, unit, signed))}</span>
    </span>
  )
}

/** What stands where there is no figure to show. */
function Stand({ seen, spoken }: { readonly seen: string; readonly spoken: string }) {
  return (
    <span className="num dim">
      <span aria-hidden="true">{seen}</span>
      <span className="sr-only">{spoken}</span>
    </span>
  )
}
