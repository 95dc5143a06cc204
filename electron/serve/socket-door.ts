/** The WebSocket side: upgrades are checked before they are accepted, and a closed socket takes its calls along. */
import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocketServer } from 'ws'
import { createOpenCalls } from '../ipc/open-calls.ts'
import type { Router } from '../ipc/router-types.ts'
import type { Hub } from '../services/hub.ts'
import { cookieValue } from './cookie.ts'
import { refusalOf } from './guard.ts'
import type { ServeLimits } from './limits.ts'
import type { Sessions } from './sessions.ts'
import { serveSocket } from './socket-client.ts'

export interface SocketDoorOptions {
  readonly router: Router
  readonly events: Pick<Hub, 'subscribe'>
  readonly sessions: Sessions
  readonly port: () => number
  readonly limits: ServeLimits
}

/** Accepts `/ws` on the server. Returns a function that closes every socket and stops accepting. */
export function attachSocketDoor(server: Server, options: SocketDoorOptions): () => void {
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: options.limits.messageBytes,
    perMessageDeflate: false,
  })
  const calls = createOpenCalls(options.router)
  let opened = 0

  server.on('upgrade', (request, stream: Duplex, head: Buffer) => {
    stream.on('error', () => stream.destroy()) // a client that resets is gone, not a fault
    const refusal = upgradeRefusal(request, options, sockets.clients.size)
    if (refusal) return refuseUpgrade(stream, refusal)
    sockets.handleUpgrade(request, stream, head, (socket) => {
      opened += 1
      serveSocket(socket, {
        client: `socket-${opened}`,
        calls,
        events: options.events,
        limits: options.limits,
      })
    })
  })

  return () => {
    for (const socket of sockets.clients) socket.terminate()
    sockets.close()
  }
}

function upgradeRefusal(request: IncomingMessage, options: SocketDoorOptions, open: number): string | null {
  const port = options.port()
  const refusal = refusalOf(request, port, true)
  if (refusal) return `${refusal.status} ${refusal.reason}`
  if (request.url !== '/ws') return '404 not found'
  const session = cookieValue(request.headers.cookie, port)
  if (session === null || !options.sessions.isOpen(session)) return '401 no session'
  if (open >= options.limits.sockets) return '503 too many sockets'
  return null
}

function refuseUpgrade(stream: Duplex, statusLine: string): void {
  stream.end(`HTTP/1.1 ${statusLine}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
}
