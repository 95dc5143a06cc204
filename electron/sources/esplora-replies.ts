/**
 * What Esplora replies look like and what must hold before a number is taken from one. Each field is read by its
 * own schema and only known fields are copied; the sums are checked against each other.
 */

import { z } from 'zod'
import { MAX_SATS } from '../../shared/amounts.ts'
import { say } from '../../shared/said.ts'
import { badAnswer } from './provider-http.ts'
import { moving, natural, otherAddress, possibleBalance, readReply } from './provider-replies.ts'

const stats = z.object({
  tx_count: natural,
  funded_txo_count: natural,
  funded_txo_sum: natural,
  spent_txo_count: natural,
  spent_txo_sum: natural,
})
type Stats = z.infer<typeof stats>

const addressReply = z.object({
  address: z.string(),
  chain_stats: stats,
  mempool_stats: stats,
  electrum: z.boolean().optional(),
})

/** What an `/address` reply says, in satoshis; `pending` is signed. */
export interface AddressFigures {
  readonly confirmed: number
  readonly pending: number
  /** Whether anybody ever paid it; null where the server cannot tell (an Electrum backend that counts nothing). */
  readonly used: boolean | null
  /** Confirmed transactions; null where the server does not count (an Electrum backend). */
  readonly transactions: number | null
  /** Confirmed unspent outputs; null where the server does not count. */
  readonly outputs: number | null
}

/** Reads an `/address` reply that must be about `address`. */
export function figuresFromAddress(reply: unknown, address: string): AddressFigures {
  const parsed = readReply(addressReply, reply, say('part_address'))
  if (parsed.address !== address) throw otherAddress(parsed.address, address)
  const { chain_stats: chain, mempool_stats: mempool, electrum } = parsed
  if (electrum !== true) checkCounts(chain, mempool)
  const confirmed = possibleBalance(chain.funded_txo_sum - chain.spent_txo_sum)
  const pending = mempool.funded_txo_sum - mempool.spent_txo_sum
  if (Math.abs(pending) > MAX_SATS) throw badAnswer(say('reply_pending_sums'))
  // A server that has read a block and not yet dropped its transactions from the mempool counts them twice.
  if (confirmed + pending < 0) throw moving(say('reply_pending_block'))
  const used = chain.tx_count + mempool.tx_count > 0 || confirmed > 0 || pending !== 0
  return {
    confirmed,
    pending,
    used: used || electrum !== true ? used : null,
    ...countsOf(chain, electrum === true),
  }
}

function countsOf(
  { tx_count, funded_txo_count, spent_txo_count }: Stats,
  electrum: boolean,
): Pick<AddressFigures, 'transactions' | 'outputs'> {
  // Some of those backends count transactions, none counts outputs; a zero there says nothing.
  if (electrum) return { transactions: tx_count > 0 ? tx_count : null, outputs: null }
  return { transactions: tx_count, outputs: funded_txo_count - spent_txo_count }
}

function checkCounts(chain: Stats, mempool: Stats): void {
  if (chain.spent_txo_count > chain.funded_txo_count) throw badAnswer(say('reply_more_spends'))
  for (const part of [chain, mempool]) {
    const { tx_count, funded_txo_count, spent_txo_count, funded_txo_sum, spent_txo_sum } = part
    const sane =
      tx_count <= funded_txo_count + spent_txo_count &&
      (tx_count > 0 || funded_txo_count + spent_txo_count === 0) &&
      (funded_txo_count > 0 || funded_txo_sum === 0) &&
      (spent_txo_count > 0 || spent_txo_sum === 0)
    if (!sane) throw badAnswer(say('reply_counts_and_sums'))
  }
}
