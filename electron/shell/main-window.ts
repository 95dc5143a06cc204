/** The one window over the app's life: opened, brought back, and gone. */
import { app, type BrowserWindow } from 'electron'
import type { Log } from '../log.ts'
import { createWindow, focusWindow, loadStart, type WindowOptions } from './window.ts'

export interface MainWindow {
  /** Null while it is closed. */
  current(): BrowserWindow | null
  /** Opens it, or brings it to the front. */
  show(): void
}

/** Manages the window; `watch` is told of each new one before it loads. */
export function createMainWindow(
  options: WindowOptions,
  watch: (window: BrowserWindow) => void,
  log: Log,
): MainWindow {
  let window: BrowserWindow | null = null

  function show(): void {
    if (window) return focusWindow(window)
    const fresh = createWindow(options)
    window = fresh
    fresh.on('closed', () => {
      window = null
    })
    watch(fresh)
    loadStart(fresh).catch((error: unknown) => log.error({ err: error }, 'the window could not load'))
  }

  app.on('activate', show)
  app.on('second-instance', show)
  return {
    current: () => window,
    show,
  }
}
