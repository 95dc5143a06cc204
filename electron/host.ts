/**
 * The composition root: config -> store -> sources -> scanner -> services -> router, in plain Node. Every door
 * (Electron, loopback, command line, tests) builds one of these and talks to its router.
 */
import { join } from 'node:path'
import { say, type Worded, worded } from '../shared/said.ts'
import { defaultDataDir, LEDGER_FILE } from './config.ts'
import { type NodeMemory, namedConfig, nodeFinder, withConfig } from './host-config.ts'
import { type HostParts, ownHost } from './host-own.ts'
import { readHost } from './host-read.ts'
import type { Host, HostInternals, HostOptions } from './host-types.ts'
import { createLog, type Log } from './log.ts'
import { LOG_FILE, type LogFile, openLogFile } from './log-file.ts'
import { openScanCore } from './scan-worker/scan-core.ts'
import { type RunningCore, startScanThread } from './scan-worker/scan-thread.ts'
import { loadSettings, settingsFile } from './services/stored-settings.ts'
import { openStore, type Store } from './store/open-store.ts'

/**
 * Opens the data folder and builds everything on it. Fails with `locked`, `newer_schema`, `storage` or
 * `invalid_input`; what it had opened by then is closed again.
 */
export async function createHost(options: HostOptions, internals: HostInternals = {}): Promise<Host> {
  const clock = internals.clock ?? { now: () => Date.now() }
  const config = await namedConfig(options)
  const network = options.network ?? config?.btc.network ?? 'main'
  const root = options.dataDir ?? defaultDataDir()
  const { access, purpose } = options
  const ledger = { root, network, purpose, file: LEDGER_FILE }
  const core =
    access === 'own'
      ? await openScanCore({ ...ledger, clock, ...coreOptions(options, internals) }, firstThread(internals))
      : null
  const store = core?.store ?? openStore({ ...ledger, access, clock })
  try {
    const finder = nodeFinder(network, nodeMemory(store), access === 'own' && options.asksNobody !== true)
    const { offline, privacy } = await loadSettings(settingsFile(store.dataDir))
    const stored = { offline, limit: privacy.limit }
    const place = { network, dataDir: store.dataDir, finder, stored }
    const { options: all, pool, notices } = await withConfig(options, config, place)
    const logFile =
      access === 'own' && options.follow && internals.log === undefined
        ? openLogFile(join(store.dataDir, LOG_FILE))
        : null
    const log = internals.log ?? hostLog(logFile)
    const told = [...rescueNotices(store), ...notices]
    const parts: HostParts = {
      options: all,
      pool,
      notices: told,
      internals,
      network,
      store,
      clock,
      log,
      logFile,
    }
    return await (core === null ? readHost(parts) : ownHost(parts, core))
  } catch (error) {
    await (core?.close() ?? store.close())
    throw error
  }
}

/** An app scans in a thread of its own, one command where it stands; so does a test that brings its own clock. */
function coreOptions({ follow }: HostOptions, { gapBudgetMs, clock, threaded }: HostInternals) {
  return { gapBudgetMs: gapBudgetMs ?? null, threaded: threaded ?? (follow && clock === undefined) }
}

/** The thread that was started early, then others; undefined where none was. */
function firstThread({ thread }: HostInternals): (() => RunningCore) | undefined {
  const early = thread === undefined ? [] : [thread]
  return thread && (() => early.pop() ?? startScanThread())
}

/** An app's log can be looked at in its window; a single command says everything on stderr. */
function hostLog(file: LogFile | null): Log {
  const level = process.env['TIDEMARK_LOG']
  return createLog(file === null ? { level } : { level, alsoTo: file.stream })
}

/** What the person must know who finds other figures than the last time. */
function rescueNotices({ rescue }: Store): readonly Worded[] {
  if (rescue === null) return []
  const { setAside: file, restoredFrom } = rescue
  const said =
    restoredFrom === null
      ? say('start_rescued_empty', { file })
      : say('start_rescued_copy', { file, time: minuteOf(restoredFrom) })
  return [worded(said)]
}

/** `2026-11-22 21:04 UTC`. */
function minuteOf(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 16).replace('T', ' ')} UTC`
}

/** Remembers in the store which URLs of the config file were seen to be a bitcoind. */
function nodeMemory({ sources }: Store): NodeMemory {
  return {
    get: (url) => sources.getMeta(`is-node:${url}`) === 'yes',
    set: (url) => sources.setMeta(`is-node:${url}`, 'yes').catch(() => undefined), // asked again at the next start
  }
}

/** The ledger's file inside a data folder, for tools that look at it. */
export function ledgerFile(dataDir: string): string {
  return join(dataDir, LEDGER_FILE)
}
