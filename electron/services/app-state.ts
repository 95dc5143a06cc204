/** What a door shows at once: the snapshot, the status, and the revision that orders them. */
import type { Network } from '../../shared/chain.ts'
import type { AddressDetail, AppSnapshot, AppStatus, ScanStatus } from '../../shared/ipc/contract.ts'
import type { NodeStatus } from '../../shared/node-problem.ts'
import type { ReadModels } from '../store/read-models.ts'
import type { SourceStore } from '../store/source-store.ts'
import type { BalanceService } from './balance-service.ts'
import type { Hub } from './hub.ts'
import type { PortfolioService } from './portfolio-service.ts'
import type { ProviderService } from './provider-service.ts'
import type { SettingsService } from './settings-service.ts'

export interface AppStateOptions {
  readonly network: Network
  readonly dataDir: string
  readonly version: string
  readonly hub: Hub
  readonly models: ReadModels
  readonly sources: SourceStore
  readonly portfolio: PortfolioService
  readonly balances: BalanceService
  readonly settings: SettingsService
  readonly node: () => NodeStatus
  readonly providers: ProviderService | null
  readonly scan: () => ScanStatus
  /** Where revisions begin: above every revision of an earlier start, so that a door never sees them go back. */
  readonly firstRevision: number
}

export interface AppState {
  snapshot(): AppSnapshot
  status(): AppStatus
  detail(watchId: number): AddressDetail
  /** Readings may have changed: a new revision, doors take a new snapshot. */
  readingsChanged(): void
  /** Only what is shown of node, providers or tip changed. */
  statusChanged(): void
  progress(scan: ScanStatus): void
}

/** Builds the state on top of the services. */
export function createAppState(options: AppStateOptions): AppState {
  const { network, hub, models, sources, portfolio, balances, settings } = options
  let revision = options.firstRevision

  function status(): AppStatus {
    const { tip, heardAt } = balances.tip()
    const cursor = models.cursor()
    return {
      network,
      dataDir: options.dataDir,
      version: options.version,
      offline: settings.current().offline,
      tip,
      tipHeardAt: heardAt,
      ledger: cursor && { height: cursor.height, hash: cursor.hash, time: cursor.time },
      node: options.node(),
      providers: options.providers?.statuses() ?? [],
      scan: options.scan(),
      watches: portfolio.count(), // every answer of a provider asks for the status: no list is loaded for it
      staleAfterBlocks: settings.current().staleAfterBlocks,
    }
  }

  function snapshot(): AppSnapshot {
    const scripts = portfolio.scripts()
    const { readings, total } = balances.read(scripts)
    const watches = new Map(portfolio.list().map((watch) => [watch.id, watch]))
    const rows = scripts.flatMap(({ watchId }, i) => {
      const watch = watches.get(watchId)
      const reading = readings[i]
      return watch && reading ? [{ watch, reading }] : []
    })
    return { revision, network, rows, total, status: status(), settings: settings.view() }
  }

  function detail(watchId: number): AddressDetail {
    const watch = portfolio.watch(watchId)
    const scripts = portfolio.scripts([watchId])
    const [reading] = balances.read(scripts).readings
    const [script] = scripts
    if (!script || !reading) throw new Error(`watch ${watchId} has no script`)
    return {
      watch,
      reading,
      unspent: models.unspent(script.scriptId),
      holes: models.holeChanges(script.scriptId),
      askedOf: sources.disclosures(script.scriptId),
    }
  }

  return {
    snapshot,
    status,
    detail,
    readingsChanged: () => hub.emit('store.changed', { revision: ++revision }),
    statusChanged: () => hub.emit('status.changed', { revision, status: status() }),
    progress: (scan) => hub.emit('scan.progress', { revision, scan }),
  }
}
