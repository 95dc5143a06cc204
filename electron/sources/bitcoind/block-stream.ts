/**
 * Blocks in order, read ahead, four under way at once. Large ones come one a request, in reused buffers; small
 * ones (the early chain, test networks) share RPC batches, which is several times as fast there.
 */
import type { BlockHash } from '../../../shared/chain.ts'
import { NodeError } from '../../engine/node-error.ts'
import type { ChainSource } from '../../engine/ports.ts'
import { readAhead } from '../../engine/read-ahead.ts'
import { HttpError } from '../http.ts'
import { createBlockSizes } from './block-sizes.ts'
import { isBlock, type ReadBlock } from './blocks.ts'
import type { LentBytes } from './byte-pool.ts'
import type { Capabilities } from './capabilities.ts'
import { asBytes, brokenReply } from './fields.ts'
import { type Rpc, type RpcReply, resultOf } from './rpc.ts'

const METHOD = 'getblock' as const
/** Requests under way or answered and waiting: the four under way are never fewer while one block is matched. */
const WINDOW = 6
const BATCH = 50
/** A batch of fewer blocks gains nothing. */
const SMALLEST_BATCH = 4
/** Far more than a batch of small blocks; when large ones came unexpectedly, they are read one by one. */
const MAX_BATCH_BYTES = 32 << 20

/** What one request brought: one large block, replies to many, or many that are still to be read one by one. */
type Answer =
  | { readonly kind: 'one'; readonly lent: LentBytes }
  | { readonly kind: 'many'; readonly replies: readonly RpcReply[] }
  | { readonly kind: 'singly' }

/** `read` reads one block; `capabilities` says whether batches are allowed. */
export function createBlockStream(
  rpc: Rpc,
  read: ReadBlock,
  capabilities: Capabilities,
): Pick<ChainSource, 'block' | 'blocks'> {
  const sizes = createBlockSizes()
  const batchNow = (): boolean => capabilities.batches !== false && sizes.small(capabilities.rest === true)
  const fetchOne = async (hashes: readonly BlockHash[], signal: AbortSignal): Promise<Answer> => {
    const [hash] = hashes
    if (hash !== undefined && hashes.length === 1) return { kind: 'one', lent: await read(hash, signal) }
    return fetchBatch(rpc, capabilities, hashes, signal)
  }
  const drop = (answer: Answer): void => {
    if (answer.kind === 'one') answer.lent.giveBack()
  }

  return {
    async *blocks(hashes, signal) {
      const requests = requestsFor(hashes, batchNow)
      for await (const { key, value } of readAhead(requests, { fetchOne, window: WINDOW, drop }, signal)) {
        try {
          for (const [index, hash] of key.entries()) {
            signal.throwIfAborted() // answers that came before it must not hide that nobody wants them
            const { bytes, giveBack } = await blockOf(value, index, hash, read, signal)
            sizes.note(bytes.length)
            try {
              yield { hash, bytes }
            } finally {
              giveBack()
            }
          }
        } finally {
          drop(value)
        }
      }
    },
    async block(hash, signal) {
      const { bytes, giveBack } = await read(hash, signal)
      try {
        return new Uint8Array(bytes)
      } finally {
        giveBack()
      }
    },
  }
}

/** Drawn one by one as requests begin, so that each looks at the sizes of the blocks read until then. */
function* requestsFor(
  hashes: readonly BlockHash[],
  batchNow: () => boolean,
): Generator<readonly BlockHash[]> {
  for (let at = 0; at < hashes.length; ) {
    const left = hashes.length - at
    const count = batchNow() && left >= SMALLEST_BATCH ? Math.min(BATCH, left) : 1
    yield hashes.slice(at, at + count)
    at += count
  }
}

async function fetchBatch(
  rpc: Rpc,
  capabilities: Capabilities,
  hashes: readonly BlockHash[],
  signal: AbortSignal,
): Promise<Answer> {
  const calls = hashes.map((hash) => ({ method: METHOD, params: [hash, 0] }))
  try {
    return { kind: 'many', replies: await rpc.batch(calls, { maxBytes: MAX_BATCH_BYTES }, signal) }
  } catch (error) {
    if (!(error instanceof NodeError)) throw error
    const tooLarge = error.cause instanceof HttpError && error.cause.failure === 'too_large'
    if (error.problem === 'forbidden')
      capabilities.batches = false // REST needs no permission: perhaps it is on
    else if (!tooLarge) throw error
    return { kind: 'singly' }
  }
}

/** Nothing is done with a block of a batch before its turn: one that is gone ends the stream there, not before. */
async function blockOf(
  answer: Answer,
  index: number,
  hash: BlockHash,
  read: ReadBlock,
  signal: AbortSignal,
): Promise<LentBytes> {
  if (answer.kind === 'one') return answer.lent
  if (answer.kind === 'singly') return read(hash, signal)
  const reply = answer.replies[index]
  const bytes = asBytes(reply && resultOf(reply, METHOD), METHOD)
  if (!isBlock(bytes, hash)) throw brokenReply('a block request')
  return { bytes, giveBack: () => undefined } // its own memory, and small
}
