/** The use case behind every figure: gathers what is known, asks who may be asked, applies the hybrid rule. */
import type { Network } from '../../shared/chain.ts'
import { TIP_FRESH_MS } from '../../shared/freshness.ts'
import type { BalanceReport, Reading, Reason } from '../../shared/reading.ts'
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
import { totalOf } from '../engine/total.ts'
import type { ReadModels } from '../store/read-models.ts'
import type { SourceStore } from '../store/source-store.ts'
import type { ProviderQuestion, ProviderService } from './provider-service.ts'

/** A provider's answer counts for this long without asking again. */
export const OBSERVATION_TTL_MS = 60_000

/** A script to read, under the address it is shown as. */
export interface ScriptToRead {
  readonly scriptId: ScriptId
  readonly address: string
}

/** What a live node service says, or what was written down of it for a reader beside a running app. */
export interface NodeKnowledge {
  tip(): NodeTip | null
  answers(): boolean
  /** Why the node is of no use right now; empty while it answers. */
  reasons(): readonly Reason[]
}

export interface BalanceServiceOptions {
  readonly network: Network
  readonly clock: Clock
  readonly models: ReadModels
  readonly sources: SourceStore
  readonly node: NodeKnowledge
  /** Null where nobody is ever asked. */
  readonly providers: ProviderService | null
  readonly settings: () => { readonly staleAfterBlocks: number; readonly offline: boolean }
  /** Told whether a kept answer saved a question. */
  readonly cache?: { cacheHit(provider: string): void; cacheMiss(): void }
  /** How long a provider's answer counts without asking again; a minute by default. */
  readonly observationTtlMs?: number
}

export interface BalanceService {
  /** Reads without asking anybody. */
  read(scripts: readonly ScriptToRead[]): BalanceReport
  /**
   * Asks providers for what the ledger does not cover (and for a tip where the node gives none), then reads.
   * `missing`: not about what an answer of the last minute still covers. `all`: the person wants to know now.
   */
  refresh(
    scripts: readonly ScriptToRead[],
    mode: 'missing' | 'all',
    signal: AbortSignal,
  ): Promise<BalanceReport>
  tip(): HeardTip
}

/** Builds the service. */
export function createBalanceService(options: BalanceServiceOptions): BalanceService {
  const { network, clock, models, sources, node, providers } = options
  /** Why the last question about a script got no answer; shown until a better one comes. */
  const failures = new Map<ScriptId, { readonly at: number; readonly reasons: readonly Reason[] }>()

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
    return {
      tip: heard.tip,
      tipHeardAt: heard.heardAt,
      now: clock.now(),
      staleAfterBlocks: options.settings().staleAfterBlocks,
      observationTtlMs: options.observationTtlMs ?? OBSERVATION_TTL_MS,
      nodeAnswers: node.answers(),
      nodeReasons: options.settings().offline ? ['offline_mode'] : node.reasons(),
      askedAt,
    }
  }

  function inputsOf(scripts: readonly ScriptToRead[]): readonly (ReadingInput & ScriptToRead)[] {
    const ids = scripts.map(({ scriptId }) => scriptId)
    const ledger = models.ledgerReadings(ids)
    const observations = sources.observations(ids)
    const confirmed = node.tip()
    return scripts.map(({ scriptId, address }) => ({
      scriptId,
      address,
      ledger: confirmLedger(ledger.get(scriptId) ?? null, confirmed),
      observations: observations.get(scriptId) ?? [],
      failedAt: failures.get(scriptId)?.at ?? null,
      providerReasons: providerReasons(scriptId),
    }))
  }

  function providerReasons(scriptId: ScriptId): readonly Reason[] {
    if (providers === null) return ['not_asked']
    if (options.settings().offline) return []
    return failures.get(scriptId)?.reasons ?? (providers.size === 0 ? ['provider_not_set'] : [])
  }

  function reportOf(scripts: readonly ScriptToRead[], askedAt: number | null): BalanceReport {
    const context = contextOf(askedAt)
    const inputs = inputsOf(scripts)
    const readings = inputs.map((input) => chooseReading(input, context))
    return { tip: context.tip, readings, total: totalOf(distinctScripts(inputs, readings)) }
  }

  async function refresh(
    scripts: readonly ScriptToRead[],
    mode: 'missing' | 'all',
    signal: AbortSignal,
  ): Promise<BalanceReport> {
    const askedAt = clock.now()
    if (providers !== null && providers.size > 0) {
      if (!node.answers()) await providers.askTips(signal)
      await ask(providers, questionsOf(scripts, mode), signal)
    }
    return reportOf(scripts, askedAt)
  }

  async function ask(
    from: ProviderService,
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
    scripts: readonly ScriptToRead[],
    mode: 'missing' | 'all',
  ): readonly ProviderQuestion[] {
    const context = contextOf(null)
    return inputsOf(scripts).flatMap((input) => {
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

  return { read: (scripts) => reportOf(scripts, null), refresh, tip }
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

function distinctScripts(inputs: readonly ScriptToRead[], readings: readonly Reading[]): readonly Reading[] {
  const seen = new Set<ScriptId>()
  return readings.filter((_, i) => {
    const id = inputs[i]?.scriptId
    if (id === undefined || seen.has(id)) return false
    seen.add(id)
    return true
  })
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

/** Where the app writes down whether its node answers: 'ok', or the problem. */
export const NODE_STATE = 'node-state'

/** What the node last said, from the store. */
export function lastNodeTip(sources: SourceStore): NodeTip | null {
  const row = sources.tips().find(({ source }) => source === 'node')
  return row ? { best: row.at, headers: row.at.height, time: row.time, heardAt: row.observedAt } : null
}
