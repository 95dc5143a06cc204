/** The node's mempool: its txids, and transactions by txid. */
import type { Txid } from '../../../shared/chain.ts'
import type { ChainSource } from '../../engine/ports.ts'
import { RPC_ERROR } from './failures.ts'
import { asArray, asBytes, asTxid } from './fields.ts'
import { type Rpc, resultOf } from './rpc.ts'

const LIST = 'getrawmempool' as const
const GET = 'getrawtransaction' as const
/** Small enough that even the largest transactions fit into one reply. */
const BATCH = 100
const MAX_REPLY_BYTES = 128 << 20

export function createMempool(rpc: Rpc): Pick<ChainSource, 'mempoolTxids' | 'mempoolTransactions'> {
  return {
    async mempoolTxids(signal) {
      const limits = { timeoutMs: 60_000, maxBytes: MAX_REPLY_BYTES }
      return asArray(await rpc.call(LIST, [false], limits, signal), LIST).map((txid) => asTxid(txid, LIST))
    },
    async mempoolTransactions(txids, signal) {
      const found = new Map<Txid, Uint8Array>()
      for (let start = 0; start < txids.length; start += BATCH) {
        const wanted = txids.slice(start, start + BATCH)
        const calls = wanted.map((txid) => ({ method: GET, params: [txid, 0] }))
        const replies = await rpc.batch(calls, { maxBytes: MAX_REPLY_BYTES }, signal)
        replies.forEach((reply, index) => {
          const txid = wanted[index]
          const left = reply.kind === 'error' && reply.code === RPC_ERROR.notFound
          if (txid && !left) found.set(txid, asBytes(resultOf(reply, GET), GET))
        })
      }
      return found
    },
  }
}
