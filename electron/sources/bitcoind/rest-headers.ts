/**
 * Block headers from bitcoind's REST interface: two thousand in an answer of 80 bytes each, where RPC takes two calls a
 * header, which a node that is looking through its unspent outputs meanwhile feels.
 */
import type { BlockHeader, BlockRef } from '../../../shared/chain.ts'
import { HEADER_BYTES } from '../../engine/block/byte-reader.ts'
import { readRawHeader } from '../../engine/block/raw-header.ts'
import type { Capabilities } from './capabilities.ts'
import { fromStatus } from './failures.ts'
import { brokenReply } from './fields.ts'
import { isRestOn } from './rest.ts'
import type { Transport } from './transport.ts'

/** As many as bitcoind gives at once (`MAX_REST_HEADERS_RESULTS`). */
const AT_ONCE = 2_000
const WHAT = 'a request for headers'

/**
 * `count` headers of the best chain from `first` on, fewer where it ends or no longer holds what came before. Null where REST is off.
 * The hashes are computed from the bytes; whether they lead to where they should is for the caller to see.
 */
export type RestHeaders = (
  first: BlockRef,
  count: number,
  signal: AbortSignal,
) => Promise<readonly BlockHeader[] | null>

/** Finds out whether REST is on when that is not known. */
export function createRestHeaders(transport: Transport, capabilities: Capabilities): RestHeaders {
  return async (first, count, signal) => {
    if (!(await isRestOn(transport, capabilities, signal))) return null
    const headers: BlockHeader[] = []
    while (headers.length < count) {
      const known = headers.at(-1) // an answer begins with the block it is asked from
      const skipped = known === undefined ? 0 : 1
      const wanted = Math.min(AT_ONCE, count - headers.length + skipped)
      const body = await ask(transport, known?.hash ?? first.hash, wanted, signal)
      if (body === null) {
        capabilities.rest = false // turned off meanwhile
        return null
      }
      const height = (known ?? first).height
      const some = readHeaders(body, height)
      if (some.length > wanted || (some[0] && some[0].hash !== (known ?? first).hash)) throw brokenReply(WHAT)
      headers.push(...some.slice(skipped))
      if (some.length < wanted) break
    }
    return headers
  }
}

async function ask(
  transport: Transport,
  from: string,
  count: number,
  signal: AbortSignal,
): Promise<Uint8Array | null> {
  const limits = { timeoutMs: 60_000, maxBytes: count * HEADER_BYTES + 1_024 }
  const reply = await transport.get(`/rest/headers/${from}.bin?count=${count}`, limits, signal)
  if (reply.status === 503) throw fromStatus(reply, 'REST')
  return reply.status === 200 ? reply.body : null
}

function readHeaders(body: Uint8Array, height: number): readonly BlockHeader[] {
  if (body.length % HEADER_BYTES !== 0) throw brokenReply(WHAT)
  return Array.from({ length: body.length / HEADER_BYTES }, (_, n) =>
    readRawHeader(body.subarray(n * HEADER_BYTES, (n + 1) * HEADER_BYTES), height + n),
  )
}
