/** Compact filters and their headers from bitcoind's REST interface. */

import type { BlockHash } from '../../../shared/chain.ts'
import { say } from '../../../shared/said.ts'
import { blockHashOf } from '../../engine/block/hash.ts'
import { type FilterHeader, filterHeaderOf } from '../../engine/filters/filter-header.ts'
import { NodeError } from '../../engine/node-error.ts'
import type { HttpReply } from '../http.ts'
import { type BytePool, createBytePool, type LentBytes, plainBuffers } from './byte-pool.ts'
import { bodyText, fromStatus } from './failures.ts'
import { brokenReply } from './fields.ts'
import { filterProblem } from './filter-problem.ts'
import type { Transport } from './transport.ts'

const HEADER_BYTES = 32
const WHAT = 'a block filter request'
/** A filter is at most about 250,000 bytes: as many scripts as there are outputs of 11 bytes in a megabyte. */
const MAX_FILTER_BYTES = 1 << 20
/** As many as are read ahead. */
const KEPT_BUFFERS = 8

/** REST turned out to be off: who has another way takes it. */
export class RestIsOff extends NodeError {
  constructor() {
    super('forbidden', say('node_rest_is_off'))
    this.name = 'RestIsOff'
  }
}

/** Buffers of which each holds any filter. */
export function createFilterPool(): BytePool {
  return createBytePool(MAX_FILTER_BYTES, () => plainBuffers(MAX_FILTER_BYTES, KEPT_BUFFERS))
}

/** The filter in a buffer of `pool`, checked to be this block's. */
export async function fetchRestFilter(
  transport: Transport,
  pool: BytePool,
  block: BlockHash,
  signal: AbortSignal,
): Promise<LentBytes> {
  const answer = await transport.getInto(`/rest/blockfilter/basic/${block}.bin`, pool, 60_000, signal)
  if (answer.kind === 'other') throw refusal(answer.reply, WHAT)
  const { bytes, giveBack } = answer.lent
  const filter = filterOf(bytes, block)
  if (filter) return { bytes: filter, giveBack }
  giveBack()
  throw brokenReply(WHAT)
}

/** The headers of `count` filters from `first` on, fewer where the best chain ends or no longer holds `first`. */
export async function fetchRestFilterHeaders(
  transport: Transport,
  first: BlockHash,
  count: number,
  signal: AbortSignal,
): Promise<readonly FilterHeader[]> {
  const limits = { timeoutMs: 60_000, maxBytes: count * HEADER_BYTES + 1_024 }
  const path = `/rest/blockfilterheaders/basic/${first}.bin?count=${count}`
  const reply = await transport.get(path, limits, signal)
  if (reply.status !== 200) throw refusal(reply, 'a request for filter headers')
  const { body } = reply
  if (body.length % HEADER_BYTES !== 0) throw brokenReply('a request for filter headers')
  return Array.from({ length: body.length / HEADER_BYTES }, (_, i) =>
    filterHeaderOf(body.subarray(i * HEADER_BYTES, (i + 1) * HEADER_BYTES)),
  )
}

function refusal(reply: HttpReply, what: string): Error {
  const text = bodyText(reply)
  const problem = filterProblem(text)
  if (problem) return problem
  if (reply.status === 503) return fromStatus(reply, 'REST')
  if (/^[0-9a-f]{64} not found/.test(text)) return brokenReply(what)
  return new RestIsOff() // 404 without a word, or a proxy in between
}

/** One byte of type (0 is basic), the block's hash, and the filter behind its length. Null for anything else. */
function filterOf(body: Uint8Array, block: BlockHash): Uint8Array | null {
  const first = body[33]
  if (first === undefined || body[0] !== 0 || blockHashOf(body.subarray(1, 33)) !== block) return null
  const width = first < 0xfd ? 1 : first === 0xfd ? 3 : 5 // a CompactSize of 9 bytes would be no filter
  if (body.length < 33 + width) return null
  const view = new DataView(body.buffer, body.byteOffset + 33, width)
  const length = width === 1 ? first : width === 3 ? view.getUint16(1, true) : view.getUint32(1, true)
  return body.length === 33 + width + length ? body.subarray(33 + width) : null
}
