/** How far reading the chain has come, the histories behind it, and whether the ledger is right. */
import { useSnapshot } from '../../app-context.ts'
import { Page, Section } from '../../components/page.tsx'
import { t } from '../../i18n/index.ts'
import { HistoryList } from './history-list.tsx'
import { LedgerCheckPart } from './ledger-check.tsx'
import { ReadingProgress } from './reading-progress.tsx'
import { RescanForm } from './rescan-form.tsx'

/** Everything on it is as the scanner said last; unknown figures are called so. */
export function ScanPage() {
  const hasNode = useSnapshot(({ settings }) => settings.node !== null)
  return (
    <Page title={t('scan.title')} text={t('scan.text')}>
      <Section title={t('scan.progress')}>
        <ReadingProgress />
      </Section>
      <Section title={t('scan.histories')} text={t('scan.historiesText')}>
        <HistoryList />
      </Section>
      {hasNode && (
        <Section title={t('scan.rescan')} text={t('scan.rescanText')}>
          <RescanForm />
        </Section>
      )}
      <Section title={t('scan.check')} text={t('scan.checkText')}>
        <LedgerCheckPart />
      </Section>
    </Page>
  )
}
