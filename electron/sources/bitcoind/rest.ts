/** bitcoind's REST interface: no credentials, off by default, and the fastest way to a block's bytes. */
import type { BlockHash } from '../../../shared/chain.ts'
import { NodeError } from '../../engine/node-error.ts'
import type { HttpReply } from '../http.ts'
import { bodyText, fromStatus, goneBlock, isGone } from './failures.ts'
import { asFields } from './fields.ts'
import { parseJson } from './parse-json.ts'
import type { Transport } from './transport.ts'

/** A block is at most 4,000,000 bytes; a little more is room, much more is a fault. */
const MAX_BLOCK_BYTES = 5 << 20

/** Whether REST is on. Rejects while the node is starting or busy: then it cannot be told. */
export async function probeRest(transport: Transport, signal: AbortSignal): Promise<boolean> {
  const limits = { timeoutMs: 20_000, maxBytes: 1 << 20 }
  const reply = await transport.get('/rest/chaininfo.json', limits, signal)
  if (reply.status === 503) throw fromStatus(reply, 'REST')
  return reply.status === 200 && namesAChain(reply)
}

/** The block's bytes, or null when REST turns out to be off. `pruned` when the block is gone. */
export async function fetchRestBlock(
  transport: Transport,
  hash: BlockHash,
  signal: AbortSignal,
): Promise<Uint8Array | null> {
  const limits = { timeoutMs: 60_000, maxBytes: MAX_BLOCK_BYTES }
  const reply = await transport.get(`/rest/block/${hash}.bin`, limits, signal)
  if (reply.status === 200) return reply.body
  const text = bodyText(reply)
  if (isGone(text)) throw goneBlock()
  if (reply.status === 404 && text.startsWith(hash))
    throw new NodeError('fault', 'The node does not know the block that was asked for.')
  if (reply.status === 503) throw fromStatus(reply, 'REST')
  return null // 404 without a word, or a proxy in between: REST is off
}

function namesAChain(reply: HttpReply): boolean {
  try {
    return typeof asFields(parseJson(reply.body), 'REST')['chain'] === 'string'
  } catch {
    return false // a page of something else in front of the node: as good as off
  }
}
