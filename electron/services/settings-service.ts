/**
 * What the person set, kept as a small JSON file beside the ledger: written whole, synced, renamed, so that a
 * crash leaves the old or the new one. It holds no secret: a node password goes to the operating system's
 * keeper where the door has one, else it lives in memory until Tidemark ends.
 */
import { AppError } from '../../shared/errors.ts'
import type {
  FixedSetting,
  NodeSettingsInput,
  PoolSettings,
  PrivacyInput,
  ProviderInput,
  ProviderSetting,
  SettingsInForce,
  SettingsView,
} from '../../shared/ipc/contract.ts'
import type { PriceSettings } from '../../shared/price-sources.ts'
import { isWithin, type Tier } from '../../shared/providers.ts'
import { say } from '../../shared/said.ts'
import type { HostOptions, NodeOption } from '../host-types.ts'
import { checkedPrices } from './price-settings.ts'
import { keptWays, parseProxyUrl, toSetting, toStored } from './provider-settings.ts'
import {
  consented,
  loadSettings,
  type StoredProvider,
  type StoredSettings,
  settingsFile,
} from './stored-settings.ts'
import { writeFileAtomically } from './write-file-atomically.ts'

const NODE_PASSWORD = 'node-password'

/** Settings in force: the command line wins over what is stored; of two limits the stricter one holds. */
export interface Settings extends SettingsInForce {
  readonly node: NodeOption | null
}

export interface SettingsService {
  current(): Settings
  view(): SettingsView
  setNode(input: NodeSettingsInput | null): Promise<void>
  /** Completes an input with the stored password where it says `keep`. */
  nodeOption(input: NodeSettingsInput): NodeOption
  setProviders(providers: readonly ProviderInput[]): Promise<void>
  setPool(pool: PoolSettings): Promise<void>
  setPrivacy(privacy: PrivacyInput): Promise<void>
  setProxy(url: string | null): Promise<void>
  setPrices(prices: PriceSettings): Promise<void>
  setOffline(offline: boolean): Promise<void>
  setStaleAfter(blocks: number): Promise<void>
  /** Called after each change, with the settings now in force. */
  onChange(listener: (settings: Settings) => void): void
}

type Given = Pick<
  HostOptions,
  | 'node'
  | 'providers'
  | 'staleAfterBlocks'
  | 'offline'
  | 'rotation'
  | 'deadlineMs'
  | 'cacheTtlS'
  | 'limit'
  | 'proxy'
  | 'settingsWritable'
  | 'secrets'
>

type Change = (before: StoredSettings) => Partial<StoredSettings> | Promise<Partial<StoredSettings>>

/** Loads the settings of a data folder. A file that cannot be read fails: it is never overwritten with defaults. */
export async function openSettings(dataDir: string, given: Given): Promise<SettingsService> {
  const file = settingsFile(dataDir)
  let stored = await loadSettings(file)
  let password = (await given.secrets?.load(NODE_PASSWORD)) ?? null
  let last: Promise<void> = Promise.resolve()
  const listeners: ((settings: Settings) => void)[] = []

  function storedNode(): NodeOption | null {
    if (stored.node === null) return null
    const { url, auth } = stored.node
    return { url, auth: auth.kind === 'cookie' ? auth : { ...auth, password: password ?? '' } }
  }

  function current(): Settings {
    return {
      node: given.node ?? storedNode(),
      providers: namedProviders(given) ?? stored.providers.map((each) => toSetting(inRun(each, given))),
      pool: {
        rotation: given.rotation ?? stored.pool.rotation,
        deadlineMs: given.deadlineMs ?? stored.pool.deadlineMs,
        cacheTtlS: given.cacheTtlS ?? stored.pool.cacheTtlS,
      },
      privacy: {
        limit: stricterOf(given.limit ?? null, stored.privacy.limit),
        groups: Object.fromEntries(stored.privacy.groups.map(({ group, limit }) => [group, limit])),
        sampleConsented: stored.privacy.sampleConsented,
      },
      proxy: given.proxy ?? stored.proxy,
      prices: stored.prices,
      offline: given.offline ?? stored.offline,
      staleAfterBlocks: given.staleAfterBlocks ?? stored.staleAfterBlocks,
    }
  }

  /** A form shows what is in force: what a run was given must not be stored as if it had been chosen there. */
  function unlessGiven<T extends object>(input: T, kept: T): T {
    const chosen = (Object.keys(input) as (keyof T & string)[]).map((name) => [
      name,
      Object.hasOwn(given, name) && given[name as keyof Given] !== undefined ? kept[name] : input[name],
    ])
    return Object.fromEntries(chosen) as T // the same names, each with one of its own two values
  }

  /** One change after the other, each on what the one before it has left. */
  function save(change: Change): Promise<void> {
    const run = last.then(() => put(change))
    last = run.catch(() => undefined) // the caller hears of it; the next change must still run
    return run
  }

  async function put(change: Change): Promise<void> {
    if (!given.settingsWritable) throw new AppError('forbidden', say('forbidden_settings'))
    const next = { ...stored, ...(await change(stored)) }
    await writeFileAtomically(file, `${JSON.stringify(next, null, 2)}\n`)
    stored = next
    for (const listener of listeners) listener(current())
  }

  function nodeOption({ url, auth }: NodeSettingsInput): NodeOption {
    const plain = parseNodeUrl(url)
    if (auth.kind !== 'keep') return { url: plain, auth }
    const node = current().node
    if (node === null) throw new AppError('invalid_input', say('no_stored_login'))
    return { url: plain, auth: node.auth }
  }

  async function setNode(input: NodeSettingsInput | null): Promise<void> {
    if (input === null) return save(() => ({ node: null }))
    return save(async () => {
      const { url, auth } = nodeOption(input)
      const kept = auth.kind === 'password' ? auth.password : null
      await given.secrets?.save(NODE_PASSWORD, kept)
      password = kept
      return { node: { url, auth: auth.kind === 'cookie' ? auth : { kind: 'password', user: auth.user } } }
    })
  }

  async function setProviders(providers: readonly ProviderInput[]): Promise<void> {
    const said = toStored(providers)
    await save((before) => ({
      providers: [...(given.proxy === undefined ? said : keptWays(said, before.providers))],
    }))
  }

  return {
    current,
    view: () => viewOf(current(), given),
    setNode,
    nodeOption,
    setProviders,
    setPool: (pool) => save((before) => ({ pool: unlessGiven(pool, before.pool) })),
    setPrivacy: ({ limit, groups, sampleConsented }) =>
      save((before) => ({
        privacy: {
          limit: given.limit === undefined ? limit : before.privacy.limit,
          groups: [...groups],
          sampleConsented: sampleConsented ?? before.privacy.sampleConsented,
        },
      })),
    setProxy: async (url) => {
      const proxy = url === null ? null : parseProxyUrl(url)
      await save(() => ({ proxy }))
    },
    setPrices: async (prices) => save(() => ({ prices: checkedPrices(prices) })),
    setOffline: (offline) => save(() => ({ offline })),
    setStaleAfter: (staleAfterBlocks) => save(() => ({ staleAfterBlocks })),
    onChange: (listener) => void listeners.push(listener),
  }
}

/** Limits only ever narrow: what was set for all runs holds in this one too. */
export function stricterOf(one: Tier | null, other: Tier | null): Tier | null {
  if (one === null || other === null) return one ?? other
  return isWithin(one, other) ? one : other
}

function parseNodeUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null
  if (!url || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
    throw new AppError('invalid_input', say('node_url_form'))
  }
  if (url.username !== '' || url.password !== '') {
    throw new AppError('invalid_input', say('node_url_login'))
  }
  return url.origin
}

/** A proxy that is named for a run is the way to every provider in it. */
function inRun(provider: StoredProvider, { proxy }: Given): StoredProvider {
  return { ...provider, proxy: proxy !== undefined || provider.proxy }
}

/** Naming a provider for a run is consent for it. */
function namedProviders(given: Given): readonly ProviderSetting[] | undefined {
  const { providers } = given
  if (providers === undefined) return undefined
  return [...new Set(providers)].map((url) => toSetting(inRun(consented(url), given)))
}

const FIXABLE: readonly FixedSetting[] = [
  'node',
  'providers',
  'offline',
  'staleAfterBlocks',
  'rotation',
  'deadlineMs',
  'cacheTtlS',
  'limit',
  'proxy',
]

function viewOf({ node, ...rest }: Settings, given: Given): SettingsView {
  const auth =
    node?.auth.kind === 'password' ? ({ kind: 'password', user: node.auth.user } as const) : node?.auth
  return {
    node: node && auth ? { url: node.url, auth } : null,
    ...rest,
    fixedByCommandLine: FIXABLE.filter((name) => given[name] !== undefined),
    writable: given.settingsWritable,
  }
}
