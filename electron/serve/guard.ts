/**
 * Who may speak to the loopback server. A browser is a loopback client too: any page may send requests here, and
 * DNS rebinding makes its Origin equal its Host. So the Host must be ours by name, and the Origin as well.
 */
import type { IncomingMessage } from 'node:http'

/** Why a request is refused; `status` is the HTTP status. */
export interface Refusal {
  readonly status: 400 | 403 | 405 | 421
  readonly reason: string
}

const READING: readonly string[] = ['GET', 'HEAD']

/** Null when the request may go on. An upgrade must carry our Origin although it is a GET. */
export function refusalOf(request: IncomingMessage, port: number, upgrade: boolean): Refusal | null {
  if (!hostIsOurs(request, port)) return { status: 421, reason: 'unknown host' }
  if (!(request.url ?? '').startsWith('/')) return { status: 400, reason: 'not an origin-form target' }
  if (!methodIsKnown(request, upgrade)) return { status: 405, reason: 'method not allowed' }
  if (bodyIsUnexpected(request)) return { status: 400, reason: 'unexpected body' }
  if (!siteIsOurs(request)) return { status: 403, reason: 'cross-site request' }
  if (mustNameOrigin(request, upgrade) && !originIsOurs(request, port)) {
    return { status: 403, reason: 'foreign origin' }
  }
  return null
}

function hostIsOurs(request: IncomingMessage, port: number): boolean {
  const named = request.rawHeaders.filter((text, at) => at % 2 === 0 && text.toLowerCase() === 'host')
  return named.length === 1 && hostsOf(port).includes(request.headers.host ?? '')
}

function methodIsKnown({ method = '' }: IncomingMessage, upgrade: boolean): boolean {
  return upgrade ? method === 'GET' : READING.includes(method) || method === 'POST'
}

/** Nothing here reads one by GET; a proxy in front might see a second request in it. */
function bodyIsUnexpected({ method = '', headers }: IncomingMessage): boolean {
  if (!READING.includes(method)) return false
  return headers['transfer-encoding'] !== undefined || (headers['content-length'] ?? '0') !== '0'
}

function siteIsOurs({ headers }: IncomingMessage): boolean {
  const site = headers['sec-fetch-site']
  return site === undefined || site === 'same-origin' || site === 'none'
}

function mustNameOrigin({ method = '' }: IncomingMessage, upgrade: boolean): boolean {
  return upgrade || !READING.includes(method)
}

/** The origin of the very host that was asked: a page of localhost does not act for 127.0.0.1. */
function originIsOurs({ headers }: IncomingMessage, port: number): boolean {
  return hostsOf(port).includes(headers.host ?? '') && headers.origin === `http://${headers.host}`
}

function hostsOf(port: number): readonly string[] {
  return [`127.0.0.1:${port}`, `localhost:${port}`]
}
