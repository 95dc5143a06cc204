/** The way to an Electrum server: a TCP connection, with TLS over it where the URL says so. */
import { connect as connectTcp, isIP, type Socket } from 'node:net'
import { connect as connectTls, type TLSSocket } from 'node:tls'
import type { Clock } from '../../engine/ports.ts'
import { ProviderError } from '../../engine/provider-error.ts'
import type { ElectrumUrl } from './electrum-url.ts'
import { checkCertificate, type PinStore } from './pins.ts'

/** Opens a connected TCP stream, or rejects. A proxy, or a check of the resolved address, goes in here. */
export type Dial = (
  to: { readonly host: string; readonly port: number },
  signal: AbortSignal,
) => Promise<Socket>

/** An open stream to a server. */
export interface Link {
  readonly socket: Socket
  /** The server has proven to be the right one: a new certificate is pinned now, not before. */
  confirm(): Promise<void>
}

/** What `openLink` needs besides the address. */
export interface LinkOptions {
  readonly pins: PinStore
  readonly clock: Clock
  readonly dial?: Dial
}

/** Connects. Rejects with `ProviderError` `unreachable`, also when `signal` is aborted (the caller knows why). */
export async function openLink(url: ElectrumUrl, options: LinkOptions, signal: AbortSignal): Promise<Link> {
  try {
    const socket = await (options.dial ?? dialDirectly)(url, signal)
    return url.tls ? await secure(socket, url, options, signal) : { socket, confirm: async () => undefined }
  } catch (error) {
    throw error instanceof ProviderError ? error : unreachable(error)
  }
}

async function secure(
  raw: Socket,
  url: ElectrumUrl,
  { pins, clock }: LinkOptions,
  signal: AbortSignal,
): Promise<Link> {
  const socket = connectTls({
    socket: raw,
    host: url.host,
    ...(isIP(url.host) === 0 ? { servername: url.host } : {}),
    minVersion: 'TLSv1.2',
    rejectUnauthorized: false, // checkCertificate decides, before a byte is sent
  })
  try {
    await happening(socket, 'secureConnect', signal)
    const toPin = await checkCertificate(socket, url.origin, pins, clock.now())
    return { socket, confirm: () => remember(toPin, url, pins) }
  } catch (error) {
    socket.destroy()
    throw error
  }
}

/** A certificate that cannot be remembered could be changed unseen: the server is not used then. */
async function remember(fingerprint: string | null, { origin }: ElectrumUrl, pins: PinStore): Promise<void> {
  if (fingerprint === null) return
  try {
    await pins.save(origin, fingerprint)
  } catch (cause) {
    throw new ProviderError('unreachable', 'its certificate could not be remembered', { cause })
  }
}

const dialDirectly: Dial = async ({ host, port }, signal) => {
  const socket = connectTcp({ host, port, noDelay: true, keepAlive: true })
  try {
    await happening(socket, 'connect', signal)
    return socket
  } catch (error) {
    socket.destroy()
    throw error
  }
}

/** Waits for the event. An error, an end or an abort before it rejects. */
async function happening(
  socket: Socket | TLSSocket,
  event: 'connect' | 'secureConnect',
  signal: AbortSignal,
): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const onAbort = (): void => reject(new ProviderError('unreachable', 'no connection in time'))
  const onClose = (): void => reject(new ProviderError('unreachable', 'the connection broke'))
  socket.once(event, resolve)
  socket.on('error', reject) // stays: an error without a listener would end the process
  socket.once('close', onClose)
  signal.addEventListener('abort', onAbort, { once: true })
  try {
    if (signal.aborted) onAbort()
    await promise
  } finally {
    socket.off('close', onClose)
    signal.removeEventListener('abort', onAbort)
  }
}

const TEXT: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'it does not accept connections',
  EHOSTUNREACH: 'it does not accept connections',
  ENETUNREACH: 'it does not accept connections',
  ENOTFOUND: 'its name is not known',
  EAI_AGAIN: 'its name is not known',
  ETIMEDOUT: 'no connection in time',
  ECONNRESET: 'the connection broke',
  EPIPE: 'the connection broke',
}

function unreachable(error: unknown): ProviderError {
  const first: unknown = error instanceof AggregateError ? error.errors[0] : error
  const code = first instanceof Error ? ((first as NodeJS.ErrnoException).code ?? '') : ''
  const text = TEXT[code] ?? (/SSL|TLS|CERT/.test(code) ? 'its TLS is not valid' : 'the connection failed')
  return new ProviderError('unreachable', text, { cause: error })
}
