/** Whole history by entries: what a person asks for, and how far each has come. */
import type { Network } from '../../shared/chain.ts'
import { AppError } from '../../shared/errors.ts'
import type {
  HistoryFill,
  HistoryListRequest,
  HistoryPage,
  HistoryRun,
  WatchHistory,
} from '../../shared/ipc/contract.ts'
import { say } from '../../shared/said.ts'
import { rangeOfAccount } from '../engine/accounts/account-range.ts'
import { firstPossibleHeight } from '../engine/backfill/birthday.ts'
import type { ScriptId } from '../engine/ports.ts'
import type { WatchScript } from '../store/portfolio-store.ts'
import type { ReadModels } from '../store/read-models.ts'
import type { HistoryAsk, HistoryCalls } from './backfill-task.ts'
import type { PortfolioService } from './portfolio-service.ts'

export interface HistoryServiceOptions {
  readonly network: Network
  readonly portfolio: Pick<PortfolioService, 'scripts' | 'watch'>
  readonly models: Pick<ReadModels, 'watchHistories' | 'historyWatches'>
  /** Absent where nothing may be asked of the node: such a host only lists. */
  readonly calls: HistoryCalls | null
  readonly run: (signal: AbortSignal) => Promise<HistoryRun>
  /** Absent as `calls` is. */
  readonly pauseReading: ((paused: boolean) => Promise<void>) | null
}

export interface HistoryService {
  fill(request: HistoryFill, signal: AbortSignal): Promise<readonly WatchHistory[]>
  stop(watchIds: readonly number[]): Promise<readonly WatchHistory[]>
  list(request: HistoryListRequest): HistoryPage
  run(signal: AbortSignal): Promise<HistoryRun>
  /** All of it. */
  pause(paused: boolean): Promise<{ readonly paused: boolean }>
  /** Of new blocks. */
  pauseReading(paused: boolean): Promise<{ readonly paused: boolean }>
}

/** Builds the service. */
export function createHistoryService(options: HistoryServiceOptions): HistoryService {
  const { network, portfolio, models, run } = options

  function calls(): HistoryCalls {
    if (options.calls === null) throw new AppError('locked', say('reads_only'))
    return options.calls
  }

  function list({ after = 0, limit, watchIds }: HistoryListRequest): HistoryPage {
    const found = models.historyWatches({ after, limit: limit + 1, among: watchIds ?? null })
    const page = found.slice(0, limit)
    return { histories: historiesOf(page), next: found.length > limit ? (page.at(-1) ?? null) : null }
  }

  function historiesOf(watchIds: readonly number[]): readonly WatchHistory[] {
    return models.watchHistories(watchIds).flatMap(({ watchId, address, ranges }) => {
      const range = rangeOfAccount(ranges)
      return range === null ? [] : { watchId, address, range }
    })
  }

  /** By the first block that each kind of address can be in: one ask for each. */
  function asksOf(
    scripts: readonly WatchScript[],
    from: Exclude<HistoryFill['from'], undefined>,
  ): readonly HistoryAsk[] {
    if (from !== 'first_possible') return [{ scripts: idsOf(scripts), from }]
    const byHeight = Map.groupBy(scripts, ({ watchId }) =>
      firstPossibleHeight(network, portfolio.watch(watchId).scriptType),
    )
    return [...byHeight].map(([height, some]) => ({ scripts: idsOf(some), from: { height } }))
  }

  return {
    async fill({ watchIds, from }, signal) {
      const scripts = watchIds.length === 0 ? [] : portfolio.scripts(watchIds)
      if (from === undefined) await calls().resume(idsOf(scripts))
      else await calls().start(asksOf(scripts, from), signal)
      return historiesOf(watchIds)
    },
    async stop(watchIds) {
      await calls().stop(idsOf(portfolio.scripts(watchIds)))
      return historiesOf(watchIds)
    },
    list,
    run,
    async pause(paused) {
      await calls().pause(paused)
      return { paused }
    },
    async pauseReading(paused) {
      if (options.pauseReading === null) throw new AppError('locked', say('reads_only'))
      await options.pauseReading(paused)
      return { paused }
    },
  }
}

function idsOf(scripts: readonly WatchScript[]): readonly ScriptId[] {
  return [...new Set(scripts.map(({ scriptId }) => scriptId))]
}
