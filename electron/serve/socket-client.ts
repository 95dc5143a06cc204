/** One connected page: calls in, replies and events out, and a regular sign of life. */
import type { RawData, WebSocket } from 'ws'
import { z } from 'zod'
import type { OpenCalls } from '../ipc/open-calls.ts'
import type { Hub } from '../services/hub.ts'
import type { ServeLimits } from './limits.ts'

const callId = z.string().min(1).max(100)
const frameSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('call'),
    id: callId,
    name: z.string().max(100),
    input: z.unknown().optional(),
  }),
  z.strictObject({ kind: z.literal('cancel'), id: callId }),
])

/** Close codes of RFC 6455: data of a type that is not taken, and a message that breaks the protocol. */
const CLOSE = { binary: 1003, malformed: 1008 } as const

export interface SocketClientOptions {
  /** Names this socket among the open calls. */
  readonly client: string
  readonly calls: OpenCalls
  readonly events: Pick<Hub, 'subscribe'>
  readonly limits: ServeLimits
}

/** Serves the socket until it closes; its calls are aborted then. */
export function serveSocket(socket: WebSocket, options: SocketClientOptions): void {
  const { client, calls, events, limits } = options
  const send = (message: object): void => {
    if (socket.bufferedAmount > limits.backlogBytes) return socket.terminate() // it reconnects and looks anew
    if (socket.readyState === socket.OPEN) socket.send(JSON.stringify(message))
  }
  const unsubscribe = events.subscribe((name, payload) => send({ kind: 'event', name, payload }))
  const stopPinging = keepAlive(socket, limits.pingMs)
  socket.on('message', (data, isBinary) => take(socket, data, isBinary, options, send))
  socket.on('error', () => socket.terminate()) // oversized or malformed frames; `close` follows
  socket.on('close', () => {
    unsubscribe()
    stopPinging()
    calls.cancelAll(client)
  })
}

function take(
  socket: WebSocket,
  data: RawData,
  isBinary: boolean,
  { client, calls }: SocketClientOptions,
  send: (message: object) => void,
): void {
  if (isBinary) return socket.close(CLOSE.binary)
  const frame = parseFrame(data)
  if (frame === null) return socket.close(CLOSE.malformed)
  if (frame.kind === 'cancel') return calls.cancel(client, frame.id)
  const { id, name, input } = frame
  void calls.call(client, id, name, input).then((result) => send({ kind: 'reply', id, result }))
}

function parseFrame(data: RawData): z.infer<typeof frameSchema> | null {
  try {
    return frameSchema.parse(JSON.parse(textOf(data)))
  } catch {
    return null // not JSON, or not a frame: the socket is closed for it
  }
}

function textOf(data: RawData): string {
  if (Array.isArray(data)) return Buffer.concat(data).toString('utf8')
  return Buffer.isBuffer(data) ? data.toString('utf8') : Buffer.from(data).toString('utf8')
}

function keepAlive(socket: WebSocket, everyMs: number): () => void {
  let alive = true
  socket.on('pong', () => {
    alive = true
  })
  const timer = setInterval(() => {
    if (!alive) return socket.terminate()
    alive = false
    socket.ping()
  }, everyMs)
  timer.unref()
  return () => clearInterval(timer)
}
