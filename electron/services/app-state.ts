/** What a door shows at once: the snapshot, the status, and the revision that orders them. */
import { AppError } from '../../shared/errors.ts'
import type {
  AddressDetail,
  AppSnapshot,
  AppStatus,
  DisclosureList,
  ScanStatus,
  UnspentOutput,
} from '../../shared/ipc/contract.ts'
import { say } from '../../shared/said.ts'
import { parseAddress } from '../engine/accounts/parse-address.ts'
import type { ReadModels } from '../store/read-models.ts'
import type { SourceStore } from '../store/source-store.ts'
import { type SnapshotParts, snapshotOf, statusOf } from './app-snapshot.ts'
import type { BalanceService } from './balance-service.ts'
import type { Hub } from './hub.ts'
import type { PortfolioService } from './portfolio-service.ts'
import type { PortfolioTable } from './portfolio-table.ts'

export interface AppStateOptions extends SnapshotParts {
  readonly hub: Hub
  readonly models: ReadModels
  readonly sources: SourceStore
  readonly portfolio: PortfolioService
  readonly table: PortfolioTable
  readonly balances: BalanceService
  /** Node or providers may have changed: hears it to write it down. */
  readonly remember?: () => void
  /** Where revisions begin: above every revision of an earlier start, so that a door never sees them go back. */
  readonly firstRevision: number
}

export interface AppState {
  snapshot(): Promise<AppSnapshot>
  revision(): number
  status(): AppStatus
  detail(watchId: number): AddressDetail
  /** What an entry holds by its newest reading, unconfirmed outputs first: those of `detail`, which gives fewer of an account. */
  unspent(watchId: number, most: number): readonly UnspentOutput[]
  /** Who was ever asked about the address, or about any. Fails with `invalid_input` for what is no address here. */
  disclosures(address?: string): DisclosureList
  /** Readings may have changed: a new revision, doors take a new snapshot. */
  readingsChanged(): void
  /** Sums were counted anew: doors take a new snapshot. */
  renewed(): void
  /** Only what is shown of node, providers or tip changed. */
  statusChanged(): void
  progress(scan: ScanStatus): void
}

/** How many unspent outputs of an account are given at once. */
const MAX_UNSPENT = 1_000

/** How many disclosures are given at once. */
const MAX_DISCLOSURES = 10_000

/** Builds the state on top of the services. */
export function createAppState(options: AppStateOptions): AppState {
  const { network, hub, models, sources, portfolio, table, balances } = options
  let revision = options.firstRevision

  const status = (): AppStatus => statusOf(options)

  function detail(watchId: number): AddressDetail {
    const watch = portfolio.watch(watchId)
    const [found] = portfolio.entries([watchId])
    const [reading] = found ? balances.read([found.entry]).readings : []
    if (!found || !reading) throw new Error(`watch ${watchId} has no script`)
    const script = found.entry
    if (!('scriptId' in script))
      return {
        watch,
        reading,
        unspent: unspent(watchId, MAX_UNSPENT),
        holes: [],
        askedOf: models.accountDisclosures(watchId),
      }
    return {
      watch,
      reading,
      unspent: models.unspent(script.scriptId),
      holes: models.holeChanges(script.scriptId),
      askedOf: sources.disclosures(script.address),
    }
  }

  function unspent(watchId: number, most: number): readonly UnspentOutput[] {
    const [found] = portfolio.entries([watchId])
    if (!found) throw new AppError('not_watched', say('entry_gone'))
    if ('scriptId' in found.entry) return models.unspent(found.entry.scriptId).slice(0, most)
    const [reading] = balances.read([found.entry]).readings
    return reading?.source === 'ledger' ? models.accountUnspent(watchId, most) : []
  }

  function disclosures(address?: string): DisclosureList {
    if (address === undefined) {
      const found = sources.allDisclosures(MAX_DISCLOSURES + 1)
      return { disclosures: found.slice(0, MAX_DISCLOSURES), more: found.length > MAX_DISCLOSURES }
    }
    const entry = parseAddress(address, network)
    if (entry.kind === 'refused') throw new AppError('invalid_input', say('address_wrong'))
    const { text } = entry.address
    return { disclosures: sources.disclosures(text).map((row) => ({ address: text, ...row })), more: false }
  }

  return {
    snapshot: () => snapshotOf(options, revision),
    status,
    detail,
    unspent,
    disclosures,
    revision: () => revision,
    renewed: () => hub.emit('store.changed', { revision: ++revision }),
    readingsChanged: () => {
      table.changed()
      hub.emit('store.changed', { revision: ++revision })
      options.remember?.()
    },
    statusChanged: () => {
      table.changed()
      hub.emit('status.changed', { revision, status: status() })
      options.remember?.()
    },
    progress: (scan) => hub.emit('scan.progress', { revision, scan }),
  }
}
