/** What no page may do here: permissions, devices, foreign requests, downloads, navigation, new windows, webviews. */
import type { Session, WebContents } from 'electron'
import { isOwnBlob, isOwnUrl } from './app-url.ts'

const ALLOWED_PERMISSION = 'clipboard-sanitized-write'

/**
 * Denies every permission but writing text to the clipboard, every device, every request outside app://, and every
 * download but what our own page made: that goes to the system's dialog for saving.
 */
export function lockSession(session: Session): void {
  session.setPermissionRequestHandler((_contents, permission, allow) =>
    allow(permission === ALLOWED_PERMISSION),
  )
  session.setPermissionCheckHandler((_contents, permission) => permission === ALLOWED_PERMISSION)
  session.setDevicePermissionHandler(() => false)
  session.setDisplayMediaRequestHandler((_request, answer) => answer({}))
  session.webRequest.onBeforeRequest((details, answer) => answer({ cancel: !isOwnOrTools(details.url) }))
  session.on('will-download', (event, item) => {
    if (isOwnBlob(item.getURL())) item.setSaveDialogOptions({ defaultPath: item.getFilename() })
    else event.preventDefault()
  })
}

function isOwnOrTools(url: string): boolean {
  return isOwnUrl(url) || isOwnBlob(url) || URL.parse(url)?.protocol === 'devtools:'
}

/**
 * Keeps the contents on our own pages: no way out by link, redirect, frame, window or webview. `onLink` is told of each
 * window that the page wanted to open instead; none ever is.
 */
export function lockContents(contents: WebContents, onLink: (url: string) => void): void {
  contents.on('will-navigate', (event) => denyForeign(event, event.url))
  contents.on('will-redirect', (event) => denyForeign(event, event.url))
  contents.on('will-frame-navigate', (event) => denyForeign(event, event.url))
  contents.on('will-attach-webview', (event) => event.preventDefault())
  contents.setWindowOpenHandler(({ url }) => {
    onLink(url)
    return { action: 'deny' }
  })
}

function denyForeign(event: { preventDefault(): void }, url: string): void {
  if (!isOwnUrl(url)) event.preventDefault()
}
