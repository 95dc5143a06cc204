/** The look, and what Tidemark is and where it keeps its data. */
import { LANGUAGE_CHOICES, THEMES, UNITS } from '../../../shared/view.ts'
import { useApp, usePrefs, useSnapshot } from '../../app-context.ts'
import { t } from '../../i18n/index.ts'
import { LANGUAGE_NAMES } from '../../i18n/language.ts'

/** Language, theme, unit and hidden amounts; each takes effect at once, and is kept. */
export function LookChoices() {
  const { setPrefs } = useApp()
  const { language, theme, unit, hideAmounts } = usePrefs((prefs) => prefs)
  return (
    <div className="form">
      <Choice
        name={t('settings.language')}
        options={LANGUAGE_CHOICES}
        value={language}
        text={(each) => (each === 'system' ? t('settings.systemLanguage') : LANGUAGE_NAMES[each])}
        onChange={(next) => setPrefs({ language: next })}
      />
      <Choice
        name={t('settings.theme')}
        options={THEMES}
        value={theme}
        text={(each) => t(`settings.themes.${each}`)}
        onChange={(next) => setPrefs({ theme: next })}
      />
      <Choice
        name={t('settings.unit')}
        options={UNITS}
        value={unit}
        text={(each) => t(`settings.units.${each}`)}
        onChange={(next) => setPrefs({ unit: next })}
      />
      <label className="tick">
        <input
          type="checkbox"
          checked={hideAmounts}
          onChange={(event) => setPrefs({ hideAmounts: event.target.checked })}
        />
        {t('header.hideAmounts')}
      </label>
    </div>
  )
}

interface ChoiceProps<T extends string> {
  readonly name: string
  readonly options: readonly T[]
  readonly value: T
  readonly text: (option: T) => string
  readonly onChange: (option: T) => void
}

function Choice<T extends string>({ name, options, value, text, onChange }: ChoiceProps<T>) {
  return (
    <fieldset className="radios">
      <legend>{name}</legend>
      {options.map((each) => (
        <label key={each}>
          <input type="radio" name={name} checked={value === each} onChange={() => onChange(each)} />
          {text(each)}
        </label>
      ))}
    </fieldset>
  )
}

/** Version and data folder. */
export function AboutFacts() {
  const version = useSnapshot(({ status }) => status.version)
  const dataDir = useSnapshot(({ status }) => status.dataDir)
  return (
    <dl className="facts">
      <dt>{t('settings.version')}</dt>
      <dd>{version}</dd>
      <dt>{t('settings.dataDir')}</dt>
      <dd className="mono">{dataDir}</dd>
    </dl>
  )
}
