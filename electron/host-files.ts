/** What comes in and goes out as files: put together for both kinds of host. */
import type { Network } from '../shared/chain.ts'
import { createExportService, type ExportService } from './services/export-service.ts'
import { toNewWatch } from './services/import-entries.ts'
import { createImportService, type ImportService } from './services/import-service.ts'
import type { LabelService } from './services/label-service.ts'
import type { PortfolioService } from './services/portfolio-service.ts'
import type { Store } from './store/open-store.ts'

export interface FileParts {
  readonly network: Network
  readonly store: Store
  readonly portfolio: PortfolioService
  readonly labels: LabelService
}

export interface FileServices {
  readonly imports: ImportService
  readonly exports: ExportService
}

/** Builds the services. Beside a running app the stores reject what would be written. */
export function fileServices({ network, store, portfolio, labels }: FileParts): FileServices {
  const watches = () => portfolio.list()
  return {
    imports: createImportService({
      network,
      watches,
      labels,
      notes: store.notes,
      add: (entries) => portfolio.addEntries(entries.map(toNewWatch)),
    }),
    exports: createExportService({ network, watches }),
  }
}
