/** Whole blocks as raw bytes: by REST where the node has it, else by `getblock` in hex. */
import type { BlockHash } from '../../../shared/chain.ts'
import type { Capabilities } from './capabilities.ts'
import { asBytes, brokenReply } from './fields.ts'
import { hashOfHeader } from './raw-header.ts'
import { fetchRestBlock, probeRest } from './rest.ts'
import type { Rpc } from './rpc.ts'
import type { Transport } from './transport.ts'

/** Hex of the largest block, with the reply around it. */
const MAX_HEX_BYTES = 10 << 20

export type ReadBlock = (hash: BlockHash, signal: AbortSignal) => Promise<Uint8Array>

/** Reads blocks whose header hashes to what was asked for; anything else is a `fault`, a lost one `pruned`. */
export function createBlockReader(rpc: Rpc, transport: Transport, capabilities: Capabilities): ReadBlock {
  const byRest = async (hash: BlockHash, signal: AbortSignal): Promise<Uint8Array | null> => {
    capabilities.rest ??= await probeRest(transport, signal)
    if (!capabilities.rest) return null
    const bytes = await fetchRestBlock(transport, hash, signal)
    if (bytes === null) capabilities.rest = false // turned off meanwhile
    return bytes
  }
  const byRpc = async (hash: BlockHash, signal: AbortSignal): Promise<Uint8Array> => {
    const limits = { timeoutMs: 60_000, maxBytes: MAX_HEX_BYTES }
    return asBytes(await rpc.call('getblock', [hash, 0], limits, signal), 'getblock')
  }
  return async (hash, signal) => {
    const bytes = (await byRest(hash, signal)) ?? (await byRpc(hash, signal))
    if (bytes.length < 81 || hashOfHeader(bytes) !== hash) throw brokenReply('a block request')
    return bytes
  }
}
