/** What no page may do here: permissions, devices, foreign requests, navigation, new windows, webviews. */
import type { Session, WebContents } from 'electron'
import { isOwnUrl } from './app-url.ts'

const ALLOWED_PERMISSION = 'clipboard-sanitized-write'

/** Denies every permission but writing text to the clipboard, every device, and every request outside app://. */
export function lockSession(session: Session): void {
  session.setPermissionRequestHandler((_contents, permission, allow) =>
    allow(permission === ALLOWED_PERMISSION),
  )
  session.setPermissionCheckHandler((_contents, permission) => permission === ALLOWED_PERMISSION)
  session.setDevicePermissionHandler(() => false)
  session.setDisplayMediaRequestHandler((_request, answer) => answer({}))
  session.webRequest.onBeforeRequest((details, answer) => answer({ cancel: !isOwnOrTools(details.url) }))
}

function isOwnOrTools(url: string): boolean {
  return isOwnUrl(url) || URL.parse(url)?.protocol === 'devtools:'
}

/** Keeps the contents on our own pages: no way out by link, redirect, frame, window or webview. */
export function lockContents(contents: WebContents): void {
  contents.on('will-navigate', (event) => denyForeign(event, event.url))
  contents.on('will-redirect', (event) => denyForeign(event, event.url))
  contents.on('will-frame-navigate', (event) => denyForeign(event, event.url))
  contents.on('will-attach-webview', (event) => event.preventDefault())
  contents.setWindowOpenHandler(() => ({ action: 'deny' }))
}

function denyForeign(event: { preventDefault(): void }, url: string): void {
  if (!isOwnUrl(url)) event.preventDefault()
}
