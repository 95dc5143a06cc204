/**
 * Asking providers: the pool, who of it may be asked, and what is kept of every answer. Each answer becomes an
 * observation, each tip is remembered. Whom the rules forbid a question never hears of it.
 */

import type { BlockRef } from '../../shared/chain.ts'
import type { ProviderSetting, ProviderStatus } from '../../shared/ipc/contract.ts'
import type { Rotation } from '../../shared/providers.ts'
import type { Reason } from '../../shared/reading.ts'
import type { BalanceSource, ScriptId } from '../engine/ports.ts'
import type { ProviderPool } from '../sources/provider-pool.ts'
import type { SourceStore } from '../store/source-store.ts'
import { createAnswerWriter } from './answer-writer.ts'
import type { AskRules } from './ask-rules.ts'
import { reasonOf } from './provider-reasons.ts'
import type { Settings } from './settings-service.ts'
import { createWakeUps } from './wake-ups.ts'

/** One script to ask about. Only an answer above `above` counts. */
export interface ProviderQuestion {
  readonly scriptId: ScriptId
  readonly address: string
  readonly above: BlockRef | null
}

/** The settings that matter here. */
export type ProviderConfiguration = Pick<Settings, 'providers' | 'offline' | 'proxy' | 'pool'>

export interface ProviderServiceOptions {
  readonly pool: ProviderPool
  readonly store: Pick<SourceStore, 'saveObservations' | 'saveTip'>
  readonly rules: AskRules
  readonly connect: (provider: ProviderSetting, proxy: string | null) => BalanceSource
}

export interface ProviderService {
  /** How many there are, allowed or not: none while offline. */
  readonly size: number
  /** Puts settings in force at once, what is allowed among them. */
  configure(settings: ProviderConfiguration): Promise<void>
  /**
   * The portfolio is another now: what waits goes by the new rules, and what they forbid is given up. With `scriptIds`,
   * only the entries of these scripts are others.
   */
  rulesChanged(scriptIds?: readonly ScriptId[]): void
  /** Whether anybody may be asked about a script. */
  mayAskAbout(scriptId: ScriptId): boolean
  /** Asks about each script, in rotation. Gives the reasons for those that got no answer, by script. */
  ask(
    questions: readonly ProviderQuestion[],
    signal: AbortSignal,
  ): Promise<ReadonlyMap<ScriptId, readonly Reason[]>>
  /** Asks every provider that may be asked about one of these scripts for its tip; no address is named. */
  askTips(scripts: readonly ScriptId[], signal: AbortSignal): Promise<void>
  /**
   * Whether to listen for word of new blocks, from those providers alone that may be asked about something. `onHint`
   * is set once, before.
   */
  listen(wanted: boolean): void
  /** Hears that there may be a new block, and, while listened, that entries have come: nobody need wait for a round. */
  onHint(heard: () => void): void
  statuses(): readonly ProviderStatus[]
  close(): Promise<void>
}

/** Builds the service with no provider. */
export function createProviderService(options: ProviderServiceOptions): ProviderService {
  const { pool, store, rules, connect } = options
  let links: ReadonlyMap<string, BalanceSource> = new Map()
  let settings: ProviderConfiguration | null = null
  let listening = false
  /** Of the rules. */
  let version = 0
  let heard: () => void = () => undefined
  /** Somebody said that there may be another block: the next tips are asked for anew. */
  let hinted = false
  const wakeUps = createWakeUps(() => {
    hinted = true
    heard()
  })

  async function configure(next: ProviderConfiguration): Promise<void> {
    const old = links
    settings = next
    const wanted = next.offline ? [] : next.providers
    links = new Map(
      wanted.map((provider) => {
        const key = linkKey(provider, next.proxy)
        return [key, old.get(key) ?? connect(provider, next.proxy)]
      }),
    )
    renewRules() // before the pool looks at what waits
    pool.setDeadline(next.pool.deadlineMs)
    pool.setSources([...links.values()])
    rulesChanged()
    await Promise.all([...old].filter(([key]) => !links.has(key)).map(([, source]) => source.close()))
  }

  function renewRules(scriptIds?: readonly ScriptId[]): void {
    version++
    rules.renew(scriptIds)
  }

  function rulesChanged(scriptIds?: readonly ScriptId[]): void {
    renewRules(scriptIds)
    pool.setRotation(rotation())
    pool.recheck()
    listenAgain()
  }

  function listenAgain(): void {
    if (!listening) return wakeUps.listenTo([])
    const inUse = rules.inUse()
    wakeUps.listenTo([...links.values()].filter(({ id }) => inUse.has(id)))
  }

  /** Several servers of others that are in use: none of them sees the whole portfolio. Otherwise in turn. */
  function rotation(): Rotation {
    const { providers = [], pool: said } = settings ?? {}
    const others = providers.filter(({ tier }) => tier !== 'own-server')
    if (said?.rotation || others.length < 2) return said?.rotation ?? 'round-robin' // without reading what is watched
    const inUse = rules.inUse()
    return others.filter(({ id }) => inUse.has(id)).length > 1 ? 'private' : 'round-robin'
  }

  async function ask(
    questions: readonly ProviderQuestion[],
    signal: AbortSignal,
  ): Promise<ReadonlyMap<ScriptId, readonly Reason[]>> {
    const reasons = new Map<ScriptId, readonly Reason[]>()
    if (pool.size === 0) return reasons
    const [allowed, forbidden] = sorted(questions)
    for (const { scriptId } of forbidden) reasons.set(scriptId, ['provider_not_allowed'])
    const byAddress = new Map(allowed.map((question) => [question.address, question]))
    const about = ({ id }: BalanceSource, address: string): boolean => {
      const question = byAddress.get(address)
      return question !== undefined && rules.about(question.scriptId).has(id)
    }
    const writer = createAnswerWriter(store)
    const asking = {
      above: (address: string) => byAddress.get(address)?.above ?? null,
      allowed: (address: string, source: BalanceSource) => about(source, address),
    }
    try {
      await pool.balances(
        [...byAddress.keys()],
        asking,
        (address, answer) => {
          const scriptId = byAddress.get(address)?.scriptId
          if (scriptId === undefined) return
          if (answer.kind === 'answer') writer.add({ scriptId, ...answer })
          else reasons.set(scriptId, reasonsOf(answer.failures.map(reasonOf)))
        },
        signal,
      )
    } finally {
      await writer.done() // given up or not, what was answered is known
    }
    return reasons
  }

  function sorted(questions: readonly ProviderQuestion[]) {
    const allowed = questions.filter(({ scriptId }) => rules.about(scriptId).size > 0)
    const forbidden = questions.filter(({ scriptId }) => rules.about(scriptId).size === 0)
    return [allowed, forbidden] as const
  }

  /** By the rules as they are at each look, not as they were when it was asked; worked out once while they hold. */
  function mayHearOf(scripts: readonly ScriptId[]): (source: BalanceSource) => boolean {
    let known = { version, ids: rules.aboutAny(scripts) }
    return ({ id }) => {
      if (known.version !== version) known = { version, ids: rules.aboutAny(scripts) }
      return known.ids.has(id)
    }
  }

  async function askTips(scripts: readonly ScriptId[], signal: AbortSignal): Promise<void> {
    const anew = hinted
    hinted = false
    const tips = await pool.tip({ allowed: mayHearOf(scripts), anew }, signal)
    for (const { id, family, tip, heardAt } of tips) {
      const at = { height: tip.height, hash: tip.hash }
      await store.saveTip({ source: `provider:${id}`, family, at, time: tip.time, observedAt: heardAt })
    }
  }

  return {
    get size() {
      return pool.size
    },
    configure,
    rulesChanged: (scriptIds) => {
      rulesChanged(scriptIds)
      if (listening && scriptIds !== undefined && pool.size > 0) heard()
    },
    mayAskAbout: (scriptId) => rules.about(scriptId).size > 0,
    ask,
    askTips,
    listen: (wanted) => {
      listening = wanted
      listenAgain()
    },
    onHint: (listener) => {
      heard = listener
    },
    statuses: () => statusesOf(pool),
    close: async () => {
      await wakeUps.stop()
      const old = links
      links = new Map()
      pool.setSources([])
      pool.recheck() // what is under way is given up, not failed
      await Promise.all([...old.values()].map((source) => source.close()))
    },
  }
}

/** Another way to a server is another connection. */
function linkKey({ url, proxy: wanted, tier }: ProviderSetting, proxy: string | null): string {
  return JSON.stringify([url, wanted ? proxy : 'direct', tier === 'own-server'])
}

/** Nobody was left to ask: what was allowed when the question was put is not allowed any more. */
function reasonsOf(said: readonly Reason[]): readonly Reason[] {
  return said.length > 0 ? said : ['provider_not_allowed']
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
