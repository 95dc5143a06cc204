/**
 * What the person set, kept as a small JSON file beside the ledger: written whole, synced, renamed, so that a
 * crash leaves the old or the new one. It holds no secret: a node password goes to the operating system's
 * keeper where the door has one, else it lives in memory until Tidemark ends.
 */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { AppError } from '../../shared/errors.ts'
import type { NodeSettingsInput, SettingsView } from '../../shared/ipc/contract.ts'
import type { HostOptions, NodeOption } from '../host-types.ts'
import { parseSourceUrl } from '../sources/probe/source-url.ts'
import { providerIdOf } from '../sources/provider-url.ts'
import { writeFileAtomically } from './write-file-atomically.ts'

/** The default for when own data counts as stale (architecture, hybrid rule). */
export const DEFAULT_STALE_AFTER_BLOCKS = 1_000

const NODE_PASSWORD = 'node-password'

const storedSchema = z.object({
  version: z.literal(1),
  node: z
    .object({
      url: z.string(),
      auth: z.discriminatedUnion('kind', [
        z.object({ kind: z.literal('cookie'), file: z.string() }),
        z.object({ kind: z.literal('password'), user: z.string() }),
      ]),
    })
    .nullable(),
  providers: z.array(z.string()),
  offline: z.boolean(),
  staleAfterBlocks: z.int().positive(),
})
type Stored = z.infer<typeof storedSchema>

const DEFAULTS: Stored = {
  version: 1,
  node: null,
  providers: [],
  offline: false,
  staleAfterBlocks: DEFAULT_STALE_AFTER_BLOCKS,
}

/** Settings in force: the command line wins over what is stored. */
export interface Settings {
  readonly node: NodeOption | null
  readonly providers: readonly { readonly id: string; readonly url: string }[]
  readonly offline: boolean
  readonly staleAfterBlocks: number
}

export interface SettingsService {
  current(): Settings
  view(): SettingsView
  setNode(input: NodeSettingsInput | null): Promise<void>
  /** Completes an input with the stored password where it says `keep`. */
  nodeOption(input: NodeSettingsInput): NodeOption
  setProviders(urls: readonly string[]): Promise<void>
  setOffline(offline: boolean): Promise<void>
  setStaleAfter(blocks: number): Promise<void>
  /** Called after each change, with the settings now in force. */
  onChange(listener: (settings: Settings) => void): void
}

type Given = Pick<
  HostOptions,
  'node' | 'providers' | 'staleAfterBlocks' | 'offline' | 'settingsWritable' | 'secrets'
>

/** Loads the settings of a data folder. A file that cannot be read fails: it is never overwritten with defaults. */
export async function openSettings(dataDir: string, given: Given): Promise<SettingsService> {
  const file = join(dataDir, 'settings.json')
  let stored = await load(file)
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
      providers: (given.providers ?? stored.providers).map(withId),
      offline: given.offline ?? stored.offline,
      staleAfterBlocks: given.staleAfterBlocks ?? stored.staleAfterBlocks,
    }
  }

  async function save(change: Partial<Stored>): Promise<void> {
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
    setProviders: (urls) => save({ providers: [...new Set(urls.map((url) => withId(url).url))] }),
    setOffline: (offline) => save({ offline }),
    setStaleAfter: (staleAfterBlocks) => save({ staleAfterBlocks }),
    onChange: (listener) => void listeners.push(listener),
  }
}

async function load(file: string): Promise<Stored> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null
    throw new AppError('storage', `The settings file cannot be read (${error.code ?? 'unknown'}).`, {
      cause: error,
    })
  })
  if (text === null) return DEFAULTS
  try {
    return storedSchema.parse(JSON.parse(text))
  } catch (cause) {
    throw new AppError(
      'storage',
      `The settings file ${file} is damaged. Mend it or move it away; nothing was changed.`,
      { cause },
    )
  }
}

function withId(text: string): { readonly id: string; readonly url: string } {
  const { base, transport } = parseSourceUrl(text)
  const named = new URL(transport === 'http' ? base : base.replace(/^(tcp|tls):/, 'https:'))
  return { id: providerIdOf(named), url: base }
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

function viewOf({ node, providers, offline, staleAfterBlocks }: Settings, given: Given): SettingsView {
  const auth =
    node?.auth.kind === 'password' ? ({ kind: 'password', user: node.auth.user } as const) : node?.auth
  const fixable = ['node', 'providers', 'offline', 'staleAfterBlocks'] as const
  return {
    node: node && auth ? { url: node.url, auth } : null,
    providers,
    offline,
    staleAfterBlocks,
    fixedByCommandLine: fixable.filter((name) => given[name] !== undefined),
    writable: given.settingsWritable,
  }
}
