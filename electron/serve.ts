/** The app behind a loopback server, for a browser: a machine without a display server, or without Electron. */
import type { Server as HttpServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Network } from '../shared/chain.ts'
import { AppError } from '../shared/errors.ts'
import { say } from '../shared/said.ts'
import type { Clock } from './engine/ports.ts'
import { type Log, silentLog } from './log.ts'
import { type ApiOptions, createApiDoor } from './serve/api/api-door.ts'
import { refuseBrokenRequests } from './serve/broken-requests.ts'
import { createHttpDoor } from './serve/http-door.ts'
import { SERVE_LIMITS, type ServeLimits } from './serve/limits.ts'
import type { ServedHost } from './serve/opening-door.ts'
import { createSessions } from './serve/sessions.ts'
import { attachSocketDoor } from './serve/socket-door.ts'
import { loadStaticFiles } from './serve/static-files.ts'

/** Imported as a module, it would have each of its names looked up, and a client of WebSockets loaded for one of them: 20 ms. */
const { createServer } = process.getBuiltinModule('node:http')

export interface ServeOptions {
  /** 0 or absent: one that is free. */
  readonly port?: number
  /** The folder of the built interface. */
  readonly rendererDir: string
  readonly clock?: Clock
  readonly log?: Log
  readonly limits?: Partial<ServeLimits>
  /** Switches `/metrics`, `/tip` and `/address/...` on, for whoever holds a key. */
  readonly api?: ApiOptions & { readonly network: Network }
}

export interface Server {
  readonly port: number
  /** A link that opens the app once, within 30 s: its fragment carries a fresh code, which no server log sees. */
  openUrl(): string
  /** Closes every connection and frees the port. The host is left running. */
  close(): Promise<void>
}

/** Serves the host on 127.0.0.1 alone. Fails with `internal` when the port is taken or the interface is not built. */
export async function startServer(host: ServedHost, options: ServeOptions): Promise<Server> {
  const limits = { ...SERVE_LIMITS, ...options.limits }
  const clock = options.clock ?? { now: Date.now }
  const sessions = createSessions(clock)
  const files = await loadStaticFiles(options.rendererDir)
  let bound = 0
  const port = (): number => bound
  const { router } = host
  const api = options.api ? createApiDoor({ ...options.api, router, clock, limits }) : null
  const server = createServer(httpOptions(limits))
  server.maxConnections = limits.connections
  server.on(
    'request',
    createHttpDoor({
      files,
      sessions,
      port,
      bodyBytes: limits.bodyBytes,
      log: options.log ?? silentLog,
      api,
    }),
  )
  refuseBrokenRequests(server)
  const closeSockets = attachSocketDoor(server, {
    router,
    events: host.events,
    sessions,
    port,
    limits,
  })
  await listen(server, options.port ?? 0)
  bound = portOf(server)
  return {
    port: bound,
    openUrl: () => `http://127.0.0.1:${bound}/#code=${sessions.newCode()}`,
    close: () => close(server, closeSockets),
  }
}

function httpOptions(limits: ServeLimits) {
  return {
    maxHeaderSize: limits.headerBytes,
    requireHostHeader: false, // the guard refuses it, with its reason
    headersTimeout: limits.headersMs,
    requestTimeout: limits.requestMs,
    connectionsCheckingInterval: Math.min(1_000, limits.headersMs),
    keepAliveTimeout: 5_000,
  }
}

function portOf(server: HttpServer): number {
  return (server.address() as AddressInfo).port // it listens on TCP, never on a pipe
}

async function listen(server: HttpServer, port: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const why =
        cause.code === 'EADDRINUSE'
          ? say('port_in_use', { port })
          : say('port_failed', { port, code: cause.code ?? 'unknown' })
      reject(new AppError('internal', why, { cause }))
    })
    server.listen({ host: '127.0.0.1', port, exclusive: true }, resolve)
  })
}

async function close(server: HttpServer, closeSockets: () => void): Promise<void> {
  closeSockets()
  const closed = new Promise<void>((resolve) => {
    server.close(() => resolve())
  })
  server.closeAllConnections()
  await closed
}
