/** The window: header, three panes, status bar; or what stands in the way of showing them. */
import { useHost } from './app-context.ts'
import { Toasts } from './components/toasts.tsx'
import { AddressPane } from './features/address/address-pane.tsx'
import { Header } from './features/header.tsx'
import { AddDialog } from './features/portfolio/add-dialog.tsx'
import { GroupNav } from './features/portfolio/group-nav.tsx'
import { PortfolioPane } from './features/portfolio/portfolio-pane.tsx'
import { RemoveDialog } from './features/portfolio/remove-dialog.tsx'
import { SettingsDialog } from './features/settings/settings-dialog.tsx'
import { Announcer } from './features/status/announcer.tsx'
import { ConnectionBanner } from './features/status/connection-banner.tsx'
import { StatusBar } from './features/status/status-bar.tsx'
import { useShortcuts } from './features/use-shortcuts.ts'
import { t, useLanguage } from './i18n/index.ts'

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
  useShortcuts()
  return (
    <div className="window">
      <ConnectionBanner />
      <Header />
      <GroupNav />
      <PortfolioPane />
      <AddressPane />
      <StatusBar />
      <AddDialog />
      <SettingsDialog />
      <RemoveDialog />
      <Announcer />
    </div>
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
