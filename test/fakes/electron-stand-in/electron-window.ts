/** `BrowserWindow` and its contents in the stand-in: the page itself is a real one, in the test's Chromium. */
import { EventEmitter } from 'node:events'
import type { BrowserWindowConstructorOptions } from 'electron'
import { cloned, type StandInWindowState, state, toTest } from './state.ts'
import { strict } from './strict.ts'

let lastId = 0
type Listener = (...args: unknown[]) => void

/** The window's class. Its members are the ones our code uses; any other throws. */
export const BrowserWindow = function standInWindow(options: BrowserWindowConstructorOptions) {
  if (!state.ready) throw new Error('a BrowserWindow must not be made before the app is ready')
  lastId += 1
  const window: StandInWindowState = {
    id: lastId,
    webPreferences: options.webPreferences ?? {},
    windowEvents: new EventEmitter(),
    contentsEvents: new EventEmitter(),
    contents: {},
    openHandler: null,
    destroyed: false,
    shown: options.show !== false,
    minimized: false,
    focused: 0,
    keptAs: options.windowStatePersistence === true ? (options.name ?? null) : null,
  }
  window.contents = contentsOf(window)
  state.windows.set(window.id, window)
  state.appEvents.emit('web-contents-created', {}, window.contents)
  return windowOf(window)
}

function windowOf(window: StandInWindowState): object {
  const members = {
    webContents: window.contents,
    isDestroyed: () => window.destroyed,
    isMinimized: () => window.minimized,
    restore() {
      window.minimized = false
    },
    focus() {
      window.focused += 1
    },
    show() {
      window.shown = true
    },
    async loadURL(url: string) {
      await toTest('load', window.id, url, cloned(window.webPreferences))
      window.windowEvents.emit('ready-to-show')
    },
    on: (event: string, listener: Listener) => void window.windowEvents.on(event, listener),
    once: (event: string, listener: Listener) => void window.windowEvents.once(event, listener),
  }
  return strict('BrowserWindow', members)
}

function contentsOf(window: StandInWindowState): object {
  const members = {
    id: window.id,
    isDestroyed: () => window.destroyed,
    send: (channel: string, ...args: unknown[]) => void toTest('send', window.id, channel, cloned(args)),
    setWindowOpenHandler(handler: (details: { url: string }) => { action: string }) {
      window.openHandler = (url) => handler({ url }).action
    },
    on: (event: string, listener: Listener) => void window.contentsEvents.on(event, listener),
    once: (event: string, listener: Listener) => void window.contentsEvents.once(event, listener),
  }
  return strict('webContents', members)
}
