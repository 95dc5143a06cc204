/** What the person decides: the node, the providers, who may be asked, and the tests that come before a decision. */
import type { PriceSettings } from '../price-sources.ts'
import type { Privacy, ProviderTier, Rotation, Tier } from '../providers.ts'
import type { Said } from '../said.ts'
import type { Empty } from './contract.ts'

export interface SettingsRequests {
  'settings.get': { in: Empty; out: SettingsView }
  'settings.setNode': { in: NodeSettingsInput | null; out: SettingsView }
  /** All of them, in the order of preference. */
  'settings.setProviders': { in: { readonly providers: readonly ProviderInput[] }; out: SettingsView }
  'settings.setPool': { in: PoolSettings; out: SettingsView }
  'settings.setPrivacy': { in: PrivacyInput; out: SettingsView }
  /** The SOCKS5 proxy (Tor) that providers marked `proxy` are reached through: `socks5://host:port`; null is none. */
  'settings.setProxy': { in: { readonly url: string | null }; out: SettingsView }
  'settings.setOffline': { in: { readonly offline: boolean }; out: SettingsView }
  'settings.setStaleAfter': { in: { readonly blocks: number }; out: SettingsView }
  /** Tests a node without saving it, step by step. */
  'node.test': { in: NodeSettingsInput; out: readonly TestStep[] }
  /** Finds out what is at a provider's URL without saving it: no address of the portfolio is named. */
  'provider.test': { in: { readonly url: string; readonly proxy?: boolean }; out: ProviderTest }
  /** Forgets the certificate that an Electrum server showed first: the next one it shows is taken for its own. */
  'provider.forgetPin': { in: { readonly id: string }; out: { readonly forgotten: boolean } }
  /**
   * Sets the API key of a provider in the list, or forgets it (null). It is never handed out again. `memory`: it is
   * gone when Tidemark ends, since this door has no safe place for it.
   */
  'provider.setKey': {
    in: { readonly id: string; readonly key: string | null }
    out: { readonly kept: 'encrypted' | 'memory' | 'forgotten' }
  }
}

/** Node credentials as a door hands them in. A password is never handed out again. */
export interface NodeSettingsInput {
  readonly url: string
  readonly auth:
    | { readonly kind: 'cookie'; readonly file: string }
    | { readonly kind: 'password'; readonly user: string; readonly password: string }
    /** Keep the stored password. */
    | { readonly kind: 'keep' }
}

/** A provider as a door hands it in. Without a tier it has the one that its URL and route show. */
export interface ProviderInput {
  readonly url: string
  readonly tier?: ProviderTier
  /** May be asked about every address whose portfolio has no limit of its own. */
  readonly consent: boolean
  /** Reached through the SOCKS5 proxy alone. */
  readonly proxy?: boolean
}

/** A provider with what the person decided about it. */
export interface ProviderSetting {
  readonly id: string
  readonly url: string
  /** In force: said, or seen from the URL (own network: own-server; through the proxy: tor; else public). */
  readonly tier: ProviderTier
  /** True where the person said so instead of leaving it to the URL. */
  readonly tierSaid: boolean
  readonly consent: boolean
  readonly proxy: boolean
}

/** How the pool works. Null: the default, which is chosen anew when the providers change. */
export interface PoolSettings {
  readonly rotation: Rotation | null
  /** Over all tries of one question, ms. */
  readonly deadlineMs: number | null
  /** How long an answer counts without asking again, seconds. */
  readonly cacheTtlS: number | null
}

/** `Privacy` with its portfolios as a list, each once. */
export interface PrivacyInput {
  readonly limit: Tier | null
  readonly groups: readonly { readonly group: string; readonly limit: Tier }[]
  readonly sampleConsented?: boolean
}

/** What is in force, in the words of a view and of the services alike. */
export interface SettingsInForce {
  readonly providers: readonly ProviderSetting[]
  readonly pool: PoolSettings
  readonly privacy: Privacy
  /** `socks5://host:port` */
  readonly proxy: string | null
  readonly prices: PriceSettings
  readonly offline: boolean
  readonly staleAfterBlocks: number
}

export interface SettingsView extends SettingsInForce {
  readonly node: {
    readonly url: string
    readonly auth:
      | { readonly kind: 'cookie'; readonly file: string }
      | { readonly kind: 'password'; readonly user: string }
  } | null
  /** Settings given on the command line or in a config file hold for this run and cannot be changed from a door. */
  readonly fixedByCommandLine: readonly FixedSetting[]
  /** False where this door may not change settings (a served loopback host that was not asked to). */
  readonly writable: boolean
}

/** Settings that a command line or a config file may give. `limit` is the global one of `privacy`. */
export type FixedSetting =
  | 'node'
  | 'providers'
  | 'offline'
  | 'staleAfterBlocks'
  | 'rotation'
  | 'deadlineMs'
  | 'cacheTtlS'
  | 'limit'
  | 'proxy'

/** One step of a staged test: what was checked, whether it held, and the way out when it did not. */
export interface TestStep {
  readonly step: 'url' | 'connect' | 'auth' | 'network' | 'sync' | 'features' | 'rights'
  readonly ok: boolean
  /** In English, as is `fix`. */
  readonly text: string
  readonly fix: string | null
  /** The same two for a door in another language; absent where they have no code. */
  readonly said?: Said
  readonly fixSaid?: Said
}

/** What was found at a provider's URL. */
export interface ProviderTest {
  /** The protocol it speaks; 'bitcoind' belongs into the node settings. Null: none that Tidemark knows. */
  readonly family: string | null
  readonly steps: readonly ProviderTestStep[]
}

/** One step of a provider's test, in the order they were taken. */
export interface ProviderTestStep {
  readonly step: 'url' | 'dns' | 'tcp' | 'tls' | 'protocol' | 'network' | 'tip' | 'limits' | 'latency'
  readonly ok: boolean
  /** In English, as is `fix`. */
  readonly text: string
  readonly fix: string | null
  /** The same two for a door in another language; absent where they have no code. */
  readonly said?: Said
  readonly fixSaid?: Said
}
