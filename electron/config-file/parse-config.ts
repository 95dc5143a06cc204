/** The text of a config file -> what it says. The only files it may read beside it are password and key files it names. */
import type { z } from 'zod'
import { AppError } from '../../shared/errors.ts'
import { type Said, say } from '../../shared/said.ts'
import { checkedApiKey } from '../sources/api-key.ts'
import { parseSourceUrl } from '../sources/probe/source-url.ts'
import { readLogin } from './login.ts'
import { ConfigFileError, type ConfigProblem, problemAt } from './problem.ts'
import { type Path, readYaml, type YamlText } from './read-yaml.ts'
import { configSchema, KNOWN_KEYS, type RawChain } from './schema.ts'
import { nameOf, problemsOf } from './schema-problems.ts'
import { readSecretFile } from './secret-file.ts'
import type { ChainConfig, ConfigNotice, NodeLogin, RpcUrl } from './types.ts'

const BTC: Path = ['blockchain', 'chains', 'btc']
const KNOWN: ReadonlySet<string> = new Set(Object.values(KNOWN_KEYS).flat())

export interface ParsedConfig {
  readonly btc: ChainConfig
  readonly notices: readonly ConfigNotice[]
  /** The line of a password that stands in the file itself. */
  readonly passwordLine: number | null
}

/** Paths in `text` are relative to `folder`. Rejects with `ConfigFileError`, which names all problems at once. */
export async function parseConfig(text: string, folder: string): Promise<ParsedConfig> {
  const yaml = readYaml(text, KNOWN)
  const parsed = configSchema.safeParse(yaml.value)
  if (!parsed.success) throw new ConfigFileError(problemsOf(parsed.error, yaml))
  const raw = parsed.data.blockchain.chains.btc
  const lineOf = (key: keyof RawChain): number => yaml.lineOf([...BTC, key])
  const urls = await readUrls(raw.rpc_urls ?? [], folder, yaml)
  const { login, problems, notices } = await readLogin(raw, { folder, lineOf })
  if (problems.length + urls.problems.length > 0) throw new ConfigFileError([...urls.problems, ...problems])
  return {
    btc: chainOf(raw, raw.rpc_urls === undefined ? null : urls.urls, login),
    notices: [...otherChains(parsed.data, yaml), ...urls.notices, ...cutValues(yaml), ...notices],
    passwordLine: raw.password === undefined ? null : lineOf('password'),
  }
}

function chainOf(raw: RawChain, rpcUrls: readonly RpcUrl[] | null, login: NodeLogin | null): ChainConfig {
  return {
    chainId: raw.chain_id ?? null,
    name: raw.name ?? null,
    symbol: raw.symbol ?? null,
    decimals: raw.decimals ?? null,
    enabled: raw.enabled ?? true,
    network: raw.network ?? 'main',
    rpcUrls,
    login,
    staleAfterBlocks: raw.stale_after_blocks ?? null,
    timeoutMs: raw.timeout_ms ?? null,
    retries: raw.retries ?? null,
    cacheTtlS: raw.cache_ttl_s ?? null,
    rotation: raw.rotation ?? null,
    tier: raw.tier ?? null,
  }
}

/** A URL that stands there twice is taken once: two turns for one server would not be a rotation. */
async function readUrls(
  entries: NonNullable<RawChain['rpc_urls']>,
  folder: string,
  yaml: YamlText,
): Promise<{
  urls: readonly RpcUrl[]
  problems: readonly ConfigProblem[]
  notices: readonly ConfigNotice[]
}> {
  const urls: RpcUrl[] = []
  const problems: ConfigProblem[] = []
  const notices: ConfigNotice[] = []
  for (const [index, entry] of entries.entries()) {
    const path = [...BTC, 'rpc_urls', index]
    const line = yaml.lineOf(path)
    const read = await readUrl(typeof entry === 'string' ? { url: entry } : entry, folder, line)
    if ('code' in read) problems.push(problemAt(line, say('config_entry', { key: nameOf(path), why: read })))
    else if (urls.some(({ url }) => url === read.entry.url))
      notices.push(problemAt(line, say('config_url_twice', { key: nameOf(path) })))
    else {
      urls.push(read.entry)
      if (read.openToOthers) notices.push(problemAt(line, say('config_key_open')))
    }
  }
  return { urls, problems, notices }
}

/** The entry, or why it cannot be used. */
async function readUrl(
  said: { url: string; role?: 'node'; api_key_file?: string },
  folder: string,
  line: number,
): Promise<{ readonly entry: RpcUrl; readonly openToOthers: boolean } | Said> {
  const { url, role = null, api_key_file: keyFile } = said
  try {
    const { base, transport } = parseSourceUrl(url)
    if (role === 'node' && transport !== 'http') return say('config_node_http')
    if (keyFile === undefined) return { entry: { url: base, role, line }, openToOthers: false }
    if (role === 'node') return say('config_node_key')
    const read = await readSecretFile(keyFile, folder)
    if (read.kind === 'failed') return say('config_key_file', { key: 'api_key_file', problem: read.said })
    checkedApiKey(read.secret.reveal())
    return { entry: { url: base, role, apiKey: read.secret, line }, openToOthers: read.openToOthers }
  } catch (error) {
    return error instanceof AppError ? error.said : say('url_none')
  }
}

function otherChains(config: z.infer<typeof configSchema>, yaml: YamlText): readonly ConfigNotice[] {
  const others = Object.keys(config.blockchain.chains).filter((chain) => chain !== 'btc')
  return others.slice(0, 20).map((chain) => {
    const isPlain = /^[a-z][a-z0-9]{1,9}$/i.test(chain)
    const said = isPlain ? say('config_chain', { name: chain }) : say('config_chain_unnamed')
    return problemAt(yaml.lineOf(['blockchain', 'chains', chain]), said)
  })
}

/** `password: abc # def` is abc. Whoever meant the whole of it should hear that. */
function cutValues(yaml: YamlText): readonly ConfigNotice[] {
  return ['username', 'password', 'password_file', 'cookie_file'].flatMap((key) => {
    const path = [...BTC, key]
    if (!yaml.cutByComment(path)) return []
    return [problemAt(yaml.lineOf(path), say('config_cut', { key: nameOf(path) }))]
  })
}
