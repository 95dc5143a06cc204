/** Settings: own node, providers, stale, look. Shown read-only where this window may not change them. */
import type { ReactNode } from 'react'
import { useState } from 'react'
import type { SettingsView } from '../../../shared/ipc/contract.ts'
import { useApp, useSnapshot, useView } from '../../app-context.ts'
import { Modal } from '../../components/modal.tsx'
import { t } from '../../i18n/index.ts'
import { applyTheme, storedTheme, THEMES, type Theme } from '../../stores/theme.ts'
import { NodeForm } from './node-form.tsx'
import { ProviderForm } from './provider-form.tsx'
import { StaleForm } from './stale-form.tsx'

/** The dialog; each section saves by itself. */
export function SettingsDialog() {
  const { view } = useApp()
  const open = useView((state) => state.dialog === 'settings')
  const settings = useSnapshot((snapshot) => snapshot.settings)
  const close = (): void => view.setState({ dialog: 'none' })
  return (
    <Modal
      open={open}
      onClose={close}
      title={t.settings.title}
      fromTop
      {...(settings.writable ? {} : { text: t.settings.readOnly })}
    >
      <Sections settings={settings} />
      <div className="modal-actions">
        <button type="button" className="btn" onClick={close}>
          {t.settings.close}
        </button>
      </div>
    </Modal>
  )
}

function Sections({ settings }: { readonly settings: SettingsView }) {
  const isFixed = (part: SettingsView['fixedByCommandLine'][number]): boolean =>
    settings.fixedByCommandLine.includes(part)
  return (
    <>
      <Section title={t.settings.node} text={t.settings.nodeText} fixed={isFixed('node')}>
        <NodeForm disabled={!settings.writable || isFixed('node')} />
      </Section>
      <Section title={t.settings.providers} text={t.settings.providersText} fixed={isFixed('providers')}>
        <ProviderForm disabled={!settings.writable || isFixed('providers')} />
      </Section>
      <Section title={t.settings.stale} text={t.settings.staleText} fixed={isFixed('staleAfterBlocks')}>
        <StaleForm disabled={!settings.writable || isFixed('staleAfterBlocks')} />
      </Section>
      <Section title={t.settings.look} fixed={false}>
        <ThemeChoice />
      </Section>
      <About />
    </>
  )
}

interface SectionProps {
  readonly title: string
  readonly text?: string
  readonly fixed: boolean
  readonly children: ReactNode
}

function Section({ title, text, fixed, children }: SectionProps) {
  return (
    <section className="settings-section" aria-label={title}>
      <h2>{title}</h2>
      {text !== undefined && <p>{text}</p>}
      {fixed && <p className="fixed-note">{t.settings.fixed}</p>}
      {children}
    </section>
  )
}

function ThemeChoice() {
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

function About() {
  const { version, dataDir } = useSnapshot(({ status }) => status)
  return (
    <section className="settings-section" aria-label={t.settings.about}>
      <h2>{t.settings.about}</h2>
      <dl className="facts">
        <dt>{t.settings.version}</dt>
        <dd>{version}</dd>
        <dt>{t.settings.dataDir}</dt>
        <dd className="mono">{dataDir}</dd>
      </dl>
    </section>
  )
}
