/** The window: header, three panes, status bar; or what stands in the way of showing them. */
import { useEffect, useState } from 'react'
import { assertNever } from '../shared/assert-never.ts'
import { useApp, useHost, useRows, useSnapshot, useView } from './app-context.ts'
import { fetchLater, later } from './components/later.tsx'
import { Toasts } from './components/toasts.tsx'
import { PriceOfNow } from './components/worth.tsx'
import { AddressPane } from './features/address/address-pane.tsx'
import { AddDialog } from './features/portfolio/add-dialog.tsx'
import { PortfolioPane } from './features/portfolio/portfolio-pane.tsx'
import { Announcer } from './features/status/announcer.tsx'
import { ConnectionBanner } from './features/status/connection-banner.tsx'
import { StartBanner } from './features/status/start-banner.tsx'
import { StatusBar } from './features/status/status-bar.tsx'
import { MomentBanner } from './features/time/moment-banner.tsx'
import { CommandPalette } from './frame/command-palette.tsx'
import { Header } from './frame/header.tsx'
import { SideNav } from './frame/side-nav.tsx'
import { useShortcuts } from './frame/use-shortcuts.ts'
import { t, useLanguage } from './i18n/index.ts'
import type { Page } from './stores/view-store.ts'

const ActivityPage = later(async () => (await import('./features/activity/activity-page.tsx')).ActivityPage)
const FirstRun = later(async () => (await import('./features/first-run/first-run.tsx')).FirstRun)
const ScanPage = later(async () => (await import('./features/scan/scan-page.tsx')).ScanPage)
const SettingsPage = later(async () => (await import('./features/settings/settings-page.tsx')).SettingsPage)
const SourcesPage = later(async () => (await import('./features/sources/sources-page.tsx')).SourcesPage)
const PastPage = later(async () => (await import('./features/time/past-page.tsx')).PastPage)
const Dialogs = later(async () => (await import('./dialogs.tsx')).Dialogs)

/** After the first figures were drawn: what comes next may be fetched. */
const REST_MS = 200

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
        <StartBanner />
        <DemoBanner />
        <MomentBanner />
      </div>
      <Header />
      <SideNav />
      <OpenPage page={page} />
      <StatusBar />
      <AddDialog />
      <CommandPalette />
      <DialogsWhenRested />
      <Announcer />
    </div>
  )
}

/** There before anybody can want one, but not before the figures; at once where one is wanted earlier. */
function DialogsWhenRested() {
  const wanted = useView(({ dialog, rowMenu }) => dialog !== 'none' || rowMenu !== null)
  const shown = useRows(({ query }) => query !== null)
  const [rested, setRested] = useState(false)
  useEffect(() => {
    if (!shown) return undefined
    const timer = setTimeout(() => void fetchLater().then(() => setRested(true)), REST_MS)
    return () => clearTimeout(timer)
  }, [shown])
  return wanted || rested ? <Dialogs /> : null
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
