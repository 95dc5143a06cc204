/** What a door is told first: the status, and the snapshot around it. Only reads. */
import type { Network } from '../../shared/chain.ts'
import type { AppSnapshot, AppStatus, ScanStatus } from '../../shared/ipc/contract.ts'
import type { NodeStatus } from '../../shared/node-problem.ts'
import type { Worded } from '../../shared/said.ts'
import type { PlaceCounts } from '../store/portfolio-store.ts'
import type { ReadModels } from '../store/read-models.ts'
import type { BalanceService } from './balance-service.ts'
import type { ProviderService } from './provider-service.ts'
import type { SettingsService } from './settings-service.ts'

export interface SnapshotParts {
  readonly network: Network
  readonly dataDir: string
  readonly version: string
  readonly models: Pick<ReadModels, 'cursor' | 'ledgerCheck'>
  readonly portfolio: { count(): number }
  readonly table: { places(): PlaceCounts | Promise<PlaceCounts> }
  readonly balances: Pick<BalanceService, 'tip'>
  readonly settings: Pick<SettingsService, 'current' | 'view'>
  readonly node: () => NodeStatus
  readonly providers: Pick<ProviderService, 'statuses'>
  readonly scan: () => ScanStatus
  /** What the person should know about this start. */
  readonly startNotices: () => readonly Worded[]
}

/** How everything is doing. */
export function statusOf(parts: SnapshotParts): AppStatus {
  const { network, dataDir, version, models, settings } = parts
  const { tip, heardAt } = parts.balances.tip()
  const cursor = models.cursor()
  const ledgerCheck = models.ledgerCheck()
  return {
    network,
    dataDir,
    version,
    offline: settings.current().offline,
    tip,
    tipHeardAt: heardAt,
    ledger: cursor && { height: cursor.height, hash: cursor.hash, time: cursor.time },
    node: parts.node(),
    providers: parts.providers.statuses(),
    scan: parts.scan(),
    ...(ledgerCheck === null ? {} : { ledgerCheck }),
    watches: parts.portfolio.count(), // every answer of a provider asks for the status: no list is loaded for it
    staleAfterBlocks: settings.current().staleAfterBlocks,
  }
}

/** The snapshot of a revision: the one before it was looked at, so that what changes meanwhile is told by the next event. */
export async function snapshotOf(parts: SnapshotParts, revision: number): Promise<AppSnapshot> {
  const { groups, entries, archived } = await parts.table.places()
  const places = groups.toSorted((a, b) => Number(a.name === '') - Number(b.name === '') || byName(a, b))
  const { network, settings } = parts
  return {
    revision,
    network,
    places,
    entries,
    archived,
    status: statusOf(parts),
    settings: settings.view(),
    startNotices: parts.startNotices(),
  }
}

function byName(a: { readonly name: string }, b: { readonly name: string }): number {
  return a.name.localeCompare(b.name)
}
