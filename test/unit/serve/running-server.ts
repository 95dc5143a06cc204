/** A real server on loopback over a scripted host and a small interface, and sessions on it. */
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { WebSocket } from 'ws'
import type { Handlers } from '../../../electron/ipc/router-types.ts'
import { type ServeOptions, type Server, startServer } from '../../../electron/serve.ts'
import { type ScriptedHost, scriptedHost } from '../../fakes/scripted-host.ts'
import { rawRequest, requestText } from './raw-request.ts'

export interface RunningServer {
  readonly server: Server
  readonly host: ScriptedHost
  /** The clock that codes are measured by. */
  readonly clock: { nowMs: number }
}

/** A built interface of three files, and a secret beside it that must never be served. */
export async function rendererFolder(): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'tidemark-serve-'))
  await mkdir(join(root, 'renderer', 'assets'), { recursive: true })
  await writeFile(join(root, 'secret.txt'), 'secret')
  await writeFile(join(root, 'renderer', 'index.html'), '<!doctype html>page')
  await writeFile(join(root, 'renderer', 'assets', 'app.js'), 'run()')
  await writeFile(join(root, 'renderer', 'assets', 'app.js.map'), '{}')
  return join(root, 'renderer')
}

/** Starts a server that closes when the test ends. */
export async function runServer(
  handlers: Partial<Handlers> = {},
  options: Partial<ServeOptions> = {},
): Promise<RunningServer> {
  const host = scriptedHost(handlers)
  const clock = { nowMs: 1_000_000 }
  const server = await startServer(host, {
    rendererDir: await rendererFolder(),
    clock: { now: () => clock.nowMs },
    ...options,
  })
  onTestFinished(() => server.close())
  return { server, host, clock }
}

/** The code in a link that the server made. */
export function codeOf(url: string): string {
  return url.slice(url.indexOf('#code=') + '#code='.length)
}

/** Exchanges a code as the page does. */
export function postCode(port: number, code: string, headers: Readonly<Record<string, string>> = {}) {
  const own = { Origin: `http://127.0.0.1:${port}`, 'Content-Type': 'application/json', ...headers }
  return rawRequest(port, requestText(port, 'POST /session', own, JSON.stringify({ code })))
}

/** The Cookie header of a fresh session. */
export async function sessionCookie(server: Server): Promise<string> {
  const reply = await postCode(server.port, codeOf(server.openUrl()))
  return (reply.headers['set-cookie'] ?? '').split(';', 1)[0] ?? ''
}

/** Opens a socket with these headers; resolves with it, or with the HTTP status that refused it. */
export function openSocket(
  port: number,
  headers: Readonly<Record<string, string>>,
  path = '/ws',
): Promise<WebSocket | number> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`, { headers })
  onTestFinished(() => socket.terminate())
  return new Promise((resolve, reject) => {
    socket.once('open', () => resolve(socket))
    socket.once('unexpected-response', (_request, response) => {
      response.resume()
      resolve(response.statusCode ?? 0)
    })
    socket.once('error', reject)
  })
}

/** A socket with a session of its own. */
export async function openSession(server: Server): Promise<WebSocket> {
  const cookie = await sessionCookie(server)
  const socket = await openSocket(server.port, { Cookie: cookie, Origin: `http://127.0.0.1:${server.port}` })
  if (typeof socket === 'number') throw new Error(`the socket was refused with ${socket}`)
  return socket
}

/** The next message of a socket, parsed. */
export function nextMessage(socket: WebSocket): Promise<unknown> {
  return new Promise((resolve) => {
    socket.once('message', (data: Buffer) => resolve(JSON.parse(data.toString('utf8'))))
  })
}

/** The code with which the server closes the socket. */
export function closeCode(socket: WebSocket): Promise<number> {
  return new Promise((resolve) => {
    socket.once('close', resolve)
  })
}
