/** Starts the renderer: bridge, stores, link, first drawing. */
import { CSPProvider } from '@base-ui/react/csp-provider'
import '@fontsource-variable/inter'
import '@fontsource-variable/jetbrains-mono'
import { createRoot } from 'react-dom/client'
import { App } from './app.tsx'
import { AppContext, type AppServices } from './app-context.ts'
import { chooseBridge } from './bridge/choose-bridge.ts'
import { Toasts, toastNotices } from './components/toasts.tsx'
import { createActions } from './stores/actions.ts'
import { linkHost } from './stores/host-link.ts'
import { createHostStore } from './stores/host-store.ts'
import { applyTheme, storedTheme } from './stores/theme.ts'
import { createViewStore } from './stores/view-store.ts'
import './styles/index.css'

applyTheme(storedTheme())
const root = document.getElementById('root')
if (!root) throw new Error('the page has no #root')
createRoot(root).render(
  <CSPProvider disableStyleElements>
    <AppContext value={createServices()}>
      <Toasts>
        <App />
      </Toasts>
    </AppContext>
  </CSPProvider>,
)

function createServices(): AppServices {
  const bridge = chooseBridge(window)
  const host = createHostStore()
  const view = createViewStore()
  const { requestSnapshot } = linkHost(bridge, host, {
    now: () => Date.now(),
    minGapMs: 250,
    heartbeatMs: 20_000,
    onError: toastNotices.error,
  })
  bridge.subscribe((event) => {
    if (event.name === 'menu.chosen') view.setState({ dialog: event.payload.target })
  })
  const actions = createActions({ bridge, host, view, notices: toastNotices, requestSnapshot })
  return { bridge, host, view, actions, notices: toastNotices }
}
