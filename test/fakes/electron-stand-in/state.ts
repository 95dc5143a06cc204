/** What the running main bundle has told the stand-in: handlers, windows, settings. One process, one app. */
import { EventEmitter } from 'node:events'
import type { MenuItemConstructorOptions, SaveDialogOptions, WebPreferences } from 'electron'
import { createPeer, type PeerCall, type PeerHandlers } from './peer.ts'

export type InvokeHandler = (event: unknown, ...args: unknown[]) => unknown

export const state = {
  appEvents: new EventEmitter(),
  ready: false,
  sandboxed: false,
  schemes: [] as readonly string[],
  invokeHandlers: new Map<string, InvokeHandler>(),
  messages: new EventEmitter(),
  protocols: new Map<string, (request: Request) => Response | Promise<Response>>(),
  beforeRequest: null as ((url: string) => boolean) | null,
  permissionRequest: null as ((permission: string) => boolean) | null,
  permissionCheck: null as ((permission: string) => boolean) | null,
  deviceHandlers: 0,
  notifications: [] as { readonly title: string; readonly body: string; readonly click: () => void }[],
  notificationsShown: 0,
  /** URLs that were handed to the system. */
  opened: [] as string[],
  /** The ways out that the session of main's own requests was given, newest last. */
  proxies: [] as string[],
  /** What becomes of a download: null where it is prevented. */
  download: null as ((url: string, name: string) => DownloadFate | null) | null,
  menu: [] as readonly MenuItemConstructorOptions[],
  windows: new Map<number, StandInWindowState>(),
}

/** `dialog`: what the system's dialog for saving was told, null for nothing. */
export interface DownloadFate {
  readonly dialog: SaveDialogOptions | null
}

export interface StandInWindowState {
  readonly id: number
  readonly webPreferences: WebPreferences
  readonly windowEvents: EventEmitter
  readonly contentsEvents: EventEmitter
  /** The contents as main sees them: the sender of calls. */
  contents: object
  openHandler: ((url: string) => string) | null
  destroyed: boolean
  shown: boolean
  minimized: boolean
  /** How often it was brought to the front. */
  focused: number
  readonly keptAs: string | null
}

/** Calls the test; set by `connectToTest`. */
let callTest: PeerCall = () => Promise.reject(new Error('the stand-in is not connected to a test'))

/** Sends a call to the test, whose answer may be waited for. */
export function toTest(name: string, ...args: readonly unknown[]): Promise<unknown> {
  return callTest(name, ...args)
}

/** Connects this process to the test that started it; without it there is nothing to run for. */
export function connectToTest(handlers: PeerHandlers): void {
  const send = process.send?.bind(process)
  if (!send) throw new Error('the stand-in runs as a child of a test only')
  callTest = createPeer(
    {
      send: (message) => void send(message),
      onMessage: (listener) => process.on('message', listener),
    },
    handlers,
  )
  process.on('disconnect', () => process.exit(1))
}

/** Arguments and results of IPC are copied, as Electron does: functions and class instances do not pass. */
export function cloned<T>(value: T): T {
  return structuredClone(value)
}
