/**
 * Asking providers: the pool, and what is kept of every answer. Each answer becomes an observation, each
 * provider that saw an address goes on record, each tip is remembered.
 */

import { assertNever } from '../../shared/assert-never.ts'
import type { BlockRef } from '../../shared/chain.ts'
import type { ProviderStatus } from '../../shared/ipc/contract.ts'
import type { Reason } from '../../shared/reading.ts'
import type { BalanceSource, Clock, ScriptId } from '../engine/ports.ts'
import type { Rotation } from '../sources/pool/rotation.ts'
import type { PoolAnswer, PoolFailure, ProviderPool } from '../sources/provider-pool.ts'
import type { SourceStore } from '../store/source-store.ts'

/** One script to ask about. Only an answer above `above` counts. */
export interface ProviderQuestion {
  readonly scriptId: ScriptId
  readonly address: string
  readonly above: BlockRef | null
}

export interface ProviderServiceOptions {
  readonly clock: Clock
  readonly pool: ProviderPool
  readonly store: SourceStore
  /** How these providers take turns. */
  readonly rotation: (urls: readonly string[]) => Rotation
  readonly connect: (provider: { readonly id: string; readonly url: string }) => BalanceSource
}

export interface ProviderService {
  /** How many may be asked right now: none while offline. */
  readonly size: number
  configure(
    providers: readonly { readonly id: string; readonly url: string }[],
    offline: boolean,
  ): Promise<void>
  /** Asks about each script, in rotation. Gives the reasons for those that got no answer, by script. */
  ask(
    questions: readonly ProviderQuestion[],
    signal: AbortSignal,
  ): Promise<ReadonlyMap<ScriptId, readonly Reason[]>>
  /** Asks every provider for its tip; no address is named. */
  askTips(signal: AbortSignal): Promise<void>
  statuses(): readonly ProviderStatus[]
  close(): Promise<void>
}

/** Builds the service with no provider allowed. */
export function createProviderService(options: ProviderServiceOptions): ProviderService {
  const { clock, pool, store, connect } = options
  let sources: readonly BalanceSource[] = []

  async function configure(
    providers: readonly { readonly id: string; readonly url: string }[],
    offline: boolean,
  ): Promise<void> {
    const old = sources
    const wanted = offline ? [] : providers
    sources = wanted.map((provider) => old.find(({ url }) => url === provider.url) ?? connect(provider))
    pool.setRotation(options.rotation(sources.map(({ url }) => url)))
    pool.setSources(sources)
    await Promise.all(old.filter((source) => !sources.includes(source)).map((source) => source.close()))
  }

  async function ask(
    questions: readonly ProviderQuestion[],
    signal: AbortSignal,
  ): Promise<ReadonlyMap<ScriptId, readonly Reason[]>> {
    const reasons = new Map<ScriptId, readonly Reason[]>()
    if (pool.size === 0) return reasons
    const byAddress = new Map(questions.map((question) => [question.address, question]))
    const above = (address: string): BlockRef | null => byAddress.get(address)?.above ?? null
    const answers = await pool.balances([...byAddress.keys()], { above }, () => undefined, signal)
    const asked = [...byAddress.values()].map((question, i) => ({ question, answer: answers[i] }))
    for (const { question, answer } of asked) {
      if (answer === undefined) continue
      await keep(question, answer)
      if (answer.kind === 'failed') reasons.set(question.scriptId, answer.failures.map(reasonOf))
    }
    return reasons
  }

  async function keep({ scriptId }: ProviderQuestion, answer: PoolAnswer): Promise<void> {
    const now = clock.now()
    for (const id of answer.asked) await store.recordDisclosure(`provider:${id}`, [scriptId], now)
    if (answer.kind === 'failed') return
    const { source, balance } = answer
    const name = `provider:${source.id}` as const
    const { at, confirmed, pending, observedAt } = balance
    await store.saveObservation({
      scriptId,
      source: name,
      at,
      confirmed,
      pending,
      immature: null,
      observedAt,
    })
    await store.saveTip({ source: name, family: source.family, at, time: balance.tipTime, observedAt })
  }

  async function askTips(signal: AbortSignal): Promise<void> {
    if (pool.size === 0) return
    for (const { id, family, tip, heardAt } of await pool.tip(signal)) {
      const at = { height: tip.height, hash: tip.hash }
      await store.saveTip({ source: `provider:${id}`, family, at, time: tip.time, observedAt: heardAt })
    }
  }

  return {
    get size() {
      return pool.size
    },
    configure,
    ask,
    askTips,
    statuses: () => statusesOf(pool),
    close: async () => {
      const old = sources
      sources = []
      pool.setSources([])
      await Promise.all(old.map((source) => source.close()))
    },
  }
}

function reasonOf({ problem }: PoolFailure): Reason {
  switch (problem) {
    case 'unreachable':
    case 'fault':
      return 'provider_unreachable'
    case 'refused':
      return 'provider_refused'
    case 'bad_answer':
    case 'bad_request':
      return 'provider_bad_answer'
    case 'moving':
      return 'provider_moving'
    case 'unsupported':
    case 'cannot_know':
      return 'provider_cannot_know'
    case 'too_many':
      return 'provider_too_many'
    case 'not_newer':
      return 'provider_not_newer'
    case 'deadline':
      return 'deadline'
    default:
      return assertNever(problem)
  }
}

function statusesOf(pool: ProviderPool): readonly ProviderStatus[] {
  const healths = new Map(pool.health().map((health) => [health.id, health]))
  return pool.statuses().map((status) => {
    const found = healths.get(status.id)
    if (!found) return status
    const { family, p50Ms, p95Ms, tipLag, budgetLeft, skipped } = found
    return { ...status, health: { family, p50Ms, p95Ms, tipLag, budgetLeft, skipped } }
  })
}
