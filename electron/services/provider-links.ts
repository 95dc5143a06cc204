/** How a provider is reached: directly, or through the proxy and then through nothing else. */
import type { Network } from '../../shared/chain.ts'
import { AppError } from '../../shared/errors.ts'
import type { ProviderSetting, ProviderTest } from '../../shared/ipc/contract.ts'
import { say } from '../../shared/said.ts'
import type { BalanceSource } from '../engine/ports.ts'
import { ProviderError } from '../engine/provider-error.ts'
import { createProvider, type ProviderGround } from '../sources/create-provider.ts'
import { type ProviderRoute, throughProxy } from '../sources/dial/route.ts'
import { probeUrl } from '../sources/probe/probe-url.ts'
import { parseSourceUrl } from '../sources/probe/source-url.ts'
import { createProbedSource } from '../sources/probed-source.ts'
import type { Settings } from './settings-service.ts'

const NO_PROXY = say('provider_without_proxy')

/** The way to a provider; null where it wants the proxy and there is none. */
function routeOf(
  { proxy: wanted, tier }: Pick<ProviderSetting, 'proxy' | 'tier'>,
  proxy: string | null,
): ProviderRoute | null {
  // Calling a server one's own is the word that its name may lead into the own network.
  if (!wanted) return { kind: 'direct', allowOwnNetwork: tier === 'own-server' }
  return proxy === null ? null : throughProxy(proxy)
}

/** Builds a provider's source; nobody is asked. `wrap` gets those alone that can be asked at all. */
export function linkProvider(
  provider: ProviderSetting,
  proxy: string | null,
  ground: ProviderGround,
  wrap: (source: BalanceSource) => BalanceSource,
): BalanceSource {
  const { id, url } = provider
  const route = routeOf(provider, proxy)
  return route === null ? unlinked(id, url) : wrap(createProvider({ id, url, route }, ground))
}

/** A source that fails, whatever it is asked, and never opens a connection. */
function unlinked(id: string, url: string): BalanceSource {
  const refuse = (): never => {
    throw new ProviderError('unreachable', NO_PROXY)
  }
  return createProbedSource({
    id,
    url,
    known: null,
    probe: async () => refuse(),
    create: refuse,
    onFound: () => undefined,
  })
}

function parseSourceUrlOrNull(text: string): string | null {
  try {
    return parseSourceUrl(text).base
  } catch {
    return null // the probe says what is wrong with it
  }
}

/** What is at a URL, found out the same way that it would be asked later. */
export async function testLink(
  { url, proxy: wanted = false }: { readonly url: string; readonly proxy?: boolean },
  { proxy, providers, keyOf }: Pick<Settings, 'proxy' | 'providers'> & Pick<ProviderGround, 'keyOf'>,
  network: Network,
  signal: AbortSignal,
): Promise<ProviderTest> {
  const known = providers.find((provider) => provider.url === parseSourceUrlOrNull(url))
  const route = routeOf({ proxy: wanted, tier: known?.tier ?? 'public' }, proxy)
  if (route === null) throw new AppError('invalid_input', say('provider_no_proxy'))
  const apiKey = (known && keyOf?.(known.url)) ?? null
  const { kind, steps } = await probeUrl(url, { network, signal, route, apiKey })
  return { family: kind, steps }
}
