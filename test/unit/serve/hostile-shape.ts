/** How the bytes of a request are put together that no browser would send. */

/** A request by its bytes. */
export interface Hostile {
  readonly what: string
  readonly bytes: (at: Target) => string
  readonly status: number
  /** In the body, or behind the status of a refused upgrade. */
  readonly reason: string
}

export interface Target {
  readonly port: number
  /** A session that is open, and a code that is good. */
  readonly cookie: string
  readonly code: string
}

/** By name; several values are several lines. */
export type Headers = Readonly<Record<string, string | readonly string[]>>

interface Shape {
  readonly line?: string
  readonly headers?: (at: Target) => Headers
  readonly body?: (at: Target) => string
}

/** One line a value; an empty list leaves a header out. */
export function bytesOf({
  line = 'GET /',
  headers = () => ({}),
  body = () => '',
}: Shape): (at: Target) => string {
  return (at) => {
    const text = body(at)
    const all: Headers = {
      Host: `127.0.0.1:${at.port}`,
      Connection: 'close',
      ...(text === '' ? {} : { 'Content-Length': String(Buffer.byteLength(text)) }),
      ...headers(at),
    }
    const lines = Object.entries(all).flatMap(([name, value]) =>
      [value].flat().map((one) => `${name}: ${one}`),
    )
    return `${[`${line} HTTP/1.1`, ...lines].join('\r\n')}\r\n\r\n${text}`
  }
}

/** The origin of the page that the server itself serves. */
export const ownOrigin = ({ port }: Target): string => `http://127.0.0.1:${port}`

/** A page's request to open a session, with something else about it. */
export function session(
  headers: (at: Target) => Headers,
  body = ({ code }: Target) => JSON.stringify({ code }),
) {
  return bytesOf({
    line: 'POST /session',
    headers: (at) => ({ Origin: ownOrigin(at), 'Content-Type': 'application/json', ...headers(at) }),
    body,
  })
}

/** A page's upgrade with an open session, with something else about it. */
export function upgrade(headers: (at: Target) => Headers, line = 'GET /ws') {
  return bytesOf({
    line,
    headers: (at) => ({
      Connection: 'Upgrade',
      Upgrade: 'websocket',
      'Sec-WebSocket-Version': '13',
      'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
      Origin: ownOrigin(at),
      Cookie: at.cookie,
      ...headers(at),
    }),
  })
}
