/** The two steps below any protocol: a TCP connection to a judged address, and TLS on it. Nothing is sent. */
import { once } from 'node:events'
import { connect, isIP, type Socket } from 'node:net'
import { connect as connectTls, type TLSSocket } from 'node:tls'
import { type Said, say } from '../../../shared/said.ts'
import { StepFailed } from './probe-types.ts'
import type { SourceUrl } from './source-url.ts'

const ONE_ADDRESS_MS = 5_000

/** Connects to the first address that accepts. Rejects with `StepFailed`, or as the signal says. */
export async function connectTcp(
  addresses: readonly string[],
  port: number,
  signal: AbortSignal,
): Promise<{ readonly socket: Socket; readonly address: string }> {
  let last: unknown = null
  for (const address of addresses) {
    try {
      return { socket: await connectOne(address, port, signal), address }
    } catch (error) {
      signal.throwIfAborted()
      last = error
    }
  }
  throw tcpFailure(last)
}

async function connectOne(host: string, port: number, signal: AbortSignal): Promise<Socket> {
  const socket = connect({ host, port })
  socket.on('error', ignore)
  try {
    await once(socket, 'connect', { signal: AbortSignal.any([signal, AbortSignal.timeout(ONE_ADDRESS_MS)]) })
    return socket
  } catch (error) {
    socket.destroy()
    throw error
  }
}

/** Errors reach whoever waits for the socket; this keeps one that comes later from ending the process. */
function ignore(): void {
  // nobody waits any more
}

function tcpFailure(error: unknown): StepFailed {
  const code = codeOf(error)
  if (code === 'ECONNREFUSED')
    return new StepFailed('tcp', say('probe_tcp_refused'), say('probe_tcp_refused_fix'))
  if (code === 'ENETUNREACH' || code === 'EHOSTUNREACH')
    return new StepFailed('tcp', say('probe_tcp_no_way'), say('probe_tcp_no_way_fix'))
  return new StepFailed('tcp', say('probe_tcp_silent'), say('probe_tcp_silent_fix'))
}

/** What TLS showed. `trusted` is false only where `acceptUnknown` let it pass. */
export interface Encrypted {
  readonly socket: TLSSocket
  readonly trusted: boolean
  readonly fingerprint: string
}

/**
 * Speaks TLS on a connected socket. `acceptUnknown` lets a certificate pass that nobody vouches for: Electrum servers
 * sign their own, and are recognised by its fingerprint from the first use on.
 */
export async function encrypt(
  socket: Socket,
  { host, transport }: Pick<SourceUrl, 'host' | 'transport'>,
  acceptUnknown: boolean,
  signal: AbortSignal,
): Promise<Encrypted> {
  const secure = connectTls({
    socket,
    ...(isIP(host) === 0 ? { servername: host } : { host }),
    minVersion: 'TLSv1.2',
    rejectUnauthorized: !acceptUnknown,
    ...(transport === 'http' ? { ALPNProtocols: ['http/1.1'] } : {}),
  })
  secure.on('error', ignore)
  try {
    await once(secure, 'secureConnect', { signal })
  } catch (error) {
    secure.destroy()
    signal.throwIfAborted()
    throw tlsFailure(error)
  }
  const fingerprint = secure.getPeerX509Certificate()?.fingerprint256
  if (fingerprint === undefined) throw tlsFailure(null)
  return { socket: secure, trusted: secure.authorized, fingerprint }
}

const UNTRUSTED = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
])

function tlsFailure(error: unknown): StepFailed {
  const code = codeOf(error)
  const stop = (text: Said, fix: Said): StepFailed => new StepFailed('tls', text, fix)
  if (code === 'CERT_HAS_EXPIRED') return stop(say('probe_tls_expired'), say('probe_tls_expired_fix'))
  if (code === 'CERT_NOT_YET_VALID') return stop(say('probe_tls_early'), say('probe_tls_early_fix'))
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') return stop(say('probe_tls_name'), say('probe_tls_name_fix'))
  if (UNTRUSTED.has(code)) return stop(say('probe_tls_untrusted'), say('probe_tls_untrusted_fix'))
  return stop(say('probe_tls_none'), say('probe_tls_none_fix'))
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''
}
