/**
 * A real HTTP server on 127.0.0.1 for a made-up API: routes, one view of a chain an answer, every request on record,
 * and the same faults as the Esplora-shaped server. BlockCypher's and blockchain.info's shapes stand on it.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import {
  type ChainView,
  type EsploraBlock,
  type EsploraChain,
  type StaticData,
  staticChain,
} from './esplora-chain.ts'
import { createFaults, type Fault, sendWithFault } from './esplora-faults.ts'
import { type NodeRpc, nodeChain } from './esplora-node-chain.ts'
import type { Reply } from './esplora-routes.ts'

/** Where the answers come from. */
export type FakeApiData = { readonly rpc: NodeRpc } | { readonly data: StaticData }

/** The switchboard, for the routes of one API. A fault on a route wins over one on `any`. */
export interface ApiFaults<R extends string> {
  set(route: R | 'any', fault: Fault, times?: number, after?: number): void
  clear(route?: R | 'any'): void
  take(route: R): Fault | null
}

/** One request that arrived; `route` is null for an unknown endpoint. */
export interface ApiRequest<R extends string> {
  /** With its query. */
  readonly path: string
  readonly route: R | null
}

export interface FakeApi<R extends string> {
  /** The base URL, without a slash at its end. */
  readonly url: string
  readonly requests: ApiRequest<R>[]
  readonly faults: ApiFaults<R>
  close(): Promise<void>
}

export interface FakeApiShape<R extends string> {
  /** Path of the API's base. */
  readonly base: string
  /** The route of a path below the base; null where there is none. */
  routeOf(path: string): R | null
  answer(view: ChainView, route: R, path: string, query: URLSearchParams): Promise<Reply>
  /** Headers of every reply, made anew for each. */
  headers?(): Readonly<Record<string, string>>
}

/** Starts on a free port. */
export async function startFakeApi<R extends string>(
  source: FakeApiData,
  shape: FakeApiShape<R>,
): Promise<FakeApi<R>> {
  const chain = 'rpc' in source ? nodeChain(source.rpc) : staticChain(source.data)
  const faults = createFaults() as unknown as ApiFaults<R> // it compares names of routes and knows none
  const requests: ApiRequest<R>[] = []
  const server = createServer((request, response) => {
    respond(chain, shape, faults, requests, request, response).catch((error: unknown) => {
      if (!response.headersSent) response.writeHead(500)
      response.end(error instanceof Error ? error.message : 'internal error')
    })
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })
  const { port } = server.address() as AddressInfo // it listens on TCP
  return {
    url: `http://127.0.0.1:${port}${shape.base}`,
    requests,
    faults,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

async function respond<R extends string>(
  chain: EsploraChain,
  shape: FakeApiShape<R>,
  faults: ApiFaults<R>,
  requests: ApiRequest<R>[],
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://fake')
  const path = pathname.startsWith(shape.base) ? pathname.slice(shape.base.length) : null
  const route = path === null ? null : shape.routeOf(path)
  requests.push({ path: request.url ?? '', route })
  for (const [name, value] of Object.entries(shape.headers?.() ?? {})) response.setHeader(name, value)
  if (route === null || path === null) return sendWithFault(response, notFound(), null)
  const fault = faults.take(route)
  const view = await chain.view()
  const seen = fault?.kind === 'stale' ? view.back(fault.blocks) : view
  await sendWithFault(response, await shape.answer(seen, route, path, searchParams), fault)
}

/** The newest block of a view. */
export function tipOf({ blocks }: ChainView): EsploraBlock {
  const tip = blocks.at(-1)
  if (tip === undefined) throw new Error('a chain has at least its genesis block')
  return tip
}

/** A JSON reply. */
export function jsonReply(value: unknown, status = 200): Reply {
  return { status, contentType: 'application/json', body: JSON.stringify(value) }
}

function notFound(): Reply {
  return { status: 404, contentType: 'text/html', body: '<html>Not found</html>' }
}
