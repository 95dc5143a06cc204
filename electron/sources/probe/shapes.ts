/** The replies by which each protocol is known. Loose in what they add, strict in what makes them what they are. */
import { z } from 'zod'

const hash = z.string().regex(/^[0-9a-f]{64}$/)
const height = z
  .int()
  .min(0)
  .max(2 ** 31 - 1)
const seconds = z
  .int()
  .min(0)
  .max(2 ** 33)

/** Esplora's `/blocks`. */
export const esploraBlocks = z.array(z.object({ id: hash, height, timestamp: seconds })).min(1)

/** BlockCypher's base URL. */
export const cypherChain = z.object({
  name: z.string().regex(/^[A-Za-z]{2,10}\.[A-Za-z0-9]{1,20}$/),
  height,
  hash,
  time: z.iso.datetime({ offset: true }),
  latest_url: z.string(),
})

/** A block wherever only its hash matters. */
export const blockWithHash = z.object({ hash })

/** blockchain.info's `/latestblock`. */
export const latestBlock = z.object({ hash, height, time: seconds, block_index: z.number() })

/** blockchain.info's `/multiaddr`. */
export const multiaddr = z.object({
  addresses: z.array(z.object({ address: z.string() })),
  info: z.object({ latest_block: z.object({ hash, height, time: seconds }) }),
})

/** blockchain.info's `/block-height/0?format=json`. */
export const blocksAtHeight = z.object({ blocks: z.array(blockWithHash).min(1) })

/** The uniform `/tip`. */
export const uniformTip = z.object({ height, hash, time: seconds, network: z.string().max(20).nullish() })

/** The uniform reply. Satoshis as integers; Esplora's `/address` has no `balance`. */
export const uniformReply = z.object({
  balance: z.int().min(0).max(2_100_000_000_000_000),
  height,
  hash: hash.nullish(),
  time: seconds.nullish(),
})

/** `getblockchaininfo`, and REST's chaininfo. `time` came with version 23 of it. */
export const chainInfo = z.object({
  chain: z.string().max(20),
  blocks: height,
  bestblockhash: hash,
  time: seconds.optional(),
  mediantime: seconds.optional(),
})

/** A JSON-RPC reply. An error of its own kind proves nothing: other chains' nodes speak JSON-RPC too. */
export const rpcReply = z.object({
  result: z.unknown().optional(),
  error: z.object({ code: z.int() }).nullish(),
})

/** REST's blockhashbyheight. */
export const restHash = z.object({ blockhash: hash })

/** 64 hex digits as plain text. */
export const plainHash = hash
