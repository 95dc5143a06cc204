/**
 * What a uniform server says of blocks, for replies that do not name theirs completely: plain-text pages that a
 * server may have or not. Where it has none, what they would prove cannot be known.
 */

import { type BlockHash, GENESIS_HASH, type Network } from '../../shared/chain.ts'
import { say } from '../../shared/said.ts'
import { HEADER_BYTES } from '../engine/block/byte-reader.ts'
import { readRawHeader } from '../engine/block/raw-header.ts'
import type { Clock, ProviderTip } from '../engine/ports.ts'
import { ProviderError } from '../engine/provider-error.ts'
import { badAnswer, type ProviderHttp } from './provider-http.ts'
import { hashFromText, newestFromBlocks, otherNetwork } from './provider-replies.ts'
import { cannotKnow, checkNetworkName, readUniformTip } from './uniform-reply.ts'

const MAX_TEXT_BYTES = 256
const MAX_TIP_BYTES = 1_024
const HEADER = /^[0-9a-f]{160}$/

/** Questions about blocks. Each throws `ProviderError`. */
export interface UniformChain {
  tip(signal: AbortSignal): Promise<ProviderTip>
  hashAt(height: number, signal: AbortSignal): Promise<BlockHash>
  /** The time in the header of the block, whose hash is computed from it. */
  timeOf(height: number, hash: BlockHash, signal: AbortSignal): Promise<number>
  /** `named` is the network that a reply named, null when it named none: then the genesis block must prove it, once. */
  checkNetwork(named: string | null, signal: AbortSignal): Promise<void>
  /** Throws `bad_answer` for a block that cannot be the newest by height and time. */
  checkPlausible(block: ProviderTip): void
}

/** Binds the questions to a server. */
export function uniformChain(http: ProviderHttp, network: Network, clock: Clock): UniformChain {
  let proven = false
  const hashAt = async (height: number, signal: AbortSignal): Promise<BlockHash> => {
    const text = await textIfServed(http, `/block-height/${height}`, signal)
    if (text === null) throw cannotKnow(say('reply_no_hash'))
    return hashFromText(text)
  }
  const checkNetwork = async (named: string | null, signal: AbortSignal): Promise<void> => {
    if (named !== null) return checkNetworkName(named, network)
    if (proven) return
    if ((await hashAt(0, signal)) !== GENESIS_HASH[network]) throw otherNetwork(network)
    proven = true
  }
  const checkPlausible = ({ hash, height, time }: ProviderTip): void => {
    newestFromBlocks([{ id: hash, height, timestamp: time }], network, clock.now())
  }
  return {
    hashAt,
    checkNetwork,
    checkPlausible,
    timeOf: (height, hash, signal) => timeOf(http, height, hash, signal),
    tip: async (signal) => {
      const reply = await http.jsonIfServed('/tip', 'chain', MAX_TIP_BYTES, signal)
      if (reply === undefined) throw new ProviderError('unsupported', say('reply_no_tip'))
      const { height, hash, time, network: named } = readUniformTip(reply)
      await checkNetwork(named ?? null, signal)
      const tip = { height, hash: hashFromText(hash), time }
      checkPlausible(tip)
      return tip
    },
  }
}

async function timeOf(
  http: ProviderHttp,
  height: number,
  hash: BlockHash,
  signal: AbortSignal,
): Promise<number> {
  const text = await textIfServed(http, `/block/${hash}/header`, signal)
  if (text === null) throw cannotKnow(say('reply_no_time'))
  if (!HEADER.test(text)) throw badAnswer(say('reply_not_header'))
  const bytes = Uint8Array.from(Buffer.from(text, 'hex')).subarray(0, HEADER_BYTES)
  const header = readRawHeader(bytes, height)
  if (header.hash !== hash) throw badAnswer(say('reply_header_of_other'))
  return header.time
}

/** Null where the server has no such page. Any other failure is one. */
async function textIfServed(http: ProviderHttp, path: string, signal: AbortSignal): Promise<string | null> {
  try {
    return await http.text(path, 'chain', MAX_TEXT_BYTES, signal)
  } catch (error) {
    // A page that is missing, moved or not plain: this server does not have what only some servers have.
    if (error instanceof ProviderError && error.problem === 'bad_answer') return null
    throw error
  }
}
