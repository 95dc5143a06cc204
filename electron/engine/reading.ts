/**
 * The hybrid rule: which reading is shown. Pure; every input is data. Rule 1: the ledger while it is less than
 * `staleAfterBlocks` behind. Rule 2: a provider's answer above the ledger's block. Rule 3: the highest of what
 * is left, marked stale. Rule 4: unknown, with the reasons, never 0 (architecture, "The hybrid rule").
 */
import type { BlockRef } from '../../shared/chain.ts'
import { blocksBehindOf, freshnessOf } from '../../shared/freshness.ts'
import type {
  BestTip,
  Completeness,
  Reading,
  ReadingKind,
  ReadingSource,
  Reason,
} from '../../shared/reading.ts'

/** What the ledger says of a script at a block. Satoshis; `pending` null where no mempool pass holds for it. */
export interface LedgerView {
  readonly at: BlockRef
  /** Without `immature`. */
  readonly confirmed: number
  readonly immature: number
  readonly pending: number | null
  readonly state: 'following' | 'joining' | 'closed'
  /** The block of the first snapshot: from there on movements are known, except in `holes`. */
  readonly historyFrom: BlockRef
  readonly holes: readonly { readonly from: BlockRef; readonly to: BlockRef }[]
  /** When the reading was last known to be right, ms since 1970. */
  readonly observedAt: number
}

/** What a provider said, or the last reading of a ledger whose snapshot became void (source `ledger`). */
export interface ObservationView {
  readonly source: ReadingSource
  readonly at: BlockRef
  readonly confirmed: number
  readonly pending: number | null
  readonly immature: number | null
  readonly observedAt: number
  /** Whether the source knows that the address was ever paid; null where it does not tell. */
  readonly used?: boolean | null
}

/** What is the same for all readings of one report. */
export interface ReadingContext {
  readonly tip: BestTip | null
  readonly tipHeardAt: number | null
  readonly now: number
  readonly staleAfterBlocks: number
  readonly observationTtlMs: number
  readonly nodeAnswers: boolean
  /** Why the node is of no use right now; empty while it answers. */
  readonly nodeReasons: readonly Reason[]
  /** Sources that answered in this very question: their answers count whatever the tip did meanwhile. */
  readonly askedAt: number | null
}

export interface ReadingInput {
  readonly address: string
  readonly ledger: LedgerView | null
  readonly observations: readonly ObservationView[]
  /** When providers were last asked without success: what they said before is no answer any more. */
  readonly failedAt: number | null
  /** Why no provider gave a better answer; empty when none was needed. */
  readonly providerReasons: readonly Reason[]
}

/** Rule 1: own data reaches a block less than `staleAfterBlocks` below the best known tip. */
export function ledgerSuffices(ledger: LedgerView, context: ReadingContext): boolean {
  const behind = blocksBehindOf(ledger.at, context.tip)
  return behind === null || behind < context.staleAfterBlocks
}

/** Rule 2 without asking anybody: an observation that still counts as an answer, the highest of them. */
export function validObservation(input: ReadingInput, context: ReadingContext): ObservationView | null {
  const valid = input.observations.filter((seen) => countsAsAnswer(seen, input, context))
  return highest(valid)
}

function countsAsAnswer(
  seen: ObservationView,
  { ledger, failedAt }: ReadingInput,
  context: ReadingContext,
): boolean {
  if (seen.source === 'ledger') return false
  if (failedAt !== null && seen.observedAt <= failedAt) return false
  if (ledger !== null && seen.at.height <= ledger.at.height) return false
  if (context.askedAt !== null && seen.observedAt >= context.askedAt) return true
  const age = context.now - seen.observedAt
  if (age < 0 || age > context.observationTtlMs) return false
  return context.tip === null || seen.at.height >= context.tip.height
}

/** Chooses the reading of one address by the hybrid rule. */
export function chooseReading(input: ReadingInput, context: ReadingContext): Reading {
  const { ledger } = input
  if (ledger && ledgerSuffices(ledger, context)) return fromLedger(input, ledger, 'known', context)
  const answer = validObservation(input, context)
  if (answer) return fromObservation(input, answer, 'known', context)
  const last = highest(input.observations)
  if (ledger && (!last || last.at.height <= ledger.at.height))
    return fromLedger(input, ledger, 'stale', context)
  if (last) return fromObservation(input, last, 'stale', context)
  return unknown(input, context)
}

function highest(observations: readonly ObservationView[]): ObservationView | null {
  return observations.reduce<ObservationView | null>((best, seen) => {
    if (best === null || seen.at.height > best.at.height) return seen
    return seen.at.height === best.at.height && seen.observedAt > best.observedAt ? seen : best
  }, null)
}

function fromLedger(
  input: ReadingInput,
  ledger: LedgerView,
  kind: ReadingKind,
  context: ReadingContext,
): Reading {
  return {
    address: input.address,
    kind,
    freshness: freshness(kind, ledger.at, ledger.observedAt, context.nodeAnswers, context),
    confirmed: ledger.confirmed,
    pending: ledger.pending,
    immature: ledger.immature,
    asOf: ledger.at,
    source: 'ledger',
    completeness: completenessOf(ledger),
    reasons: reasonsOf(input, kind, context),
  }
}

function fromObservation(
  input: ReadingInput,
  seen: ObservationView,
  kind: ReadingKind,
  context: ReadingContext,
): Reading {
  return {
    address: input.address,
    kind,
    freshness: freshness(kind, seen.at, seen.observedAt, kind === 'known', context),
    confirmed: seen.confirmed,
    pending: seen.pending,
    immature: seen.immature,
    asOf: seen.at,
    source: seen.source,
    completeness: input.ledger
      ? completenessOf(input.ledger)
      : { unspent: 'complete', historyFrom: null, holes: [] },
    reasons: reasonsOf(input, kind, context),
  }
}

function unknown(input: ReadingInput, context: ReadingContext): Reading {
  return {
    address: input.address,
    kind: 'unknown',
    freshness: freshness('unknown', null, null, false, context),
    confirmed: null,
    pending: null,
    immature: null,
    asOf: null,
    source: null,
    completeness: { unspent: 'incomplete', historyFrom: null, holes: [] },
    reasons: reasonsOf(input, 'unknown', context),
  }
}

function freshness(
  kind: ReadingKind,
  asOf: BlockRef | null,
  observedAt: number | null,
  sourceAnswers: boolean,
  { tip, tipHeardAt, now }: ReadingContext,
): Reading['freshness'] {
  return freshnessOf({ kind, asOf, observedAt, sourceAnswers, tip, tipHeardAt, now })
}

function completenessOf({ historyFrom, holes }: LedgerView): Completeness {
  return { unspent: 'complete', historyFrom, holes }
}

/** Own data first: what keeps the ledger back, then the node, then the providers. No reason twice. */
function reasonsOf(input: ReadingInput, kind: ReadingKind, context: ReadingContext): readonly Reason[] {
  const { ledger } = input
  const own: Reason[] = []
  if (ledger === null) own.push(input.observations.some(isVoided) ? 'snapshot_void' : 'snapshot_waiting')
  else if (!ledgerSuffices(ledger, context)) own.push('ledger_behind')
  if (ledger?.state === 'joining') own.push('joining')
  const asked = kind === 'known' ? [] : input.providerReasons
  return [...new Set([...own, ...context.nodeReasons, ...asked])]
}

function isVoided({ source }: ObservationView): boolean {
  return source === 'ledger'
}
