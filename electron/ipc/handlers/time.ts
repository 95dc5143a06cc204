/** Transactions, past balances and statements: each request answered by its service. */
import type { TimeRequests } from '../../../shared/ipc/time.ts'
import type { ToldHistoryRequests } from '../../../shared/ipc/told-history.ts'
import type { PastBlocks } from '../../services/past-blocks.ts'
import type { SeriesService } from '../../services/series-service.ts'
import type { StatementService } from '../../services/statement-service.ts'
import type { ToldHistoryService } from '../../services/told-history-service.ts'
import type { TransactionService } from '../../services/transaction-service.ts'
import type { Handlers } from '../router-types.ts'

export interface TimeServices {
  readonly transactions: TransactionService
  readonly series: SeriesService
  readonly statement: StatementService
  readonly pastBlocks: PastBlocks
  readonly told: ToldHistoryService
}

/** Builds the handlers. */
export function createTimeHandlers({
  transactions,
  pastBlocks,
  series,
  statement,
  told,
}: TimeServices): Pick<Handlers, keyof (TimeRequests & ToldHistoryRequests)> {
  return {
    'transactions.list': async (request) => transactions.list(request),
    'transactions.detail': async ({ txid, upTo }) => transactions.detail(txid, upTo),
    'outputs.list': (request, signal) => transactions.outputs(request, signal),
    'series.read': async (request) => series(request),
    'journal.list': async (request) => transactions.journal(request),
    'statement.make': (request, signal) => statement(request, signal),
    'history.ask': ({ of }, signal) => told.ask(of, signal),
    'time.block': ({ time }, signal) => pastBlocks.ofTime(time, signal),
  }
}
