/** Compact filters of the own node: big ones by REST, small ones in batches by RPC, where REST is off all of them. */

import type { BlockHash } from '../../../shared/chain.ts'
import { say } from '../../../shared/said.ts'
import { type FilterHeader, filterHeader } from '../../engine/filters/filter-header.ts'
import type { BlockFilter, FilterIndex, FilterSource } from '../../engine/filters/filter-source.ts'
import { NodeError } from '../../engine/node-error.ts'
import { type ReadAhead, readAhead } from '../../engine/read-ahead.ts'
import type { BytePool, LentBytes } from './byte-pool.ts'
import type { Capabilities } from './capabilities.ts'
import { RPC_ERROR } from './failures.ts'
import { asBlockHash, asBytes, asCount, asFields, asFlag, brokenReply } from './fields.ts'
import { filterProblem } from './filter-problem.ts'
import { isRestOn } from './rest.ts'
import { createFilterPool, fetchRestFilter, fetchRestFilterHeaders, RestIsOff } from './rest-filters.ts'
import { type Rpc, type RpcReply, resultOf } from './rpc.ts'
import type { Transport } from './transport.ts'

const METHOD = 'getblockfilter' as const
const INDEX = 'basic block filter index'
const SAMPLE = 8
/** Below this mean size, a batch by RPC beats a request for each (measured). */
const SMALL_BYTES = 4_096
const REST_WINDOW = 4
const HEADERS_PER_REQUEST = 500
const BATCH_BYTES = 512 << 10
const MAX_BATCH = 250
/** Far more than a batch should be: filters may grow much from one to the next. */
const MAX_BATCH_BYTES = 256 << 20

/**
 * `capabilities` is shared with everything else that talks to this node. Filters that are smaller than `smallBytes`
 * in the mean come in batches by RPC, larger ones by REST.
 */
export function createFilterSource(
  rpc: Rpc,
  transport: Transport,
  capabilities: Capabilities,
  smallBytes = SMALL_BYTES,
): FilterSource {
  const ways = createWays(rpc, transport, capabilities, smallBytes)
  return {
    index: (signal) => readIndex(rpc, signal),
    async headerOf(block, signal) {
      const reply = await rpc.ask(METHOD, [block], {}, signal).catch(async (error: unknown) => {
        if (isForbidden(error) && (await ways.restIsOn(signal))) return null
        throw error
      })
      if (reply) return readFilter(reply, block).header
      const [header] = await fetchRestFilterHeaders(transport, block, 1, signal)
      if (header === undefined) throw chainChanged()
      return header
    },
    async *filters(blocks, signal) {
      for (let done = 0; done < blocks.length; ) {
        const before = done
        let bytes = 0
        try {
          for await (const filter of await ways.read(blocks.slice(done), signal)) {
            done += 1
            bytes += filter.bytes.length
            yield filter
          }
        } catch (error) {
          if (!(await ways.turn(error, signal))) throw error
        }
        if (done > before) ways.note(bytes / (done - before))
      }
    },
  }
}

/** How filters are read, learned on the way. */
interface Ways {
  restIsOn(signal: AbortSignal): Promise<boolean>
  /** At least the first of the blocks, in the way that looks best. */
  read(blocks: readonly BlockHash[], signal: AbortSignal): Promise<AsyncGenerator<BlockFilter>>
  /** Whether the other way may do after this error; it is taken from then on. */
  turn(error: unknown, signal: AbortSignal): Promise<boolean>
  /** How large the last filters were. */
  note(meanBytes: number): void
}

function createWays(rpc: Rpc, transport: Transport, capabilities: Capabilities, smallBytes: number): Ways {
  const pool = createFilterPool()
  let mean: number | null = null
  let rpcAllowed = true
  const restIsOn = (signal: AbortSignal): Promise<boolean> => isRestOn(transport, capabilities, signal)
  return {
    restIsOn,
    note: (meanBytes) => void (mean = meanBytes),
    async read(blocks, signal) {
      if (!rpcAllowed) return byRest(transport, pool, blocks, signal)
      if (mean === null) return byRpc(rpc, blocks.slice(0, SAMPLE), SAMPLE, signal)
      if (mean >= smallBytes && (await restIsOn(signal))) return byRest(transport, pool, blocks, signal)
      return byRpc(rpc, blocks, batchSize(mean), signal)
    },
    async turn(error, signal) {
      if (error instanceof RestIsOff) {
        capabilities.rest = false // turned off meanwhile
        rpcAllowed = true // if it is not, that is what will be said
        return true
      }
      if (!isForbidden(error) || !rpcAllowed || !(await restIsOn(signal))) return false
      rpcAllowed = false // the node's whitelist; REST asks nobody
      return true
    },
  }
}

const chainChanged = (): NodeError => new NodeError('busy', say('node_chain_changed'))

function isForbidden(error: unknown): boolean {
  return error instanceof NodeError && error.problem === 'forbidden'
}

function batchSize(meanBytes: number): number {
  return Math.min(MAX_BATCH, Math.max(SAMPLE, Math.floor(BATCH_BYTES / (meanBytes + 1))))
}

/** Filters one by one, and their headers by the hundred: two requests for headers and four for filters at once. */
async function* byRest(
  transport: Transport,
  pool: BytePool,
  blocks: readonly BlockHash[],
  signal: AbortSignal,
): AsyncGenerator<BlockFilter> {
  const headers: ReadAhead<readonly BlockHash[], readonly FilterHeader[]> = {
    fetchOne: (page, inner) => fetchRestFilterHeaders(transport, page[0] as BlockHash, page.length, inner), // not empty
    window: 2,
  }
  const filters: ReadAhead<BlockHash, LentBytes> = {
    fetchOne: (block, inner) => fetchRestFilter(transport, pool, block, inner),
    window: REST_WINDOW,
    drop: ({ giveBack }) => giveBack(),
  }
  for await (const { key: page, value } of readAhead(pagesOf(blocks, HEADERS_PER_REQUEST), headers, signal)) {
    if (value.length < page.length) throw chainChanged()
    let place = 0
    for await (const { key: block, value: lent } of readAhead(page, filters, signal)) {
      try {
        yield { block, bytes: lent.bytes, header: value[place++] as FilterHeader } // one for each, checked above
      } finally {
        lent.giveBack()
      }
    }
  }
}

async function* byRpc(
  rpc: Rpc,
  blocks: readonly BlockHash[],
  batch: number,
  signal: AbortSignal,
): AsyncGenerator<BlockFilter> {
  const fetchBatch = async (
    page: readonly BlockHash[],
    inner: AbortSignal,
  ): Promise<readonly BlockFilter[]> => {
    const calls = page.map((block) => ({ method: METHOD, params: [block] }))
    const replies = await rpc.batch(calls, { maxBytes: MAX_BATCH_BYTES }, inner)
    return page.map((block, i) => readFilter(replies[i], block))
  }
  const pages = pagesOf(blocks, batch)
  for await (const { value } of readAhead(pages, { fetchOne: fetchBatch, window: 2 }, signal)) yield* value
}

function readFilter(reply: RpcReply | undefined, block: BlockHash): BlockFilter {
  if (!reply) throw brokenReply(METHOD)
  const problem = reply.kind === 'error' ? filterProblem(reply.message) : null
  if (problem) throw problem
  const fields = asFields(resultOf(reply, METHOD), METHOD)
  const header = filterHeader(asBlockHash(fields['header'], METHOD)) // 64 digits like a block hash
  return { block, bytes: asBytes(fields['filter'], METHOD), header }
}

/** Absent too where the node's whitelist does not let us ask: what cannot be checked is not relied on. */
async function readIndex(rpc: Rpc, signal: AbortSignal): Promise<FilterIndex> {
  const method = 'getindexinfo'
  const reply = await rpc.ask(method, [INDEX], {}, signal).catch((error: unknown) => {
    if (isForbidden(error)) return null
    throw error
  })
  if (reply === null || (reply.kind === 'error' && reply.code === RPC_ERROR.methodNotFound))
    return { kind: 'absent' }
  const index = asFields(resultOf(reply, method), method)[INDEX]
  if (index === undefined) return { kind: 'absent' }
  const fields = asFields(index, method)
  const height = asCount(fields['best_block_height'], method)
  return { kind: asFlag(fields['synced'], method) ? 'synced' : 'building', height }
}

function pagesOf<T>(items: readonly T[], size: number): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, i) =>
    items.slice(i * size, (i + 1) * size),
  )
}
