import { app, dialog } from 'electron'

/** Says in a dialog (on stderr before the app is ready) why the app cannot start, and ends it. */
export function failToStart(message: string, code: number): void {
  dialog.showErrorBox('Tidemark cannot start', message)
  app.exit(code)
}
