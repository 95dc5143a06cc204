/** The look, and what Tidemark is and where it keeps its data. */
import { useState } from 'react'
import { useSnapshot } from '../../app-context.ts'
import { t } from '../../i18n/index.ts'
import { applyTheme, storedTheme, THEMES, type Theme } from '../../stores/theme.ts'

/** As the system, light or dark; takes effect at once, in this window. */
export function ThemeChoice() {
  const [theme, setTheme] = useState(storedTheme)
  const choose = (next: Theme): void => {
    applyTheme(next)
    setTheme(next)
  }
  return (
    <div className="radios" role="radiogroup" aria-label={t.settings.theme}>
      {THEMES.map((each) => (
        <label key={each}>
          <input type="radio" name="theme" checked={theme === each} onChange={() => choose(each)} />
          {t.settings.themes[each]}
        </label>
      ))}
    </div>
  )
}

/** Version and data folder. */
export function AboutFacts() {
  const version = useSnapshot(({ status }) => status.version)
  const dataDir = useSnapshot(({ status }) => status.dataDir)
  return (
    <dl className="facts">
      <dt>{t.settings.version}</dt>
      <dd>{version}</dd>
      <dt>{t.settings.dataDir}</dt>
      <dd className="mono">{dataDir}</dd>
    </dl>
  )
}
