/**
 * Provider URLs: what may be asked, and the short name under which a provider is shown. A URL that fails here is
 * never connected to. Plain http is for machines that nobody else sits in front of.
 */
import { createHash } from 'node:crypto'
import { BlockList, isIP } from 'node:net'
import { AppError } from '../../shared/errors.ts'

const MAX_LENGTH = 2_000
const EXAMPLE = 'write it like https://mempool.space/api'

const PRIVATE = blockList([
  ['127.0.0.0', 8, 'ipv4'],
  ['10.0.0.0', 8, 'ipv4'],
  ['172.16.0.0', 12, 'ipv4'],
  ['192.168.0.0', 16, 'ipv4'],
  ['::1', 128, 'ipv6'],
  ['fc00::', 7, 'ipv6'],
])

/** Never a server of anybody's: unspecified, link-local (cloud metadata lives there), multicast, reserved. */
const NEVER = blockList([
  ['0.0.0.0', 8, 'ipv4'],
  ['169.254.0.0', 16, 'ipv4'],
  ['224.0.0.0', 3, 'ipv4'],
  ['::', 128, 'ipv6'],
  ['fe80::', 10, 'ipv6'],
  ['ff00::', 8, 'ipv6'],
])

const PRIVATE_NAME = /^(?:[^.]+|.+\.(?:localhost|local|lan|internal|home\.arpa))$/

/**
 * Reads a provider's base URL: https, or http where the host is this machine, a private network or an onion
 * service; no user name, password, query or fragment. Trailing slashes go. Throws AppError `invalid_input` with a
 * text for the person; it never repeats what was typed.
 */
export function parseProviderUrl(text: string): URL {
  const trimmed = text.trim()
  if (trimmed === '') throw refuse(`the URL is empty: ${EXAMPLE}`)
  if (trimmed.length > MAX_LENGTH) throw refuse(`the URL is longer than ${MAX_LENGTH} characters`)
  if (!/^https?:\/\//i.test(trimmed))
    throw refuse(`a provider URL starts with https://, or tls:// for an Electrum server (${EXAMPLE})`)
  if (!URL.canParse(trimmed)) throw refuse(`that is not a URL: ${EXAMPLE}`)
  if (/[?#]/.test(trimmed)) throw refuse('a provider URL ends with its path: no "?" and no "#"')
  const url = new URL(trimmed)
  if (/^https?:[\\/]*[^\\/]*@/i.test(trimmed)) throw refuse('a provider URL holds no user name or password')
  checkHost(url)
  url.pathname = url.pathname.replace(/\/+$/, '')
  return url
}

function checkHost(url: URL): void {
  const host = hostOf(url)
  const ip = ipKind(host)
  if (ip !== null && NEVER.check(host, ip)) throw refuse('that address is not the address of a server')
  if (url.protocol === 'http:' && !isPrivateHost(host))
    throw refuse('plain http is only for your own network or an onion service: use https')
}

function isPrivateHost(host: string): boolean {
  const ip = ipKind(host)
  if (ip !== null) return PRIVATE.check(host, ip)
  return host.endsWith('.onion') || PRIVATE_NAME.test(host)
}

/** The URL as the prefix of every request: no slash at its end. */
export function baseOf(url: URL): string {
  return url.href.replace(/\/+$/, '')
}

/**
 * A short, stable and unique name made of host, port and path ("mempool.space/api"), safe to show: long path
 * segments, where services keep their keys, become a digest.
 */
export function providerIdOf(url: URL): string {
  const port = url.port === '' && url.protocol === 'http:' ? ':80' : '' // else http and https would share a name
  return `${url.host}${port}${url.pathname.replace(/\/+$/, '').split('/').map(maskKey).join('/')}`
}

function maskKey(segment: string): string {
  if (segment.length < 20) return segment
  return `~${createHash('sha256').update(segment).digest('hex').slice(0, 8)}`
}

function hostOf(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '')
}

function ipKind(host: string): 'ipv4' | 'ipv6' | null {
  const version = isIP(host)
  if (version === 0) return null
  return version === 4 ? 'ipv4' : 'ipv6'
}

function blockList(subnets: readonly (readonly [string, number, 'ipv4' | 'ipv6'])[]): BlockList {
  const list = new BlockList()
  for (const [net, prefix, type] of subnets) list.addSubnet(net, prefix, type)
  return list
}

function refuse(message: string): AppError {
  return new AppError('invalid_input', message)
}
