import type { Tier } from '../../../shared/providers.ts'
import { TIERS } from '../../../shared/providers.ts'
import { t } from '../../i18n/index.ts'

/** A limit, or none in the words of `none`. Named by `label`. */
export function LimitSelect({
  id,
  label,
  none,
  value,
  disabled,
  onChange,
}: {
  readonly id?: string
  readonly label: string
  readonly none: string
  readonly value: Tier | null
  readonly disabled: boolean
  readonly onChange: (limit: Tier | null) => void
}) {
  return (
    <select
      id={id}
      aria-label={label}
      disabled={disabled}
      value={value ?? ''}
      onChange={(event) => onChange(TIERS.find((tier) => tier === event.target.value) ?? null)}
    >
      <option value="">{none}</option>
      {TIERS.map((tier) => (
        <option key={tier} value={tier}>
          {t(`settings.limits.${tier}`)}
        </option>
      ))}
    </select>
  )
}
