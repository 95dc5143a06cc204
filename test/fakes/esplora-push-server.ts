/** A WebSocket server in the shape of mempool's backend, on 127.0.0.1; what it says and does not say is the test's. */
import { createHash } from 'node:crypto'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { type WebSocket, WebSocketServer } from 'ws'

export interface PushServer {
  /** Base URL of the Esplora API beside it. */
  readonly url: string
  /** All messages that came, in the order of arrival. */
  readonly heard: string[]
  /** Paths of the requests to become a WebSocket, and when they came. */
  readonly upgrades: { readonly path: string; readonly at: number }[]
  /** Connections that are open. */
  readonly open: number
  say(text: string | Uint8Array): void
  /** Answers pings, and the wish for blocks with the newest ones. True at first. */
  talks: boolean
  /** Has no WebSocket: 404. */
  absent: boolean
  /** Becomes a WebSocket and says nothing ever after, not even goodbye. */
  mute: boolean
  /** Ends all connections without a word and goes on listening. */
  drop(): void
  close(): Promise<void>
}

/** Of RFC 6455. */
const MAGIC = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11'

/** Starts on a free port. */
export async function startPushServer(): Promise<PushServer> {
  const http = createServer((_, response) => response.writeHead(404).end())
  const sockets = new WebSocketServer({ noServer: true })
  const raw = new Set<Socket>()
  const state: Pick<PushServer, 'heard' | 'upgrades' | 'talks' | 'absent' | 'mute'> = {
    heard: [],
    upgrades: [],
    talks: true,
    absent: false,
    mute: false,
  }
  http.on('connection', (socket: Socket) => {
    raw.add(socket)
    socket.on('close', () => raw.delete(socket)).on('error', () => raw.delete(socket))
  })
  http.on('upgrade', (request, socket, head) => {
    state.upgrades.push({ path: request.url ?? '', at: Date.now() })
    if (state.absent) return void socket.end('HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n')
    if (state.mute) return beMute(request, socket)
    sockets.handleUpgrade(request, socket, head, (client) => client.on('message', answering(client, state)))
  })
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  const { port } = http.address() as AddressInfo // it listens on TCP
  const drop = (): void => {
    for (const socket of raw) socket.destroy()
  }
  const rest = {
    url: `http://127.0.0.1:${port}/api`,
    say: (text: string | Uint8Array) => {
      for (const client of sockets.clients) client.send(text)
    },
    drop,
    close: () =>
      new Promise<void>((resolve) => {
        http.close(() => resolve())
        drop()
      }),
  }
  const open = { get: () => raw.size, enumerable: true }
  return Object.defineProperty(Object.assign(state, rest), 'open', open) as PushServer // with its getter
}

function beMute({ headers }: IncomingMessage, socket: Duplex): void {
  const accept = createHash('sha1')
    .update(`${headers['sec-websocket-key'] ?? ''}${MAGIC}`)
    .digest('base64')
  const lines = [
    'HTTP/1.1 101 Yes',
    'upgrade: websocket',
    'connection: upgrade',
    `sec-websocket-accept: ${accept}`,
  ]
  socket.on('end', () => socket.end()).resume()
  socket.write(`${lines.join('\r\n')}\r\n\r\n`)
}

function answering(client: WebSocket, state: Pick<PushServer, 'heard' | 'talks'>): (data: Buffer) => void {
  return (data) => {
    const text = data.toString()
    state.heard.push(text)
    if (!state.talks) return
    const { action } = JSON.parse(text) as { readonly action?: string } // the adapter under test wrote it
    client.send(action === 'ping' ? '{"pong":true}' : '{"blocks":[{"id":"ab","height":1}]}')
  }
}
