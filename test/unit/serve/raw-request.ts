/** Requests written byte by byte: what a browser would never send, and what a proxy might. */
import { connect } from 'node:net'

export interface RawReply {
  readonly status: number
  /** What stands behind it in the first line. */
  readonly phrase: string
  /** Header names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** Sends the text on a connection of its own and reads until the server closes it. Status 0: closed without a reply. */
export function rawRequest(port: number, text: string): Promise<RawReply> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port })
    const chunks: Buffer[] = []
    socket.on('data', (chunk) => chunks.push(chunk))
    socket.on('error', () => undefined) // a reset after the reply is a close like any other
    socket.on('close', () => resolve(parseReply(Buffer.concat(chunks).toString('latin1'))))
    socket.write(text)
  })
}

/** A request's text with `Host` and `Connection: close`, which single headers may replace. */
export function requestText(
  port: number,
  line: string,
  headers: Readonly<Record<string, string>> = {},
  body = '',
): string {
  const all: Record<string, string> = { Host: `127.0.0.1:${port}`, Connection: 'close', ...headers }
  if (body !== '') all['Content-Length'] = String(Buffer.byteLength(body))
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`)
  return `${[`${line} HTTP/1.1`, ...lines].join('\r\n')}\r\n\r\n${body}`
}

function parseReply(text: string): RawReply {
  const [head = '', ...rest] = text.split('\r\n\r\n')
  const [line = '', ...lines] = head.split('\r\n')
  const headers = Object.fromEntries(
    lines.map((one) => [
      one.slice(0, one.indexOf(':')).toLowerCase(),
      one.slice(one.indexOf(':') + 1).trim(),
    ]),
  )
  const [, status = '0', ...phrase] = line.split(' ')
  return { status: Number(status), phrase: phrase.join(' '), headers, body: rest.join('\r\n\r\n') }
}
