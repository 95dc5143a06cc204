/**
 * The first look of a window: its snapshot and first rows, read from the ledger as it lies there, before the host that
 * writes, asks and follows is even loaded. It takes no lock, writes nothing and asks nobody; whatever it cannot say for
 * sure is left to the host.
 */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import type { Result } from '../shared/errors.ts'
import { configFileIn, defaultDataDir, LEDGER_FILE } from './config.ts'
import type { Clock } from './engine/ports.ts'
import type { HostOptions } from './host-types.ts'
import { rowsSchemas } from './ipc/schemas/rows.ts'
import { type SnapshotParts, snapshotOf } from './services/app-snapshot.ts'
import { type AskedProviders, createBalanceService } from './services/balance-service.ts'
import { createEntryList, rowsOf } from './services/entry-list.ts'
import { nodeReasons } from './services/node-reasons.ts'
import { statusBefore } from './services/node-service.ts'
import { lastNodeTip } from './services/node-state.ts'
import { unasked } from './services/provider-status-memory.ts'
import { IDLE_SCAN } from './services/scan-progress.ts'
import { openSettings, type SettingsService } from './services/settings-service.ts'
import { openLedgerAsItLies, type Store } from './store/open-store.ts'

/** What it answers; the caller looks elsewhere for everything else (null). */
export interface FirstLook {
  call(name: string, input: unknown): Promise<Result<unknown> | null>
  /** Resolves when the host behind may be loaded: the window has what it draws first, or nobody asked for a while. */
  answered(): Promise<void>
  close(): void
}

/** After what is asked while the page draws, it is drawn by then, and nobody is held up. */
const DRAWN_MS = 200
/** The first answers are asked for before the page has read all of its code. */
const READ_MS = 600
/** So long it waits for a window to ask. */
const UNASKED_MS = 1_000

/**
 * Null where it could differ from what the host will say, or where the host has something to do first: no ledger, one of
 * another version, one to be removed or rescued, a config file. What is in the way is the host's to tell.
 */
export async function openFirstLook(
  options: HostOptions,
  clock: Clock = { now: () => Date.now() },
): Promise<FirstLook | null> {
  if (options.configFile !== undefined) return null
  const network = options.network ?? 'main'
  const dataDir = join(options.dataDir ?? defaultDataDir(), network)
  if (existsSync(configFileIn(dataDir))) return null
  const store = openLedgerAsItLies(dataDir, LEDGER_FILE, clock)
  if (store === null) return null
  try {
    return lookAt(
      store,
      await openSettings(dataDir, options),
      { network, dataDir, version: options.version },
      clock,
    )
  } catch {
    store.close()
    return null // the host meets the same, and tells of it
  }
}

type Place = Pick<SnapshotParts, 'network' | 'dataDir' | 'version'>

const EMPTY = z.strictObject({})

function lookAt(store: Store, settings: SettingsService, place: Place, clock: Clock): FirstLook {
  const { models, sources, portfolio } = store
  const revision = clock.now()
  const node = () => statusBefore(settings.current().node, settings.current().offline)
  const balances = createBalanceService({
    network: place.network,
    clock,
    models,
    sources,
    inGap: (id) => portfolio.scriptsInGap([id]),
    node: { tip: () => lastNodeTip(sources), answers: () => false, reasons: () => nodeReasons(node()) },
    providers: nobodyYet(settings),
    settings: () => settings.current(),
  })
  const parts: SnapshotParts = {
    ...place,
    models,
    portfolio,
    table: { places: () => portfolio.placeCounts() },
    balances,
    settings,
    node,
    providers: {
      statuses: () => (settings.current().offline ? [] : settings.current().providers.map(unasked)),
    },
    scan: () => IDLE_SCAN,
    startNotices: () => [], // of the host's start, which tells them when it is there
  }
  const list = createEntryList(portfolio)
  const rest = restAfter()
  let closed = false

  function pageOf(input: unknown): unknown {
    const asked = rowsSchemas['portfolio.page'].safeParse(input).data
    if (asked === undefined || asked.of.text.trim() !== '' || asked.of.sort !== null) return null
    const { ids, count } = portfolio.idsIn(asked.of, asked.from, asked.limit)
    const rows = rowsOf(list.entries(ids), (entries) => balances.readings(entries), models.accounts())
    const found = new Map(rows.map((row) => [row.watch.id, row]))
    return { revision, count, rows: ids.flatMap((id) => found.get(id) ?? []) }
  }

  async function answer(name: string, input: unknown): Promise<unknown> {
    if (name === 'portfolio.page') return pageOf(input)
    return name === 'app.snapshot' && EMPTY.safeParse(input).success ? snapshotOf(parts, revision) : null
  }

  return {
    async call(name, input) {
      try {
        const value = closed ? null : await answer(name, input)
        rest.isOver(value === null ? DRAWN_MS : READ_MS)
        return value === null ? null : { ok: true, value }
      } catch {
        return null // as above
      }
    },
    answered: () => rest.over(),
    close: () => {
      closed = true
      store.close()
    },
  }
}

/** Nobody is asked before there is a host, and nothing is said that only the rules know. */
function nobodyYet(settings: SettingsService): AskedProviders {
  const { offline, providers } = settings.current()
  const refuse = (): never => {
    throw new Error('only read so far')
  }
  return { size: offline ? 0 : providers.length, mayAskAbout: () => true, ask: refuse, askTips: refuse }
}

interface Rest {
  /** In so many ms at the latest. */
  isOver(inMs: number): void
  over(): Promise<void>
}

/** Begins now. */
function restAfter(): Rest {
  const { promise, resolve } = Promise.withResolvers<void>()
  let until = Number.POSITIVE_INFINITY
  let timer: NodeJS.Timeout | null = null
  function isOver(inMs: number): void {
    if (performance.now() + inMs >= until) return
    until = performance.now() + inMs
    if (timer !== null) clearTimeout(timer)
    timer = setTimeout(resolve, inMs)
  }
  isOver(UNASKED_MS)
  return { isOver, over: () => promise }
}
