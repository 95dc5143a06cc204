/**
 * Balances right after a past block: gathers what ledger, node and providers say of it, and applies the rule of
 * engine/reading-at.ts. Nothing of it is kept: it is no observation of today.
 */
import type { BlockHash } from '../../shared/chain.ts'
import { AppError } from '../../shared/errors.ts'
import type {
  BestTip,
  HeightReading,
  HeightReason,
  HeightReport,
  HeightTotal,
  Reason,
} from '../../shared/reading.ts'
import { say } from '../../shared/said.ts'
import { readingOfAccountAt } from '../engine/accounts/account-reading-at.ts'
import type { BalanceSource, ScriptId } from '../engine/ports.ts'
import {
  chooseHeightReading,
  type HeightContext,
  type LedgerAtHeight,
  ledgerBlock,
  type ProviderAtHeight,
  totalAtHeight,
} from '../engine/reading-at.ts'
import type { HeightAnswer, HeightFailure, ProviderPool } from '../sources/provider-pool.ts'
import type { ReadModels } from '../store/read-models.ts'
import { type EntryToRead, isAccount, type ScriptToRead } from './account-balances.ts'
import { type NodeToAsk, nodeAtHeight, SILENT_NODE } from './node-chain.ts'
import { reasonOf } from './provider-reasons.ts'

/** How the providers are reached, where this door may ask them at all. */
export interface HeightProviders {
  readonly pool: Pick<ProviderPool, 'size' | 'balanceAt'>
  /** Who may be asked about a script: a hard limit, looked at again before each call. */
  readonly allowed: (scriptId: ScriptId) => (source: BalanceSource) => boolean
  /** Asks those that are allowed for any of these scripts for their tips. */
  readonly askTips: (scripts: readonly ScriptId[], signal: AbortSignal) => Promise<void>
}

export interface BalanceAtServiceOptions {
  readonly models: Pick<ReadModels, 'ledgerAt' | 'blockAt' | 'together'>
  /** The scripts of an account up to the end of its gap right after a block. */
  readonly inGapAt: (accountId: number, height: number) => readonly ScriptToRead[]
  /** The best known tip. */
  readonly tip: () => BestTip | null
  /** Null for a door that asks nobody. */
  readonly node: NodeToAsk | null
  /** Why the node is of no use right now; empty while it answers. */
  readonly nodeReasons: () => readonly Reason[]
  /** Null for a door that asks nobody. */
  readonly providers: HeightProviders | null
  readonly offline: () => boolean
}

/** A sum, and how many of its scripts count what providers said when they were asked. */
export interface HeightSum {
  readonly total: HeightTotal
  readonly told: number
}

export interface BalanceAtService {
  /**
   * One reading an entry, as of one block. `ask`: providers may be asked for what the ledger does not cover. Fails with
   * `invalid_input` (detail `{ problem: 'height_above_tip', height, tip }`) for a height that no block has yet.
   */
  read(
    entries: readonly EntryToRead[],
    height: number,
    ask: boolean,
    signal: AbortSignal,
  ): Promise<HeightReport>
  /** The same, with sums of some of the entries from the very same figures. */
  readParts(
    entries: readonly EntryToRead[],
    height: number,
    ask: boolean,
    signal: AbortSignal,
  ): Promise<{
    readonly report: HeightReport
    readonly sumOf: (some: readonly EntryToRead[]) => HeightSum
  }>
}

/** Histories that are read at a time. */
const PARALLEL = 8

/** What was found out so far, by script. */
interface Gathering {
  readonly answers: Map<ScriptId, ProviderAtHeight>
  readonly reasons: Map<ScriptId, readonly HeightReason[]>
  /** The block that the report is about: the first that names it decides for all. */
  block: BlockHash | null
}

/** Builds the service. */
export function createBalanceAtService(options: BalanceAtServiceOptions): BalanceAtService {
  const { models, providers } = options

  async function readParts(
    entries: readonly EntryToRead[],
    height: number,
    ask: boolean,
    signal: AbortSignal,
  ): ReturnType<BalanceAtService['readParts']> {
    const scriptsOf = new Map(
      entries.map((entry) => [entry, isAccount(entry) ? options.inGapAt(entry.accountId, height) : [entry]]),
    )
    const distinct = distinctScripts([...scriptsOf.values()].flat())
    const ids = distinct.map(({ scriptId }) => scriptId)
    await refuseAboveTip(ids, height, ask, signal)
    const { ledger, stored } = readLedger(ids, height)
    const node = await askNode(ledger, height, signal)
    const gathering: Gathering = { answers: new Map(), reasons: new Map(), block: node.block ?? stored }
    const contextOf = (block: BlockHash | null): HeightContext => {
      return { height, block, onChain: node.onChain, nodeReasons: options.nodeReasons() }
    }
    const own = contextOf(gathering.block)
    const missing = distinct.filter(({ scriptId }) => ledgerBlock(of(ledger, scriptId), own) === null)
    await askProviders(missing, height, ask, gathering, signal)
    // One reading each, under every spelling that was asked for.
    const context = contextOf(gathering.block)
    const readingOf = ({ scriptId, address }: ScriptToRead) => {
      const answer = gathering.answers.get(scriptId) ?? null
      const providerReasons = gathering.reasons.get(scriptId) ?? []
      return chooseHeightReading({ address, ledger: of(ledger, scriptId), answer, providerReasons }, context)
    }
    const entryReadings = new Map(
      entries.map((entry) => [
        entry,
        isAccount(entry)
          ? readingOfAccountAt(entry.address, height, (scriptsOf.get(entry) ?? []).map(readingOf))
          : readingOf(entry),
      ]),
    )
    const readingsOf = (some: readonly EntryToRead[]): HeightReading[] =>
      some.flatMap((entry) => entryReadings.get(entry) ?? [])
    const sumOf = (some: readonly EntryToRead[]): HeightSum => {
      const parts = distinctScripts(some.flatMap((entry) => scriptsOf.get(entry) ?? [])).map(readingOf)
      return {
        total: { ...totalAtHeight(parts), ...countsOf(some, readingsOf(some)) },
        told: parts.filter(({ source }) => source !== null && source !== 'ledger').length,
      }
    }
    const { total } = sumOf(entries)
    const header = models.blockAt(height)
    const blockTime = header !== null && header.hash === total.asOf?.hash ? header.time : null
    const report = { height, tip: options.tip(), readings: readingsOf(entries), total, blockTime }
    return { report, sumOf }
  }

  const read: BalanceAtService['read'] = async (...asked) => (await readParts(...asked)).report

  /** An estimate refuses nothing: blocks may have come faster. */
  async function refuseAboveTip(
    ids: readonly ScriptId[],
    height: number,
    ask: boolean,
    signal: AbortSignal,
  ): Promise<void> {
    const isAbove = (tip: BestTip | null): boolean => tip === null || tip.estimated || height > tip.height
    const nodeAnswers = options.node?.answers() ?? false
    if (ask && !nodeAnswers && isAbove(options.tip())) await providers?.askTips(ids, signal)
    const tip = options.tip()
    if (tip === null || tip.estimated || height <= tip.height) return
    throw new AppError('invalid_input', say('above_tip', { height, tip: tip.height }), {
      detail: { problem: 'height_above_tip', height, tip: tip.height },
    })
  }

  function readLedger(ids: readonly ScriptId[], height: number) {
    return models.together(() => ({
      ledger: models.ledgerAt(ids, height),
      stored: models.blockAt(height)?.hash ?? null,
    }))
  }

  async function askNode(ledger: ReadonlyMap<ScriptId, LedgerAtHeight>, height: number, signal: AbortSignal) {
    if (options.node === null || options.offline()) return SILENT_NODE
    const undated = [...ledger.values()].flatMap((answer) =>
      answer.kind === 'covered' && answer.hash === null ? [answer.through] : [],
    )
    return nodeAtHeight(options.node, height, undated, signal)
  }

  /** Asks one by one until somebody names the block, then several at a time. */
  async function askProviders(
    scripts: readonly ScriptToRead[],
    height: number,
    ask: boolean,
    gathering: Gathering,
    signal: AbortSignal,
  ): Promise<void> {
    const why = whyNotAsked(ask)
    if (why !== null || providers === null) {
      for (const { scriptId } of scripts) gathering.reasons.set(scriptId, why ?? [])
      return
    }
    const waiting = [...scripts]
    const askNext = async (): Promise<void> => {
      const script = waiting.shift()
      if (script === undefined) return
      const { block } = gathering
      const allowed = providers.allowed(script.scriptId)
      const answer = await providers.pool.balanceAt(script.address, height, { block, allowed }, signal)
      note(gathering, script.scriptId, answer)
    }
    const askAll = async (): Promise<void> => {
      while (waiting.length > 0) await askNext()
    }
    while (waiting.length > 0 && gathering.block === null) await askNext()
    await Promise.all(Array.from({ length: PARALLEL }, askAll))
  }

  function whyNotAsked(ask: boolean): readonly Reason[] | null {
    if (options.offline()) return ['offline_mode']
    if (!ask || providers === null) return ['not_asked']
    return providers.pool.size === 0 ? ['provider_not_set'] : null
  }

  return { read, readParts }
}

/** A script that several entries share counts once. */
function distinctScripts(scripts: readonly ScriptToRead[]): readonly ScriptToRead[] {
  return [...new Map(scripts.map((script) => [script.scriptId, script])).values()]
}

/** Distinct entries by the kind of their reading. */
function countsOf(entries: readonly EntryToRead[], readings: readonly HeightReading[]) {
  const keyOf = (entry: EntryToRead): string =>
    isAccount(entry) ? `account ${entry.accountId}` : `script ${entry.scriptId}`
  const distinct = new Map(readings.map((reading, i) => [entries[i] && keyOf(entries[i]), reading]))
  const known = [...distinct.values()].filter(({ kind }) => kind === 'known').length
  return { known, unknown: distinct.size - known }
}

function of(ledger: ReadonlyMap<ScriptId, LedgerAtHeight>, scriptId: ScriptId): LedgerAtHeight {
  return ledger.get(scriptId) ?? { kind: 'not_covered', why: 'nothing' }
}

function note(gathering: Gathering, scriptId: ScriptId, answer: HeightAnswer): void {
  if (answer.kind === 'failed') {
    const said = answer.failures.map(heightReasonOf)
    gathering.reasons.set(scriptId, said.length > 0 ? said : ['provider_not_allowed'])
    return
  }
  const { confirmed, at } = answer.balance
  gathering.block ??= at.hash
  gathering.answers.set(scriptId, { source: `provider:${answer.source.id}`, confirmed, at })
}

function heightReasonOf({ problem }: HeightFailure): HeightReason {
  return problem === 'other_block' ? 'provider_other_block' : reasonOf({ problem })
}
