/** Whether independent sources say the same of an address at the same block. It never decides who is right. */
import type { BlockRef, Outpoint } from './chain.ts'
import type { ReadingSource } from './reading.ts'

/** Why answers could not be compared, or why a source gave none. A closed set: doors print their own text for each. */
export const CROSS_CHECK_REASONS = [
  'one_voice', // one source alone, or several that run the same code
  'different_block', // no two of them spoke about the same block
  'definition', // they do not count the same: pending mixed in, or P2PK outputs credited to the address
  'unsupported', // it does not serve this kind of address
  'too_many', // the address has more history than it serves
  'no_answer', // it was asked and gave none
  'lied', // it gave an answer that is proven false, and is left out
  'not_allowed', // the portfolio's limit, or the lack of consent, forbids to ask it
  'offline', // all connections are switched off
] as const
export type CrossCheckReason = (typeof CROSS_CHECK_REASONS)[number]

/** What one source said. `confirmed` counts immature rewards too; `outputs` is null where it gave a sum alone. */
export interface CrossCheckStatement {
  readonly source: ReadingSource
  /** Sources with one voice run the same code: `ledger`, or a provider's family. */
  readonly voice: string
  readonly at: BlockRef
  readonly confirmed: number
  /** How many unspent outputs it listed. */
  readonly outputs: number | null
}

/** A source that said nothing. `message` is the provider's failure in words, where there was one. */
export interface CrossCheckSilence {
  readonly source: ReadingSource
  readonly reason: CrossCheckReason
  readonly message: string | null
}

/** Outputs that one of two sources has and the other has not: the first of them, and how many there are. */
export interface OutputsOnly {
  readonly outputs: readonly (Outpoint & { readonly value: number })[]
  readonly count: number
}

/** What two sources said differently about one block. */
export type CrossCheckDifference = {
  readonly at: BlockRef
  readonly between: readonly [ReadingSource, ReadingSource]
} & (
  | { readonly kind: 'outputs'; readonly only: readonly [OutputsOnly, OutputsOnly] }
  | { readonly kind: 'sums'; readonly confirmed: readonly [number, number] }
)

/** The outcome for one address. */
export interface CrossCheck {
  readonly address: string
  /** ms since 1970. */
  readonly checkedAt: number
  /** `disagree` as soon as two voices differ, whoever else agrees. */
  readonly outcome: 'agree' | 'disagree' | 'not_comparable'
  /** Set for `not_comparable` alone. */
  readonly reason: CrossCheckReason | null
  /** The block that agreement or disagreement is about, and who was compared there, and by what. */
  readonly block: BlockRef | null
  readonly compared: readonly ReadingSource[]
  readonly basis: 'outputs' | 'sums' | null
  readonly statements: readonly CrossCheckStatement[]
  readonly silent: readonly CrossCheckSilence[]
  readonly differences: readonly CrossCheckDifference[]
}

/** What came of a cross-check. */
export interface CrossCheckRun {
  /** One an address. */
  readonly checks: readonly CrossCheck[]
  /** Addresses of accounts that nobody is known to have paid: no source heard of them. */
  readonly unused: number
}
