/** Finds the node of this machine: where bitcoind keeps its data, and what its bitcoin.conf says. Files only. */
import { access, readFile } from 'node:fs/promises'
import { isAbsolute, join } from 'node:path'
import type { Network } from '../../../shared/chain.ts'
import type { FoundNode } from '../../../shared/ipc/node-find.ts'

/** The machine as the search sees it. */
export interface Machine {
  readonly platform: NodeJS.Platform
  readonly home: string
  readonly env: NodeJS.ProcessEnv
}

/** Ports and folders as bitcoind has them (chainparamsbase.cpp); sections of bitcoin.conf are named likewise. */
const NETWORKS: Readonly<Record<Network, { readonly port: number; readonly folder: string }>> = {
  main: { port: 8332, folder: '' },
  testnet4: { port: 48_332, folder: 'testnet4' },
  signet: { port: 38_332, folder: 'signet' },
  regtest: { port: 18_443, folder: 'regtest' },
}

/** Nodes whose data folder or bitcoin.conf is there, each once; those that run first. */
export async function findNodes(
  network: Network,
  machine: Machine,
  signal: AbortSignal,
): Promise<readonly FoundNode[]> {
  const found = new Map<string, FoundNode>()
  for (const folder of dataFolders(machine)) {
    signal.throwIfAborted()
    const node = await nodeIn(folder, network)
    if (node !== null && !found.has(node.cookieFile)) found.set(node.cookieFile, node)
  }
  return [...found.values()].sort((a, b) => Number(b.running) - Number(a.running))
}

/** Where bitcoind puts its data by itself (GetDefaultDataDir), and where common packages do. */
function dataFolders({ platform, home, env }: Machine): readonly string[] {
  if (platform === 'win32') {
    const bases = [env['LOCALAPPDATA'], env['APPDATA']].filter((base) => base !== undefined)
    return bases.map((base) => join(base, 'Bitcoin'))
  }
  if (platform === 'darwin') return [join(home, 'Library', 'Application Support', 'Bitcoin')]
  return [
    join(home, '.bitcoin'),
    join(home, 'snap', 'bitcoin-core', 'common', '.bitcoin'),
    '/var/lib/bitcoind',
  ]
}

async function nodeIn(folder: string, network: Network): Promise<FoundNode | null> {
  const conf = await readFile(join(folder, 'bitcoin.conf'), 'utf8').catch(() => null) // most have none
  if (conf === null && !(await isThere(folder))) return null
  const said = settingsOf(conf ?? '', network)
  const data = join(said.get('datadir') ?? folder, NETWORKS[network].folder)
  const cookie = said.get('rpccookiefile') ?? '.cookie'
  const cookieFile = isAbsolute(cookie) ? cookie : join(data, cookie)
  const port = said.get('rpcport') ?? String(NETWORKS[network].port)
  return { url: `http://127.0.0.1:${port}`, cookieFile, running: await isThere(cookieFile) }
}

/**
 * What bitcoin.conf says for the network: the section's own word before the one above all sections. `rpcport` above
 * all sections counts for the main network alone, as in bitcoind.
 */
function settingsOf(conf: string, network: Network): ReadonlyMap<string, string> {
  const general = new Map<string, string>()
  const own = new Map<string, string>()
  let section = ''
  for (const line of conf.split(/\r?\n/)) {
    const text = line.replace(/#.*$/, '').trim()
    section = /^\[(\w+)\]$/.exec(text)?.[1] ?? section
    const [, key = '', value = ''] = /^([\w.]+)\s*=\s*(.*)$/.exec(text) ?? []
    if (key === '') continue
    const target = section === '' ? general : section === network ? own : null
    if (target !== null && !target.has(key)) target.set(key, value)
  }
  if (network !== 'main') general.delete('rpcport')
  return new Map([...general, ...own])
}

async function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}
