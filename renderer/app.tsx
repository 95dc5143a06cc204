/** The window: header, three panes, status bar; or what stands in the way of showing them. */
import { assertNever } from '../shared/assert-never.ts'
import { useApp, useHost, useSnapshot, useView } from './app-context.ts'
import { Toasts } from './components/toasts.tsx'
import { PriceOfNow } from './components/worth.tsx'
import { ActivityPage } from './features/activity/activity-page.tsx'
import { AddressPane } from './features/address/address-pane.tsx'
import { DoctorDialog } from './features/doctor/doctor-dialog.tsx'
import { ExportDialog } from './features/exchange/export-dialog.tsx'
import { ImportDialog } from './features/exchange/import-dialog.tsx'
import { LinkSheet } from './features/exchange/link-sheet.tsx'
import { WindowDrop } from './features/exchange/window-drop.tsx'
import { FirstRun } from './features/first-run/first-run.tsx'
import { AddDialog } from './features/portfolio/add-dialog.tsx'
import { GroupDialog } from './features/portfolio/group-dialog.tsx'
import { MoveDialog } from './features/portfolio/move-dialog.tsx'
import { PortfolioPane } from './features/portfolio/portfolio-pane.tsx'
import { RemoveDialog } from './features/portfolio/remove-dialog.tsx'
import { ScanPage } from './features/scan/scan-page.tsx'
import { SettingsPage } from './features/settings/settings-page.tsx'
import { SourcesPage } from './features/sources/sources-page.tsx'
import { Announcer } from './features/status/announcer.tsx'
import { ConnectionBanner } from './features/status/connection-banner.tsx'
import { StatusBar } from './features/status/status-bar.tsx'
import { MomentBanner } from './features/time/moment-banner.tsx'
import { MomentDialog } from './features/time/moment-dialog.tsx'
import { PastPage } from './features/time/past-page.tsx'
import { StatementDialog } from './features/time/statement-dialog.tsx'
import { TransactionDialog } from './features/transaction/transaction-dialog.tsx'
import { CommandPalette } from './frame/command-palette.tsx'
import { Header } from './frame/header.tsx'
import { ShortcutsDialog } from './frame/shortcuts-dialog.tsx'
import { SideNav } from './frame/side-nav.tsx'
import { useShortcuts } from './frame/use-shortcuts.ts'
import { t, useLanguage } from './i18n/index.ts'
import type { Page } from './stores/view-store.ts'

/** The portfolio once there is a snapshot; until then why there is none. */
export function App() {
  useLanguage()
  return (
    <Toasts>
      <Content />
    </Toasts>
  )
}

function Content() {
  useShortcuts() // from the first drawing on: what is pressed while the host still counts opens with the window
  const connection = useHost((state) => state.connection)
  const loaded = useHost((state) => state.snapshot !== null)
  if (loaded) return <Window />
  if (connection === 'no_session')
    return <Notice title={t('connection.noSessionTitle')} text={t('connection.noSession')} />
  return (
    <Notice
      title={t('app.name')}
      text={connection === 'connected' ? t('connection.loading') : t('connection.connecting')}
    />
  )
}

function Window() {
  const page = useView((state) => state.page)
  return (
    <div className="window" data-page={page}>
      <div className="banners">
        <ConnectionBanner />
        <DemoBanner />
        <MomentBanner />
      </div>
      <Header />
      <SideNav />
      <OpenPage page={page} />
      <StatusBar />
      <AddDialog />
      <CommandPalette />
      <ShortcutsDialog />
      <RemoveDialog />
      <MoveDialog />
      <GroupDialog />
      <TransactionDialog />
      <DoctorDialog />
      <MomentDialog />
      <StatementDialog />
      <ImportDialog />
      <ExportDialog />
      <LinkSheet />
      <WindowDrop />
      <Announcer />
    </div>
  )
}

function OpenPage({ page }: { readonly page: Page }) {
  switch (page) {
    case 'portfolio':
      return <PortfolioPage />
    case 'activity':
      return <ActivityPage />
    case 'sources':
      return <SourcesPage />
    case 'scan':
      return <ScanPage />
    case 'settings':
      return <SettingsPage />
    default:
      return assertNever(page)
  }
}

function PortfolioPage() {
  const moment = useView((state) => state.moment)
  const nothing = useSnapshot(
    ({ entries, archived, settings }) =>
      entries + archived === 0 && settings.node === null && settings.providers.length === 0,
  )
  if (moment) return <PastPage moment={moment} />
  if (nothing) return <FirstRun />
  return (
    <PriceOfNow>
      <PortfolioPane />
      <AddressPane />
    </PriceOfNow>
  )
}

function DemoBanner() {
  const { demo } = useApp()
  if (!demo.active) return null
  return (
    <section className="banner demo" aria-label={t('firstRun.demo.title')}>
      <b>{t('demo.banner')}</b>{' '}
      <button type="button" className="btn" onClick={demo.leave}>
        {t('demo.leave')}
      </button>
    </section>
  )
}

function Notice({ title, text }: { readonly title: string; readonly text: string }) {
  return (
    <main className="notice">
      <h1>{title}</h1>
      <p role="status">{text}</p>
    </main>
  )
}
