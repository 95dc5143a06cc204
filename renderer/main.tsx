/** Starts the renderer: bridge, stores, link, first drawing. */
import { CSPProvider } from '@base-ui/react/csp-provider'
import '@fontsource-variable/inter'
import '@fontsource-variable/jetbrains-mono'
import { createRoot } from 'react-dom/client'
import { App } from './app.tsx'
import { AppContext, type AppServices } from './app-context.ts'
import { chooseBridge } from './bridge/choose-bridge.ts'
import { toastNotices } from './components/toasts.tsx'
import { createActions } from './stores/actions.ts'
import { linkHost } from './stores/host-link.ts'
import { createHostStore } from './stores/host-store.ts'
import { openPage } from './stores/navigate.ts'
import { createPrefsStore, linkPrefs } from './stores/prefs-store.ts'
import { showPrefs } from './stores/show-prefs.ts'
import { createViewStore } from './stores/view-store.ts'
import './styles/index.css'

const root = document.getElementById('root')
if (!root) throw new Error('the page has no #root')
const services = createServices()
await showPrefs(services.prefs, toastNotices.error)
createRoot(root).render(
  <CSPProvider disableStyleElements>
    <AppContext value={services}>
      <App />
    </AppContext>
  </CSPProvider>,
)

function createServices(): AppServices {
  const bridge = chooseBridge(window)
  const host = createHostStore()
  const view = createViewStore()
  const prefs = createPrefsStore({
    getItem: (key) => localStorage.getItem(key),
    setItem: (key, value) => localStorage.setItem(key, value),
  })
  const setPrefs = linkPrefs(bridge, prefs, toastNotices.error)
  const { requestSnapshot } = linkHost(bridge, host, {
    now: () => Date.now(),
    minGapMs: 250,
    heartbeatMs: 20_000,
    onError: toastNotices.error,
  })
  bridge.subscribe((event) => {
    if (event.name !== 'menu.chosen') return
    if (event.payload.target === 'settings') openPage(view, 'settings')
    else view.setState({ dialog: 'add' })
  })
  const actions = createActions({ bridge, host, view, notices: toastNotices, requestSnapshot })
  return { bridge, host, view, prefs, setPrefs, actions, notices: toastNotices }
}
