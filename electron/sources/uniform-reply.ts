/**
 * What a reply of the uniform shape must hold before a number is taken from it: the address and block that were asked
 * about, parts that add up, and nothing by which it calls itself stale, incomplete or hearsay (docs/api.md).
 */

import { z } from 'zod'
import { MAX_SATS } from '../../shared/amounts.ts'
import { type BlockHash, blockHash, type Network } from '../../shared/chain.ts'
import { type Said, say } from '../../shared/said.ts'
import { ProviderError } from '../engine/provider-error.ts'
import { badAnswer } from './provider-http.ts'
import {
  hex32,
  moving,
  natural,
  otherAddress,
  otherNetwork,
  possibleBalance,
  readReply,
  whole,
} from './provider-replies.ts'

const MAX_HEIGHT = 2 ** 31 - 1
const sats = natural.max(MAX_SATS)
const height = natural.max(MAX_HEIGHT)
const signed = z
  .int()
  .min(-MAX_SATS)
  .max(MAX_SATS)
  .refine((value) => !Object.is(value, -0))

const addressReply = z.object({
  balance: whole,
  height,
  hash: hex32.nullish(),
  time: natural.nullish(),
  address: z.string().nullish(),
  network: z.string().nullish(),
  confirmed: sats.nullish(),
  pending: signed.nullish(),
  immature: sats.nullish(),
  // What only a Tidemark says; other servers may use the names for other things.
  kind: z.unknown().optional(),
  freshness: z.unknown().optional(),
  source: z.unknown().optional(),
  completeness: z.unknown().optional(),
})
type AddressReply = z.infer<typeof addressReply>

const tipReply = z.object({ height, hash: hex32, time: natural, network: z.string().nullish() })

/** A reply that holds. What the server did not say is null. */
export interface UniformFigures {
  /** Every output in blocks up to `height`, in satoshis. */
  readonly balance: number
  readonly pending: number | null
  readonly height: number
  readonly hash: BlockHash | null
  /** The block header's, in seconds. */
  readonly time: number | null
  readonly network: string | null
}

/** What was asked; `height` is null for the newest block. */
export interface UniformQuestion {
  readonly address: string
  readonly height: number | null
}

/** Reads a reply to the question. Throws `cannot_know` where it does not prove an answer to it. */
export function readUniform(reply: unknown, { address, height }: UniformQuestion): UniformFigures {
  const parsed = readReply(addressReply, reply, say('part_address'))
  if (parsed.address != null && parsed.address !== address) throw otherAddress(parsed.address, address)
  if (height !== null && parsed.height !== height) throw cannotKnow(say('reply_not_block_asked'))
  possibleBalance(parsed.balance)
  checkParts(parsed)
  checkClaims(parsed)
  if (height === null) checkNewest(parsed)
  const { balance, pending, hash, time, network } = parsed
  return {
    balance,
    pending: pending ?? null,
    height: parsed.height,
    hash: hash == null ? null : blockHash(hash),
    time: time ?? null,
    network: network ?? null,
  }
}

/** Reads a reply to `/tip`. */
export function readUniformTip(reply: unknown): z.infer<typeof tipReply> {
  return readReply(tipReply, reply, say('part_tip'))
}

/** Throws `bad_answer` where a server names another network than the one wanted. */
export function checkNetworkName(name: string, network: Network): void {
  if (name !== network) throw otherNetwork(network)
}

/** It answered, and the answer proves nothing. */
export function cannotKnow(message: Said): ProviderError {
  return new ProviderError('cannot_know', message)
}

/** A server whose balance is something else than all outputs in blocks would give itself away here. */
function checkParts({ balance, confirmed, immature }: AddressReply): void {
  if (confirmed != null && confirmed + (immature ?? 0) !== balance) throw badAnswer(say('reply_parts'))
}

function checkClaims({ kind, source, completeness }: AddressReply): void {
  if (kind === 'stale' || kind === 'unknown') throw cannotKnow(say('reply_own_stale'))
  if (typeof source === 'string' && source.startsWith('provider:')) throw cannotKnow(say('reply_repeats'))
  if (fieldOf(completeness, 'unspent') === 'incomplete') throw cannotKnow(say('reply_own_incomplete'))
}

/** What only counts of today's figure: one that is said to lag must not become the newest known of its server. */
function checkNewest({ balance, pending, freshness }: AddressReply): void {
  if (pending != null && balance + pending < 0) throw moving(say('reply_pending_block'))
  const state = fieldOf(freshness, 'state')
  if (state === 'behind') throw moving(say('reply_behind'))
  if (state === 'offline' || state === 'stale' || state === 'unknown')
    throw cannotKnow(say('reply_lost_source'))
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined
}
