/**
 * Which certificate an Electrum server may show. Most of them sign their own: such a certificate is remembered on
 * first use, and another one in its place is refused, never taken over silently.
 */
import type { PeerCertificate, TLSSocket } from 'node:tls'
import { type Said, say } from '../../../shared/said.ts'
import { ProviderError } from '../../engine/provider-error.ts'

/** Remembers certificates by origin (`tls://host:port`); a fingerprint is SHA-256 in hex. */
export interface PinStore {
  load(origin: string): Promise<string | null>
  save(origin: string, sha256Fingerprint: string): Promise<void>
}

/** Pins that live as long as the process. */
export function memoryPins(): PinStore {
  const pins = new Map<string, string>()
  return {
    load: async (origin) => pins.get(origin) ?? null,
    save: async (origin, fingerprint) => {
      pins.set(origin, fingerprint)
    },
  }
}

/** Faults that a certificate has because nobody vouches for it, not because it is bad. */
const UNVOUCHED = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'ERR_TLS_CERT_ALTNAME_INVALID',
])

/**
 * Decides about the certificate of a finished TLS handshake, before a byte is sent. Returns the fingerprint that is
 * to be pinned once the server has proven to be the right one; null when nothing is to be remembered.
 */
export async function checkCertificate(
  socket: TLSSocket,
  origin: string,
  pins: PinStore,
  now: number,
): Promise<string | null> {
  if (socket.authorized) return null
  const certificate = socket.getPeerCertificate()
  const fingerprint = fingerprintOf(certificate)
  const pinned = await pins.load(origin)
  if (pinned === fingerprint) return null
  if (pinned !== null) throw refuse(say('provider_other_certificate'))
  const reason = authorizationErrorOf(socket)
  if (!UNVOUCHED.has(reason) || !isInItsTime(certificate, now)) throw refuse(say('provider_bad_certificate'))
  return fingerprint
}

function fingerprintOf({ fingerprint256 }: PeerCertificate): string {
  if (typeof fingerprint256 !== 'string' || fingerprint256 === '')
    throw refuse(say('provider_no_certificate'))
  return fingerprint256.replaceAll(':', '').toLowerCase()
}

/** Node's types say Error; what is there is the code, or an error that holds it. */
function authorizationErrorOf(socket: TLSSocket): string {
  const reason: unknown = socket.authorizationError
  if (typeof reason === 'string') return reason
  return reason instanceof Error ? ((reason as NodeJS.ErrnoException).code ?? '') : ''
}

function isInItsTime({ valid_from, valid_to }: PeerCertificate, now: number): boolean {
  return Date.parse(valid_from) <= now && now <= Date.parse(valid_to)
}

function refuse(message: Said): ProviderError {
  return new ProviderError('unreachable', message)
}
