/**
 * A real SOCKS5 proxy on 127.0.0.1 that takes logins, as Tor does. It looks no name up: each is led to a port of this
 * machine that the test chose. Every login and target is on record. For tests only.
 */
import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

/** What it does instead of leading on. `no-method`: takes no login; `without`: chooses to go without one. */
export type SocksFault =
  | { readonly kind: 'no-method' | 'without' | 'bad-login' | 'not-socks' | 'hang-up' | 'silence' }
  | { readonly kind: 'verdict'; readonly code: number }

/** One stream that was asked for. */
export interface SocksTarget {
  readonly user: string
  readonly password: string
  /** As it came: a name, or an address in its own form. */
  readonly host: string
  readonly kind: 'name' | 'ipv4' | 'ipv6'
  readonly port: number
}

export interface SocksServer {
  readonly port: number
  readonly targets: SocksTarget[]
  /** Set and taken back by the test. */
  fault: SocksFault | null
  /** The methods that clients offered, each list once a connection. */
  readonly offered: number[][]
  /** Streams of clients that are open. */
  readonly open: () => number
  /** Ends all streams; goes on listening. */
  drop(): void
  close(): Promise<void>
}

/** Starts on a free port; streams to anything end at 127.0.0.1 and what `portOf` gives. */
export async function startSocksServer(portOf: (target: SocksTarget) => number): Promise<SocksServer> {
  const sockets = new Set<Socket>()
  const state = { targets: [] as SocksTarget[], offered: [] as number[][], fault: null as SocksFault | null }
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined).on('close', () => sockets.delete(socket))
    serve(socket, state, portOf).catch(() => socket.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const drop = (): void => {
    for (const socket of sockets) socket.destroy()
  }
  return Object.assign(state, {
    port: (server.address() as AddressInfo).port, // it listens on TCP
    open: () => sockets.size,
    drop,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve())
        drop()
      }),
  })
}

type State = Pick<SocksServer, 'targets' | 'offered' | 'fault'>

async function serve(socket: Socket, state: State, portOf: (target: SocksTarget) => number): Promise<void> {
  const [, count = 0] = await read(socket, 2)
  state.offered.push([...(await read(socket, count))])
  const { fault } = state
  if (fault?.kind === 'silence') return
  if (fault?.kind === 'hang-up') return void socket.end()
  if (fault?.kind === 'not-socks') return void socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')
  if (fault?.kind === 'no-method') return void socket.end(Buffer.of(5, 0xff))
  const without = fault?.kind === 'without'
  socket.write(Buffer.of(5, without ? 0 : 2))
  const login = without ? { user: '', password: '' } : await readLogin(socket)
  if (fault?.kind === 'bad-login') return void socket.end(Buffer.of(1, 1))
  if (!without) socket.write(Buffer.of(1, 0))
  const target = { ...login, ...(await readTarget(socket)) }
  state.targets.push(target)
  if (fault?.kind === 'verdict') return void socket.end(reply(fault.code))
  await lead(socket, portOf(target))
}

async function readLogin(socket: Socket): Promise<Pick<SocksTarget, 'user' | 'password'>> {
  const [, size = 0] = await read(socket, 2)
  const user = (await read(socket, size)).toString()
  const [length = 0] = await read(socket, 1)
  return { user, password: (await read(socket, length)).toString() }
}

async function readTarget(socket: Socket): Promise<Pick<SocksTarget, 'host' | 'kind' | 'port'>> {
  const [, , , type] = await read(socket, 4)
  const [kind, host] = await readHost(socket, type)
  return { kind, host, port: (await read(socket, 2)).readUInt16BE() }
}

async function readHost(socket: Socket, type: number | undefined): Promise<[SocksTarget['kind'], string]> {
  if (type === 1) return ['ipv4', [...(await read(socket, 4))].join('.')]
  if (type === 4) return ['ipv6', (await read(socket, 16)).toString('hex')]
  const [length = 0] = await read(socket, 1)
  return ['name', (await read(socket, length)).toString()]
}

/** Its reply names the address that it connected from, in the form that is the longest to read. */
function reply(code: number): Buffer {
  return Buffer.concat([Buffer.of(5, code, 0, 3, 5), Buffer.from('proxy'), Buffer.of(0, 80)])
}

async function lead(socket: Socket, port: number): Promise<void> {
  const onward = connect(port, '127.0.0.1')
  onward.on('error', () => socket.destroy())
  await once(onward, 'connect')
  socket.write(reply(0))
  socket.on('close', () => onward.destroy())
  onward.on('close', () => socket.destroy())
  onward.pipe(socket)
  socket.pipe(onward)
}

async function read(socket: Socket, size: number): Promise<Buffer> {
  for (;;) {
    const bytes = socket.read(size) as Buffer | null // no encoding is set
    if (bytes !== null) return bytes
    if (socket.readableEnded || socket.destroyed) throw new Error('the client left')
    await once(socket, 'readable')
  }
}
