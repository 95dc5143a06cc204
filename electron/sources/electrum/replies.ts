/** What an Electrum server's replies look like. Each field by its own schema; only known fields are copied. */

import { z } from 'zod'
import { isSats, MAX_SATS } from '../../../shared/amounts.ts'
import { type BlockHeader, type Network, type Txid, txid } from '../../../shared/chain.ts'
import { say } from '../../../shared/said.ts'
import { HEADER_BYTES } from '../../engine/block/byte-reader.ts'
import { readRawHeader } from '../../engine/block/raw-header.ts'
import type { ProviderTip } from '../../engine/ports.ts'
import { badAnswer } from '../provider-http.ts'
import {
  hex32,
  moving,
  natural,
  possibleBalance,
  readReply,
  tipFromBlocks,
  whole,
} from '../provider-replies.ts'

const HEX_32 = /^[0-9a-f]{64}$/
const HEX = /^(?:[0-9a-f]{2})*$/i
const tipReply = z.object({ height: natural, hex: z.string() })
const headersReply = z.object({ count: natural, hex: z.string() })
const balanceReply = z.object({ confirmed: whole, unconfirmed: z.int() })
const unspentReply = z.array(
  z.object({ tx_hash: hex32, tx_pos: natural, height: z.int().min(-1), value: natural }),
)
const historyReply = z.array(z.object({ tx_hash: hex32, height: z.int().min(-1) }))

/** An entry of a history; height 0 or -1 is the mempool. */
export interface HistoryEntry {
  readonly txid: Txid
  readonly height: number
}

/** An unspent output; height 0 or -1 is the mempool. */
export interface UnspentEntry {
  readonly txid: Txid
  readonly vout: number
  readonly value: number
  readonly height: number
}

/** Bytes from hex of any case. */
export function bytesFromHex(reply: unknown): Uint8Array {
  if (typeof reply !== 'string' || !HEX.test(reply)) throw badAnswer(say('reply_not_hex'))
  return Buffer.from(reply, 'hex')
}

/** A header from its 80 bytes in hex, with the hash that they have. */
export function headerFromHex(reply: unknown, height: number): BlockHeader {
  const bytes = bytesFromHex(reply)
  if (bytes.length !== HEADER_BYTES) throw badAnswer(say('reply_header_length'))
  return readRawHeader(bytes, height)
}

/** The tip as `headers.subscribe` gives it, plausible by the clock and the schedule. */
export function tipFromReply(reply: unknown, network: Network, now: number): ProviderTip {
  const { height, hex } = readReply(tipReply, reply, say('part_electrum_tip'))
  const { hash, time } = headerFromHex(hex, height)
  return tipFromBlocks([{ id: hash, height, timestamp: time }], network, now)
}

/** The headers in a `block.headers` reply that starts at `height`: one or two, chained. */
export function headersFromReply(reply: unknown, height: number): readonly BlockHeader[] {
  const { count, hex } = readReply(headersReply, reply, say('part_headers'))
  const bytes = bytesFromHex(hex)
  if (bytes.length !== count * HEADER_BYTES) throw badAnswer(say('reply_headers_length'))
  return Array.from({ length: count }, (_, n) =>
    readRawHeader(bytes.subarray(n * HEADER_BYTES, (n + 1) * HEADER_BYTES), height + n),
  )
}

/** Both figures of an address; `pending` is signed. */
export function amountsFromReply(reply: unknown): { readonly confirmed: number; readonly pending: number } {
  const { confirmed: said, unconfirmed } = readReply(balanceReply, reply, say('part_balance'))
  const confirmed = possibleBalance(said)
  if (Math.abs(unconfirmed) > MAX_SATS) throw badAnswer(say('reply_pending_balance'))
  // A server that has read a block and not yet dropped its transactions from the mempool counts them twice.
  if (confirmed + unconfirmed < 0) throw moving(say('reply_pending_block'))
  return { confirmed, pending: unconfirmed === 0 ? 0 : unconfirmed }
}

/** Unspent outputs, each outpoint once. */
export function unspentFromReply(reply: unknown): readonly UnspentEntry[] {
  const entries = readReply(unspentReply, reply, say('part_unspent'))
  if (new Set(entries.map((entry) => `${entry.tx_hash}:${entry.tx_pos}`)).size !== entries.length)
    throw badAnswer(say('reply_output_twice'))
  if (!entries.every(({ value }) => isSats(value))) throw badAnswer(say('reply_output'))
  return entries.map(({ tx_hash, tx_pos, height, value }) => ({
    txid: txid(tx_hash),
    vout: tx_pos,
    value,
    height,
  }))
}

/** A history in the server's order: the block chain's, then the mempool. Each transaction once. */
export function historyFromReply(reply: unknown): readonly HistoryEntry[] {
  const entries = readReply(historyReply, reply, say('part_history'))
  if (new Set(entries.map(({ tx_hash }) => tx_hash)).size !== entries.length)
    throw badAnswer(say('reply_tx_twice'))
  return entries.map(({ tx_hash, height }) => ({ txid: txid(tx_hash), height }))
}

/** The status of a script: null while it has no history. */
export function statusFromReply(reply: unknown): string | null {
  if (reply === null) return null
  if (typeof reply !== 'string' || !HEX_32.test(reply)) throw badAnswer(say('reply_status_form'))
  return reply
}
