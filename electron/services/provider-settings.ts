/** Providers as settings: their names, their tiers, and what of a person's input is refused. */
import { AppError } from '../../shared/errors.ts'
import type { ProviderInput, ProviderSetting } from '../../shared/ipc/contract.ts'
import type { ProviderTier } from '../../shared/providers.ts'
import { classOf } from '../sources/probe/address-class.ts'
import { parseSourceUrl } from '../sources/probe/source-url.ts'
import { providerIdOf } from '../sources/provider-url.ts'
import type { StoredProvider } from './stored-settings.ts'

/** A server in the person's own network, by the spelling of its URL: nobody is asked. */
export function isOwnNetwork(url: string): boolean {
  const place = classOf(parseSourceUrl(url).host)
  return place === 'loopback' || place === 'private'
}

/** A stored provider with its name and the tier in force. */
export function toSetting({ url: text, tier, consent, proxy }: StoredProvider): ProviderSetting {
  const { base, transport } = parseSourceUrl(text)
  const named = new URL(transport === 'http' ? base : base.replace(/^(tcp|tls):/, 'https:'))
  const seen: ProviderTier = isOwnNetwork(base) ? 'own-server' : proxy ? 'tor' : 'public'
  return { id: providerIdOf(named), url: base, tier: tier ?? seen, tierSaid: tier !== null, consent, proxy }
}

/** Checks the input; of a URL that is named twice the first one stays. Throws `invalid_input`. */
export function toStored(inputs: readonly ProviderInput[]): readonly StoredProvider[] {
  const seen = new Map<string, StoredProvider>()
  for (const { url: text, tier = null, consent, proxy = false } of inputs) {
    const { base: url } = parseSourceUrl(text)
    if (tier === 'tor' && !proxy)
      throw new AppError(
        'invalid_input',
        'A provider is of the tier Tor only when it is reached through the proxy.',
      )
    if (!seen.has(url)) seen.set(url, { url, tier, consent, proxy })
  }
  return [...seen.values()]
}

/** `socks5://host:port`, without a login: Tidemark makes its own, one a group of addresses. Throws `invalid_input`. */
export function parseProxyUrl(text: string): string {
  const match = /^socks5h?:\/\/([^/?#@\s]+:\d{1,5})\/?$/i.exec(text.trim())
  const probe = match ? `http://${match[1]}` : ''
  const port = match && URL.canParse(probe) ? Number(new URL(probe).port || 80) : 0
  if (!match || port === 0)
    throw new AppError('invalid_input', 'A proxy is written like socks5://127.0.0.1:9050, without a login.')
  return `socks5://${match[1]}`
}
