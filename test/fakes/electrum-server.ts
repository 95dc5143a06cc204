/**
 * A real TCP or TLS server on 127.0.0.1 that speaks the Electrum protocol, fed by a real node or a made-up chain.
 * Every request is on record; faults are set per method. For tests and measurements only.
 */
import { createHash } from 'node:crypto'
import { type AddressInfo, createServer as createTcpServer, type Socket } from 'node:net'
import { createServer as createTlsServer } from 'node:tls'
import { parseAddress } from '../../electron/engine/accounts/parse-address.ts'
import type { Network } from '../../shared/chain.ts'
import { ANSWERS, type AnswerGround, ElectrumRefusal } from './electrum-answers.ts'
import type { TestCertificate } from './electrum-certificates.ts'
import { rawTransaction } from './electrum-chain.ts'
import { createElectrumFaults, type ElectrumFault, type ElectrumFaults } from './electrum-faults.ts'
import type { ChainView, EsploraChain, EsploraTx } from './esplora-chain.ts'
import { type NodeRpc, nodeChain } from './esplora-node-chain.ts'

export interface ElectrumServerOptions {
  /** A made-up chain, or the node to follow. */
  readonly chain: EsploraChain | { readonly rpc: NodeRpc }
  readonly network: Network
  /** Script hashes cannot be turned back: the server knows the addresses that it may be asked about. */
  readonly addresses: readonly string[]
  readonly tls?: TestCertificate
  readonly port?: number
  /** What it does with an array of questions. */
  readonly arrays?: 'answer' | 'refuse' | 'close'
  /** The protocol version it agrees to, '1.4.2' by default. */
  readonly version?: string
}

/** One question that arrived. */
export interface ElectrumRequest {
  readonly method: string
  readonly params: readonly unknown[]
  /** Which connection it came on, from 1. */
  readonly connection: number
  readonly inArray: boolean
}

export interface ElectrumServer {
  readonly url: string
  readonly port: number
  readonly requests: ElectrumRequest[]
  readonly faults: ElectrumFaults
  readonly connections: number
  /** Lets it know more addresses. */
  know(addresses: readonly string[]): void
  /** Sends a line to everybody who is connected. */
  say(message: unknown): void
  /** Ends all connections and goes on listening. */
  drop(): void
  close(): Promise<void>
}

/** Starts on a free port, or on `port`. */
export async function startElectrumServer(options: ElectrumServerOptions): Promise<ElectrumServer> {
  const ground = new ServerGround(options)
  const onSocket = (socket: Socket): void => ground.accept(socket)
  const server = options.tls ? createTlsServer({ ...options.tls }, onSocket) : createTcpServer(onSocket)
  const raw = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    raw.add(socket)
    socket.on('error', () => raw.delete(socket)).on('close', () => raw.delete(socket))
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port ?? 0, '127.0.0.1', resolve)
  })
  const { port } = server.address() as AddressInfo // it listens on TCP
  const drop = (): void => {
    for (const socket of raw) socket.destroy()
  }
  return {
    url: options.tls ? `tls://localhost:${port}` : `tcp://127.0.0.1:${port}`,
    port,
    requests: ground.requests,
    faults: ground.faults,
    get connections() {
      return ground.connections
    },
    know: (addresses) => ground.know(addresses),
    say: (message) => ground.say(message),
    drop,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        drop()
      }),
  }
}

interface Question {
  readonly id: unknown
  readonly method: string
  readonly params: readonly unknown[]
}

class ServerGround {
  readonly requests: ElectrumRequest[] = []
  readonly faults = createElectrumFaults()
  connections = 0
  readonly #options: ElectrumServerOptions
  readonly #chain: EsploraChain
  readonly #sockets = new Set<Socket>()
  readonly #addresses = new Map<string, string>()

  constructor(options: ElectrumServerOptions) {
    this.#options = options
    this.#chain = 'rpc' in options.chain ? nodeChain(options.chain.rpc) : options.chain
    this.know(options.addresses)
  }

  know(addresses: readonly string[]): void {
    for (const address of addresses) {
      const entry = parseAddress(address, this.#options.network)
      if (entry.kind === 'refused') throw new Error('a test registers what is no address')
      const digest = createHash('sha256').update(entry.address.scriptPubKey).digest()
      this.#addresses.set(digest.reverse().toString('hex'), address)
    }
  }

  say(message: unknown): void {
    for (const socket of this.#sockets) socket.write(`${JSON.stringify(message)}\n`)
  }

  accept(socket: Socket): void {
    const connection = ++this.connections
    let text = ''
    this.#sockets.add(socket)
    socket.on('error', () => this.#sockets.delete(socket))
    socket.on('close', () => this.#sockets.delete(socket))
    socket.on('data', (chunk: Buffer) => {
      const lines = (text + chunk.toString()).split('\n')
      text = lines.pop() ?? ''
      for (const line of lines) this.#onLine(socket, line, connection).catch(() => socket.destroy()) // TLS on a plain port, for one
    })
  }

  async #onLine(socket: Socket, line: string, connection: number): Promise<void> {
    const message: unknown = JSON.parse(line)
    const { arrays = 'answer' } = this.#options
    const inArray = Array.isArray(message)
    const questions = (inArray ? message : [message]) as readonly Question[] // the adapter under test wrote them
    for (const { method, params } of questions) this.requests.push({ method, params, connection, inArray })
    if (inArray && arrays === 'close') return void socket.destroy()
    if (inArray && arrays === 'refuse')
      return sendLine(
        socket,
        '{"jsonrpc":"2.0","id":null,"error":{"code":-31999,"message":"expected object"}}',
        null,
      )
    const faults = questions.map(({ method }) => this.faults.take(method))
    let view: Promise<ChainView> | null = null
    const now = (): Promise<ChainView> => (view ??= this.#chain.view()) // one moment for a whole array
    const answers = await Promise.all(
      questions.map((question, n) => this.#answer(question, faults[n] ?? null, now)),
    )
    const whole = faults.find((fault) => fault !== null) ?? null
    await sendLine(socket, JSON.stringify(inArray ? answers.reverse() : answers[0]), whole)
  }

  async #answer(
    { id, method, params }: Question,
    fault: ElectrumFault | null,
    now: () => Promise<ChainView>,
  ): Promise<unknown> {
    try {
      if (fault?.kind === 'error') throw new ElectrumRefusal(fault.code, fault.message)
      const result = await this.#result(method, params, now, fault?.kind === 'stale' ? fault.blocks : 0)
      if (fault?.kind === 'event') fault.run()
      return { jsonrpc: '2.0', id, result: fault?.kind === 'result' ? fault.edit(result) : result }
    } catch (error) {
      const code = error instanceof ElectrumRefusal ? error.code : 2
      return {
        jsonrpc: '2.0',
        id,
        error: { code, message: error instanceof Error ? error.message : 'trouble' },
      }
    }
  }

  async #result(
    method: string,
    params: readonly unknown[],
    now: () => Promise<ChainView>,
    blocksAgo: number,
  ): Promise<unknown> {
    if (method === 'server.version') return ['Fake 1.0', this.#options.version ?? '1.4.2']
    const answer = ANSWERS[method]
    if (answer === undefined) throw new ElectrumRefusal(-32_601, `unknown method "${method}"`)
    const view = await now()
    const ground: AnswerGround = {
      view: blocksAgo > 0 ? view.back(blocksAgo) : view,
      addressOf: (scripthash) => this.#addresses.get(scripthash),
      raw: (tx) => this.#raw(tx),
    }
    return answer(ground, params)
  }

  async #raw(tx: EsploraTx): Promise<string> {
    const { chain } = this.#options
    if (!('rpc' in chain)) return rawTransaction(tx)
    const { txid, status } = tx
    return (await chain.rpc('getrawtransaction', [
      txid,
      0,
      ...(status.confirmed ? [status.block_hash] : []),
    ])) as string // as the node documents it
  }
}

async function sendLine(socket: Socket, line: string, fault: ElectrumFault | null): Promise<void> {
  const half = line.slice(0, Math.floor(line.length / 2))
  switch (fault?.kind) {
    case 'hang':
      return
    case 'late':
      await pause(fault.ms)
      break
    case 'line':
      return void socket.write(`${fault.edit(line)}\n`)
    case 'drip':
      return drip(socket, `${line}\n`, fault.everyMs)
    case 'reset':
      return void socket.write(half, () => socket.resetAndDestroy())
    case 'truncate':
      return void socket.end(half)
    case 'huge':
      return void socket.write(`"${' '.repeat(fault.bytes)}`)
    case 'error':
    case 'event':
    case 'result':
    case 'stale':
    case undefined:
      break
  }
  if (!socket.destroyed) socket.write(`${line}\n`)
}

async function drip(socket: Socket, text: string, everyMs: number): Promise<void> {
  for (const byte of text) {
    if (socket.destroyed) return
    socket.write(byte)
    await pause(everyMs)
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms).unref())
}
