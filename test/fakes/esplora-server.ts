/**
 * A real HTTP server in the shape of Esplora on 127.0.0.1, fed by a real node through its RPC or by made-up data.
 * Every request is on record; faults are set per route. For tests and measurements only.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type EsploraChain, type StaticData, staticChain } from './esplora-chain.ts'
import { createFaults, type Faults, sendWithFault } from './esplora-faults.ts'
import { type NodeRpc, nodeChain } from './esplora-node-chain.ts'
import { type Reply, type RouteName, routeOf, unknownEndpoint } from './esplora-routes.ts'
import { ELECTRS, type ServerShape } from './esplora-shape.ts'

/** Where the answers come from, and how this server differs from electrs. */
export type EsploraServerOptions = Partial<ServerShape> &
  ({ readonly rpc: NodeRpc } | { readonly data: StaticData } | { readonly chain: EsploraChain })

/** One request that arrived, in the order of arrival. `route` is null for an unknown endpoint. */
export interface LoggedRequest {
  readonly method: string
  /** With its query. */
  readonly path: string
  readonly route: RouteName | null
}

export interface EsploraServer {
  /** The base URL, without a slash at its end. */
  readonly url: string
  readonly port: number
  /** Grows while the server runs; emptied by assigning `length = 0`. */
  readonly requests: LoggedRequest[]
  readonly faults: Faults
  /** Ends every connection and stops listening. */
  close(): Promise<void>
}

/** Starts on a free port, or on `port`. */
export async function startEsploraServer(options: EsploraServerOptions, port = 0): Promise<EsploraServer> {
  const chain = chainOf(options)
  const shape: ServerShape = { ...ELECTRS, ...options }
  const requests: LoggedRequest[] = []
  const faults = createFaults()
  const server = createServer((request, response) => {
    answer({ chain, shape, requests, faults }, request, response).catch((error: unknown) => {
      if (!response.headersSent) response.writeHead(500)
      response.end(error instanceof Error ? error.message : 'internal error')
    })
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  const { port: bound } = server.address() as AddressInfo // it listens on TCP
  return {
    url: `http://127.0.0.1:${bound}`,
    port: bound,
    requests,
    faults,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

function chainOf(options: EsploraServerOptions): EsploraChain {
  if ('chain' in options) return options.chain
  return 'rpc' in options ? nodeChain(options.rpc) : staticChain(options.data)
}

interface Answering {
  readonly chain: EsploraChain
  readonly shape: ServerShape
  readonly requests: LoggedRequest[]
  readonly faults: Faults
}

async function answer(
  { chain, shape, requests, faults }: Answering,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const path = request.url ?? '/'
  const route = routeOf(path.replace(/\?.*$/, ''), shape)
  requests.push({ method: request.method ?? '', path, route: route?.name ?? null })
  if (route === null || request.method !== 'GET') return sendWithFault(response, unknownEndpoint(path), null)
  const fault = faults.take(route.name)
  const reply = await replyOf(chain, route, fault?.kind === 'stale' ? fault.blocks : 0)
  await sendWithFault(response, reply, fault)
}

/** A node that does not answer makes electrs answer 503. */
async function replyOf(
  chain: EsploraChain,
  route: NonNullable<ReturnType<typeof routeOf>>,
  blocksAgo: number,
): Promise<Reply> {
  try {
    const view = await chain.view()
    return await route.answer(blocksAgo > 0 ? view.back(blocksAgo) : view)
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'unknown'
    return { status: 503, contentType: 'text/plain', body: `daemon unavailable: ${reason}` }
  }
}
