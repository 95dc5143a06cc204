/** bitcoind's REST interface: no credentials, off by default, and the fastest way to a block's bytes. */

import type { BlockHash } from '../../../shared/chain.ts'
import { say } from '../../../shared/said.ts'
import { NodeError } from '../../engine/node-error.ts'
import type { HttpReply } from '../http.ts'
import type { BytePool, LentBytes } from './byte-pool.ts'
import type { Capabilities } from './capabilities.ts'
import { bodyText, fromStatus, goneBlock, isGone } from './failures.ts'
import { asFields } from './fields.ts'
import { parseJson } from './parse-json.ts'
import type { Transport } from './transport.ts'

/** Whether REST is on. Rejects while the node is starting or busy: then it cannot be told. */
export async function probeRest(transport: Transport, signal: AbortSignal): Promise<boolean> {
  const limits = { timeoutMs: 20_000, maxBytes: 1 << 20 }
  const reply = await transport.get('/rest/chaininfo.json', limits, signal)
  if (reply.status === 503) throw fromStatus(reply, 'REST')
  return reply.status === 200 && namesAChain(reply)
}

/** The same, asked only while it is not known. Whoever finds it turned off meanwhile says so in `capabilities`. */
export async function isRestOn(
  transport: Transport,
  capabilities: Capabilities,
  signal: AbortSignal,
): Promise<boolean> {
  return (capabilities.rest ??= await probeRest(transport, signal))
}

/** The block in a buffer of `pool`, or null when REST turns out to be off. `pruned` when the block is gone. */
export async function fetchRestBlock(
  transport: Transport,
  pool: BytePool,
  hash: BlockHash,
  signal: AbortSignal,
): Promise<LentBytes | null> {
  const answer = await transport.getInto(`/rest/block/${hash}.bin`, pool, 60_000, signal)
  if (answer.kind === 'bytes') return answer.lent
  const text = bodyText(answer.reply)
  if (isGone(text)) throw goneBlock()
  if (answer.reply.status === 404 && text.startsWith(hash))
    throw new NodeError('fault', say('node_unknown_block'))
  if (answer.reply.status === 503) throw fromStatus(answer.reply, 'REST')
  return null // 404 without a word, or a proxy in between: REST is off
}

function namesAChain(reply: HttpReply): boolean {
  try {
    return typeof asFields(parseJson(reply.body), 'REST')['chain'] === 'string'
  } catch {
    return false // a page of something else in front of the node: as good as off
  }
}
