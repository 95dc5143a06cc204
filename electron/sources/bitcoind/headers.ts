/** Block headers by hash and by height. Batched: a header a request would be thousands of round trips. */

import { type BlockHash, type BlockHeader, type BlockRef, NO_HASH } from '../../../shared/chain.ts'
import { say } from '../../../shared/said.ts'
import { HEADER_BYTES } from '../../engine/block/byte-reader.ts'
import { readRawHeader } from '../../engine/block/raw-header.ts'
import { NodeError } from '../../engine/node-error.ts'
import type { ChainSource, NodeHeader } from '../../engine/ports.ts'
import { RPC_ERROR } from './failures.ts'
import { asBlockHash, asBytes, asCount, asFields, brokenReply } from './fields.ts'
import type { RestHeaders } from './rest-headers.ts'
import { type Rpc, type RpcReply, resultOf } from './rpc.ts'

const METHOD = 'getblockheader' as const
const BATCH = 2_000
const REORG_TRIES = 3

export type HeaderSource = Pick<ChainSource, 'header' | 'headersOf' | 'hashesFrom' | 'headersEndingAt'>

/** A range comes by REST where that is on. */
export function createHeaderSource(rpc: Rpc, rest: RestHeaders = () => Promise.resolve(null)): HeaderSource {
  const source: HeaderSource = {
    async header(hash, signal) {
      return toHeader(await rpc.ask(METHOD, [hash, true], {}, signal), hash)
    },
    async headersOf(hashes, signal) {
      const headers: (NodeHeader | null)[] = []
      for (let start = 0; start < hashes.length; start += BATCH) {
        const wanted = hashes.slice(start, start + BATCH)
        const calls = wanted.map((hash) => ({ method: METHOD, params: [hash, true] }))
        const replies = await rpc.batch(calls, {}, signal)
        headers.push(...wanted.map((hash, index) => toHeader(replies[index], hash)))
      }
      return headers
    },
    async hashesFrom(height, count, signal) {
      const calls = Array.from({ length: count }, (_, n) => ({
        method: 'getblockhash' as const,
        params: [height + n],
      }))
      const replies = await rpc.batch(calls, {}, signal)
      const end = replies.findIndex((reply) => isPastTip(reply))
      return replies
        .slice(0, end === -1 ? replies.length : end)
        .map((reply) => asBlockHash(resultOf(reply, 'getblockhash'), 'getblockhash'))
    },
    headersEndingAt: (at, count, signal) => headersEndingAt({ rpc, rest, source }, at, count, signal),
  }
  return source
}

/** Stale blocks at the end are walked one by one (headers are never pruned), the best chain below is batched. */
async function headersEndingAt(
  ground: RangeGround,
  at: BlockRef,
  count: number,
  signal: AbortSignal,
): Promise<readonly BlockHeader[]> {
  for (let tries = 0; tries < REORG_TRIES; tries += 1) {
    const { source } = ground
    const stale: BlockHeader[] = []
    let top = await knownHeader(source, at.hash, signal)
    while (!top.inBestChain && stale.length < count && top.prevHash !== NO_HASH) {
      stale.unshift(toBlockHeader(top))
      top = await knownHeader(source, top.prevHash, signal)
    }
    const wanted = Math.min(count - stale.length, top.height + 1)
    if (wanted <= 0) return stale
    const below = await headersUpTo(ground, top, wanted, signal)
    if (below !== null) return checkChained([...below, ...stale])
  }
  throw new NodeError('busy', say('node_chain_changing'))
}

interface RangeGround {
  readonly rpc: Rpc
  readonly rest: RestHeaders
  readonly source: HeaderSource
}

/** Headers of the best chain that end with `top`; null when it was reorganised between two answers. */
async function headersUpTo(
  { rpc, rest, source }: RangeGround,
  top: BlockRef,
  count: number,
  signal: AbortSignal,
): Promise<readonly BlockHeader[] | null> {
  const height = top.height + 1 - count
  const [hash] = await source.hashesFrom(height, 1, signal)
  if (hash === undefined) return null
  const headers = await rest({ height, hash }, count, signal)
  if (headers !== null) return headers.at(-1)?.hash === top.hash ? headers : null
  const hashes = await source.hashesFrom(height, count, signal)
  return hashes.at(-1) === top.hash ? rawHeaders(rpc, hashes, height, signal) : null
}

async function knownHeader(source: HeaderSource, hash: BlockHash, signal: AbortSignal): Promise<NodeHeader> {
  const header = await source.header(hash, signal)
  if (!header) throw new NodeError('fault', say('node_forgot_block'))
  return header
}

async function rawHeaders(
  rpc: Rpc,
  hashes: readonly BlockHash[],
  firstHeight: number,
  signal: AbortSignal,
): Promise<BlockHeader[]> {
  const calls = hashes.map((hash) => ({ method: METHOD, params: [hash, false] }))
  const replies = await rpc.batch(calls, {}, signal)
  return replies.map((reply, index) => {
    const bytes = asBytes(resultOf(reply, METHOD), METHOD)
    if (bytes.length !== HEADER_BYTES) throw brokenReply(METHOD)
    const header = readRawHeader(bytes, firstHeight + index)
    if (header.hash !== hashes[index]) throw brokenReply(METHOD)
    return header
  })
}

/** Ascending headers of which each stands on the one before; hashes read during a reorganisation would not. */
function checkChained(headers: readonly BlockHeader[]): readonly BlockHeader[] {
  headers.forEach((header, index) => {
    const before = headers[index - 1]
    if (before && header.prevHash !== before.hash) throw brokenReply('a range of headers')
  })
  return headers
}

function toHeader(reply: RpcReply | undefined, hash: BlockHash): NodeHeader | null {
  if (!reply) throw brokenReply(METHOD)
  if (reply.kind === 'error' && reply.code === RPC_ERROR.notFound) return null
  const fields = asFields(resultOf(reply, METHOD), METHOD)
  const { confirmations, previousblockhash, mediantime } = fields
  if (asBlockHash(fields['hash'], METHOD) !== hash || !Number.isSafeInteger(confirmations))
    throw brokenReply(METHOD)
  return {
    hash,
    height: asCount(fields['height'], METHOD),
    prevHash: previousblockhash === undefined ? NO_HASH : asBlockHash(previousblockhash, METHOD),
    time: asCount(fields['time'], METHOD),
    ...(mediantime === undefined ? {} : { medianTime: asCount(mediantime, METHOD) }),
    inBestChain: (confirmations as number) >= 0, // a safe integer, checked just above
  }
}

function toBlockHeader({ height, hash, prevHash, time }: NodeHeader): BlockHeader {
  return { height, hash, prevHash, time }
}

function isPastTip(reply: RpcReply): boolean {
  return reply.kind === 'error' && reply.code === RPC_ERROR.invalidParameter
}
