/** An HTTP server in front of another one, which spoils one exchange. */
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo, Socket } from 'node:net'
import {
  type Act,
  DRIP_MS,
  type Ending,
  type Exchange,
  edited,
  LATE_MS,
  pause,
  type Relay,
  type RelayOptions,
  writeHuge,
} from './act.ts'
import { createSockets } from './sockets.ts'

interface Reply {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array
}

/** Starts on a free port. */
export async function startHttpRelay(options: RelayOptions): Promise<Relay> {
  const state = { exchanges: [] as Exchange[], asked: 0, fired: 0, followed: 0, frozen: false }
  const { keep, endAll, close } = createSockets()
  const onRequest = (incoming: IncomingMessage, response: ServerResponse): void => {
    exchange(incoming, response).catch(() => response.destroy()) // the server behind is gone, or this one
  }
  const server = options.tls ? createTlsServer(options.tls, onRequest) : createServer(onRequest)
  server.on('connection', (socket: Socket) => {
    keep(socket)
    if (state.frozen) socket.pause()
  })
  const exchange = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (state.frozen) return
    const n = state.asked++
    const followed = (incoming.url ?? '').startsWith('/followed')
    if (followed) state.followed++
    const path = (incoming.url ?? '/').replace(/^\/followed/, '')
    await options.onQuestion(n)
    const reply = await ask(options.target, path)
    const text = Buffer.from(reply.body).toString()
    const before = [...state.exchanges]
    const json = /json/.test(reply.headers['content-type'] ?? '')
    state.exchanges.push({ question: path, text, json, answered: reply.status === 200 })
    const { act, place } = options
    if (n !== place) return send(response, reply)
    state.fired++
    if (act.kind === 'huge') return sendHuge(response, reply)
    if (act.kind !== 'ending')
      return send(response, otherReply(act, reply, edited(act, text, before, path), path))
    if (act.ending === 'gone') server.close()
    if (act.ending === 'gone') return endAll()
    if (act.ending === 'half-open') state.frozen = true
    return end(response, reply, act.ending)
  }
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo // it listens on TCP
  return {
    port,
    exchanges: state.exchanges,
    get fired() {
      return state.fired
    },
    get followed() {
      return state.followed
    },
    close: () => close(server),
  }
}

/** The whole reply that takes the place of the right one; `text` is its body already edited. */
function otherReply(act: Act, reply: Reply, text: string, path: string): Reply {
  if (act.kind === 'edit' || act.kind === 'replay') return { ...reply, body: Buffer.from(text) }
  if (act.kind === 'redirect')
    return { status: 302, headers: { location: `/followed${path}` }, body: Buffer.alloc(0) }
  if (act.kind !== 'http') return reply
  const { status = reply.status, headers = {}, body } = act
  return { status, headers: { ...reply.headers, ...headers }, body: toBytes(body) ?? reply.body }
}

function ask(port: number, path: string): Promise<Reply> {
  const { promise, resolve, reject } = Promise.withResolvers<Reply>()
  const asked = request({ host: '127.0.0.1', port, path, agent: false }, (incoming) => {
    const chunks: Buffer[] = []
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk)).on('error', reject)
    incoming.on('end', () => {
      const headers = { 'content-type': incoming.headers['content-type'] ?? 'text/plain' }
      resolve({ status: incoming.statusCode ?? 0, headers, body: Buffer.concat(chunks) })
    })
  })
  asked.on('error', reject).end()
  return promise
}

function toBytes(body: string | Uint8Array | undefined): Uint8Array | undefined {
  return typeof body === 'string' ? Buffer.from(body) : body
}

function send(response: ServerResponse, { status, headers, body }: Reply): void {
  response.writeHead(status, { ...headers, 'content-length': body.length })
  response.end(body)
}

async function end(response: ServerResponse, reply: Reply, ending: Ending): Promise<void> {
  if (ending === 'silence' || ending === 'half-open') return
  if (ending === 'close') return void response.socket?.destroy()
  if (ending === 'late') {
    await pause(LATE_MS)
    return send(response, reply)
  }
  const { status, headers, body } = reply
  response.writeHead(status, { ...headers, 'content-length': body.length })
  if (ending === 'drip' || ending === 'pieces') return dribble(response, body, ending)
  await new Promise<void>((resolve) =>
    response.write(body.subarray(0, Math.floor(body.length / 2)), () => resolve()),
  )
  if (ending === 'reset') response.socket?.resetAndDestroy()
  else if (ending === 'cut') response.socket?.end()
}

async function dribble(response: ServerResponse, body: Uint8Array, ending: 'drip' | 'pieces'): Promise<void> {
  const size = ending === 'drip' ? 1 : Math.max(1, Math.ceil(body.length / 50))
  for (let from = 0; from < body.length && !response.destroyed; from += size) {
    response.write(body.subarray(from, from + size))
    await pause(ending === 'drip' ? DRIP_MS : 0)
  }
  response.end()
}

async function sendHuge(response: ServerResponse, { status, headers, body }: Reply): Promise<void> {
  response.writeHead(status, headers)
  response.write(body)
  await writeHuge(response)
  response.end()
}
