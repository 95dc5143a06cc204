/**
 * What of a backup's settings is restored. Without the person's word nobody may be asked who may not be asked now: servers
 * come without consent, limits as narrow as that takes, and no node, proxy or price source is taken over.
 */
import type { RestoredSetting, SettingEffect } from '../../shared/ipc/backup.ts'
import type { PrivacyInput, ProviderInput } from '../../shared/ipc/contract.ts'
import { type ProviderTier, TIERS, type Tier } from '../../shared/providers.ts'
import { joinedLimit } from '../engine/groups/group-limit.ts'
import { toSetting } from './provider-settings.ts'
import { type SettingsService, stricterOf } from './settings-service.ts'
import { DEFAULT_SETTINGS, type StoredProvider, type StoredSettings } from './stored-settings.ts'

/** What will be, and how to get there. */
export interface SettingsPlan {
  readonly effects: readonly SettingEffect[]
  readonly privacy: PrivacyInput
  readonly providers: readonly StoredProvider[]
  /** In an order that narrows before it widens. */
  readonly writes: readonly ((settings: SettingsService) => Promise<void>)[]
}

/** Plans it; nothing is written. */
export function planSettings(now: StoredSettings, backup: StoredSettings, consent: boolean): SettingsPlan {
  const providers = joinProviders(now.providers, backup.providers, consent)
  const privacy = joinPrivacy(now, backup, providers, consent)
  const effects: SettingEffect[] = []
  const writes: ((settings: SettingsService) => Promise<void>)[] = []

  /** Notes what happens to a setting, and how it is written where it changes. */
  function plan<T>(
    setting: RestoredSetting,
    [before, wanted, planned]: readonly [before: T, wanted: T, planned: T],
    otherwise: 'kept' | 'narrowed' | 'consent',
    write: (settings: SettingsService) => Promise<void>,
  ): void {
    const [old, want, next] = [before, wanted, planned].map((value) => JSON.stringify(value))
    if (old !== next) writes.push(write)
    effects.push({ setting, effect: old === want ? 'same' : next === want ? 'restored' : otherwise })
  }

  const writePrivacy = (settings: SettingsService): Promise<void> => settings.setPrivacy(privacy)
  plan('limit', [now.privacy.limit, backup.privacy.limit, privacy.limit], 'kept', writePrivacy)
  plan(
    'groups',
    [sorted(now.privacy.groups), sorted(backup.privacy.groups), sorted(privacy.groups)],
    'narrowed',
    writePrivacy,
  )
  const sample = privacy.sampleConsented === true
  plan(
    'sampleConsented',
    [now.privacy.sampleConsented, backup.privacy.sampleConsented, sample],
    consentOr(consent),
    writePrivacy,
  )
  const offline = now.offline || backup.offline
  plan('offline', [now.offline, backup.offline, offline], 'kept', (settings) => settings.setOffline(offline))
  const proxy = consent ? (now.proxy ?? backup.proxy) : now.proxy
  plan('proxy', [now.proxy, backup.proxy, proxy], consentOr(consent), (settings) => settings.setProxy(proxy))
  plan('providers', [now.providers, backup.providers, providers], consentOr(consent), (settings) =>
    settings.setProviders(providers.map(toInput)),
  )
  planNode(plan, now, backup, consent)
  const pool = unlessSet('pool', now, backup)
  plan('pool', [now.pool, backup.pool, pool], 'kept', (settings) => settings.setPool(pool))
  const stale = unlessSet('staleAfterBlocks', now, backup)
  plan('staleAfterBlocks', [now.staleAfterBlocks, backup.staleAfterBlocks, stale], 'kept', (settings) =>
    settings.setStaleAfter(stale),
  )
  const prices = consent ? unlessSet('prices', now, backup) : now.prices
  plan('prices', [now.prices, backup.prices, prices], consentOr(consent), (settings) =>
    settings.setPrices(prices),
  )
  return { effects, privacy, providers, writes: [...new Set(writes)] }
}

type Plan = <T>(
  setting: RestoredSetting,
  values: readonly [before: T, wanted: T, planned: T],
  otherwise: 'kept' | 'narrowed' | 'consent',
  write: (settings: SettingsService) => Promise<void>,
) => void

/** A node learns all addresses. A password is in no backup: such a node has to be set by hand. */
function planNode(plan: Plan, now: StoredSettings, backup: StoredSettings, consent: boolean): void {
  const { node } = backup
  const usable = consent && now.node === null && node?.auth.kind === 'cookie'
  plan('node', [now.node, node, usable ? node : now.node], consentOr(consent), (settings) =>
    node?.auth.kind === 'cookie' ? settings.setNode({ url: node.url, auth: node.auth }) : Promise.resolve(),
  )
}

function consentOr(consent: boolean): 'kept' | 'consent' {
  return consent ? 'kept' : 'consent'
}

/** What was chosen here stays. */
function unlessSet<K extends 'pool' | 'staleAfterBlocks' | 'prices'>(
  name: K,
  now: StoredSettings,
  backup: StoredSettings,
): StoredSettings[K] {
  const isDefault = JSON.stringify(now[name]) === JSON.stringify(DEFAULT_SETTINGS[name])
  return isDefault ? backup[name] : now[name]
}

/** Those that are here stay as they are; others come behind them. */
function joinProviders(
  now: readonly StoredProvider[],
  backup: readonly StoredProvider[],
  consent: boolean,
): readonly StoredProvider[] {
  const known = new Set(now.map(({ url }) => url))
  const others = backup.filter(({ url }) => !known.has(url))
  return [...now, ...others.map((provider) => (consent ? provider : unasked(provider)))]
}

/** Without consent, and of the farthest tier that is said or seen. */
function unasked(provider: StoredProvider): StoredProvider {
  const seen = toSetting({ ...provider, tier: null }).tier
  const said: ProviderTier = provider.tier ?? seen
  return { ...provider, consent: false, tier: TIERS.indexOf(said) > TIERS.indexOf(seen) ? said : null }
}

function joinPrivacy(
  now: StoredSettings,
  backup: StoredSettings,
  providers: readonly StoredProvider[],
  consent: boolean,
): PrivacyInput {
  const here = new Map(now.privacy.groups.map(({ group, limit }) => [group, limit]))
  const asked = providers.map((provider) => ({ tier: toSetting(provider).tier, consent: provider.consent }))
  const restored = backup.privacy.groups.map(({ group, limit }): readonly [string, Tier] => {
    const mine = here.get(group)
    const joined = mine === undefined && consent ? limit : joinedLimit(mine, limit, asked)
    return [group, joined ?? limit]
  })
  return {
    limit: stricterOf(now.privacy.limit, backup.privacy.limit),
    groups: [...new Map([...here, ...restored])].map(([group, limit]) => ({ group, limit })),
    sampleConsented: now.privacy.sampleConsented || (consent && backup.privacy.sampleConsented),
  }
}

function sorted<T extends { readonly group: string }>(groups: readonly T[]): readonly T[] {
  return groups.toSorted((a, b) => (a.group < b.group ? -1 : 1))
}

function toInput({ url, tier, consent, proxy }: StoredProvider): ProviderInput {
  return { url, consent, proxy, ...(tier === null ? {} : { tier }) }
}
