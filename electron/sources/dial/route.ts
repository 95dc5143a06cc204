/** How a provider is reached. What a route cannot do fails: there is never another way in its place. */
import { AppError } from '../../../shared/errors.ts'
import { say } from '../../../shared/said.ts'

export type ProviderRoute =
  /** `allowOwnNetwork` is the person's word that a name of the public kind may lead into the own network. */
  | { readonly kind: 'direct'; readonly allowOwnNetwork: boolean }
  /** Through a SOCKS5 proxy that takes logins (Tor); names go to it and are never looked up here. */
  | { readonly kind: 'socks5'; readonly host: string; readonly port: number }

/** The way of a provider that says nothing else. */
export const DIRECT: ProviderRoute = { kind: 'direct', allowOwnNetwork: false }

const FORM = /^socks5h?:\/\/([^/?#@\s]+):(\d{1,5})\/?$/i

/**
 * The way through a proxy `socks5://host:port`. It takes no login: each group of addresses gets one of its own.
 * Throws AppError `invalid_input`.
 */
export function throughProxy(text: string): ProviderRoute {
  const [, named = '', digits = ''] = FORM.exec(text.trim()) ?? []
  const port = Number(digits)
  const probe = `http://${named}`
  if (named === '' || port === 0 || port > 65_535 || !URL.canParse(probe))
    throw new AppError('invalid_input', say('proxy_form'))
  return { kind: 'socks5', host: plainHost(new URL(probe).hostname), port }
}

/** A host as sockets want it: without brackets, and without a dot at its end. */
export function plainHost(host: string): string {
  return host
    .replace(/^\[|\]$/g, '')
    .replace(/\.$/, '')
    .toLowerCase()
}
