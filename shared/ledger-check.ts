/** Whether the ledger holds what the own node says is unspent, output by output, right after one block. */
import type { BlockRef, Outpoint } from './chain.ts'

/** Why a check was made. */
export const LEDGER_CHECK_REASONS = ['asked', 'weekly', 'unclean_exit'] as const
export type LedgerCheckReason = (typeof LEDGER_CHECK_REASONS)[number]

/** An output that only one side has. One that both have with another value, height or kind is in twice. */
export interface LedgerDifference extends Outpoint {
  /** `missing`: the node has it and the ledger had not. `extra`: the ledger had it and the node has not. */
  readonly kind: 'missing' | 'extra'
  readonly address: string
  readonly value: number
  readonly height: number
}

/** A finished check, as the ledger's journal keeps it. */
export interface LedgerCheck {
  readonly reason: LedgerCheckReason
  /** When it ended, ms since 1970. */
  readonly checkedAt: number
  /** The block that both sides were compared at; of several, the last. */
  readonly block: BlockRef
  /** Scripts that were compared; those whose facts do not reach the block are not. */
  readonly scripts: number
  /** Outputs that both sides have. */
  readonly compared: number
  readonly missing: number
  readonly extra: number
  /** How many of the differences were no longer there after the scripts concerned were looked up and read again. */
  readonly repaired: number
  /** The first of them. */
  readonly differences: readonly LedgerDifference[]
}
