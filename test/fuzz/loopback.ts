/** The loopback server as a reader of bytes: its HTTP door on streams in memory, so that nothing listens. */
import { createServer } from 'node:http'
import { duplexPair } from 'node:stream'
import { refuseBrokenRequests } from '../../electron/serve/broken-requests.ts'
import { createHttpDoor } from '../../electron/serve/http-door.ts'
import { createSessions } from '../../electron/serve/sessions.ts'
import type { Target } from './fuzz.ts'

const PORT = 8733
const HEAD = `Host: 127.0.0.1:${PORT}\r\nOrigin: http://127.0.0.1:${PORT}\r\nSec-Fetch-Site: same-origin`
const CODE = '{"code":"guess"}'

/** What pages send, and what a person could type. */
const SEEDS: readonly string[] = [
  `GET / HTTP/1.1\r\n${HEAD}\r\nConnection: close\r\n\r\n`,
  `HEAD /index.html?x=1 HTTP/1.1\r\n${HEAD}\r\nCookie: tidemark-session-${PORT}=a; b=c\r\n\r\n`,
  `POST /session HTTP/1.1\r\n${HEAD}\r\nContent-Type: application/json\r\nContent-Length: ${CODE.length}\r\n\r\n${CODE}`,
  `POST /session HTTP/1.1\r\n${HEAD}\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n10\r\n${CODE}\r\n0\r\n\r\n`,
  `GET / HTTP/1.1\r\n${HEAD}\r\n\r\nGET /nothing HTTP/1.1\r\n${HEAD}\r\n\r\n`,
]

class Refused extends Error {}

/** A fault of the server is one of the reader; anything it refuses is refused. */
export function loopbackTarget(): Target {
  const faults: unknown[] = []
  const drop = (): void => undefined
  const page = { contentType: 'text/html', body: new Uint8Array(Buffer.from('page')) }
  const server = createServer(
    { requireHostHeader: false, maxHeaderSize: 16_384 },
    createHttpDoor({
      files: new Map([
        ['/', page],
        ['/index.html', page],
      ]),
      sessions: createSessions({ now: Date.now }),
      port: () => PORT,
      bodyBytes: 65_536,
      log: { debug: drop, info: drop, warn: drop, error: (fields) => faults.push(fields) },
      api: null,
    }),
  )
  refuseBrokenRequests(server)
  return {
    name: 'loopback requests',
    seeds: SEEDS.map((text) => Buffer.from(text, 'latin1')),
    read: async (input) => {
      const [client, side] = duplexPair()
      server.emit('connection', side)
      const text = await answerTo(client, input)
      if (faults.length > 0) throw new Error(`the server failed: ${String(faults.pop())}`)
      if (!text.startsWith('HTTP/1.1 2')) throw new Refused(text.slice(0, 100))
    },
    expects: (error) => error instanceof Refused,
  }
}

const HUNG_MS = 1_500

/** Everything that is said until the server hangs up, or has said nothing more for a moment after the last byte. */
function answerTo(client: ReturnType<typeof duplexPair>[0], input: Buffer): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    const hung = setTimeout(() => reject(new Error('the server neither answered nor hung up')), HUNG_MS)
    const end = (): void => {
      clearTimeout(hung)
      client.destroy()
      resolve(Buffer.concat(chunks).toString('latin1'))
    }
    client.on('data', (chunk: Buffer) => chunks.push(chunk))
    client.once('end', end).once('close', end).once('error', end)
    client.end(input)
  })
}
