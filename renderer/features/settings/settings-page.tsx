/** Settings that are about this person and this machine; those about sources are on their own page. */
import { useSnapshot } from '../../app-context.ts'
import { Page, Section } from '../../components/page.tsx'
import { t } from '../../i18n/index.ts'
import { AboutFacts, LookChoices } from './about-sections.tsx'
import { BackupButtons } from './backup-buttons.tsx'
import { ExplorerForm } from './explorer-form.tsx'
import { Licences, Versions } from './licences.tsx'
import { LogView } from './log-view.tsx'
import { PriceForm } from './price-form.tsx'
import { StaleForm } from './stale-form.tsx'
import { UpdateForm } from './update-form.tsx'
import { WipeForm } from './wipe-form.tsx'

/** Each section saves by itself; looks take effect at once. */
export function SettingsPage() {
  const writable = useSnapshot(({ settings }) => settings.writable)
  return (
    <Page title={t('settings.title')} {...(writable ? {} : { text: t('settings.readOnly') })}>
      <Section title={t('settings.look')}>
        <LookChoices />
      </Section>
      <Section title={t('settings.stale')} text={t('settings.staleText')}>
        <StaleForm />
      </Section>
      <Section title={t('prices.title')} text={t('prices.text')}>
        <PriceForm />
      </Section>
      <Section title={t('explorer.title')} text={t('explorer.text')}>
        <ExplorerForm />
      </Section>
      <Section title={t('updates.title')} text={t('updates.text')}>
        <UpdateForm />
      </Section>
      <Section title={t('backups.title')} text={t('backups.text')}>
        <BackupButtons />
      </Section>
      <Section title={t('log.title')} text={t('log.text')}>
        <LogView />
      </Section>
      {writable && (
        <Section title={t('wipe.title')} text={t('wipe.text')}>
          <WipeForm />
        </Section>
      )}
      <Section title={t('settings.about')}>
        <AboutFacts />
        <Versions />
        <Licences />
      </Section>
    </Page>
  )
}
