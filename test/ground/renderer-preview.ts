/**
 * Serves the built renderer with its content security policy and a scripted host on 127.0.0.1.
 * `node test/ground/renderer-preview.ts [--port N] [--network regtest] [--empty]` prints the address to open.
 */
import { access, readFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join, normalize } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { type WebSocket, WebSocketServer } from 'ws'
import { createDemoHost, type DemoHost } from '../../renderer/demo/demo-host.ts'
import { NETWORKS } from '../../shared/chain.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

/** What every page is served with; nothing inline, nothing from elsewhere. */
export const PREVIEW_CSP = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "object-src 'none'",
  "require-trusted-types-for 'script'",
].join('; ')

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.woff2': 'font/woff2',
}

/** Builds the renderer alone into `outDir`/renderer. */
export async function buildRenderer(outDir: string): Promise<string> {
  process.env['TIDEMARK_OUT_DIR'] = outDir
  const { createBuilder } = await import('vite')
  const builder = await createBuilder({ root: ROOT, logLevel: 'warn' })
  const client = builder.environments['client']
  if (!client) throw new Error('vite.config.ts has no client environment')
  await builder.build(client)
  return join(outDir, 'renderer')
}

/** A preview that is being served. */
export interface Preview {
  readonly url: string
  /** Cuts every WebSocket, as a host that died would, and takes none until `restore`. */
  readonly cut: () => void
  readonly restore: () => void
  readonly close: () => Promise<void>
}

/** Serves `dist` (a built renderer) over `host`. The URL has a one-use code, as the real one has. */
export async function startPreview(dist: string, host: DemoHost, port = 0): Promise<Preview> {
  let open = true
  const sockets = new WebSocketServer({ noServer: true })
  sockets.on('connection', (socket) => serveSocket(socket, host))
  const server = createServer((request, response) => {
    void serveFile(dist, request, response)
  })
  server.on('upgrade', (request, socket, head) => {
    const allowed = open && request.url === '/ws' && (request.headers.cookie ?? '').includes('preview=1')
    if (!allowed) return socket.end('HTTP/1.1 401 Unauthorized\r\nconnection: close\r\n\r\n')
    return sockets.handleUpgrade(request, socket, head, (own) => sockets.emit('connection', own, request))
  })
  await new Promise<void>((resolve) => {
    server.listen(port, '127.0.0.1', resolve)
  })
  const address = server.address() as AddressInfo // it listens on TCP
  return {
    url: `http://127.0.0.1:${address.port}/#code=preview`,
    cut() {
      open = false
      for (const socket of sockets.clients) socket.terminate()
    },
    restore() {
      open = true
    },
    close: () => closeAll(server, sockets),
  }
}

async function closeAll(server: Server, sockets: WebSocketServer): Promise<void> {
  for (const socket of sockets.clients) socket.terminate()
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
}

async function serveFile(dist: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  response.setHeader('content-security-policy', PREVIEW_CSP)
  response.setHeader('x-content-type-options', 'nosniff')
  if (request.method === 'POST' && request.url === '/session') {
    response.setHeader('set-cookie', 'preview=1; HttpOnly; SameSite=Strict; Path=/')
    response.writeHead(204).end()
    return
  }
  const path = request.url === '/' ? await pageIn(dist) : normalize(request.url ?? '').slice(1)
  try {
    const body = await readFile(join(dist, path))
    response.setHeader('content-type', TYPES[extname(path)] ?? 'application/octet-stream')
    response.writeHead(200).end(body)
  } catch {
    response.writeHead(404).end() // whatever cannot be read is not there
  }
}

/** The page, wherever the build puts it below its output folder. */
async function pageIn(dist: string): Promise<string> {
  return access(join(dist, 'index.html')).then(
    () => 'index.html',
    () => 'renderer/index.html',
  )
}

function serveSocket(socket: WebSocket, host: DemoHost): void {
  const send = (message: unknown): void => socket.send(JSON.stringify(message))
  const stop = host.subscribe((name, payload) => send({ kind: 'event', name, payload }))
  socket.on('close', stop)
  socket.on('message', (data: Buffer) => {
    const message = JSON.parse(data.toString('utf8')) as Record<string, unknown> // sent by our own renderer
    if (message['kind'] !== 'call') return
    void host
      .call(String(message['name']), message['input'])
      .then((result) => send({ kind: 'reply', id: message['id'], result }))
  })
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '0' },
      network: { type: 'string', default: 'main' },
      empty: { type: 'boolean', default: false },
    },
  })
  const network = NETWORKS.find((each) => each === values.network) ?? 'main'
  const dist = await buildRenderer(join(ROOT, 'dist-preview'))
  const host = createDemoHost({ network, empty: values.empty })
  const { url } = await startPreview(dist, host, Number(values.port))
  process.stdout.write(`${url}\n`)
}

if (import.meta.main) await main()
