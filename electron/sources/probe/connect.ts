/** The two steps below any protocol: a TCP connection to a judged address, and TLS on it. Nothing is sent. */
import { once } from 'node:events'
import { connect, isIP, type Socket } from 'node:net'
import { connect as connectTls, type TLSSocket } from 'node:tls'
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
    return new StepFailed(
      'tcp',
      'Nothing accepts connections on this port.',
      'Check that the server runs and that the port is right.',
    )
  if (code === 'ENETUNREACH' || code === 'EHOSTUNREACH')
    return new StepFailed('tcp', 'There is no way to this address.', 'Check the connection to the network.')
  return new StepFailed(
    'tcp',
    'The server does not answer on this port.',
    'Check the port, and whether a firewall stands before it.',
  )
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
  const stop = (text: string, fix: string): StepFailed => new StepFailed('tls', text, fix)
  if (code === 'CERT_HAS_EXPIRED')
    return stop('Its certificate has expired.', "Check this computer's clock, or tell who runs the server.")
  if (code === 'CERT_NOT_YET_VALID')
    return stop('Its certificate is not valid yet.', "Check this computer's clock.")
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID')
    return stop('Its certificate is for another name.', 'Use the name that the certificate is for.')
  if (UNTRUSTED.has(code))
    return stop(
      'Its certificate is signed by nobody that this computer trusts.',
      'Give the server a certificate of a known authority, or reach it by http within your own network.',
    )
  return stop(
    'There is no valid TLS on this port.',
    'Check the port. A server without TLS is reached by http (or tcp) within your own network.',
  )
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''
}
