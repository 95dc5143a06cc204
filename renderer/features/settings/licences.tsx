/** The programs that Tidemark is made of, with their versions and licences, as they were when it was built. */
import { useState } from 'react'
import { FactList } from '../../components/fact-list.tsx'
import { useFetched } from '../../components/use-fetched.ts'
import { t } from '../../i18n/index.ts'
import type { Licence } from './licence-types.ts'

/** Versions of the programs below; those that are not there are left out. */
export function Versions() {
  const { state } = useFetched('about.versions', {})
  if (state.kind !== 'ready') return null
  const { electron, chromium, node, sqlite, platform } = state.value
  const known = [
    ['Electron', electron],
    ['Chromium', chromium],
    ['Node.js', node],
    ['SQLite', sqlite],
    [t('about.platform'), platform],
  ] as const
  return (
    <FactList
      facts={known.flatMap(([name, version]) => (version === null ? [] : [[name, version] as const]))}
    />
  )
}

/** The list is fetched from the bundle when it is opened. */
export function Licences() {
  const [all, setAll] = useState<readonly Licence[] | null>(null)
  const open = (): void => {
    if (all === null) void import('virtual:licences').then(({ licences }) => setAll(licences))
  }
  return (
    <details className="licences" onToggle={(event) => event.currentTarget.open && open()}>
      <summary>{t('about.licences')}</summary>
      {all === null ? (
        <p role="status">{t('states.loading')}</p>
      ) : (
        <ul>
          {all.map((each) => (
            <li key={`${each.name} ${each.version}`}>
              <OneLicence licence={each} />
            </li>
          ))}
        </ul>
      )}
    </details>
  )
}

function OneLicence({ licence: { name, version, licence, text } }: { readonly licence: Licence }) {
  const title = `${name} ${version}: ${licence}`
  if (text === '') return title
  return (
    <details>
      <summary>{title}</summary>
      <pre className="licence-text">{text}</pre>
    </details>
  )
}
