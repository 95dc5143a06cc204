/** The person's own words (labels, notes, portfolios), their backup, and the search over them: put together for both kinds of host. */
import type { Network } from '../shared/chain.ts'
import type { Clock } from './engine/ports.ts'
import type { LabelServices } from './ipc/handlers/labels.ts'
import { createBackupService } from './services/backup-service.ts'
import { createGroupService } from './services/group-service.ts'
import { createLabelService } from './services/label-service.ts'
import type { PortfolioService } from './services/portfolio-service.ts'
import type { PortfolioTable } from './services/portfolio-table.ts'
import { createSearchService } from './services/search-service.ts'
import type { SettingsService } from './services/settings-service.ts'
import type { Store } from './store/open-store.ts'

export interface WordParts {
  readonly network: Network
  readonly store: Store
  readonly clock: Clock
  readonly portfolio: PortfolioService
  readonly table: Pick<PortfolioTable, 'figures'>
  readonly settings: SettingsService
  /** Labels or notes that a door shows are others. */
  readonly onWords: () => void
  /** Entries are in other portfolios: others may be asked about them. */
  readonly onGroups: () => void
}

/** Builds the services. */
export function wordServices({
  network,
  store,
  clock,
  table,
  onWords,
  onGroups,
  ...parts
}: WordParts): LabelServices {
  const labels = createLabelService({ network, store: store.labels, onChange: onWords })
  const { harmless } = labels
  return {
    labels,
    groups: createGroupService({
      ...parts,
      store: store.notes,
      total: (group) => table.figures.total(group),
      harmless,
      onChange: onGroups,
    }),
    backup: createBackupService({
      network,
      store,
      clock,
      settings: parts.settings,
      harmless,
      onChange: onGroups,
    }),
    search: createSearchService({ network, reads: store.search, labels: store.labels, notes: store.notes }),
  }
}
