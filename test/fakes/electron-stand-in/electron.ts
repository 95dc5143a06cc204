/**
 * The stand-in for the `electron` module in the process that runs the built main bundle. It proves our code, not
 * Electron: no isolated worlds, no sandbox, no real menus. What it does keep: order around `ready`, arguments
 * that are copied, and an error for every member it does not have.
 */
import { EventEmitter } from 'node:events'
import type { IpcMain, Protocol } from 'electron'
import { beforeReady, entryHasRun } from './electron-app.ts'
import { ENTRY_HAS_RUN } from './entry-mark.ts'
import { offers } from './offers.ts'
import { connectToTest, type InvokeHandler, state } from './state.ts'
import { strict } from './strict.ts'

export { app, dialog, Menu, Notification, safeStorage, session, shell } from './electron-app.ts'
export { BrowserWindow } from './electron-window.ts'
export { net } from './net-session.ts'

const ipcMembers: Pick<IpcMain, 'handle' | 'on' | 'removeHandler' | 'removeAllListeners'> = {
  handle(channel, handler) {
    if (state.invokeHandlers.has(channel)) throw new Error(`a second handler for ${channel}`)
    state.invokeHandlers.set(channel, handler as InvokeHandler) // the event it gets is the stand-in's
  },
  removeHandler: (channel) => void state.invokeHandlers.delete(channel),
  on(channel: string, listener: (...args: never[]) => void) {
    state.messages.on(channel, listener as (...args: unknown[]) => void) // likewise
    return ipcMain
  },
  removeAllListeners(channel) {
    state.messages.removeAllListeners(channel)
    return ipcMain
  },
}
// Only the members above exist; any other one throws when it is read.
export const ipcMain = strict('ipcMain', ipcMembers) as IpcMain

const protocolMembers: Pick<Protocol, 'registerSchemesAsPrivileged' | 'handle'> = {
  registerSchemesAsPrivileged(schemes) {
    beforeReady('protocol.registerSchemesAsPrivileged')
    if (schemes.some(({ privileges }) => privileges?.bypassCSP))
      throw new Error('bypassCSP must never be set')
    state.schemes = schemes.map(({ scheme }) => scheme)
  },
  handle: (scheme, handler) => void state.protocols.set(scheme, handler),
}
export const protocol = strict('protocol', protocolMembers)

/** The system's own updater, of which Linux has none: it only hears what is about to happen. */
export const autoUpdater = new EventEmitter()

connectToTest(offers)
Reflect.set(globalThis, ENTRY_HAS_RUN, entryHasRun)
