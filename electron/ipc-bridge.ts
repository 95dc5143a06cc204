/** Router <-> ipcMain: who may call, which call a cancel means, and events to our window. */

import type { BrowserWindow, IpcMainEvent, IpcMainInvokeEvent, WebContents } from 'electron'
import { ipcMain } from 'electron'
import type { Result } from '../shared/errors.ts'
import { say } from '../shared/said.ts'
import type { Host } from './host-types.ts'
import { CHANNELS } from './ipc/channels.ts'
import { createOpenCalls, type OpenCalls } from './ipc/open-calls.ts'
import type { Router } from './ipc/router-types.ts'
import { refusedCall } from './ipc/to-wire-error.ts'
import { isOwnUrl } from './shell/app-url.ts'

export interface BridgeOptions {
  readonly router: Router
  readonly events: Host['events']
  /** The one window that may call; null while there is none. */
  readonly window: () => BrowserWindow | null
}

export interface Bridge {
  /** Aborts the window's calls when it navigates, crashes or closes. To be called for each new window. */
  watch(window: BrowserWindow): void
  /** Takes the handlers off and aborts nothing: the host is stopped next. */
  detach(): void
}

/** Attaches the router to ipcMain. A call from any other frame than our window's own page rejects. */
export function attachBridge({ router, events, window }: BridgeOptions): Bridge {
  const calls = createOpenCalls(router)
  ipcMain.handle(CHANNELS.call, (event, id: unknown, name: unknown, input: unknown) => {
    if (!isOurs(event, window())) throw new Error('this frame may not call')
    return call(calls, event.sender, id, name, input)
  })
  ipcMain.on(CHANNELS.cancel, (event, id: unknown) => {
    if (isOurs(event, window()) && typeof id === 'string') calls.cancel(clientOf(event.sender), id)
  })
  const unsubscribe = events.subscribe((name, payload) => {
    const contents = window()?.webContents
    if (contents && !contents.isDestroyed()) contents.send(CHANNELS.event, name, payload)
  })
  return {
    watch: ({ webContents }) => abortWhenGone(webContents, calls),
    detach() {
      unsubscribe()
      ipcMain.removeHandler(CHANNELS.call)
      ipcMain.removeAllListeners(CHANNELS.cancel)
    },
  }
}

async function call(
  calls: OpenCalls,
  sender: WebContents,
  id: unknown,
  name: unknown,
  input: unknown,
): Promise<Result<unknown>> {
  if (typeof id === 'string' && typeof name === 'string') {
    return calls.call(clientOf(sender), id, name, input)
  }
  return {
    ok: false,
    error: refusedCall(say('call_form')),
  }
}

function clientOf(sender: WebContents): string {
  return `window-${sender.id}`
}

/** The main frame of our window, showing our bundle. A frame that is gone (null) is nobody's. */
function isOurs(event: IpcMainEvent | IpcMainInvokeEvent, window: BrowserWindow | null): boolean {
  const frame = event.senderFrame
  if (!frame || !window || window.isDestroyed()) return false
  return event.sender.id === window.webContents.id && frame.parent === null && isOwnUrl(frame.url)
}

function abortWhenGone(contents: WebContents, calls: OpenCalls): void {
  const client = clientOf(contents)
  contents.on('did-start-navigation', (details) => {
    if (details.isMainFrame && !details.isSameDocument) calls.cancelAll(client)
  })
  contents.on('render-process-gone', () => calls.cancelAll(client))
  contents.once('destroyed', () => calls.cancelAll(client))
}
