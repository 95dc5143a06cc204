/**
 * A server on a real socket that behaves like bitcoind, method by method: for what the real one cannot be made to
 * do, and for what Core 25 to 29 lack or do differently.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { GENESIS_HASH } from '../../shared/chain.ts'

/** What a method answers. `json` is sent as it stands, so that digits survive; `reset` drops the connection. */
export type FakeAnswer =
  | { readonly kind: 'result'; readonly value: unknown }
  | { readonly kind: 'json'; readonly text: string }
  | { readonly kind: 'error'; readonly code: number; readonly message: string }
  | { readonly kind: 'http'; readonly status: number; readonly body: string | Uint8Array }
  | { readonly kind: 'reset' }
  | { readonly kind: 'hang' }

export type FakeMethod = (params: readonly unknown[]) => FakeAnswer | Promise<FakeAnswer>

export interface FakeBitcoind {
  readonly url: string
  /** Methods asked for, in order; a batch counts each of its calls, REST its path. */
  readonly asked: readonly string[]
  /** How many HTTP requests came. */
  readonly requests: () => number
  /** Sets or replaces what a method answers. */
  on(method: string, answer: FakeMethod): void
  /** The same for a path of REST; unknown paths are 404 without a body, as with REST turned off. */
  onPath(path: string, answer: FakeMethod): void
  /** "user:password" that is let in; null lets everybody in. */
  credentials: string | null
  close(): Promise<void>
}

export interface FakeOptions {
  /** As before Core 28: errors come as HTTP 500 and 404, and no reply names its version. */
  readonly legacy?: boolean
}

export const result = (value: unknown): FakeAnswer => ({ kind: 'result', value })
export const failure = (code: number, message: string): FakeAnswer => ({ kind: 'error', code, message })
export const http = (status: number, body: string | Uint8Array): FakeAnswer => ({
  kind: 'http',
  status,
  body,
})

/** An up-to-date regtest node of Core 25 at genesis, until its methods are replaced. Listens on 127.0.0.1. */
export async function startFakeBitcoind(options: FakeOptions = {}): Promise<FakeBitcoind> {
  const methods = new Map<string, FakeMethod>(Object.entries(DEFAULTS))
  const paths = new Map<string, FakeMethod>()
  const asked: string[] = []
  let requests = 0
  const fake = { credentials: null as string | null }
  const server = createServer((request, response) => {
    requests += 1
    void answerRequest(request, response).catch(() => response.destroy())
  })
  const answerRequest = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await bodyOf(request)
    if (request.method === 'GET') {
      asked.push(request.url ?? '')
      send(response, await (paths.get(request.url ?? '') ?? notThere)([]), '')
      return
    }
    if (fake.credentials !== null && request.headers.authorization !== basic(fake.credentials)) {
      response.setHeader('www-authenticate', 'Basic realm="jsonrpc"')
      send(response, http(401, ''), '')
      return
    }
    await answerRpc(JSON.parse(body) as FakeCall | FakeCall[], response) // only our own client speaks here
  }
  const answerRpc = async (calls: FakeCall | FakeCall[], response: ServerResponse): Promise<void> => {
    const answers: { readonly call: FakeCall; readonly answer: FakeAnswer }[] = []
    for (const call of [calls].flat()) {
      asked.push(call.method)
      answers.push({ call, answer: await (methods.get(call.method) ?? unknownMethod)(call.params) })
    }
    const special = answers.find(({ answer }) => !isRpc(answer))
    if (special) return send(response, special.answer, '')
    const texts = answers.map(({ call, answer }) => replyText(call, answer, options.legacy === true))
    const status = options.legacy && !Array.isArray(calls) ? legacyStatus(answers[0]?.answer) : 200
    send(response, http(status, Array.isArray(calls) ? `[${texts.join(',')}]` : `${texts[0]}\n`), 'json')
  }
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo // it listens on a port, not on a pipe
  return Object.assign(fake, {
    url: `http://127.0.0.1:${port}`,
    asked,
    requests: () => requests,
    on: (method: string, answer: FakeMethod) => void methods.set(method, answer),
    onPath: (path: string, answer: FakeMethod) => void paths.set(path, answer),
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  })
}

interface FakeCall {
  readonly id: unknown
  readonly method: string
  readonly params: readonly unknown[]
}

const notThere: FakeMethod = () => http(404, '')
const unknownMethod: FakeMethod = () => failure(-32601, 'Method not found')

/** `getblockchaininfo` of an up-to-date regtest node at genesis, with changes. */
export function chainInfo(changes: Readonly<Record<string, unknown>> = {}): FakeAnswer {
  return result({
    chain: 'regtest',
    blocks: 0,
    headers: 0,
    bestblockhash: GENESIS_HASH.regtest,
    initialblockdownload: false,
    pruned: false,
    verificationprogress: 1,
    ...changes,
  })
}

const DEFAULTS: Readonly<Record<string, FakeMethod>> = {
  getblockchaininfo: () => chainInfo(),
  getblockhash: ([height]) =>
    height === 0 ? result(GENESIS_HASH.regtest) : failure(-8, 'Block height out of range'),
  getbestblockhash: () => result(GENESIS_HASH.regtest),
  getnetworkinfo: () => result({ version: 250_000, subversion: '/Satoshi:25.0.0/' }),
  getindexinfo: () => result({}),
  getzmqnotifications: () => result([]),
  waitfornewblock: (params) =>
    params.length > 1
      ? failure(-1, 'waitfornewblock ( timeout )\n\nWaits for a new block.')
      : result({ hash: GENESIS_HASH.regtest, height: 0 }),
}

function isRpc(answer: FakeAnswer): boolean {
  return answer.kind === 'result' || answer.kind === 'json' || answer.kind === 'error'
}

function replyText(call: FakeCall, answer: FakeAnswer, legacy: boolean): string {
  const id = JSON.stringify(call.id)
  const version = legacy ? '' : '"jsonrpc":"2.0",'
  if (answer.kind === 'error') {
    const error = JSON.stringify({ code: answer.code, message: answer.message })
    return `{${legacy ? '"result":null,' : version}"error":${error},"id":${id}}`
  }
  const value =
    answer.kind === 'json' ? answer.text : answer.kind === 'result' ? JSON.stringify(answer.value) : ''
  return `{${version}"result":${value},${legacy ? '"error":null,' : ''}"id":${id}}`
}

function legacyStatus(answer: FakeAnswer | undefined): number {
  if (answer?.kind !== 'error') return 200
  return answer.code === -32601 ? 404 : 500
}

function send(response: ServerResponse, answer: FakeAnswer, type: string): void {
  if (answer.kind === 'hang') return
  if (answer.kind !== 'http') {
    response.socket?.destroy()
    return
  }
  const length = { 'content-length': Buffer.byteLength(answer.body) } // bitcoind names it with every answer
  response.writeHead(
    answer.status,
    type === 'json' ? { ...length, 'content-type': 'application/json' } : length,
  )
  response.end(answer.body)
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk)
  return Buffer.concat(chunks).toString('utf8')
}

function basic(credentials: string): string {
  return `Basic ${Buffer.from(credentials).toString('base64')}`
}
