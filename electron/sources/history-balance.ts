/** A balance from a history: pure, the same for every protocol that gives one. */

import { isSats } from '../../shared/amounts.ts'
import { say } from '../../shared/said.ts'
import type { ProviderHistoryRow } from '../engine/ports.ts'
import { ProviderError } from '../engine/provider-error.ts'

/**
 * The confirmed balance right after block `height`, in satoshis. Rows in any order. The whole history is checked, not
 * only the part that counts: after each block the sum must be an amount that can be, else it throws `bad_answer`.
 * Within a block it may dip, because a spend can be listed before what it spends.
 */
export function balanceAtHeight(rows: readonly ProviderHistoryRow[], height: number): number {
  let sum = 0
  let atHeight = 0
  for (const [at, delta] of deltasByHeight(rows)) {
    sum += delta
    if (!isSats(sum)) throw new ProviderError('bad_answer', say('reply_history_impossible'))
    if (at <= height) atHeight = sum
  }
  return atHeight
}

function deltasByHeight(rows: readonly ProviderHistoryRow[]): readonly (readonly [number, number])[] {
  const deltas = new Map<number, number>()
  for (const { height, delta } of rows) deltas.set(height, (deltas.get(height) ?? 0) + delta)
  return [...deltas].sort(([a], [b]) => a - b)
}
