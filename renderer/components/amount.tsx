/** A figure: grouped digits to look at, and a spoken form for those who listen. */
import { amountParts, spokenAmount } from '../format/amount.ts'
import { t } from '../i18n/index.ts'

/** Satoshis in BTC with eight decimals; unknown (null) is a dash and never 0. */
export function Amount({
  sats,
  signed = false,
}: {
  readonly sats: number | null
  readonly signed?: boolean
}) {
  if (sats === null) {
    return (
      <span className="num dim">
        <span aria-hidden="true">{t.unknownAmount}</span>
        <span className="sr-only">{t.unknownSpoken}</span>
      </span>
    )
  }
  const { sign, head, groups } = amountParts(sats, signed)
  return (
    <span className="num" data-sats={sats}>
      <span aria-hidden="true">
        {sign}
        {head}
        <i>{groups[0]}</i>
        <i>{groups[1]}</i>
      </span>
      <span className="sr-only">{t.spoken(spokenAmount(sats, signed))}</span>
    </span>
  )
}
