import { useId } from 'react'
import type { FixedSetting } from '../../../shared/ipc/contract.ts'
import { t } from '../../i18n/index.ts'
import type { Bounds } from './number-input.ts'
import { useLock } from './use-lock.ts'

/** A number as typed, with its unit; empty is the default, which is named below it. */
export function NumberField({
  label,
  unit,
  value,
  bounds,
  part,
  decimal = false,
  onChange,
}: {
  readonly label: string
  readonly unit: string
  readonly value: string
  readonly bounds: Bounds
  readonly part: FixedSetting
  readonly decimal?: boolean
  readonly onChange: (value: string) => void
}) {
  const id = useId()
  const { fixed, disabled } = useLock(part)
  return (
    <div className="field number">
      <label htmlFor={id}>{label}</label>
      <span className="with-unit">
        <input
          type="text"
          id={id}
          inputMode={decimal ? 'decimal' : 'numeric'}
          className="mono"
          aria-describedby={`${id}-unit ${id}-hint`}
          placeholder={String(bounds.normal)}
          disabled={disabled}
          value={value}
          onChange={(event) => onChange(event.target.value)}
          autoComplete="off"
        />
        <span id={`${id}-unit`}>{unit}</span>
      </span>
      <span id={`${id}-hint`} className={fixed ? 'hint fixed-note' : 'hint'}>
        {fixed ? t('settings.fixed') : t('settings.normal', { value: bounds.normal, unit })}
      </span>
    </div>
  )
}
