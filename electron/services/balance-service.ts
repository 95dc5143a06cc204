/** The use case behind every figure: gathers what is known, asks who may be asked, applies the hybrid rule. */
import type { Network } from '../../shared/chain.ts'
import { TIP_FRESH_MS } from '../../shared/freshness.ts'
import type { BalanceReport, Reading, Reason } from '../../shared/reading.ts'
import { DEFAULT_CACHE_TTL_S } from '../../shared/settings-limits.ts'
import { bestTip, type HeardTip, type NodeTip, type ProviderTipReport } from '../engine/best-tip.ts'
import type { Clock, ScriptId } from '../engine/ports.ts'
import {
  chooseReading,
  type LedgerView,
  ledgerSuffices,
  type ReadingContext,
  type ReadingInput,
  validObservation,
} from '../engine/reading.ts'
import type { ReadModels } from '../store/read-models.ts'
import type { SourceStore } from '../store/source-store.ts'
import {
  type AccountReading,
  accountSuffices,
  type EntryToRead,
  isAccount,
  isScript,
  readAccount,
  type ScriptToRead,
  totalOfEntries,
} from './account-balances.ts'
import { lastNodeTip, NODE_STATE } from './node-state.ts'
import type { ProviderQuestion, ProviderService } from './provider-service.ts'

/** While the node answers, tips serve to see who is behind: so often at most, and only where questions go out anyway. */
const TIP_ROUND_MS = 300_000

export type { EntryToRead, ScriptToRead } from './account-balances.ts'

/** What a live node service says, or what was written down of it for a reader beside a running app. */
export interface NodeKnowledge {
  tip(): NodeTip | null
  answers(): boolean
  /** Why the node is of no use right now; empty while it answers. */
  reasons(): readonly Reason[]
}

/** What readings say of providers, and how these are asked. */
export type AskedProviders = Pick<ProviderService, 'size' | 'mayAskAbout' | 'ask' | 'askTips'>

export interface BalanceServiceOptions {
  readonly network: Network
  readonly clock: Clock
  readonly models: ReadModels
  readonly sources: SourceStore
  /** The scripts of an account up to the end of its gap, as it is now. */
  readonly inGap: (accountId: number) => readonly ScriptToRead[]
  readonly node: NodeKnowledge
  /** Null where nobody is ever asked. */
  readonly providers: AskedProviders | null
  readonly settings: () => {
    readonly staleAfterBlocks: number
    readonly offline: boolean
    readonly pool: { readonly cacheTtlS: number | null }
  }
  /** Told whether a kept answer saved a question. */
  readonly cache?: { cacheHit(provider: string): void; cacheMiss(): void }
}

export interface BalanceService {
  /** Reads without asking anybody. */
  read(entries: readonly EntryToRead[]): BalanceReport
  /** The same without what a report says of all of them: for whoever sums by itself. */
  readings(entries: readonly EntryToRead[]): readonly Reading[]
  /**
   * Asks providers for what the ledger does not cover (and for a tip where the node gives none), then reads.
   * `missing`: not about what an answer of the last minute still covers. `all`: the person wants to know now. Accounts are
   * asked about up to the end of their gap, and on from there while that finds used addresses.
   */
  refresh(
    entries: readonly EntryToRead[],
    mode: 'missing' | 'all',
    signal: AbortSignal,
  ): Promise<BalanceReport>
  tip(): HeardTip
  /** The same readings from other reads of the same ledger: of an instant, say. */
  readFrom(reads: BalanceReads): BalanceService['readings']
}

/** Where a balance is read. */
export type BalanceReads = Pick<BalanceServiceOptions, 'models' | 'sources' | 'inGap'>

/** Why the last question about a script got no answer; shown until a better one comes. */
type Failures = Map<ScriptId, { readonly at: number; readonly reasons: readonly Reason[] }>

/** Builds the service. */
export function createBalanceService(options: BalanceServiceOptions): BalanceService {
  return serviceWith(options, new Map())
}

function serviceWith(options: BalanceServiceOptions, failures: Failures): BalanceService {
  const { network, clock, models, sources, node, providers, inGap } = options
  let tipsAskedAt = Number.NEGATIVE_INFINITY

  function tip(): HeardTip {
    const cursor = models.cursor()
    return bestTip({
      network,
      node: node.tip(),
      nodeAnswers: node.answers(),
      providers: sources.tips().flatMap(toReport),
      lastKnown: cursor,
      now: clock.now(),
    })
  }

  function contextOf(askedAt: number | null): ReadingContext {
    const heard = tip()
    const { staleAfterBlocks, offline, pool } = options.settings()
    return {
      tip: heard.tip,
      tipHeardAt: heard.heardAt,
      now: clock.now(),
      staleAfterBlocks,
      observationTtlMs: (pool.cacheTtlS ?? DEFAULT_CACHE_TTL_S) * 1_000,
      nodeAnswers: node.answers(),
      nodeReasons: offline ? ['offline_mode'] : node.reasons(),
      askedAt,
    }
  }

  function inputsOf(scripts: readonly ScriptToRead[]): readonly (ReadingInput & ScriptToRead)[] {
    const ids = scripts.map(({ scriptId }) => scriptId)
    const ledger = models.ledgerReadings(ids)
    const observations = sources.observations(ids)
    const confirmed = node.tip()
    const { offline } = options.settings()
    return scripts.map(({ scriptId, address }) => ({
      scriptId,
      address,
      ledger: confirmLedger(ledger.get(scriptId) ?? null, confirmed),
      observations: observations.get(scriptId) ?? [],
      failedAt: failures.get(scriptId)?.at ?? null,
      providerReasons: providerReasons({ scriptId, address }, offline),
    }))
  }

  function providerReasons({ scriptId, address }: ScriptToRead, offline: boolean): readonly Reason[] {
    if (providers === null) return ['not_asked']
    if (offline) return []
    if (providers.size === 0) return ['provider_not_set']
    if (!providers.mayAskAbout(scriptId)) return ['provider_not_allowed']
    if (!hasAddress(address)) return ['provider_cannot_know']
    const said = failures.get(scriptId)?.reasons ?? []
    return said.filter((reason) => reason !== 'provider_not_allowed') // which was so when it was asked
  }

  /** On one state of the ledger: a coin that a block moves meanwhile from one entry to another counts once. */
  function reportOf(entries: readonly EntryToRead[], askedAt: number | null): BalanceReport {
    return models.together(() => {
      const context = contextOf(askedAt)
      const accounts = accountsIn(entries, context)
      const readings = readingsOf(entries, context, accounts)
      return { tip: context.tip, readings, total: totalOfEntries(entries, readings, accounts) }
    })
  }

  function readingsOf(
    entries: readonly EntryToRead[],
    context: ReadingContext,
    accounts: AccountReading,
  ): readonly Reading[] {
    const inputs = inputsOf(entries.filter(isScript)).values()
    return entries.map((entry) => {
      if (isAccount(entry)) return readAccount(entry, accounts)
      const input = inputs.next().value
      if (input === undefined) throw new Error('a script has nothing to be read from')
      return chooseReading(input, context)
    })
  }

  function accountsIn(entries: readonly EntryToRead[], context: ReadingContext): AccountReading {
    const confirmed = node.tip()
    return {
      ledger: entries.some(isAccount) ? models.accounts() : { views: new Map(), shared: new Map() },
      context,
      inputsOf,
      inGap,
      confirm: (ledger) => confirmLedger(ledger, confirmed) ?? ledger,
    }
  }

  async function refresh(
    entries: readonly EntryToRead[],
    mode: 'missing' | 'all',
    signal: AbortSignal,
  ): Promise<BalanceReport> {
    const askedAt = clock.now()
    if (providers !== null && providers.size > 0) {
      const first = scriptsIn(entries)
      await askAll(providers, first, mode, signal)
      await discover(providers, entries.filter(isAccount), first, mode, signal)
    }
    return reportOf(entries, askedAt)
  }

  /** Of accounts that are not read from the ledger: those up to the end of the gap, as it is now. */
  function scriptsIn(entries: readonly EntryToRead[]): readonly ScriptToRead[] {
    if (!entries.some(isAccount)) return entries.filter(isScript)
    const context = contextOf(null)
    const { views } = models.accounts()
    return entries.flatMap((entry) => {
      if (!isAccount(entry)) return entry
      const { accountId } = entry
      return accountSuffices(views.get(accountId), context) ? [] : inGap(accountId)
    })
  }

  /** The answers may have moved the end of the gap: on, until a whole gap is unused. */
  async function discover(
    from: AskedProviders,
    accounts: readonly EntryToRead[],
    first: readonly ScriptToRead[],
    mode: 'missing' | 'all',
    signal: AbortSignal,
  ): Promise<void> {
    const asked = new Set(first.map(({ scriptId }) => scriptId))
    for (;;) {
      signal.throwIfAborted()
      const more = scriptsIn(accounts).filter(({ scriptId }) => !asked.has(scriptId))
      if (more.length === 0) return
      for (const { scriptId } of more) asked.add(scriptId)
      await ask(from, questionsOf(from, more, mode), signal)
    }
  }

  /** Without the node the tip comes first: it tells whether own data suffices. */
  async function askAll(
    from: AskedProviders,
    scripts: readonly ScriptToRead[],
    mode: 'missing' | 'all',
    signal: AbortSignal,
  ): Promise<void> {
    const nodeAnswers = node.answers()
    if (!nodeAnswers) await askTips(from, scripts, signal)
    const questions = questionsOf(from, scripts, mode)
    const due = nodeAnswers && questions.length > 0 && clock.now() - tipsAskedAt >= TIP_ROUND_MS
    await Promise.all([ask(from, questions, signal), due ? askTips(from, questions, signal) : null])
  }

  async function askTips(
    from: AskedProviders,
    about: readonly ScriptToRead[],
    signal: AbortSignal,
  ): Promise<void> {
    tipsAskedAt = clock.now()
    await from.askTips(
      about.map(({ scriptId }) => scriptId),
      signal,
    )
  }

  async function ask(
    from: AskedProviders,
    questions: readonly ProviderQuestion[],
    signal: AbortSignal,
  ): Promise<void> {
    if (questions.length === 0) return
    const reasons = await from.ask(questions, signal)
    for (const { scriptId } of questions) {
      const why = reasons.get(scriptId)
      if (why) failures.set(scriptId, { at: clock.now(), reasons: why })
      else failures.delete(scriptId)
    }
  }

  function questionsOf(
    from: AskedProviders,
    scripts: readonly ScriptToRead[],
    mode: 'missing' | 'all',
  ): readonly ProviderQuestion[] {
    const context = contextOf(null)
    const askable = scripts.filter(
      ({ scriptId, address }) => from.mayAskAbout(scriptId) && hasAddress(address),
    )
    return inputsOf(askable).flatMap((input) => {
      if (input.ledger && ledgerSuffices(input.ledger, context)) return []
      const kept = mode === 'missing' ? validObservation(input, context) : null
      if (kept) {
        options.cache?.cacheHit(kept.source.replace(/^provider:/, ''))
        return []
      }
      options.cache?.cacheMiss()
      return [{ scriptId: input.scriptId, address: input.address, above: input.ledger?.at ?? null }]
    })
  }

  return {
    read: (scripts) => reportOf(scripts, null),
    readings: (entries) =>
      models.together(() => {
        const context = contextOf(null)
        return readingsOf(entries, context, accountsIn(entries, context))
      }),
    refresh,
    tip,
    readFrom: (reads) => {
      const service = serviceWith({ ...options, ...reads }, failures)
      return (entries) => service.readings(entries)
    },
  }
}

/** A script that is no address is shown as a descriptor: no provider is asked by that. */
function hasAddress(shown: string): boolean {
  return !shown.startsWith('raw(')
}

/** A tip that the node confirmed since makes the ledger's reading at that block as fresh as the confirmation. */
function confirmLedger(ledger: LedgerView | null, confirmed: NodeTip | null): LedgerView | null {
  if (ledger === null || confirmed === null || confirmed.best.hash !== ledger.at.hash) return ledger
  return { ...ledger, observedAt: Math.max(ledger.observedAt, confirmed.heardAt) }
}

function toReport(tip: ReturnType<SourceStore['tips']>[number]): ProviderTipReport[] {
  if (!tip.source.startsWith('provider:')) return []
  const { family, at, time, observedAt } = tip
  return [{ id: tip.source.slice('provider:'.length), family, ...at, time, heardAt: observedAt }]
}

/** Node knowledge of a door that asks nobody: what a running app wrote down last. */
export function writtenNodeKnowledge(sources: SourceStore, clock: Clock): NodeKnowledge {
  const tip = (): NodeTip | null => lastNodeTip(sources)
  const answers = (): boolean => {
    const last = tip()
    return sources.getMeta(NODE_STATE) === 'ok' && last !== null && clock.now() - last.heardAt <= TIP_FRESH_MS
  }
  return { tip, answers, reasons: () => (answers() ? [] : ['not_asked']) }
}
