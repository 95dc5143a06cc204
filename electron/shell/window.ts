import { BrowserWindow } from 'electron'
import { START_URL } from './app-url.ts'

export interface WindowOptions {
  /** The bundled preload script. */
  readonly preload: string
  /** Developer tools only in a development run. */
  readonly devTools: boolean
}

/**
 * The one window, hidden until its first paint; isolated, sandboxed, without Node. It opens where it was left, as large as it
 * was. Loading starts by `loadStart`.
 */
export function createWindow({ preload, devTools }: WindowOptions): BrowserWindow {
  const window = new BrowserWindow({
    width: 1160,
    height: 780,
    minWidth: 640,
    minHeight: 420,
    name: 'main', // what its place, size and state are kept by
    windowStatePersistence: true,
    show: false,
    title: 'Tidemark',
    webPreferences: {
      preload,
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webviewTag: false,
      webSecurity: true,
      spellcheck: false,
      devTools,
    },
  })
  window.once('ready-to-show', () => window.show())
  return window
}

/** Loads the interface. Rejects when it cannot be loaded. */
export async function loadStart(window: BrowserWindow): Promise<void> {
  await window.loadURL(START_URL)
}

/** Brings the window to the front, as a second start of the app asks for. */
export function focusWindow(window: BrowserWindow): void {
  if (window.isMinimized()) window.restore()
  window.show()
  window.focus()
}
