/**
 * Compares what independent sources say of one address. Pure. Only statements of two voices about the very same block
 * are compared: by their outputs where both list them, else by their confirmed sums where both mean the same by it.
 */
import type { BlockRef, Outpoint } from '../../shared/chain.ts'
import type {
  CrossCheck,
  CrossCheckDifference,
  CrossCheckReason,
  CrossCheckSilence,
  OutputsOnly,
} from '../../shared/cross-check.ts'
import type { ReadingSource } from '../../shared/reading.ts'
import type { ProviderFamily } from './ports.ts'

/** Sources of one voice run the same code and share its faults: they count once. */
export type Voice = 'ledger' | ProviderFamily

/** What one source says of the address right after the block `at`. */
export interface Statement {
  readonly voice: Voice
  readonly source: ReadingSource
  readonly at: BlockRef
  /** Immature rewards included. */
  readonly confirmed: number
  /** The confirmed unspent outputs; null where it gives a sum alone. */
  readonly outpoints: readonly (Outpoint & { readonly value: number })[] | null
  /** Whether `confirmed` is free of what is pending. */
  readonly separatesPending: boolean
  /** Whether it credits P2PK outputs to the key's P2PKH address. */
  readonly creditsP2pk: boolean
}

/** A source that made no statement, and its voice where it is known. */
export interface Silence extends CrossCheckSilence {
  readonly voice: Voice
}

/** What comes of two statements. */
export type PairOutcome =
  | { readonly kind: 'agree'; readonly basis: Basis }
  | { readonly kind: 'disagree'; readonly basis: Basis; readonly difference: CrossCheckDifference }
  | { readonly kind: 'not_comparable'; readonly reason: 'one_voice' | 'different_block' | 'definition' }

type Basis = 'outputs' | 'sums'

/** How many outputs a difference names on each side. */
export const MAX_OUTPUTS_NAMED = 100

/** `p2pkMatters`: the address is one that P2PK outputs may be credited to. Swapping the statements mirrors the outcome. */
export function comparePair(a: Statement, b: Statement, p2pkMatters: boolean): PairOutcome {
  if (a.voice === b.voice) return { kind: 'not_comparable', reason: 'one_voice' }
  if (a.at.hash !== b.at.hash) return { kind: 'not_comparable', reason: 'different_block' }
  if (a.outpoints !== null && b.outpoints !== null) {
    const only = [onlyIn(a.outpoints, b.outpoints), onlyIn(b.outpoints, a.outpoints)] as const
    if (only[0].count === 0 && only[1].count === 0) return { kind: 'agree', basis: 'outputs' }
    if (p2pkMatters && isP2pk(a, b, only[0].count, only[1].count)) return DEFINITION
    return { kind: 'disagree', basis: 'outputs', difference: { ...placed(a, b), kind: 'outputs', only } }
  }
  if (!a.separatesPending || !b.separatesPending) return DEFINITION
  if (a.confirmed === b.confirmed) return { kind: 'agree', basis: 'sums' }
  const [moreInA, moreInB] = [a.confirmed - b.confirmed, b.confirmed - a.confirmed].map((more) =>
    Math.max(0, more),
  )
  if (p2pkMatters && isP2pk(a, b, moreInA ?? 0, moreInB ?? 0)) return DEFINITION
  const confirmed = [a.confirmed, b.confirmed] as const
  return { kind: 'disagree', basis: 'sums', difference: { ...placed(a, b), kind: 'sums', confirmed } }
}

const DEFINITION = { kind: 'not_comparable', reason: 'definition' } as const

/** P2PK outputs can only be more on the side that credits them: anything more on the other side is a difference. */
function isP2pk(a: Statement, b: Statement, moreInA: number, moreInB: number): boolean {
  if (a.creditsP2pk === b.creditsP2pk) return false
  return a.creditsP2pk ? moreInB === 0 : moreInA === 0
}

function placed(a: Statement, b: Statement): Pick<CrossCheckDifference, 'at' | 'between'> {
  return { at: a.at, between: [a.source, b.source] }
}

type Outputs = NonNullable<Statement['outpoints']>

/** The value belongs to what is compared: the same place with another amount is a difference on both sides. */
function keyOf({ txid, vout, value }: Outputs[number]): string {
  return `${txid}:${vout} ${value}`
}

function onlyIn(here: Outputs, there: Outputs): OutputsOnly {
  const known = new Set(there.map(keyOf))
  const mine = new Map(here.map((output) => [keyOf(output), output]))
  const more = [...mine].filter(([key]) => !known.has(key)).toSorted(([a], [b]) => (a < b ? -1 : 1))
  const outputs = more.slice(0, MAX_OUTPUTS_NAMED).map(([, { txid, vout, value }]) => ({ txid, vout, value }))
  return { outputs, count: more.length }
}

interface Pair {
  readonly a: Statement
  readonly b: Statement
  readonly outcome: PairOutcome
}

/** What is concluded from all that was said; the rest of a `CrossCheck` is who was asked about what, and when. */
export type Conclusion = Omit<CrossCheck, 'address' | 'checkedAt'>

/** Compares every two voices. One disagreement outweighs all agreement. */
export function conclude(
  statements: readonly Statement[],
  silences: readonly Silence[],
  p2pkMatters: boolean,
): Conclusion {
  const pairs = statements.flatMap((a, i) =>
    statements.slice(i + 1).map((b): Pair => ({ a, b, outcome: comparePair(a, b, p2pkMatters) })),
  )
  const said = {
    statements: statements.map(({ source, voice, at, confirmed, outpoints }) => {
      return { source, voice, at, confirmed, outputs: outpoints?.length ?? null }
    }),
    silent: silences.map(({ source, reason, message }) => ({ source, reason, message })),
  }
  const differing = pairs.filter(({ outcome }) => outcome.kind === 'disagree')
  const agreeing = pairs.filter(({ outcome }) => outcome.kind === 'agree')
  const differences = differing.flatMap(({ outcome }) =>
    outcome.kind === 'disagree' ? [outcome.difference] : [],
  )
  if (differing.length > 0) {
    return { outcome: 'disagree', reason: null, ...settledBy(differing), differences, ...said }
  }
  if (agreeing.length > 0)
    return { outcome: 'agree', reason: null, ...settledBy(agreeing), differences, ...said }
  const reason = whyNot(statements, pairs, silences)
  return { outcome: 'not_comparable', reason, block: null, compared: [], basis: null, differences, ...said }
}

type Settled = Pick<Conclusion, 'block' | 'compared' | 'basis'>

/** Of several blocks, the one that most sources were compared at, the highest of those. */
function settledBy(pairs: readonly Pair[]): Settled {
  const blocks = [...Map.groupBy(pairs, ({ a }) => a.at.hash).values()].map(settledAt)
  return blocks.reduce((best, each) => {
    const more = each.compared.length - best.compared.length
    if (more !== 0) return more > 0 ? each : best
    return (each.block?.height ?? 0) > (best.block?.height ?? 0) ? each : best
  })
}

/** By outputs where any two of them were. */
function settledAt(pairs: readonly Pair[]): Settled {
  const byOutputs = pairs.some(({ outcome }) => 'basis' in outcome && outcome.basis === 'outputs')
  const compared = [...new Set(pairs.flatMap(({ a, b }) => [a.source, b.source]))]
  return { block: pairs[0]?.a.at ?? null, compared, basis: byOutputs ? 'outputs' : 'sums' }
}

/** Of several reasons, the one that is nearest to a comparison. */
const NEAREST_FIRST: readonly CrossCheckReason[] = [
  'definition',
  'different_block',
  'lied',
  'too_many',
  'no_answer',
  'unsupported',
  'not_allowed',
  'offline',
]

function whyNot(
  statements: readonly Statement[],
  pairs: readonly Pair[],
  silences: readonly Silence[],
): CrossCheckReason {
  const voices = new Set(statements.map(({ voice }) => voice))
  // A silent source could have been the second voice only where it is not the one that spoke.
  const missing = voices.size > 1 ? [] : silences.filter(({ voice }) => !voices.has(voice))
  const reasons = new Set<CrossCheckReason>(missing.map(({ reason }) => reason))
  for (const { outcome } of pairs)
    if (outcome.kind === 'not_comparable' && outcome.reason !== 'one_voice') reasons.add(outcome.reason)
  return NEAREST_FIRST.find((reason) => reasons.has(reason)) ?? 'one_voice'
}
