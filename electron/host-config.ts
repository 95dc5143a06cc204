/**
 * What `config.yaml` says, as options of the host: the command line wins over the file, the file over the stored
 * settings, those over the defaults; of limits the strictest holds. Which of its URLs is the own node is found out by
 * asking, never by its look.
 */
import type { Network } from '../shared/chain.ts'
import type { Rotation, Tier } from '../shared/providers.ts'
import { say, type Worded, worded } from '../shared/said.ts'
import { configFileIn } from './config.ts'
import { credentialsFor } from './config-file/credentials-for.ts'
import type { Secret } from './config-file/secret.ts'
import type { ChainConfig, ConfigFile, RpcUrl } from './config-file/types.ts'
import { loadConfigFile, loadConfigFileIfAny } from './config-file.ts'
import type { HostOptions, NodeOption } from './host-types.ts'
import { stricterOf } from './services/settings-service.ts'
import { probeUrl } from './sources/probe/probe-url.ts'

/** What only the file can say of the pool (null: not said), and what only its reader knows. */
export interface PoolBounds {
  readonly timeoutMs: number | null
  readonly retries: number | null
  /** The providers were named on the command line: for this run, and what is known of others stays. */
  readonly namedForOneRun: boolean
}

export interface Configured {
  readonly options: HostOptions
  readonly pool: PoolBounds
  /** For the person, a line each. */
  readonly notices: readonly Worded[]
}

/** The file named with `--config`, read before the network is known; null when none was named. */
export async function namedConfig(options: HostOptions): Promise<ConfigFile | null> {
  return options.configFile === undefined ? null : loadConfigFile(options.configFile)
}

/** Which URLs are the own node. */
export interface NodeFinder {
  /** Whether it was seen to be one at an earlier start. */
  readonly known: (url: string) => boolean
  /** Connects to find out. Null: this run needs nobody, so that nobody is asked. */
  readonly ask: ((url: string) => Promise<boolean>) | null
}

/** Where the file is read. */
export interface ConfigPlace {
  readonly network: Network
  readonly dataDir: string
  readonly finder: NodeFinder
  /** Kept for all runs, and heeded before anybody is asked anything. */
  readonly stored: { readonly offline: boolean; readonly limit: Tier | null }
}

/**
 * Adds what the file says to what the command line left open. Asks only where a login may go, and only when the node
 * is needed, not named otherwise, and may be asked for.
 */
export async function withConfig(
  options: HostOptions,
  named: ConfigFile | null,
  place: ConfigPlace,
): Promise<Configured> {
  const { network, dataDir } = place
  const file = named ?? (await loadConfigFileIfAny(configFileIn(dataDir)))
  const pool = { timeoutMs: null, retries: null, namedForOneRun: options.providers !== undefined }
  if (file === null) return { options, pool, notices: [] }
  const notices = file.notices.map(({ line, said }) =>
    worded(say('start_config_line', { file: file.file, line, text: said })),
  )
  if (file.btc.network !== network) {
    const other = say('start_config_network', { file: file.file, network: file.btc.network })
    return { options, pool, notices: [...notices, worded(other)] }
  }
  const { timeoutMs, retries } = file.btc
  const merged = await merge(options, file.btc, place)
  const unsure = merged.unsure.map((url) => worded(say('start_config_unsure', { file: file.file, url })))
  return {
    options: merged.options,
    pool: { ...pool, timeoutMs, retries },
    notices: [...notices, ...unsure],
  }
}

async function merge(
  options: HostOptions,
  btc: ChainConfig,
  { finder, stored }: ConfigPlace,
): Promise<{ readonly options: HostOptions; readonly unsure: readonly string[] }> {
  const limit = stricterOf(options.limit ?? null, btc.tier)
  const offline = options.offline ?? (btc.enabled ? stored.offline : true)
  const needed = !offline && options.node === undefined && finder.ask !== null
  const allowed = stricterOf(limit, stored.limit) !== 'own-node' // an unmarked URL may be anybody's
  const sorted = await sortUrls(btc, { known: finder.known, ask: needed && allowed ? finder.ask : null })
  const rotation = rotationOf(btc, options)
  const merged = {
    ...(sorted?.node ? { node: sorted.node } : {}),
    ...(sorted ? { providers: sorted.providers } : {}),
    ...(btc.staleAfterBlocks === null ? {} : { staleAfterBlocks: btc.staleAfterBlocks }),
    ...(rotation === null ? {} : { rotation }),
    ...(btc.cacheTtlS === null ? {} : { cacheTtlS: btc.cacheTtlS }),
    ...(btc.enabled ? {} : { offline: true }),
    ...options,
    ...(limit === null ? {} : { limit }),
    providerKeys: new Map([...keysOf(btc), ...(options.providerKeys ?? [])]),
  }
  return { options: merged, unsure: needed && !allowed && !sorted?.node ? (sorted?.unsure ?? []) : [] }
}

/** The API keys that the file names, by URL. */
function keysOf({ rpcUrls }: ChainConfig): readonly (readonly [string, Secret])[] {
  return (rpcUrls ?? []).flatMap(({ url, apiKey }) => (apiKey === undefined ? [] : [[url, apiKey] as const]))
}

/** A file that names the servers, but not how they take turns, means the order it gives them. */
function rotationOf({ rotation, rpcUrls }: ChainConfig, { providers }: HostOptions): Rotation | null {
  return rotation ?? (rpcUrls !== null && providers === undefined ? 'round-robin' : null)
}

interface SortedUrls {
  readonly node: NodeOption | null
  readonly providers: readonly string[]
  /** Of the providers, those that may be the node: nobody asked them. */
  readonly unsure: readonly string[]
}

async function sortUrls(btc: ChainConfig, finder: NodeFinder): Promise<SortedUrls | null> {
  if (btc.rpcUrls === null) return null
  const kinds = await Promise.all(btc.rpcUrls.map((url) => kindOf(url, btc, finder)))
  const urlsOf = (...wanted: readonly UrlKind[]): readonly string[] =>
    (btc.rpcUrls ?? []).filter((_, at) => wanted.some((kind) => kind === kinds[at])).map(({ url }) => url)
  const [node] = urlsOf('node')
  const login = node === undefined ? null : credentialsFor(node, btc)
  return {
    node:
      node === undefined || login === null
        ? null
        : {
            url: node,
            auth: login.kind === 'cookie' ? login : { ...login, password: login.password.reveal() },
          },
    providers: urlsOf('provider', 'unsure'),
    unsure: urlsOf('unsure'),
  }
}

/** `unsure` is used as a provider; `unusable` is marked as the node without a login for it. */
type UrlKind = 'node' | 'provider' | 'unsure' | 'unusable'

async function kindOf({ url, role }: RpcUrl, btc: ChainConfig, { known, ask }: NodeFinder): Promise<UrlKind> {
  const mayLogIn = credentialsFor(url, btc) !== null
  if (role === 'node') return mayLogIn ? 'node' : 'unusable'
  if (!mayLogIn) return 'provider'
  if (known(url)) return 'node'
  if (ask === null) return 'unsure'
  return (await ask(url)) ? 'node' : 'provider'
}

/** Where it is remembered which URLs were seen to be a bitcoind: one that is down now is still the own node. */
export interface NodeMemory {
  get(url: string): boolean
  set(url: string): Promise<void>
}

const PROBE_MS = 5_000

/** Knows a node by how bitcoind asks for a login, now (unless `mayAsk` is false) or at an earlier start. */
export function nodeFinder(network: Network, memory: NodeMemory, mayAsk: boolean): NodeFinder {
  const ask = async (url: string): Promise<boolean> => {
    const signal = AbortSignal.timeout(PROBE_MS)
    const { kind, asksForLogin } = await probeUrl(url, { network, signal, timeoutMs: PROBE_MS - 500 })
    if (kind !== 'bitcoind' || !asksForLogin) return false
    await memory.set(url)
    return true
  }
  return { known: (url) => memory.get(url), ask: mayAsk ? ask : null }
}
