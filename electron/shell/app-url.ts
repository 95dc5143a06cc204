/** The one place the interface is loaded from in Electron: app://bundle/. */

export const APP_SCHEME = 'app'
export const APP_HOST = 'bundle'
export const START_URL = `${APP_SCHEME}://${APP_HOST}/index.html`

/** True for a URL of our own bundle. Parsed, never compared by its beginning. */
export function isOwnUrl(text: string): boolean {
  const url = URL.parse(text)
  if (!url) return false
  const plain = url.username === '' && url.password === '' && url.port === ''
  return plain && url.protocol === `${APP_SCHEME}:` && url.hostname === APP_HOST
}

/** True for what a page of our own bundle made itself: a `blob:` URL of its origin. */
export function isOwnBlob(text: string): boolean {
  const url = URL.parse(text)
  return url?.protocol === 'blob:' && isOwnUrl(url.pathname)
}
