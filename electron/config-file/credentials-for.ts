/**
 * Where the node's login may go. A password in the wrong hands opens the node, so that the rule is short and closed:
 * a URL of this file, and either marked as the node or written with an address of the own network; over http never
 * beyond it. A probe without credentials must have seen bitcoind ask for a login before (`asksForLogin`).
 */
import { classOf } from '../sources/probe/address-class.ts'
import { parseSourceUrl, type SourceUrl } from '../sources/probe/source-url.ts'
import type { ChainConfig, NodeLogin } from './types.ts'

/** The login that may be sent to `url`, or null. Pure: names are not looked up, so only marked ones qualify. */
export function credentialsFor(
  url: string,
  { rpcUrls, login }: Pick<ChainConfig, 'rpcUrls' | 'login'>,
): NodeLogin | null {
  const place = parsed(url)
  if (login === null || place === null || place.transport !== 'http') return null
  const entries = (rpcUrls ?? []).filter((entry) => parsed(entry.url)?.base === place.base)
  if (entries.length === 0) return null
  if (isOwnAddress(place.host)) return login
  // What the parser lets through unencrypted is a name of the own network or an onion service.
  return entries.some(({ role }) => role === 'node') ? login : null
}

/** Loopback or private by its digits, or the name that stands for loopback by definition. */
function isOwnAddress(host: string): boolean {
  if (host === 'localhost') return true
  const kind = classOf(host)
  return kind === 'loopback' || kind === 'private'
}

function parsed(url: string): SourceUrl | null {
  try {
    return parseSourceUrl(url)
  } catch {
    return null // http to a public host, or no URL at all: nothing is sent there
  }
}
