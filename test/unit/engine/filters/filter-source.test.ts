import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { fromDisplayHex } from '../../../../electron/engine/block/hash.ts'
import type { BlockFilter } from '../../../../electron/engine/filters/filter-source.ts'
import { NodeError } from '../../../../electron/engine/node-error.ts'
import { parseNodeUrl } from '../../../../electron/sources/bitcoind/access.ts'
import { createAuthorization } from '../../../../electron/sources/bitcoind/auth.ts'
import { unknownCapabilities } from '../../../../electron/sources/bitcoind/capabilities.ts'
import { createFilterSource } from '../../../../electron/sources/bitcoind/filters.ts'
import { createRpc } from '../../../../electron/sources/bitcoind/rpc.ts'
import { createTransport, type Transport } from '../../../../electron/sources/bitcoind/transport.ts'
import { type BlockHash, blockHash } from '../../../../shared/chain.ts'
import { createRandom } from '../../../bench/random.ts'
import {
  type FakeBitcoind,
  failure,
  http,
  result,
  startFakeBitcoind,
} from '../../../fakes/bitcoind-server.ts'
import { compactSize } from './naive-gcs.ts'

const forever = new AbortController().signal
const BLOCKS = Array.from({ length: 40 }, (_, i) => blockHash(createRandom(i).bytes(32).toString('hex')))
const LARGE = 5_000
const SMALL = 200

let node: FakeBitcoind
let transport: Transport

beforeEach(async () => {
  node = await startFakeBitcoind()
  const url = parseNodeUrl(node.url)
  if (!url) throw new Error('not a URL')
  const auth = createAuthorization({ kind: 'password', user: 'u', password: 'p' })
  transport = createTransport(url, auth, () => undefined)
})
afterEach(async () => {
  await transport.close()
  await node.close()
})

/** Nothing here is decoded: any bytes will do as a filter. */
const filterOf = (block: BlockHash, size: number): Buffer => Buffer.alloc(size, fromDisplayHex(block))
const headerOf = (block: BlockHash): Buffer => Buffer.from(fromDisplayHex(block)).reverse()
const restBody = (block: BlockHash, filter: Uint8Array): Buffer =>
  Buffer.concat([Buffer.of(0), fromDisplayHex(block), compactSize(filter.length), filter])
const pathOf = (block: BlockHash): string => `/rest/blockfilter/basic/${block}.bin`

/** A node with filters of this size, by RPC and, where `rest` says so, by REST. */
function serve(size: number, rest: boolean): void {
  node.on('getblockfilter', ([block]) =>
    result({
      filter: filterOf(block as BlockHash, size).toString('hex'), // what our client asked for
      header: headerOf(block as BlockHash)
        .reverse()
        .toString('hex'),
    }),
  )
  if (!rest) return
  node.onPath('/rest/chaininfo.json', () => http(200, '{"chain":"regtest"}'))
  for (const [start, block] of BLOCKS.entries()) {
    node.onPath(pathOf(block), () => http(200, restBody(block, filterOf(block, size))))
    const left = BLOCKS.slice(start)
    const path = `/rest/blockfilterheaders/basic/${block}.bin?count=${left.length}`
    node.onPath(path, () => http(200, Buffer.concat(left.map(headerOf))))
  }
}

async function readAll(): Promise<BlockFilter[]> {
  const source = createFilterSource(createRpc(transport), transport, unknownCapabilities())
  const all: BlockFilter[] = []
  for await (const { block, bytes, header } of source.filters(BLOCKS, forever))
    all.push({ block, bytes: Uint8Array.from(bytes), header })
  return all
}

function expectAll(filters: readonly BlockFilter[], size: number): void {
  expect(filters.map(({ block }) => block)).toEqual(BLOCKS)
  for (const { block, bytes, header } of filters) {
    expect(Buffer.from(bytes).equals(filterOf(block, size))).toBe(true)
    expect(header).toBe(headerOf(block).reverse().toString('hex'))
  }
}

async function problemOf(reading: Promise<unknown>): Promise<string> {
  const error = await reading.then(
    () => null,
    (reason: unknown) => reason,
  )
  if (!(error instanceof NodeError)) throw error
  return error.problem
}

describe('filters of a bitcoind', () => {
  it('come by REST where they are large, after a first few that tell how large they are', async () => {
    serve(LARGE, true)
    expectAll(await readAll(), LARGE)
    expect(node.asked.filter((one) => one === 'getblockfilter')).toHaveLength(8)
    expect(node.asked.filter((one) => one.startsWith('/rest/blockfilter/'))).toHaveLength(32)
  })

  it('come many a request where they are small', async () => {
    serve(SMALL, true)
    expectAll(await readAll(), SMALL)
    expect(node.asked.filter((one) => one.startsWith('/rest/blockfilter'))).toEqual([])
    expect(node.requests()).toBeLessThanOrEqual(3)
  })

  it('come by RPC, none twice and none left out, when REST is off or ends on the way', async () => {
    serve(LARGE, false)
    expectAll(await readAll(), LARGE)
    serve(LARGE, true)
    node.onPath(pathOf(BLOCKS[20] as BlockHash), () => http(404, '')) // there are 40
    expectAll(await readAll(), LARGE)
    expect(node.asked).toContain(pathOf(BLOCKS[19] as BlockHash))
  })

  it('come by REST, small or not, where the node’s whitelist does not allow the RPC', async () => {
    serve(SMALL, true)
    node.on('getblockfilter', () => http(403, ''))
    const [first] = BLOCKS as [BlockHash]
    const all = Buffer.concat(BLOCKS.map(headerOf))
    node.onPath(`/rest/blockfilterheaders/basic/${first}.bin?count=1`, () => http(200, all.subarray(0, 32)))
    expectAll(await readAll(), SMALL)
    const source = createFilterSource(createRpc(transport), transport, unknownCapabilities())
    expect(await source.headerOf(first, forever)).toBe(headerOf(first).reverse().toString('hex'))
    node.onPath('/rest/chaininfo.json', () => http(404, ''))
    expect(await problemOf(readAll())).toBe('forbidden')
  })

  it('are refused when they are another block’s, cut off, or longer than they say', async () => {
    serve(LARGE, true)
    const at = BLOCKS[15] as BlockHash
    const right = restBody(at, filterOf(at, LARGE))
    for (const body of [
      restBody(BLOCKS[16] as BlockHash, filterOf(at, LARGE)),
      right.subarray(0, right.length - 1),
      right.subarray(0, 34),
      Buffer.concat([right, Buffer.of(0)]),
      Buffer.concat([Buffer.of(1), right.subarray(1)]),
    ]) {
      node.onPath(pathOf(at), () => http(200, body))
      expect(await problemOf(readAll())).toBe('fault')
    }
    node.onPath(pathOf(at), () => http(200, right))
    expectAll(await readAll(), LARGE)
  })

  it('are waited for, not skipped, where the index has not come so far', async () => {
    const words = 'Filter not found. Block filters are still in the process of being indexed.'
    serve(LARGE, true)
    node.onPath(pathOf(BLOCKS[30] as BlockHash), () => http(404, words))
    expect(await problemOf(readAll())).toBe('busy')
    node.on('getblockfilter', () => failure(-1, words))
    expect(await problemOf(readAll())).toBe('busy')
  })

  it('are there as far as getindexinfo says, and not at all where it may not be asked', async () => {
    const source = createFilterSource(createRpc(transport), transport, unknownCapabilities())
    const name = 'basic block filter index'
    node.on('getindexinfo', () => result({ [name]: { synced: false, best_block_height: 7 } }))
    expect(await source.index(forever)).toEqual({ kind: 'building', height: 7 })
    node.on('getindexinfo', () => result({ [name]: { synced: true, best_block_height: 9 } }))
    expect(await source.index(forever)).toEqual({ kind: 'synced', height: 9 })
    node.on('getindexinfo', () => result({}))
    expect(await source.index(forever)).toEqual({ kind: 'absent' })
    node.on('getindexinfo', () => http(403, ''))
    expect(await source.index(forever)).toEqual({ kind: 'absent' })
  })
})
