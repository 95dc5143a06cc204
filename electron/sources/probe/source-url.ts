/**
 * URLs of sources: http(s) as `parseProviderUrl` takes them, and for the Electrum protocol `tcp://host:port` and
 * `tls://host:port` (or `ssl://`). The same rule for both: unencrypted only within the own network or to an onion
 * service. What speaks at the other end is not read off the URL.
 */
import { AppError } from '../../../shared/errors.ts'
import { type Said, say } from '../../../shared/said.ts'
import { baseOf, parseProviderUrl } from '../provider-url.ts'

export interface SourceUrl {
  /** How to begin: the two protocols without HTTP are told by their scheme, since there is nothing else to send. */
  readonly transport: 'http' | 'lines'
  readonly encrypted: boolean
  /** Without brackets and without a dot at its end. */
  readonly host: string
  readonly port: number
  /** The URL without a slash at its end: the prefix of every request. */
  readonly base: string
}

const LINES = /^(tcp|tls|ssl):\/\/(.*)$/i

/** Reads the URL of a source. Throws AppError `invalid_input` with a text for the person; it never repeats the URL. */
export function parseSourceUrl(text: string): SourceUrl {
  const lines = LINES.exec(text.trim())
  return lines ? parseLines(lines[1]?.toLowerCase() === 'tcp', lines[2] ?? '') : parseHttp(text)
}

function parseHttp(text: string): SourceUrl {
  const url = parseProviderUrl(text)
  const encrypted = url.protocol === 'https:'
  const port = url.port === '' ? (encrypted ? 443 : 80) : Number(url.port)
  return { transport: 'http', encrypted, host: hostOf(url), port, base: baseOf(url) }
}

function parseLines(plain: boolean, rest: string): SourceUrl {
  const place = rest.replace(/\/$/, '')
  const port = /:(\d{1,5})$/.exec(place)?.[1]
  if (port === undefined || Number(port) === 0 || Number(port) > 65_535)
    throw refuse(say('url_electrum_needs_port'))
  if (/[/\\]/.test(place)) throw refuse(say('url_electrum_no_path'))
  const url = parseProviderUrl(`${plain ? 'http' : 'https'}://${place}`) // the same rules about hosts
  const base = `${plain ? 'tcp' : 'tls'}://${url.hostname}:${port}`
  return { transport: 'lines', encrypted: !plain, host: hostOf(url), port: Number(port), base }
}

function hostOf(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '')
}

function refuse(message: Said): AppError {
  return new AppError('invalid_input', message)
}
