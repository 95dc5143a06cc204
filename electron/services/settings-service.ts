/**
 * What the person set, kept as a small JSON file beside the ledger: written whole, synced, renamed, so that a
 * crash leaves the old or the new one. It holds no secret: a node password goes to the operating system's
 * keeper where the door has one, else it lives in memory until Tidemark ends.
 */
import { join } from 'node:path'
import { AppError } from '../../shared/errors.ts'
import type {
  FixedSetting,
  NodeSettingsInput,
  PoolSettings,
  PrivacyInput,
  ProviderInput,
  ProviderSetting,
  SettingsView,
} from '../../shared/ipc/contract.ts'
import type { Privacy } from '../../shared/providers.ts'
import type { HostOptions, NodeOption } from '../host-types.ts'
import { parseProxyUrl, toSetting, toStored } from './provider-settings.ts'
import { consented, loadSettings, type StoredSettings } from './stored-settings.ts'
import { writeFileAtomically } from './write-file-atomically.ts'

export { DEFAULT_STALE_AFTER_BLOCKS } from './stored-settings.ts'

const NODE_PASSWORD = 'node-password'

/** Settings in force: the command line wins over what is stored. */
export interface Settings {
  readonly node: NodeOption | null
  readonly providers: readonly ProviderSetting[]
  readonly pool: PoolSettings
  readonly privacy: Privacy
  /** `socks5://host:port` */
  readonly proxy: string | null
  readonly offline: boolean
  readonly staleAfterBlocks: number
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

/** Loads the settings of a data folder. A file that cannot be read fails: it is never overwritten with defaults. */
export async function openSettings(dataDir: string, given: Given): Promise<SettingsService> {
  const file = join(dataDir, 'settings.json')
  let stored = await loadSettings(file)
  let password = (await given.secrets?.load(NODE_PASSWORD)) ?? null
  const listeners: ((settings: Settings) => void)[] = []

  function storedNode(): NodeOption | null {
    if (stored.node === null) return null
    const { url, auth } = stored.node
    return { url, auth: auth.kind === 'cookie' ? auth : { ...auth, password: password ?? '' } }
  }

  function current(): Settings {
    return {
      node: given.node ?? storedNode(),
      providers: namedProviders(given) ?? stored.providers.map(toSetting),
      pool: {
        rotation: given.rotation ?? stored.pool.rotation,
        deadlineMs: given.deadlineMs ?? stored.pool.deadlineMs,
        cacheTtlS: given.cacheTtlS ?? stored.pool.cacheTtlS,
      },
      privacy: { ...stored.privacy, limit: given.limit ?? stored.privacy.limit },
      proxy: given.proxy ?? stored.proxy,
      offline: given.offline ?? stored.offline,
      staleAfterBlocks: given.staleAfterBlocks ?? stored.staleAfterBlocks,
    }
  }

  async function save(change: Partial<StoredSettings>): Promise<void> {
    if (!given.settingsWritable)
      throw new AppError('forbidden', 'Settings cannot be changed through this door.')
    const next = { ...stored, ...change }
    await writeFileAtomically(file, `${JSON.stringify(next, null, 2)}\n`)
    stored = next
    for (const listener of listeners) listener(current())
  }

  function nodeOption({ url, auth }: NodeSettingsInput): NodeOption {
    const plain = parseNodeUrl(url)
    if (auth.kind !== 'keep') return { url: plain, auth }
    const node = current().node
    if (node === null) throw new AppError('invalid_input', 'There is no stored login to keep.')
    return { url: plain, auth: node.auth }
  }

  async function setNode(input: NodeSettingsInput | null): Promise<void> {
    if (input === null) return save({ node: null })
    const { url, auth } = nodeOption(input)
    const kept = auth.kind === 'password' ? auth.password : null
    if (given.settingsWritable) await given.secrets?.save(NODE_PASSWORD, kept)
    password = kept
    await save({ node: { url, auth: auth.kind === 'cookie' ? auth : { kind: 'password', user: auth.user } } })
  }

  return {
    current,
    view: () => viewOf(current(), given),
    setNode,
    nodeOption,
    setProviders: async (providers) => save({ providers: [...toStored(providers)] }),
    setPool: (pool) => save({ pool: { ...pool } }),
    setPrivacy: ({ limit, groups }) =>
      save({
        privacy: { limit, groups: Object.fromEntries(groups.map((entry) => [entry.group, entry.limit])) },
      }),
    setProxy: async (url) => save({ proxy: url === null ? null : parseProxyUrl(url) }),
    setOffline: (offline) => save({ offline }),
    setStaleAfter: (staleAfterBlocks) => save({ staleAfterBlocks }),
    onChange: (listener) => void listeners.push(listener),
  }
}

function parseNodeUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null
  if (!url || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
    throw new AppError('invalid_input', 'The node address must look like http://127.0.0.1:8332.')
  }
  if (url.username !== '' || url.password !== '') {
    throw new AppError('invalid_input', 'Put the login into its own fields, not into the address.')
  }
  return url.origin
}

/** Naming a provider for a run is consent for it; a proxy named beside it is the way to it. */
function namedProviders({ providers, proxy }: Given): readonly ProviderSetting[] | undefined {
  return providers?.map((url) => toSetting({ ...consented(url), proxy: proxy !== undefined }))
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
