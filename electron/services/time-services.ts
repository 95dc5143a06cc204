/** Everything about the past that both kinds of host offer, built alike. */
import type { Network } from '../../shared/chain.ts'
import type { ReadModels } from '../store/read-models.ts'
import { createPastBlocks, type NodeOfBlocks, type PastBlocks } from './past-blocks.ts'
import type { PortfolioService } from './portfolio-service.ts'
import { createSeriesService, type SeriesService } from './series-service.ts'
import { createStatementService, type StatementService } from './statement-service.ts'
import { createTransactionService, type TransactionService } from './transaction-service.ts'

export interface TimeServicesOptions {
  readonly network: Network
  readonly models: ReadModels
  readonly portfolio: PortfolioService
  /** Null for a door that asks nobody. */
  readonly node: NodeOfBlocks | null
  readonly offline: () => boolean
}

/** Builds them. */
export function createTimeServices({ network, models, portfolio, node, offline }: TimeServicesOptions): {
  readonly transactions: TransactionService
  readonly series: SeriesService
  readonly statement: StatementService
  readonly pastBlocks: PastBlocks
} {
  const pastBlocks = createPastBlocks({ models, node, offline })
  return {
    pastBlocks,
    transactions: createTransactionService({ models, portfolio, pastBlocks }),
    series: createSeriesService({ models, portfolio }),
    statement: createStatementService({ network, models, portfolio, pastBlocks }),
  }
}
