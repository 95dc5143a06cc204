/** Requests that never become one: malformed, too large, too slow. Each gets its reason, and its connection is closed. */
import type { Server } from 'node:http'
import type { Duplex } from 'node:stream'
import { SECURITY_HEADERS } from './security-headers.ts'

/** Answers in place of Node, whose own refusals say nothing. */
export function refuseBrokenRequests(server: Server): void {
  server.on('clientError', (error: NodeJS.ErrnoException, stream: Duplex) => {
    if (error.code === 'ECONNRESET' || !stream.writable) {
      stream.destroy()
      return
    }
    const { status, reason } = refusalOf(error.code ?? '')
    stream.end(replyText(status, reason))
    stream.once('finish', () => stream.destroy()) // what it still sends is not waited for
  })
}

function refusalOf(code: string): { readonly status: string; readonly reason: string } {
  if (code === 'HPE_HEADER_OVERFLOW')
    return { status: '431 Request Header Fields Too Large', reason: 'too many headers' }
  if (code === 'HPE_CHUNK_EXTENSIONS_OVERFLOW')
    return { status: '413 Content Too Large', reason: 'too large' }
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return { status: '408 Request Timeout', reason: 'too slow' }
  return { status: '400 Bad Request', reason: 'malformed request' }
}

function replyText(status: string, reason: string): string {
  const body = `${reason}\n`
  const headers = {
    ...SECURITY_HEADERS,
    'content-type': 'text/plain; charset=utf-8',
    'content-length': String(body.length),
    connection: 'close',
  }
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`)
  return `HTTP/1.1 ${[status, ...lines].join('\r\n')}\r\n\r\n${body}`
}
