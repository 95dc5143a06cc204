/** The node's view of its chain, and the check that it is the right chain at all. */
import { GENESIS_HASH, type Network } from '../../../shared/chain.ts'
import { say } from '../../../shared/said.ts'
import { NodeError } from '../../engine/node-error.ts'
import type { NodeView } from '../../engine/ports.ts'
import { asBlockHash, asCount, asFields, asFlag, asText, type Fields } from './fields.ts'
import { type Rpc, type RpcReply, resultOf } from './rpc.ts'
import { safeText } from './safe-text.ts'

const INFO = 'getblockchaininfo' as const

/** One `getblockchaininfo` with the genesis hash beside it, so that a swapped node is noticed at once. */
export async function readView(rpc: Rpc, network: Network, signal: AbortSignal): Promise<NodeView> {
  const calls = [
    { method: INFO, params: [] },
    { method: 'getblockhash' as const, params: [0] },
  ]
  const [info, genesis] = await rpc.batch(calls, {}, signal)
  const fields = asFields(valueOf(info, INFO), INFO)
  checkChain(fields, valueOf(genesis, 'getblockhash'), network)
  return {
    network,
    best: { height: asCount(fields['blocks'], INFO), hash: asBlockHash(fields['bestblockhash'], INFO) },
    headers: asCount(fields['headers'], INFO),
    initialDownload: asFlag(fields['initialblockdownload'], INFO),
    pruneHeight: pruneHeightOf(fields),
  }
}

/** Lowest block still on the disk; null when the node prunes nothing or has pruned nothing yet. */
export function pruneHeightOf(info: Fields): number | null {
  if (!asFlag(info['pruned'], INFO)) return null
  const { pruneheight } = info
  return pruneheight === undefined ? null : asCount(pruneheight, INFO) || null
}

function valueOf(reply: RpcReply | undefined, method: string): unknown {
  return reply ? resultOf(reply, method) : undefined
}

function checkChain(info: Fields, genesis: unknown, network: Network): void {
  const chain = asText(info['chain'], INFO)
  if (chain !== network)
    throw new NodeError('wrong_chain', say('node_wrong_chain', { found: safeText(chain, 20), network }))
  if (asBlockHash(genesis, 'getblockhash') !== GENESIS_HASH[network])
    throw new NodeError('wrong_chain', say('node_false_chain', { network }))
}
