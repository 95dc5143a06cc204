/** URLs of Electrum servers: `tls://host:port` (or `ssl://`), and `tcp://` where nobody else sits in front. */
import { AppError } from '../../../shared/errors.ts'
import { type Said, say } from '../../../shared/said.ts'
import { parseProviderUrl } from '../provider-url.ts'

const FORM = /^(tcp|tls|ssl):\/\/(.*)$/is
const DEFAULT_PORT = { plain: 50_001, tls: 50_002 } as const

/** Where an Electrum server listens. `host` without brackets. */
export interface ElectrumUrl {
  readonly tls: boolean
  readonly host: string
  readonly port: number
  /** One spelling for a server: what a certificate is pinned to. */
  readonly origin: string
}

/**
 * Reads the URL of an Electrum server; the port may be left out. Hosts are held to the rules of other provider URLs:
 * no user name, no address that is nobody's, plain text only in one's own network. Throws AppError `invalid_input`.
 */
export function parseElectrumUrl(text: string): ElectrumUrl {
  const [, scheme, rest] = FORM.exec(text.trim()) ?? []
  if (scheme === undefined || rest === undefined) throw refuse(say('url_electrum_start'))
  const tls = scheme.toLowerCase() !== 'tcp'
  const url = parseProviderUrl(`https://${rest}`)
  if (url.pathname !== '/' && url.pathname !== '') throw refuse(say('url_electrum_path'))
  if (!tls && !isForPlainText(rest)) throw refuse(say('url_electrum_plain'))
  const port = portOf(rest) ?? (tls ? DEFAULT_PORT.tls : DEFAULT_PORT.plain)
  if (port === 0) throw refuse(say('url_electrum_port'))
  const host = url.hostname.replace(/^\[|\]$/g, '')
  return { tls, host, port, origin: `${tls ? 'tls' : 'tcp'}://${url.hostname}:${port}` }
}

/** Read from the text, because a URL forgets the port that is https's own. */
function portOf(rest: string): number | null {
  const digits = /:(\d{1,5})\/*$/.exec(rest)?.[1]
  return digits === undefined ? null : Number(digits)
}

function isForPlainText(rest: string): boolean {
  try {
    parseProviderUrl(`http://${rest}`)
    return true
  } catch (error) {
    if (error instanceof AppError) return false // everything else about it was right under https
    throw error
  }
}

function refuse(message: Said): AppError {
  return new AppError('invalid_input', message)
}
