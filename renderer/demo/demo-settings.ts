/** What a scripted host makes of the settings requests. */

import { AppError } from '../../shared/errors.ts'
import type {
  PoolSettings,
  PrivacyInput,
  ProviderInput,
  ProviderSetting,
  SettingsView,
} from '../../shared/ipc/contract.ts'
import { say } from '../../shared/said.ts'

/** The settings after a request, by the contract's name; it throws for a URL that is none. */
export function settingsAfter(settings: SettingsView, name: string, input: unknown): SettingsView {
  switch (name) {
    case 'settings.setOffline':
      return { ...settings, ...(input as { offline: boolean }) } // each: as the contract says
    case 'settings.setProviders':
      return { ...settings, providers: storedProviders(input as { providers: readonly ProviderInput[] }) }
    case 'settings.setPool':
      return { ...settings, pool: input as PoolSettings }
    case 'settings.setPrivacy': {
      const { limit, groups } = input as PrivacyInput
      const entries = groups.map((entry) => [entry.group, entry.limit] as const)
      return { ...settings, privacy: { limit, groups: Object.fromEntries(entries) } }
    }
    case 'settings.setProxy':
      return { ...settings, proxy: (input as { url: string | null }).url }
    case 'settings.setStaleAfter':
      return { ...settings, staleAfterBlocks: (input as { blocks: number }).blocks }
    default:
      return settings
  }
}

function storedProviders({ providers }: { readonly providers: readonly ProviderInput[] }) {
  const byUrl = new Map<string, ProviderSetting>()
  for (const { url, tier, consent, proxy = false } of providers) {
    if (!URL.canParse(url)) throw new AppError('invalid_input', say('url_none'))
    const seen = /127\.0\.0\.1|192\.168\./.test(url) ? 'own-server' : proxy ? 'tor' : 'public'
    const id = url.replace(/^\w+:\/\//, '')
    if (!byUrl.has(url))
      byUrl.set(url, { id, url, tier: tier ?? seen, tierSaid: tier !== undefined, consent, proxy })
  }
  return [...byUrl.values()]
}
