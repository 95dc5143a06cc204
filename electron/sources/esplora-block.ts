/**
 * Whether the block that an Esplora server names at a height is a block, and at that height. One reply names it, and
 * nothing else would contradict a wrong one: the header must have that hash, and the block's own page must put it
 * there, on top of the same block and at the same time as the header does.
 */

import { z } from 'zod'
import type { BlockHash, BlockHeader, BlockRef } from '../../shared/chain.ts'
import { say } from '../../shared/said.ts'
import { HEADER_BYTES } from '../engine/block/byte-reader.ts'
import { readRawHeader } from '../engine/block/raw-header.ts'
import type { ProviderTip } from '../engine/ports.ts'
import { ProviderError } from '../engine/provider-error.ts'
import { badAnswer, type ProviderHttp } from './provider-http.ts'
import { hex32, natural, readReply } from './provider-replies.ts'

/** Throws `ProviderError` unless the block is proven; `tip` is the newest one of the same chain. */
export type BlockProof = (at: BlockRef, tip: ProviderTip, signal: AbortSignal) => Promise<ProviderTip>

const MAX_HEADER_BYTES = 256
const MAX_BLOCK_BYTES = 65_536
const REMEMBERED = 1_000
/** By consensus a header's time may run ahead of its successors' by about this much. */
const AHEAD_S = 7_200
const HEADER = /^[0-9a-f]{160}$/i

const blockReply = z.object({
  id: hex32,
  height: natural,
  timestamp: natural,
  previousblockhash: hex32.nullish(),
})

/** Binds the proof to a server. What a hash stands for never changes, so that a block is proven once. */
export function createBlockProof(http: ProviderHttp): BlockProof {
  const proven = new Map<BlockHash, ProviderTip>()
  return async (at, tip, signal) => {
    const known = proven.get(at.hash)
    if (known?.height === at.height) return known
    const header = headerFrom(
      await shown(http.text(pathOf(at, '/header'), 'chain', MAX_HEADER_BYTES, signal)),
      at,
    )
    checkPlace(await shown(http.json(pathOf(at, ''), 'chain', MAX_BLOCK_BYTES, signal)), header)
    if (header.time > tip.time + AHEAD_S) throw badAnswer(say('reply_block_order'))
    if (proven.size >= REMEMBERED) proven.clear()
    const block = { height: at.height, hash: at.hash, time: header.time }
    proven.set(at.hash, block)
    return block
  }
}

function pathOf({ hash }: BlockRef, page: string): string {
  return `/block/${hash}${page}`
}

/** A page that is not there leaves what it would prove unknown; any other failure is one. */
async function shown<T>(page: Promise<T>): Promise<T> {
  try {
    return await page
  } catch (error) {
    if (!(error instanceof ProviderError) || error.problem !== 'bad_answer') throw error
    const message = say('reply_block_hidden')
    throw new ProviderError('cannot_know', message, { cause: error })
  }
}

function headerFrom(text: string, { height, hash }: BlockRef): BlockHeader {
  if (!HEADER.test(text)) throw badAnswer(say('reply_not_header'))
  const bytes = Uint8Array.from(Buffer.from(text, 'hex')).subarray(0, HEADER_BYTES)
  const header = readRawHeader(bytes, height)
  if (header.hash !== hash) throw badAnswer(say('reply_header_of_other'))
  return header
}

function checkPlace(reply: unknown, { height, hash, prevHash, time }: BlockHeader): void {
  const block = readReply(blockReply, reply, say('part_block'))
  if (block.id !== hash) throw badAnswer(say('reply_other_block'))
  if (block.height !== height) throw badAnswer(say('reply_block_two_heights'))
  // Genesis stands on nothing, which is null here and zeros in its header.
  const sameParent = height === 0 || block.previousblockhash === prevHash
  if (!sameParent || block.timestamp !== time) throw badAnswer(say('reply_block_and_header'))
}
