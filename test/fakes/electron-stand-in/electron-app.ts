/** `app`, `dialog`, `Menu`, `safeStorage` and `session` of the stand-in. */
import type {
  App,
  Dialog,
  MenuItemConstructorOptions,
  NotificationConstructorOptions,
  SafeStorage,
  SaveDialogOptions,
  Session,
  Shell,
} from 'electron'
import { netSession } from './net-session.ts'
import { state, toTest } from './state.ts'
import { strict } from './strict.ts'

const paths = new Map<string, string>([['userData', process.env['STAND_IN_USER_DATA'] ?? '/nowhere']])
const ready = Promise.withResolvers<void>()

/** Electron is ready some time after the main module has run to its end, never during it. */
export function entryHasRun(): void {
  setTimeout(() => {
    state.ready = true
    ready.resolve()
  }, 0)
}

/** What Electron refuses once the app is ready. */
export function beforeReady(what: string): void {
  if (state.ready) throw new Error(`${what} must be called before the app is ready`)
}

/** The event that listeners of Electron may prevent. */
export function preventable(more: object = {}) {
  const event = {
    ...more,
    defaultPrevented: false,
    preventDefault() {
      event.defaultPrevented = true
    },
  }
  return event
}

function quit(): void {
  if (closeAll()) return
  const event = preventable()
  state.appEvents.emit('will-quit', event)
  if (!event.defaultPrevented) process.exit(0)
}

/** True when quitting was stopped. Windows are gone before `will-quit`, as in Electron. */
function closeAll(): boolean {
  const event = preventable()
  state.appEvents.emit('before-quit', event)
  if (event.defaultPrevented) return true
  for (const window of state.windows.values()) closeWindow(window.id)
  return false
}

/** Takes a window away: first its page, then the window. */
export function closeWindow(id: number): void {
  const window = state.windows.get(id)
  if (!window) return
  window.destroyed = true
  state.windows.delete(id)
  window.contentsEvents.emit('destroyed')
  window.windowEvents.emit('closed')
}

type AppMembers =
  | 'enableSandbox'
  | 'requestSingleInstanceLock'
  | 'whenReady'
  | 'isReady'
  | 'quit'
  | 'exit'
  | 'getPath'
  | 'setPath'
  | 'setAppUserModelId'
  | 'isPackaged'
  | 'getPreferredSystemLanguages'
  | 'getVersion'
  | 'getName'
  | 'releaseSingleInstanceLock'
  | 'on'

/** The resources of a packed app, where a test plays one. */
const PACKED = process.env['STAND_IN_RESOURCES']
if (PACKED !== undefined) Object.assign(process, { resourcesPath: PACKED })

const appMembers: Pick<App, AppMembers> = {
  isPackaged: PACKED !== undefined,
  getPreferredSystemLanguages: () => [process.env['STAND_IN_LANGUAGE'] ?? 'en-US'],
  getVersion: () => '0.1.0',
  getName: () => 'Tidemark',
  releaseSingleInstanceLock: () => undefined,
  enableSandbox() {
    beforeReady('app.enableSandbox')
    state.sandboxed = true
  },
  requestSingleInstanceLock: () => process.env['STAND_IN_SECOND'] !== '1',
  whenReady: () => ready.promise,
  isReady: () => state.ready,
  quit: () => void setTimeout(quit, 0),
  exit: (code) => process.exit(code ?? 0),
  getPath: (name) => paths.get(name) ?? '/nowhere',
  setPath: (name, path) => void paths.set(name, path),
  setAppUserModelId: () => undefined, // Windows alone has it
  on: ((event: string, listener: (...args: unknown[]) => void) => {
    state.appEvents.on(event, listener)
    return app
  }) as App['on'], // one function for all of Electron's overloads
}
// Only the members above exist; any other one throws when it is read.
export const app = strict('app', appMembers) as App

const dialogMembers: Pick<Dialog, 'showErrorBox'> = {
  showErrorBox: (title, content) => void toTest('errorBox', title, content),
}
export const dialog = strict('dialog', dialogMembers)

/** Shows nothing: what would be shown goes to the state, with the way to click it. */
export class Notification {
  static isSupported(): boolean {
    return true
  }
  readonly #listeners: (() => void)[] = []

  constructor({ title = '', body = '' }: NotificationConstructorOptions) {
    state.notifications.push({ title, body, click: () => this.#listeners.forEach((listener) => listener()) })
  }

  on(event: 'click', listener: () => void): this {
    if (event === 'click') this.#listeners.push(listener)
    return this
  }

  show(): void {
    state.notificationsShown += 1
  }
}

export const Menu = strict('Menu', {
  buildFromTemplate: (template: readonly MenuItemConstructorOptions[]) => template,
  setApplicationMenu(template: readonly MenuItemConstructorOptions[]) {
    state.menu = template
  },
})

type Backend = ReturnType<SafeStorage['getSelectedStorageBackend']>
const MARK = Buffer.from('stand-in:')

const storageMembers: Pick<
  SafeStorage,
  'getSelectedStorageBackend' | 'isAsyncEncryptionAvailable' | 'encryptStringAsync' | 'decryptStringAsync'
> = {
  getSelectedStorageBackend: () => (process.env['STAND_IN_KEYRING'] ?? 'gnome_libsecret') as Backend, // set by a test
  isAsyncEncryptionAvailable: () => Promise.resolve(true),
  // No encryption, but never the plain text: a test can see that the secret went through here.
  encryptStringAsync: (plain) => Promise.resolve(Buffer.concat([MARK, Buffer.from(plain).reverse()])),
  decryptStringAsync: (bytes) =>
    Promise.resolve({
      shouldReEncrypt: false,
      result: Buffer.from(bytes.subarray(MARK.length)).reverse().toString('utf8'),
    }),
}
export const safeStorage = strict('safeStorage', storageMembers)

const shellMembers: Pick<Shell, 'openExternal'> = {
  openExternal(url) {
    state.opened.push(url)
    return Promise.resolve()
  },
}
export const shell = strict('shell', shellMembers)

type SessionMembers =
  | 'setPermissionRequestHandler'
  | 'setPermissionCheckHandler'
  | 'setDevicePermissionHandler'
  | 'setDisplayMediaRequestHandler'

const NOBODY = null as never // our handlers look at neither the contents nor the details

const sessionMembers: Pick<Session, SessionMembers> = {
  setPermissionRequestHandler(handler) {
    state.permissionRequest =
      handler &&
      ((permission) => {
        let allowed = false
        handler(NOBODY, permission as never, (answer) => (allowed = answer), NOBODY)
        return allowed
      })
  },
  setPermissionCheckHandler(handler) {
    state.permissionCheck = handler && ((permission) => handler(null, permission as never, '', NOBODY))
  },
  setDevicePermissionHandler(handler) {
    if (handler && !handler(NOBODY)) state.deviceHandlers += 1
  },
  setDisplayMediaRequestHandler(handler) {
    if (handler) state.deviceHandlers += 1
  },
}

type BeforeRequest = (details: { url: string }, answer: (response: { cancel?: boolean }) => void) => void

const webRequest = strict('session.webRequest', {
  onBeforeRequest(handler: BeforeRequest) {
    state.beforeRequest = (url) => {
      let cancelled = false
      handler({ url }, ({ cancel }) => (cancelled = cancel === true))
      return cancelled
    }
  },
})

type WillDownload = (event: object, item: object) => void

/** Of `session.on`, downloads alone. */
function onDownload(event: string, listener: WillDownload): void {
  if (event !== 'will-download') throw new Error(`the stand-in has no session event ${event}`)
  state.download = (url, name) => {
    const told = preventable()
    let dialog: SaveDialogOptions | null = null
    const members = {
      getURL: () => url,
      getFilename: () => name,
      setSaveDialogOptions: (options: SaveDialogOptions) => void (dialog = options),
    }
    listener(told, strict('DownloadItem', members))
    return told.defaultPrevented ? null : { dialog }
  }
}

export const session = strict('session', {
  fromPartition: () => netSession,
  defaultSession: strict('session.defaultSession', { ...sessionMembers, webRequest, on: onDownload }),
})
