import { useId } from 'react'
import { t } from '../../i18n/index.ts'

/** A time zone by its name, with those that this machine knows as suggestions. */
export function ZoneList({
  zone,
  onChange,
}: {
  readonly zone: string
  readonly onChange: (zone: string) => void
}) {
  const id = useId()
  return (
    <label className="field">
      <span>{t('moment.zone')}</span>
      <input
        type="text"
        list={id}
        value={zone}
        aria-describedby={`${id}-hint`}
        onChange={(event) => onChange(event.target.value)}
        autoComplete="off"
        spellCheck={false}
      />
      <span id={`${id}-hint`} className="hint">
        {t('moment.zoneHint')}
      </span>
      <datalist id={id}>
        {['UTC', ...Intl.supportedValuesOf('timeZone')].map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
    </label>
  )
}
