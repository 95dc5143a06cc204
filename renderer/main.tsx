/** Starts the renderer: bridge, what the person chose about looks, first drawing. */
import { bridge } from './first.ts'
import '@fontsource-variable/inter'
import '@fontsource-variable/jetbrains-mono'
import { createRoot } from 'react-dom/client'
import { toastNotices } from './components/toasts.tsx'
import { createServicesStore } from './demo-switch.ts'
import { Root } from './root.tsx'
import { createPrefsStore, linkPrefs } from './stores/prefs-store.ts'
import { showPrefs } from './stores/show-prefs.ts'
import './styles/index.css'

const root = document.getElementById('root')
if (!root) throw new Error('the page has no #root')
const prefs = createPrefsStore({
  getItem: (key) => localStorage.getItem(key),
  setItem: (key, value) => localStorage.setItem(key, value),
})
const setPrefs = linkPrefs(bridge, prefs, toastNotices.error)
await showPrefs(prefs, toastNotices.error)
createRoot(root).render(<Root store={createServicesStore(bridge, prefs, setPrefs)} />)
