/**
 * A balance at a past height: which answer is chosen. Pure. The ledger where it is complete at that block; else a
 * provider's exact figure of that very block; else unknown, with the reasons. Never 0 and never today's figure for
 * unknown. All figures of one report are of one block: a bare height may mean two of them while chains compete.
 */
import type { BlockHash, BlockRef } from '../../shared/chain.ts'
import type { HeightReading, HeightReason, HeightTotal, ReadingSource, Reason } from '../../shared/reading.ts'

/** What the ledger says of a script right after the block at a height. */
export type LedgerAtHeight =
  | {
      readonly kind: 'covered'
      /** Without `immature`. */
      readonly confirmed: number
      readonly immature: number
      /** The ledger's block at that height; null where it does not keep one. */
      readonly hash: BlockHash | null
      /** The block up to which these facts are complete: the one at the height is it, or below it on its branch. */
      readonly through: BlockRef
    }
  | { readonly kind: 'not_covered'; readonly why: NotCovered }

/** Why the ledger cannot tell: no data at all, begun above, a hole, or not read up to there. */
export type NotCovered = 'nothing' | 'starts_later' | 'hole' | 'not_there'

/** A provider's figure right after the block `at`. */
export interface ProviderAtHeight {
  readonly source: ReadingSource
  readonly confirmed: number
  readonly at: BlockRef
}

export interface HeightInput {
  readonly address: string
  readonly ledger: LedgerAtHeight
  readonly answer: ProviderAtHeight | null
  /** Why no provider gave a figure; empty when none was needed. */
  readonly providerReasons: readonly HeightReason[]
}

/** What is the same for all readings of one report. */
export interface HeightContext {
  readonly height: number
  /** The block that the report is about; null while nobody named it. */
  readonly block: BlockHash | null
  /** Whether the own node has that block on one chain with the block `through` of a ledger's answer. */
  readonly onChain: (through: BlockRef) => boolean
  /** Why the node is of no use right now; empty while it answers. */
  readonly nodeReasons: readonly Reason[]
}

/** The block of a ledger's answer, where it is the report's; null where it is not, or not known. */
export function ledgerBlock(ledger: LedgerAtHeight, { block, onChain }: HeightContext): BlockHash | null {
  if (ledger.kind === 'not_covered' || block === null) return null
  if (ledger.hash !== null) return ledger.hash === block ? block : null
  return onChain(ledger.through) ? block : null
}

/** Chooses the reading of one address. */
export function chooseHeightReading(input: HeightInput, context: HeightContext): HeightReading {
  const { address, ledger, answer } = input
  const { height, block } = context
  const own = ledgerBlock(ledger, context)
  if (ledger.kind === 'covered' && own !== null) {
    const { confirmed, immature } = ledger
    const asOf = { height, hash: own }
    return { address, height, kind: 'known', confirmed, immature, asOf, source: 'ledger', reasons: [] }
  }
  const reasons = unique(ledgerReasons(ledger, context))
  if (answer !== null && isOfBlock(answer.at, height, block)) {
    const { confirmed, at: asOf, source } = answer
    return { address, height, kind: 'known', confirmed, immature: null, asOf, source, reasons }
  }
  const other: readonly HeightReason[] = answer === null ? [] : ['provider_other_block']
  return {
    address,
    height,
    kind: 'unknown',
    confirmed: null,
    immature: null,
    asOf: null,
    source: null,
    reasons: unique([...reasons, ...other, ...input.providerReasons]),
  }
}

/** Sums distinct scripts: `readings` must hold one reading a script. Parts of two blocks have no sum. */
export function totalAtHeight(readings: readonly HeightReading[]): HeightTotal {
  const known = readings.filter(({ kind }) => kind === 'known')
  const asOf = known[0]?.asOf ?? null
  const summable = asOf !== null && known.every((reading) => reading.asOf?.hash === asOf.hash)
  return {
    confirmed: summable ? sum(known.map(({ confirmed }) => confirmed)) : null,
    immature: summable ? sum(known.map(({ immature }) => immature)) : null,
    known: known.length,
    unknown: readings.length - known.length,
    asOf: summable ? asOf : null,
  }
}

function isOfBlock(at: BlockRef, height: number, block: BlockHash | null): boolean {
  return at.height === height && (block === null || at.hash === block)
}

const NOT_COVERED: Readonly<Record<NotCovered, HeightReason>> = {
  nothing: 'snapshot_waiting',
  starts_later: 'ledger_starts_later',
  hole: 'ledger_hole',
  not_there: 'ledger_not_there',
}

/** Why it is not the ledger's. The node is named where it could help. */
function ledgerReasons(ledger: LedgerAtHeight, context: HeightContext): readonly HeightReason[] {
  const { nodeReasons } = context
  if (ledger.kind === 'not_covered') {
    const nodeHelps = ledger.why === 'nothing' || ledger.why === 'not_there'
    return [NOT_COVERED[ledger.why], ...(nodeHelps ? nodeReasons : [])]
  }
  const isElsewhere = ledger.hash !== null && context.block !== null
  return isElsewhere ? ['ledger_other_branch'] : ['block_hash_unknown', ...nodeReasons]
}

function unique(reasons: readonly HeightReason[]): readonly HeightReason[] {
  return [...new Set(reasons)]
}

/** Null when a part is unknown: a sum of some parts is not the sum. */
function sum(parts: readonly (number | null)[]): number | null {
  return parts.reduce((total, part) => (total === null || part === null ? null : total + part), 0)
}
