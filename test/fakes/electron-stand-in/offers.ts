/** What the test can do to the running main bundle: everything a page, a person or the system would. */
import type { MenuItemConstructorOptions } from 'electron'
import { app, closeWindow, preventable } from './electron-app.ts'
import { cloned, type DownloadFate, type StandInWindowState, state } from './state.ts'

/** The frame that speaks: its address, and whether it is the window's main frame. */
export interface FrameOfPage {
  readonly url: string
  readonly main: boolean
}

/** A request of the page, before it is answered. `byPage`: a navigation that the page itself began. */
export interface PageRequest {
  readonly url: string
  readonly method: string
  readonly navigation: boolean
  readonly byPage: boolean
}

/** How main answered it. */
export type PageReply =
  | { readonly kind: 'prevented' } // a navigation listener prevented it
  | { readonly kind: 'cancelled' } // the session cancels it
  | { readonly kind: 'unhandled' } // let through, but no protocol answers
  | {
      readonly kind: 'reply'
      readonly status: number
      readonly headers: Readonly<Record<string, string>>
      readonly body: Uint8Array
    }

/** The state that tests look at. */
export interface StandInFacts {
  readonly sandboxed: boolean
  readonly schemes: readonly string[]
  readonly deviceHandlers: number
  readonly userData: string
  readonly windows: readonly {
    readonly id: number
    readonly shown: boolean
    readonly minimized: boolean
    readonly focused: number
    /** Under which name Electron would keep its place and size; null: it would not. */
    readonly keptAs: string | null
  }[]
  /** URLs that were handed to the system. */
  readonly opened: readonly string[]
  /** The ways out that the session of main's own requests was given: rules, or a mode. */
  readonly proxies: readonly string[]
}

export const offers = {
  async invoke(windowId: number, frame: FrameOfPage, channel: string, args: unknown[]): Promise<unknown> {
    const handler = state.invokeHandlers.get(channel)
    if (!handler) throw new Error(`No handler registered for '${channel}'`)
    return cloned(await handler(eventOf(windowId, frame), ...cloned(args)))
  },
  message(windowId: number, frame: FrameOfPage, channel: string, args: unknown[]): void {
    state.messages.emit(channel, eventOf(windowId, frame), ...cloned(args))
  },
  async request(windowId: number, request: PageRequest): Promise<PageReply> {
    if (request.navigation && !allowsNavigation(windowOf(windowId), request)) return { kind: 'prevented' }
    if (state.beforeRequest?.(request.url) === true) return { kind: 'cancelled' }
    const scheme = request.url.slice(0, request.url.indexOf(':'))
    const handler = state.protocols.get(scheme)
    if (!handler) return { kind: 'unhandled' }
    const reply = await handler(new Request(request.url, { method: request.method }))
    const body = new Uint8Array(await reply.arrayBuffer())
    return { kind: 'reply', status: reply.status, headers: Object.fromEntries(reply.headers), body }
  },
  windowOpen: (windowId: number, url: string): string => windowOf(windowId).openHandler?.(url) ?? 'allow',
  attachesWebview(windowId: number): boolean {
    const event = preventable()
    windowOf(windowId).contentsEvents.emit('will-attach-webview', event)
    return !event.defaultPrevented
  },
  permissions: (name: string) => ({
    request: state.permissionRequest?.(name) ?? true,
    check: state.permissionCheck?.(name) ?? true,
  }),
  notifications: () =>
    state.notifications.slice(0, state.notificationsShown).map(({ title, body }) => ({ title, body })),
  clickNotification: (index: number): void => state.notifications[index]?.click(),
  menuLabels: (): readonly (readonly string[])[] => state.menu.map((menu) => submenuOf(menu).map(labelOf)),
  clickMenu(label: string): void {
    const item = state.menu.flatMap(submenuOf).find((one) => one.label === label)
    if (!item?.click) throw new Error(`no menu entry "${label}"`)
    ;(item.click as () => void)() // our entries look at no argument
  },
  rendererGone: (windowId: number): void =>
    void windowOf(windowId).contentsEvents.emit('render-process-gone'),
  closeWindow(windowId: number): void {
    closeWindow(windowId)
    if (state.windows.size === 0) state.appEvents.emit('window-all-closed')
  },
  /** By the person, with the window's own button. */
  minimize(windowId: number): void {
    windowOf(windowId).minimized = true
  },
  /** A second start, with its arguments. */
  secondInstance: (...argv: string[]): void => void state.appEvents.emit('second-instance', {}, argv, '/'),
  /** macOS hands a link over; true when the app took it. */
  openUrl(url: string): boolean {
    const event = preventable()
    state.appEvents.emit('open-url', event, url)
    return event.defaultPrevented
  },
  /** A download begins; null where it is prevented or nobody decides. */
  download: (url: string, name: string): DownloadFate | null => state.download?.(url, name) ?? null,
  quit: (): void => app.quit(),
  facts: (): StandInFacts => ({
    sandboxed: state.sandboxed,
    schemes: state.schemes,
    deviceHandlers: state.deviceHandlers,
    userData: app.getPath('userData'),
    windows: [...state.windows.values()].map(({ id, shown, minimized, focused, keptAs }) => ({
      id,
      shown,
      minimized,
      focused,
      keptAs,
    })),
    opened: state.opened,
    proxies: state.proxies,
  }),
}

export type Offers = typeof offers

function windowOf(id: number): StandInWindowState {
  const window = state.windows.get(id)
  if (!window) throw new Error(`there is no window ${id}`)
  return window
}

function eventOf(windowId: number, frame: FrameOfPage): object {
  const senderFrame = { url: frame.url, parent: frame.main ? null : { url: frame.url } }
  return { sender: windowOf(windowId).contents, senderFrame }
}

/** What Electron tells: a navigation of the page may be prevented; one that begins ends the old page's calls. */
function allowsNavigation({ contentsEvents }: StandInWindowState, { url, byPage }: PageRequest): boolean {
  const event = preventable({ url, isMainFrame: true, isSameDocument: false })
  if (byPage) {
    contentsEvents.emit('will-frame-navigate', event)
    contentsEvents.emit('will-navigate', event)
  }
  if (event.defaultPrevented) return false
  contentsEvents.emit('did-start-navigation', event)
  return true
}

function submenuOf({ submenu }: MenuItemConstructorOptions): readonly MenuItemConstructorOptions[] {
  return Array.isArray(submenu) ? submenu.flatMap((item) => [item, ...submenuOf(item)]) : []
}

function labelOf({ label, role, type }: MenuItemConstructorOptions): string {
  return label ?? role ?? type ?? ''
}
