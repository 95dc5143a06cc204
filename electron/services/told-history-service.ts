/**
 * History from providers where own data has none: asked for by a person, of those that may be asked, one script after
 * the other, and kept as what it is: what somebody told. The ledger is not touched.
 */
import { AppError } from '../../shared/errors.ts'
import type { Scope } from '../../shared/ipc/time.ts'
import type { HistoryAsked } from '../../shared/ipc/told-history.ts'
import type { Reason } from '../../shared/reading.ts'
import { say } from '../../shared/said.ts'
import type { BalanceSource, Clock, ProviderHistory, ScriptId } from '../engine/ports.ts'
import type { ProviderPool } from '../sources/provider-pool.ts'
import { throwIfCancelled } from '../sources/resilience.ts'
import type { WatchScript } from '../store/portfolio-store.ts'
import type { ReadModels } from '../store/read-models.ts'
import type { SourceStore, StoredObservation } from '../store/source-store.ts'
import type { PortfolioService } from './portfolio-service.ts'
import { reasonOf } from './provider-reasons.ts'
import { requireEntries } from './transaction-service.ts'

/** How providers are reached. */
export interface HistoryProviders {
  readonly pool: Pick<ProviderPool, 'size' | 'history'>
  /** Who may be asked about a script: a hard limit, looked at again before each call. */
  readonly allowed: (scriptId: ScriptId) => (source: BalanceSource) => boolean
}

export interface ToldHistoryServiceOptions {
  readonly clock: Clock
  readonly models: Pick<ReadModels, 'ownLacks' | 'toldUpTo'>
  readonly portfolio: Pick<PortfolioService, 'list'>
  /** Of these entries; of accounts up to the end of their gap. */
  readonly inGap: (watchIds: readonly number[]) => readonly WatchScript[]
  readonly store: Pick<SourceStore, 'saveHistory' | 'observations'>
  /** Null for a door that asks nobody. */
  readonly providers: HistoryProviders | null
  readonly offline: () => boolean
}

export interface ToldHistoryService {
  /** Fails with `locked` where this door only reads, `not_watched` for entries that are not there. */
  ask(of: Scope, signal: AbortSignal): Promise<HistoryAsked>
}

/** Histories that are read at a time. */
const PARALLEL = 4

/** Builds the service. */
export function createToldHistoryService(options: ToldHistoryServiceOptions): ToldHistoryService {
  const { clock, models, portfolio, inGap, store, providers, offline } = options

  async function ask(of: Scope, signal: AbortSignal): Promise<HistoryAsked> {
    if (providers === null) throw new AppError('locked', say('reads_only'))
    requireEntries(of, portfolio)
    const scripts = [...new Map(scriptsOf(of).map((script) => [script.scriptId, script])).values()]
    const ids = scripts.map(({ scriptId }) => scriptId)
    const [lacks, told] = [models.ownLacks(ids), models.toldUpTo(ids)]
    const lacking = scripts.filter(({ scriptId }) => lacks.get(scriptId) !== 0)
    const open = lacking.filter(({ scriptId }) => {
      const upTo = lacks.get(scriptId)
      return upTo === undefined || (told.get(scriptId) ?? -1) < upTo // else it is told already
    })
    const failed = await askAll(open, lacks, providers, signal)
    return {
      told: lacking.length - failed.length,
      own: scripts.length - lacking.length,
      failed,
    }
  }

  /** Archived ones are asked about by nobody but the own node. */
  function scriptsOf(of: Scope): readonly WatchScript[] {
    const watches = portfolio.list().filter((watch) => {
      if (watch.archived) return false
      if (of.kind === 'group') return watch.group === of.group
      return of.kind === 'all' || of.watchIds.includes(watch.id)
    })
    return watches.length === 0 ? [] : inGap(watches.map(({ id }) => id))
  }

  async function askAll(
    scripts: readonly WatchScript[],
    lacks: ReadonlyMap<ScriptId, number>,
    from: HistoryProviders,
    signal: AbortSignal,
  ): Promise<HistoryAsked['failed']> {
    const why = offline() ? 'offline_mode' : from.pool.size === 0 ? 'provider_not_set' : null
    if (why !== null) return scripts.map(({ address }) => ({ address, reasons: [why] }))
    const unused = unusedAmong(scripts, lacks)
    const waiting = [...scripts]
    const failed: { readonly address: string; readonly reasons: readonly Reason[] }[] = []
    const askNext = async (): Promise<void> => {
      for (let script = waiting.shift(); script; script = waiting.shift()) {
        throwIfCancelled(signal)
        const reasons = await tell(script, from, unused.get(script.scriptId), signal)
        if (reasons !== null) failed.push({ address: script.address, reasons })
      }
    }
    await Promise.all(Array.from({ length: PARALLEL }, askNext))
    return failed
  }

  /**
   * What a provider said of an address that nobody ever paid: its history is empty, and nobody has to be asked, unless own
   * data lacks more than what was before that word.
   */
  function unusedAmong(
    scripts: readonly WatchScript[],
    lacks: ReadonlyMap<ScriptId, number>,
  ): ReadonlyMap<ScriptId, StoredObservation> {
    const observed = store.observations(scripts.map(({ scriptId }) => scriptId))
    return new Map(
      [...observed].flatMap(([script, some]) => {
        const newest = some.toSorted((a, b) => b.at.height - a.at.height)[0]
        const isEmpty = newest?.used === false && newest.source.startsWith('provider:')
        return newest && isEmpty && newest.at.height >= (lacks.get(script) ?? 0)
          ? [[script, newest] as const]
          : []
      }),
    )
  }

  /** Null when it is told now. */
  async function tell(
    { scriptId: script, address }: WatchScript,
    { pool, allowed }: HistoryProviders,
    unused: StoredObservation | undefined,
    signal: AbortSignal,
  ): Promise<readonly Reason[] | null> {
    if (unused !== undefined) {
      const { source, at, observedAt } = unused
      await store.saveHistory({ script, source, at, observedAt, rows: [] })
      return null
    }
    const answer = await pool.history(address, { allowed: allowed(script) }, signal)
    if (answer.kind === 'failed') {
      const reasons = [...new Set(answer.failures.map(reasonOf))]
      return reasons.length > 0 ? reasons : ['provider_not_allowed']
    }
    await store.saveHistory(toldBy(script, answer.source.id, answer.history, clock.now()))
    return null
  }

  return { ask }
}

function toldBy(script: ScriptId, id: string, { rows, tip }: ProviderHistory, observedAt: number) {
  return { script, source: `provider:${id}`, at: { height: tip.height, hash: tip.hash }, observedAt, rows }
}
