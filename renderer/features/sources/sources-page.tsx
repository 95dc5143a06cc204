/** Who is asked: the own node, providers in their order, how far addresses may travel, and what came of it. */
import { useSnapshot } from '../../app-context.ts'
import { useLock } from '../../components/forms/use-lock.ts'
import { Page, Section } from '../../components/page.tsx'
import { t } from '../../i18n/index.ts'
import { ActivitySections } from './activity-sections.tsx'
import { CrossChecks } from './cross-checks.tsx'
import { Disclosures } from './disclosures.tsx'
import { NodeForm } from './node-form.tsx'
import { NodeHealth } from './node-health.tsx'
import { PoolForm } from './pool-form.tsx'
import { PrivacyForm } from './privacy-form.tsx'
import { ProvidersForm } from './providers-form.tsx'
import { ProxyForm } from './proxy-form.tsx'

/** Each section saves by itself. */
export function SourcesPage() {
  const writable = useSnapshot(({ settings }) => settings.writable)
  const node = useLock('node')
  const providers = useLock('providers')
  return (
    <Page title={t('sources.title')} text={writable ? t('sources.text') : t('settings.readOnly')}>
      <Section title={t('settings.node')} text={t('settings.nodeText')} fixed={node.fixed}>
        <NodeHealth />
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
      <ActivitySections />
      <Section title={t('sources.crossChecks')} text={t('sources.crossChecksText')}>
        <CrossChecks />
      </Section>
      <Section title={t('sources.disclosures')} text={t('sources.disclosuresText')}>
        <Disclosures />
      </Section>
    </Page>
  )
}
