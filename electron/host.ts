/**
 * The composition root: config -> store -> sources -> scanner -> services -> router, in plain Node. Every door
 * (Electron, loopback, command line, tests) builds one of these and talks to its router.
 */
import { join } from 'node:path'
import { defaultDataDir } from './config.ts'
import { type NodeMemory, namedConfig, nodeDetector, withConfig } from './host-config.ts'
import { type HostParts, ownHost } from './host-own.ts'
import { readHost } from './host-read.ts'
import type { Host, HostInternals, HostOptions } from './host-types.ts'
import { createLog } from './log.ts'
import { openStore, type Store } from './store/open-store.ts'

const LEDGER_FILE = 'ledger.sqlite'

/**
 * Opens the data folder and builds everything on it. Fails with `locked`, `newer_schema`, `storage` or
 * `invalid_input`; what it had opened by then is closed again.
 */
export async function createHost(options: HostOptions, internals: HostInternals = {}): Promise<Host> {
  const clock = internals.clock ?? { now: () => Date.now() }
  const log = internals.log ?? createLog({ level: process.env['TIDEMARK_LOG'] })
  const config = await namedConfig(options)
  const network = options.network ?? config?.btc.network ?? 'main'
  const root = options.dataDir ?? defaultDataDir()
  const { access, purpose } = options
  const store = openStore({ root, network, access, purpose, file: LEDGER_FILE, clock })
  try {
    const isNode = access === 'own' ? nodeDetector(network, nodeMemory(store)) : async () => false
    const { options: all, pool, notices } = await withConfig(options, config, network, store.dataDir, isNode)
    const parts: HostParts = { options: all, pool, notices, internals, network, store, clock, log }
    return await (access === 'own' ? ownHost(parts) : readHost(parts))
  } catch (error) {
    store.close()
    throw error
  }
}

/** Remembers in the store which URLs of the config file were seen to be a bitcoind. */
function nodeMemory({ sources }: Store): NodeMemory {
  return {
    get: (url) => sources.getMeta(`is-node:${url}`) === 'yes',
    set: (url) => void sources.setMeta(`is-node:${url}`, 'yes').catch(() => undefined), // asked again then
  }
}

/** The ledger's file inside a data folder, for tools that look at it. */
export function ledgerFile(dataDir: string): string {
  return join(dataDir, LEDGER_FILE)
}
