/** One block as raw bytes in a lent buffer: by REST where the node has it, else by `getblock` in hex. */
import type { BlockHash } from '../../../shared/chain.ts'
import { createBlockMemory } from '../../engine/block/block-memory.ts'
import { HEADER_BYTES, MAX_BLOCK_BYTES } from '../../engine/block/byte-reader.ts'
import { hashOfHeader } from '../../engine/block/raw-header.ts'
import { type BytePool, createBytePool, type LentBytes } from './byte-pool.ts'
import type { Capabilities } from './capabilities.ts'
import { brokenReply } from './fields.ts'
import { fetchRestBlock, isRestOn } from './rest.ts'
import type { Rpc } from './rpc.ts'
import type { Transport } from './transport.ts'

/** Hex of the largest block, with the reply around it. */
const MAX_HEX_BYTES = 2 * MAX_BLOCK_BYTES + 1_000
/** As many as are read ahead by one reader. */
const KEPT_BUFFERS = 8

/** A block in a buffer that is given back by whoever asked. */
export type ReadBlock = (hash: BlockHash, signal: AbortSignal) => Promise<LentBytes>

/** Buffers of which each holds any block; as many as are kept are in memory of the kernel, made when one is wanted first. */
export function createBlockPool(): BytePool {
  return createBytePool(MAX_BLOCK_BYTES, () => createBlockMemory(KEPT_BUFFERS).rooms)
}

/** Reads blocks whose header hashes to what was asked for; anything else is a `fault`, a lost one `pruned`. */
export function createBlockReader(
  rpc: Rpc,
  transport: Transport,
  capabilities: Capabilities,
  pool: BytePool,
): ReadBlock {
  const byRest = async (hash: BlockHash, signal: AbortSignal): Promise<LentBytes | null> => {
    if (!(await isRestOn(transport, capabilities, signal))) return null
    const lent = await fetchRestBlock(transport, pool, hash, signal)
    if (lent === null) capabilities.rest = false // turned off meanwhile
    return lent
  }
  const byRpc = async (hash: BlockHash, signal: AbortSignal): Promise<LentBytes> => {
    const limits = { timeoutMs: 60_000, maxBytes: MAX_HEX_BYTES }
    const lent = pool.lend()
    try {
      return lent.first(
        await rpc.callHex({ method: 'getblock', params: [hash, 0] }, lent.buffer, limits, signal),
      )
    } catch (error) {
      lent.giveBack()
      throw error
    }
  }
  return async (hash, signal) => {
    const lent = (await byRest(hash, signal)) ?? (await byRpc(hash, signal))
    if (isBlock(lent.bytes, hash)) return lent
    lent.giveBack()
    throw brokenReply('a block request')
  }
}

/** Whether these bytes begin with the header that was asked for, and go on after it. */
export function isBlock(bytes: Uint8Array, hash: BlockHash): boolean {
  return bytes.length > HEADER_BYTES && hashOfHeader(bytes) === hash
}
