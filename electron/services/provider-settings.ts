/** Providers as settings: their names, their tiers, and what of a person's input is refused. */
import { AppError } from '../../shared/errors.ts'
import type { ProviderInput, ProviderSetting } from '../../shared/ipc/contract.ts'
import type { ProviderTier } from '../../shared/providers.ts'
import { say } from '../../shared/said.ts'
import { throughProxy } from '../sources/dial/route.ts'
import { classOf } from '../sources/probe/address-class.ts'
import { isOwnName } from '../sources/probe/own-name.ts'
import { parseSourceUrl } from '../sources/probe/source-url.ts'
import { providerIdOf } from '../sources/provider-url.ts'
import type { StoredProvider } from './stored-settings.ts'

/** A server in the person's own network, by the spelling of its URL: nobody is asked. */
export function isOwnNetwork(url: string): boolean {
  const { host } = parseSourceUrl(url)
  const place = classOf(host)
  return place === 'loopback' || place === 'private' || (place === null && isOwnName(host))
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
    if (tier === 'tor' && !proxy) throw new AppError('invalid_input', say('tor_needs_proxy'))
    if (!seen.has(url)) seen.set(url, { url, tier, consent, proxy })
  }
  return [...seen.values()]
}

/**
 * A form shows the proxy of a run at every provider: a way that was not chosen there is stored as it was before. What
 * is said to be behind Tor stays behind the proxy.
 */
export function keptWays(
  inputs: readonly StoredProvider[],
  before: readonly StoredProvider[],
): readonly StoredProvider[] {
  const ways = new Map(before.map(({ url, proxy }) => [url, proxy]))
  return inputs.map((each) =>
    each.tier === 'tor' ? each : { ...each, proxy: ways.get(each.url) ?? each.proxy },
  )
}

/** `socks5://host:port`, without a login: Tidemark makes its own, one a group of addresses. Throws `invalid_input`. */
export function parseProxyUrl(text: string): string {
  const route = throughProxy(text)
  if (route.kind === 'direct') throw new Error('a proxy was read as no proxy')
  return `socks5://${route.host.includes(':') ? `[${route.host}]` : route.host}:${route.port}`
}
