/**
 * What `config.yaml` says, as options of the host: the command line wins over the file, the file over the stored
 * settings, those over the defaults. Which of its URLs is the own node is found out by asking, never by its look.
 */
import type { Network } from '../shared/chain.ts'
import { credentialsFor } from './config-file/credentials-for.ts'
import type { ChainConfig, ConfigFile, RpcUrl } from './config-file/types.ts'
import { configFileIn, loadConfigFile, loadConfigFileIfAny } from './config-file.ts'
import type { HostOptions, NodeOption } from './host-types.ts'
import { probeUrl } from './sources/probe/probe-url.ts'

/** What only the file can say. Null: not said. */
export interface PoolSettings {
  readonly rotation: ChainConfig['rotation']
  readonly timeoutMs: number | null
  readonly retries: number | null
  readonly cacheTtlMs: number | null
}

export interface Configured {
  readonly options: HostOptions
  readonly pool: PoolSettings
  /** For the person, a line each. */
  readonly notices: readonly string[]
}

/** The file named with `--config`, read before the network is known; null when none was named. */
export async function namedConfig(options: HostOptions): Promise<ConfigFile | null> {
  return options.configFile === undefined ? null : loadConfigFile(options.configFile)
}

/** Adds what the file says to what the command line left open. `isNode` is asked only where a login may go. */
export async function withConfig(
  options: HostOptions,
  named: ConfigFile | null,
  network: Network,
  dataDir: string,
  isNode: (url: string) => Promise<boolean>,
): Promise<Configured> {
  const file = named ?? (await loadConfigFileIfAny(configFileIn(dataDir)))
  if (file === null) return { options, pool: NOTHING_SAID, notices: [] }
  const notices = file.notices.map(({ line, text }) => `${file.file}, line ${line}: ${text}`)
  if (file.btc.network !== network) {
    const text = `${file.file} is for the network ${file.btc.network}: it was left out.`
    return { options, pool: NOTHING_SAID, notices: [...notices, text] }
  }
  return { options: await merged(options, file.btc, isNode), pool: poolOf(file.btc), notices }
}

const NOTHING_SAID: PoolSettings = { rotation: null, timeoutMs: null, retries: null, cacheTtlMs: null }

/** A file that does not say how providers take turns means the order it gives them. */
function poolOf({ rotation, timeoutMs, retries, cacheTtlS, rpcUrls }: ChainConfig): PoolSettings {
  return {
    rotation: rotation ?? (rpcUrls === null ? null : 'round-robin'),
    timeoutMs,
    retries,
    cacheTtlMs: cacheTtlS === null ? null : cacheTtlS * 1_000,
  }
}

async function merged(
  options: HostOptions,
  btc: ChainConfig,
  isNode: (url: string) => Promise<boolean>,
): Promise<HostOptions> {
  const sorted = btc.rpcUrls === null ? null : await sortUrls(btc, btc.rpcUrls, isNode)
  return {
    ...(sorted?.node ? { node: sorted.node } : {}),
    ...(sorted ? { providers: sorted.providers } : {}),
    ...(btc.staleAfterBlocks === null ? {} : { staleAfterBlocks: btc.staleAfterBlocks }),
    ...(btc.enabled ? {} : { offline: true }),
    ...options,
  }
}

async function sortUrls(
  btc: ChainConfig,
  urls: readonly RpcUrl[],
  isNode: (url: string) => Promise<boolean>,
): Promise<{ readonly node: NodeOption | null; readonly providers: readonly string[] }> {
  let node: NodeOption | null = null
  const providers: string[] = []
  for (const { url, role } of urls) {
    const login = credentialsFor(url, btc)
    if (login !== null && (role === 'node' || (btc.enabled && (await isNode(url))))) {
      node ??= {
        url,
        auth: login.kind === 'cookie' ? login : { ...login, password: login.password.reveal() },
      }
    } else if (role !== 'node') providers.push(url)
  }
  return { node, providers }
}

/** Where it is remembered which URLs were seen to be a bitcoind: one that is down now is still the own node. */
export interface NodeMemory {
  get(url: string): boolean
  set(url: string): void
}

const PROBE_MS = 5_000

/** Whether bitcoind answers at a URL by asking for a login, now or at an earlier start. */
export function nodeDetector(network: Network, memory: NodeMemory): (url: string) => Promise<boolean> {
  return async (url) => {
    if (memory.get(url)) return true
    const signal = AbortSignal.timeout(PROBE_MS)
    const { kind, asksForLogin } = await probeUrl(url, { network, signal, timeoutMs: PROBE_MS - 500 })
    if (kind !== 'bitcoind' || !asksForLogin) return false
    memory.set(url)
    return true
  }
}
