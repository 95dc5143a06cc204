/**
 * Provider URLs: what may be asked, and the short name under which a provider is shown. A URL that fails here is
 * never connected to. Plain http is for machines that nobody else sits in front of.
 */
import { createHash } from 'node:crypto'
import { AppError } from '../../shared/errors.ts'
import { type Said, say } from '../../shared/said.ts'
import { classOf } from './probe/address-class.ts'
import { isOwnName } from './probe/own-name.ts'

const MAX_LENGTH = 2_000

/**
 * Reads a provider's base URL: https, or http where the host is this machine, a private network or an onion
 * service; no user name, password, query or fragment. Trailing slashes go. Throws AppError `invalid_input` with a
 * text for the person; it never repeats what was typed.
 */
export function parseProviderUrl(text: string): URL {
  const trimmed = text.trim()
  if (trimmed === '') throw refuse(say('url_empty'))
  if (trimmed.length > MAX_LENGTH) throw refuse(say('url_long', { most: MAX_LENGTH }))
  if (!/^https?:\/\//i.test(trimmed)) throw refuse(say('url_start'))
  if (!URL.canParse(trimmed)) throw refuse(say('url_none'))
  if (/[?#]/.test(trimmed)) throw refuse(say('url_query'))
  const url = new URL(trimmed)
  if (/^https?:[\\/]*[^\\/]*@/i.test(trimmed)) throw refuse(say('url_login'))
  checkHost(url)
  url.pathname = url.pathname.replace(/\/+$/, '')
  return url
}

function checkHost(url: URL): void {
  const host = hostOf(url)
  if (classOf(host) === 'never') throw refuse(say('url_host'))
  if (url.protocol === 'http:' && !isPrivateHost(host)) throw refuse(say('url_plain'))
}

function isPrivateHost(host: string): boolean {
  const place = classOf(host)
  if (place !== null) return place === 'loopback' || place === 'private'
  return host.endsWith('.onion') || isOwnName(host)
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

function refuse(message: Said): AppError {
  return new AppError('invalid_input', message)
}
