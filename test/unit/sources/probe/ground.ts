/** Servers of every kind on loopback for the probe, closed when the test ends, and short ways to read its steps. */
import { readFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type RequestListener } from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import { type AddressInfo, createServer as createTcpServer, type Server, type Socket } from 'node:net'
import { createServer as createTlsServer, getCACertificates, setDefaultCACertificates } from 'node:tls'
import { onTestFinished } from 'vitest'
import type { ProbeResult, ProbeStepName } from '../../../../electron/sources/probe/probe-types.ts'
import { type ProbeOptions, probeUrl } from '../../../../electron/sources/probe/probe-url.ts'

/** What a path answers: a status other than 200 comes as a tuple. Objects are sent as JSON, text as text. */
export type Answer = object | string | readonly [status: number, body: object | string, headers?: object]

export interface WebServer {
  readonly url: string
  readonly port: number
  /** Method, path and the names of credentials that came with it. */
  readonly asked: string[]
}

/** A server with these answers by "METHOD /path"; anything else is 404. */
export async function web(answers: Readonly<Record<string, Answer>>): Promise<WebServer> {
  const asked: string[] = []
  const port = await listen(createServer(listener(answers, asked)))
  return { url: `http://127.0.0.1:${port}`, port, asked }
}

/** The same behind TLS with one of the test certificates. */
export async function secureWeb(
  answers: Readonly<Record<string, Answer>>,
  certificate: Certificate = 'self-signed',
): Promise<WebServer> {
  const asked: string[] = []
  const port = await listen(createHttpsServer(pair(certificate), listener(answers, asked)))
  return { url: `https://localhost:${port}`, port, asked }
}

function listener(answers: Readonly<Record<string, Answer>>, asked: string[]): RequestListener {
  return (request, response) => {
    asked.push(`${request.method} ${request.url}${credentialsIn(request)}`)
    const answer = answers[`${request.method} ${request.url}`] ?? answers['*'] ?? [404, 'not found']
    const [status, body, headers = {}] = Array.isArray(answer) ? answer : [200, answer]
    const type = typeof body === 'string' ? 'text/plain' : 'application/json'
    response.writeHead(status, { 'content-type': type, ...headers })
    response.end(typeof body === 'string' ? body : JSON.stringify(body))
  }
}

function credentialsIn({ headers }: IncomingMessage): string {
  return ['authorization', 'cookie'].filter((name) => name in headers).join()
}

type Certificate = 'self-signed' | 'expired'

function pair(name: Certificate): { readonly cert: string; readonly key: string } {
  const folder = new URL('../../../fakes/tls/', import.meta.url)
  const read = (kind: string): string => readFileSync(new URL(`${name}.${kind}.pem`, folder), 'utf8')
  return { cert: read('cert'), key: read('key') }
}

/** Trusts a test certificate until the test ends. */
export function trust(name: Certificate): void {
  const before = getCACertificates('default')
  setDefaultCACertificates([...before, pair(name).cert])
  onTestFinished(() => setDefaultCACertificates(before))
}

/** A TCP (or TLS) server that hands each connection to `speak`. Its port. */
export function lines(speak: (socket: Socket) => void, tls = false): Promise<number> {
  return listen(tls ? createTlsServer(pair('self-signed'), speak) : createTcpServer(speak))
}

/** An Electrum server: answers by method; what has none gets an error. */
export function electrum(answers: Readonly<Record<string, unknown>>, tls = false): Promise<number> {
  const replyTo = (line: string): string => {
    if (!line.startsWith('{')) return '{"id":null,"error":{"code":-32700}}\n'
    const { id, method } = JSON.parse(line) as { id: number; method: string } // our own client speaks here
    const answer = method in answers ? { result: answers[method] } : { error: { code: -32601 } }
    const notification = '{"jsonrpc":"2.0","method":"x.notification","params":[]}\n'
    return `${notification}${JSON.stringify({ jsonrpc: '2.0', id, ...answer })}\n`
  }
  return lines((socket) => {
    socket.on('error', () => undefined)
    socket.on('data', (chunk) => {
      const text = chunk.toString('utf8').trim()
      socket.write(text.split('\n').map(replyTo).join(''))
    })
  }, tls)
}

async function listen(server: Server): Promise<number> {
  const sockets = new Set<Socket>()
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    socket.on('close', () => sockets.delete(socket))
  })
  server.on('tlsClientError', () => undefined)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(async () => {
    const closed = new Promise((resolve) => server.close(resolve))
    for (const socket of sockets) socket.destroy()
    await closed
  })
  return (server.address() as AddressInfo).port // it listens on TCP
}

/** A port on which nothing listens. */
export async function closedPort(): Promise<number> {
  const server = createTcpServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo // it listens on TCP
  await new Promise((resolve) => server.close(resolve))
  return port
}

/** Probes for the main network unless told otherwise. */
export function probe(url: string, options: Partial<ProbeOptions> = {}): Promise<ProbeResult> {
  return probeUrl(url, { network: 'main', signal: new AbortController().signal, ...options })
}

/** The names of the steps that were taken; the failed ones with a "!". */
export function stepsOf({ steps }: ProbeResult): readonly string[] {
  return steps.map(({ step, ok }) => (ok ? step : `${step}!`))
}

/** What a step said, with the way out. */
export function textOf({ steps }: ProbeResult, step: ProbeStepName): string {
  const found = steps.find((one) => one.step === step)
  return found ? `${found.text} ${found.fix ?? ''}` : 'no such step'
}

/** Seconds since 1970, `ago` seconds ago. */
export function secondsAgo(ago: number): number {
  return Math.floor(Date.now() / 1000) - ago
}
