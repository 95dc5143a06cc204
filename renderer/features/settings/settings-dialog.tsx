/** Settings, section by section; each saves by itself. Shown read-only where this window may not change them. */
import type { ReactNode } from 'react'
import { useApp, useSnapshot, useView } from '../../app-context.ts'
import { Modal } from '../../components/modal.tsx'
import { t } from '../../i18n/index.ts'
import { AboutFacts, LookChoices } from './about-sections.tsx'
import { NodeForm } from './node-form.tsx'
import { PoolForm } from './pool-form.tsx'
import { PrivacyForm } from './privacy-form.tsx'
import { ProvidersForm } from './providers-form.tsx'
import { ProxyForm } from './proxy-form.tsx'
import { StaleForm } from './stale-form.tsx'
import { UnsavedContext } from './use-draft.ts'
import { useLock } from './use-lock.ts'
import { useUnsavedGuard } from './use-unsaved-guard.ts'

/** The dialog. Closing it with unsaved changes says so first. */
export function SettingsDialog() {
  const { view } = useApp()
  const open = useView((state) => state.dialog === 'settings')
  const writable = useSnapshot(({ settings }) => settings.writable)
  const { tell, close, warning } = useUnsavedGuard(() => view.setState({ dialog: 'none' }))
  return (
    <Modal
      open={open}
      onClose={close}
      title={t('settings.title')}
      fromTop
      {...(writable ? {} : { text: t('settings.readOnly') })}
    >
      <UnsavedContext value={tell}>
        <Sections />
      </UnsavedContext>
      <div className="modal-actions sticky">
        <span className="form-error push-right" aria-live="assertive">
          {warning}
        </span>
        <button type="button" className="btn" onClick={close}>
          {t('settings.close')}
        </button>
      </div>
    </Modal>
  )
}

function Sections() {
  const node = useLock('node')
  const providers = useLock('providers')
  return (
    <>
      <Section title={t('settings.node')} text={t('settings.nodeText')} fixed={node.fixed}>
        <NodeForm disabled={node.disabled} />
      </Section>
      <Section title={t('settings.providers')} text={t('settings.providersText')} fixed={providers.fixed}>
        <ProvidersForm disabled={providers.disabled} />
      </Section>
      <Section title={t('settings.privacy')} text={t('settings.privacyText')}>
        <PrivacyForm />
      </Section>
      <Section title={t('settings.connection')} text={t('settings.connectionText')}>
        <PoolForm />
        <ProxyForm />
      </Section>
      <Section title={t('settings.stale')} text={t('settings.staleText')}>
        <StaleForm />
      </Section>
      <Section title={t('settings.look')}>
        <LookChoices />
      </Section>
      <Section title={t('settings.about')}>
        <AboutFacts />
      </Section>
    </>
  )
}

interface SectionProps {
  readonly title: string
  readonly text?: string
  /** All of it is given for this run. */
  readonly fixed?: boolean
  readonly children: ReactNode
}

function Section({ title, text, fixed = false, children }: SectionProps) {
  return (
    <section className="settings-section" aria-label={title}>
      <h2>{title}</h2>
      {text !== undefined && <p>{text}</p>}
      {fixed && <p className="fixed-note">{t('settings.fixed')}</p>}
      {children}
    </section>
  )
}
