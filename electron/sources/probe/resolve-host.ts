/**
 * Name -> address, once. What is connected to afterwards is the address that was judged here, so that a name that
 * answers differently the second time (rebinding) leads nowhere.
 */
import { lookup } from 'node:dns/promises'
import type { LookupFunction } from 'node:net'
import { isIPv6 } from 'node:net'
import { type Said, say } from '../../../shared/said.ts'
import { type AddressClass, classOf } from './address-class.ts'
import { isOwnName } from './own-name.ts'
import { StepFailed } from './probe-types.ts'
import type { SourceUrl } from './source-url.ts'

/** Gives the addresses of a name, at least one, or rejects. */
export type ProbeLookup = (hostname: string) => Promise<readonly string[]>

export interface Resolved {
  /** All of them may be connected to; in the order to try. */
  readonly addresses: readonly string[]
  readonly needsConsent: boolean
  readonly text: Said
}

/** The system's own resolver. */
export const systemLookup: ProbeLookup = async (hostname) =>
  (await lookup(hostname, { all: true })).map(({ address }) => address)

/** A `connect.lookup` that knows these addresses and no others, whatever it is asked. */
export function pinnedLookup(addresses: readonly string[]): LookupFunction {
  const all = addresses.map((address) => ({ address, family: isIPv6(address) ? 6 : 4 }))
  return (_hostname, options, callback) => {
    if (options.all === true) callback(null, all)
    else callback(null, all[0]?.address ?? '', all[0]?.family)
  }
}

/**
 * Resolves and judges a host. `consent` is the person's word that a name of the public kind may lead into the own
 * network. Rejects with `StepFailed`, or with the signal's reason.
 */
export async function resolveHost(
  { host, encrypted }: Pick<SourceUrl, 'host' | 'encrypted'>,
  { lookup = systemLookup, consent = false }: { readonly lookup?: ProbeLookup; readonly consent?: boolean },
  signal: AbortSignal,
): Promise<Resolved> {
  const addresses = classOf(host) === null ? await lookUp(host, lookup, signal) : [host]
  const classes = addresses.map(classOf)
  checkClasses(classes, encrypted)
  const needsConsent = classes.some((kind) => kind !== 'public')
  if (needsConsent && !consent && looksPublic(host)) throw surprise()
  return { addresses, needsConsent, text: textOf(host, addresses, needsConsent) }
}

async function lookUp(host: string, ask: ProbeLookup, signal: AbortSignal): Promise<readonly string[]> {
  if (host.endsWith('.onion')) throw new StepFailed('dns', say('probe_onion'), say('probe_onion_fix'))
  const found = await abortable(ask(host), signal).catch((error: unknown) => {
    if (signal.aborted) throw signal.reason
    throw unknownName(error)
  })
  if (found.length === 0) throw unknownName(null)
  return found
}

/** Name servers are waited for by the system, which cannot be told to stop. */
async function abortable<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted()
  return new Promise<T>((resolve, reject) => {
    const stop = (): void => reject(signal.reason as Error) // an abort's reason is an Error
    signal.addEventListener('abort', stop, { once: true })
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop))
  })
}

function unknownName(error: unknown): StepFailed {
  const later = error instanceof Error && 'code' in error && error.code === 'EAI_AGAIN'
  return later
    ? new StepFailed('dns', say('probe_dns_silent'), say('probe_dns_silent_fix'))
    : new StepFailed('dns', say('probe_dns_unknown'), say('probe_dns_unknown_fix'))
}

function checkClasses(classes: readonly (AddressClass | null)[], encrypted: boolean): void {
  if (classes.some((kind) => kind === 'never' || kind === null))
    throw new StepFailed('dns', say('probe_dns_never'), say('probe_dns_never_fix'))
  if (!encrypted && classes.includes('public'))
    throw new StepFailed('dns', say('probe_dns_out'), say('probe_dns_out_fix'))
}

/** A name with a dot, outside of the endings that are only used within a network. */
function looksPublic(host: string): boolean {
  return classOf(host) === null && !isOwnName(host)
}

function surprise(): StepFailed {
  return new StepFailed('dns', say('probe_dns_own'), say('probe_dns_own_fix'), { needsConsent: true })
}

function textOf(host: string, addresses: readonly string[], own: boolean): Said {
  if (addresses[0] === host) return say(own ? 'probe_address_own' : 'probe_address_public')
  return say(own ? 'probe_name_own' : 'probe_name_public', { addresses: addresses.slice(0, 3) })
}
