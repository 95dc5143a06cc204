/** The way to an Electrum server: a TCP connection, with TLS over it where the URL says so. */
import { isIP, type Socket } from 'node:net'
import { connect as connectTls, type TLSSocket } from 'node:tls'
import { type Said, say } from '../../../shared/said.ts'
import type { Clock } from '../../engine/ports.ts'
import { ProviderError } from '../../engine/provider-error.ts'
import type { Dial } from '../dial/dial.ts'
import { dialDirectly } from '../dial/dial-directly.ts'
import { StepFailed, whyFailed } from '../probe/probe-types.ts'
import type { ElectrumUrl } from './electrum-url.ts'
import { checkCertificate, type PinStore } from './pins.ts'

export type { Dial } from '../dial/dial.ts'

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
    const { host, port, tls: encrypted } = url
    const socket = await (options.dial ?? dialDirectly())({ host, port, encrypted }, signal)
    return url.tls ? await secure(socket, url, options, signal) : { socket, confirm: async () => undefined }
  } catch (error) {
    if (error instanceof ProviderError) throw error
    if (error instanceof StepFailed)
      throw new ProviderError('unreachable', whyFailed(error.step), { cause: error })
    throw unreachable(error)
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
    await handshake(socket, signal)
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
    throw new ProviderError('unreachable', say('provider_not_remembered'), { cause })
  }
}

/** Waits for TLS. An error, an end or an abort before it rejects. */
async function handshake(socket: TLSSocket, signal: AbortSignal): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const onAbort = (): void => reject(new ProviderError('unreachable', say('provider_no_connection')))
  const onClose = (): void => reject(new ProviderError('unreachable', say('provider_broke')))
  socket.once('secureConnect', resolve)
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

const TEXT: Readonly<Record<string, Said>> = {
  ECONNREFUSED: say('provider_refused_connection'),
  EHOSTUNREACH: say('provider_refused_connection'),
  ENETUNREACH: say('provider_refused_connection'),
  ENOTFOUND: say('provider_dns'),
  EAI_AGAIN: say('provider_dns'),
  ETIMEDOUT: say('provider_no_connection'),
  ECONNRESET: say('provider_broke'),
  EPIPE: say('provider_broke'),
}

function unreachable(error: unknown): ProviderError {
  const first: unknown = error instanceof AggregateError ? error.errors[0] : error
  const code = first instanceof Error ? ((first as NodeJS.ErrnoException).code ?? '') : ''
  const text =
    TEXT[code] ?? (/SSL|TLS|CERT/.test(code) ? say('provider_tls_only') : say('provider_connection_failed'))
  return new ProviderError('unreachable', text, { cause: error })
}
