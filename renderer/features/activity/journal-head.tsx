import { usePrefs } from '../../app-context.ts'
import { UNIT_SIGNS } from '../../format/amount.ts'
import { t } from '../../i18n/index.ts'

/** The head of a list of what moved; `third` names what its third column holds. */
export function JournalHead({ third }: { readonly third: string }) {
  const unit = usePrefs((prefs) => prefs.unit)
  return (
    <thead>
      <tr>
        <th scope="col">{t('activity.when')}</th>
        <th scope="col">{t('activity.what')}</th>
        <th scope="col">{third}</th>
        <th scope="col">{t('activity.transaction')}</th>
        <th scope="col" className="r">
          {t('activity.amount', { unit: UNIT_SIGNS[unit] })}
        </th>
      </tr>
    </thead>
  )
}
