/** Everything about the past that both kinds of host offer, built alike. */
import type { Network } from '../../shared/chain.ts'
import type { Clock } from '../engine/ports.ts'
import type { WatchScript } from '../store/portfolio-store.ts'
import type { ReadModels } from '../store/read-models.ts'
import type { SourceStore } from '../store/source-store.ts'
import type { LabelService } from './label-service.ts'
import { createPastBlocks, type NodeOfBlocks, type PastBlocks } from './past-blocks.ts'
import type { PortfolioService } from './portfolio-service.ts'
import type { PriceService } from './price-service.ts'
import { createSeriesService, type SeriesService } from './series-service.ts'
import { createStatementService, type StatementService } from './statement-service.ts'
import {
  createToldHistoryService,
  type HistoryProviders,
  type ToldHistoryService,
} from './told-history-service.ts'
import { createTransactionService, type TransactionService } from './transaction-service.ts'

export interface TimeServicesOptions {
  readonly network: Network
  readonly models: ReadModels
  readonly portfolio: PortfolioService
  /** Null for a door that asks nobody. */
  readonly node: NodeOfBlocks | null
  readonly offline: () => boolean
  readonly clock: Clock
  readonly inGap: (watchIds: readonly number[]) => readonly WatchScript[]
  readonly sources: SourceStore
  /** Null for a door that asks nobody. */
  readonly providers: HistoryProviders | null
  readonly labels: Pick<LabelService, 'list'>
  readonly prices: Pick<PriceService, 'on'>
}

/** Builds them. */
export function createTimeServices(options: TimeServicesOptions): {
  readonly transactions: TransactionService
  readonly series: SeriesService
  readonly statement: StatementService
  readonly pastBlocks: PastBlocks
  readonly told: ToldHistoryService
} {
  const { network, models, portfolio, node, offline, labels, prices } = options
  const pastBlocks = createPastBlocks({ models, node, offline })
  return {
    pastBlocks,
    transactions: createTransactionService({ models, portfolio, pastBlocks }),
    series: createSeriesService({ models, portfolio }),
    told: createToldHistoryService({ ...options, store: options.sources }),
    statement: createStatementService({ network, models, portfolio, pastBlocks, labels, prices }),
  }
}
