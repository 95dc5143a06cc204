/** Stands before a node and answers for it as bitcoind does when it cannot: warming up, or its work queue is full. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** `pass`: the node itself answers. */
export type RelayMood = 'pass' | 'warming_up' | 'queue_full'

export interface Relay {
  readonly url: string
  /** Requests that were answered in a mood other than `pass`. */
  readonly refused: number
  setMood(mood: RelayMood): void
  close(): Promise<void>
}

/** What the node's replies name, and what is named in its place. */
export interface Renamed {
  readonly publisher: string
  readonly instead: string
}

/** A relay to the node at `target`; requests pass until a mood is set. Its publisher goes by another address. */
export async function startRelay(target: string, renamed: Renamed): Promise<Relay> {
  let mood: RelayMood = 'pass'
  let refused = 0
  const server = createServer((request, response) => {
    if (mood === 'pass') {
      passOn(target, renamed, request, response).catch(() => response.destroy()) // the node went away meanwhile
      return
    }
    refused += 1
    request.resume()
    refuse(request, response, mood)
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as AddressInfo // it listens on a port, not on a pipe
  return {
    url: `http://127.0.0.1:${port}`,
    get refused() {
      return refused
    },
    setMood: (next) => {
      mood = next
    },
    close: () => {
      server.closeAllConnections()
      return new Promise((done) => server.close(() => done()))
    },
  }
}

/** The replies are bitcoind's own (httpserver.cpp, rpc/server.cpp). */
function refuse(
  { method }: IncomingMessage,
  response: ServerResponse,
  mood: Exclude<RelayMood, 'pass'>,
): void {
  if (mood === 'queue_full' || method === 'GET') {
    const text =
      mood === 'queue_full'
        ? 'Work queue depth exceeded'
        : 'Service temporarily unavailable: Loading block index…'
    response.writeHead(503, { 'content-type': 'text/plain' }).end(text)
    return
  }
  const error = { code: -28, message: 'Loading block index…' }
  response
    .writeHead(500, { 'content-type': 'application/json' })
    .end(JSON.stringify({ result: null, error, id: null }))
}

async function passOn(
  target: string,
  { publisher, instead }: Renamed,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  const { method = 'GET', url = '/', headers } = request
  const sent = new Headers()
  for (const name of ['authorization', 'content-type']) {
    const value = headers[name]
    if (typeof value === 'string') sent.set(name, value)
  }
  const given = Buffer.concat(chunks)
  const body = chunks.length === 0 ? {} : { body: new Uint8Array(given) }
  const reply = await fetch(new URL(url, target), { method, headers: sent, ...body })
  const replied = Buffer.from(await reply.arrayBuffer())
  const bytes = given.includes('getzmqnotifications')
    ? Buffer.from(replied.toString('utf8').replaceAll(publisher, instead))
    : replied
  const kept = ['content-type', 'www-authenticate'].flatMap((name) => {
    const value = reply.headers.get(name)
    return value === null ? [] : [[name, value] as const]
  })
  response.writeHead(reply.status, { ...Object.fromEntries(kept), 'content-length': bytes.length }).end(bytes)
}
