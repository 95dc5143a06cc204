/** Amounts as a screen reader says them. */
import type { SpokenAmount } from '../format/amount.ts'
import { t } from '../i18n/index.ts'

/** "plus 0.05 bitcoin", "1 satoshi". */
export function spokenText({ sign, figure, unit, count }: SpokenAmount): string {
  const amount = unit === 'bitcoin' ? t('amount.bitcoin', { figure }) : t('amount.satoshi', { count, figure })
  return sign === 'none' ? amount : t(`amount.${sign}`, { amount })
}
