/**
 * A real HTTP server of the uniform shape on 127.0.0.1. `UniformShape` says how much it tells: from `{ balance, height }`
 * alone to all that a Tidemark says. Every request is on record; faults are those of the Esplora-shaped server.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createFaults, type Faults, sendWithFault } from './esplora-faults.ts'
import type { Reply, RouteName } from './esplora-routes.ts'
import type { UniformChain, UniformView } from './uniform-chain.ts'

/** What the server says and offers beyond `{ balance, height }`. */
export interface UniformShape {
  /** What it makes of `height=H`: the figure at H, today's with 200 (as servers that do not know it), or 422. */
  readonly heights: 'honoured' | 'ignored' | 'refused'
  readonly hash: boolean
  readonly time: boolean
  readonly network: boolean
  /** Whether it repeats the address. */
  readonly echo: boolean
  readonly pending: boolean
  /** `/block-height/{height}` and `/block/{hash}/header`. */
  readonly pages: boolean
  readonly tip: boolean
  /** Wanted as a bearer token. */
  readonly apiKey: string | null
}

/** As a Tidemark that knows every height. */
export const FULL_SHAPE: UniformShape = {
  heights: 'honoured',
  hash: true,
  time: true,
  network: true,
  echo: true,
  pending: true,
  pages: true,
  tip: true,
  apiKey: null,
}

/** The least that is still an answer. */
export const BARE_SHAPE: UniformShape = {
  ...FULL_SHAPE,
  hash: false,
  time: false,
  network: false,
  echo: false,
  pending: false,
  pages: false,
  tip: false,
}

export interface UniformRequest {
  readonly method: string
  /** With its query. */
  readonly path: string
  readonly authorization: string | null
}

export interface UniformServer {
  /** The base URL, without a slash at its end. */
  readonly url: string
  readonly port: number
  readonly requests: UniformRequest[]
  /** The routes are `address`, `blockHeight` and `header`; `tipHash` stands for `/tip`. */
  readonly faults: Faults
  close(): Promise<void>
}

/** Starts on a free port, or on `port`. */
export async function startUniformServer(
  chain: UniformChain,
  shape: UniformShape = FULL_SHAPE,
  port = 0,
): Promise<UniformServer> {
  const requests: UniformRequest[] = []
  const faults = createFaults()
  const server = createServer((request, response) => {
    answer(chain, shape, requests, faults, request, response).catch((error: unknown) => {
      if (!response.headersSent) response.writeHead(500)
      response.end(error instanceof Error ? error.message : 'internal error')
    })
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  const { port: bound } = server.address() as AddressInfo // it listens on TCP
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
  return { url: `http://127.0.0.1:${bound}`, port: bound, requests, faults, close }
}

async function answer(
  chain: UniformChain,
  shape: UniformShape,
  requests: UniformRequest[],
  faults: Faults,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const path = request.url ?? '/'
  const authorization = request.headers.authorization ?? null
  requests.push({ method: request.method ?? '', path, authorization })
  if (shape.apiKey !== null && authorization !== `Bearer ${shape.apiKey}`)
    return sendWithFault(response, json({ error: 'unauthorized' }, 401), null)
  const url = new URL(path, 'http://127.0.0.1')
  const route = routeOf(url.pathname)
  if (route === null) return sendWithFault(response, notFound(), null)
  const fault = faults.take(route.name)
  const view = viewAgo(await chain.view(), fault?.kind === 'stale' ? fault.blocks : 0)
  const height = url.searchParams.get('height')
  await sendWithFault(response, await route.reply(chain, view, shape, height), fault)
}

interface Route {
  readonly name: RouteName
  reply(chain: UniformChain, view: UniformView, shape: UniformShape, height: string | null): Promise<Reply>
}

function routeOf(path: string): Route | null {
  const [, kind = '', first = '', second = ''] = path.split('/')
  const arg = decodeURIComponent(first)
  if (path === '/tip')
    return { name: 'tipHash', reply: async (chain, view, shape) => tipOf(chain, view, shape) }
  if (kind === 'block-height')
    return {
      name: 'blockHeight',
      reply: async (_, view, { pages }) => text(pages, view.blocks[Number(arg)]?.id),
    }
  if (kind === 'block' && second === 'header')
    return { name: 'header', reply: async (_, view, { pages }) => text(pages, await view.header(arg)) }
  if (kind === 'address' && arg !== '') return { name: 'address', reply: (...all) => figures(arg, ...all) }
  return null
}

function tipOf({ network }: UniformChain, { blocks }: UniformView, shape: UniformShape): Reply {
  const tip = blocks.at(-1)
  if (!shape.tip || tip === undefined) return notFound()
  const { id: hash, height, timestamp: time } = tip
  return json({ ...(shape.network ? { network } : {}), height, hash, time })
}

async function figures(
  address: string,
  { network }: UniformChain,
  view: UniformView,
  shape: UniformShape,
  asked: string | null,
): Promise<Reply> {
  if (asked !== null && shape.heights === 'refused') return json({ error: 'height_not_available' }, 422)
  const height = asked !== null && shape.heights === 'honoured' ? Number(asked) : view.blocks.length - 1
  const block = view.blocks[height]
  if (block === undefined) return json({ error: 'height_not_available' }, 422)
  const found = await view.figures(address, height)
  if (found === null) return json({ error: 'not_watched' }, 404)
  return json({
    ...(shape.echo ? { address } : {}),
    ...(shape.network ? { network } : {}),
    balance: found.confirmed,
    height,
    ...(shape.hash ? { hash: block.id } : {}),
    ...(shape.time ? { time: block.timestamp } : {}),
    ...(shape.pending ? { pending: found.pending } : {}),
  })
}

function viewAgo(view: UniformView, blocks: number): UniformView {
  if (blocks === 0) return view
  return { ...view, blocks: view.blocks.slice(0, Math.max(1, view.blocks.length - blocks)) }
}

function text(served: boolean, body: string | null | undefined): Reply {
  return served && body != null ? { status: 200, contentType: 'text/plain', body } : notFound()
}

function json(value: object, status = 200): Reply {
  return { status, contentType: 'application/json', body: JSON.stringify(value) }
}

function notFound(): Reply {
  return { status: 404, contentType: 'text/plain', body: 'not found' }
}
