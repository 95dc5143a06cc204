/** app://bundle/: the built interface from a list in memory, with the security headers. */
import { protocol } from 'electron'
import { SECURITY_HEADERS } from '../serve/security-headers.ts'
import type { StaticFiles } from '../serve/static-files.ts'
import { APP_SCHEME, isOwnUrl } from './app-url.ts'

/** Makes app:// a secure standard scheme. Must be called once, before the app is ready; it never bypasses the CSP. */
export function registerAppScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: APP_SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true } },
  ])
}

/** Answers app:// from `files` alone: another host, method or path, and any trick with dots or slashes, is refused. */
export function serveAppProtocol(files: StaticFiles): void {
  protocol.handle(APP_SCHEME, (request) => answer(request, files))
}

function answer(request: Request, files: StaticFiles): Response {
  if (request.method !== 'GET') return refuse(405)
  if (!isOwnUrl(request.url) || hasTrick(request.url)) return refuse(403)
  const file = files.get(new URL(request.url).pathname)
  if (!file) return refuse(404)
  return new Response(file.body, { headers: { ...SECURITY_HEADERS, 'content-type': file.contentType } })
}

/** `..`, encoded dots and slashes, and backslashes never occur in our own links. */
function hasTrick(url: string): boolean {
  return /\.\.|%2e|%2f|%5c|\\/i.test(url)
}

function refuse(status: number): Response {
  return new Response(null, { status, headers: SECURITY_HEADERS })
}
