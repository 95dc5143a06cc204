import { describe, expect, it, onTestFinished } from 'vitest'
import { hashOfHeader } from '../../../electron/engine/block/raw-header.ts'
import type { Bitcoind } from '../../../electron/sources/bitcoind/bitcoind.ts'
import type { BlockHash } from '../../../shared/chain.ts'
import { type FakeBitcoind, failure, http, result } from '../../fakes/bitcoind-server.ts'
import { connect, forever, nodeErrorOf, withFakeNode } from './connect.ts'

interface Made {
  readonly hash: BlockHash
  readonly raw: Buffer
}

/** Headers that stand on each other, from height 0 on. */
function chainOf(length: number, mark = 0): readonly Made[] {
  const made: Made[] = []
  for (let height = 0; height < length; height++) {
    const raw = Buffer.alloc(80)
    Buffer.from(made.at(-1)?.hash ?? '00'.repeat(32), 'hex')
      .reverse()
      .copy(raw, 4)
    raw.writeUInt32LE(1_700_000_000 + height, 68)
    raw.writeUInt32LE(mark, 76)
    made.push({ hash: hashOfHeader(raw), raw })
  }
  return made
}

let fake: FakeBitcoind
let node: Bitcoind
let chain: readonly Made[]
withFakeNode((...made) => {
  ;[fake, node] = made
})

const heightOf = (hash: unknown): number => chain.findIndex((made) => made.hash === hash)
const top = () => ({ height: chain.length - 1, hash: chain.at(-1)?.hash ?? ('' as BlockHash) })
const path = (height: number, count: number) => `/rest/headers/${chain[height]?.hash}.bin?count=${count}`
const bytes = (from: number, count: number) =>
  Buffer.concat(chain.slice(from, from + count).map(({ raw }) => raw))

/** A node on `chain`, with REST or without it. */
function serve(rest: boolean): void {
  if (rest) fake.onPath('/rest/chaininfo.json', () => http(200, '{"chain":"regtest"}'))
  fake.on('getblockhash', ([height]) => {
    const made = chain[Number(height)]
    return made ? result(made.hash) : failure(-8, 'Block height out of range')
  })
  fake.on('getblockheader', ([hash, verbose]) => {
    const height = heightOf(hash)
    if (verbose === false) return result(chain[height]?.raw.toString('hex'))
    const previousblockhash = chain[height - 1]?.hash
    return result({ hash, height, time: 1_700_000_000 + height, confirmations: 1, previousblockhash })
  })
}

/** What REST answers where it is asked for `count` from `first` on. */
function answers(first: number, count: number): void {
  fake.onPath(path(first, count), () => http(200, bytes(first, count)))
}

describe('a range of headers by REST', () => {
  it('is the same as by RPC, also where it is longer than an answer', async () => {
    chain = chainOf(2_100)
    serve(true)
    answers(84, 2_000)
    answers(2_083, 17)
    const byRest = await node.chain.headersEndingAt(top(), 2_016, forever)
    expect(byRest.map(({ hash }) => hash)).toEqual(chain.slice(84).map(({ hash }) => hash))
    const asked = fake.requests()
    const other = connect(fake.url)
    onTestFinished(() => other.close())
    fake.onPath('/rest/chaininfo.json', () => http(404, ''))
    expect(await other.chain.headersEndingAt(top(), 2_016, forever)).toEqual(byRest)
    expect(asked).toBeLessThan(10)
  })

  it('comes by RPC once REST is turned off', async () => {
    chain = chainOf(30)
    serve(true)
    fake.onPath(path(20, 10), () => http(404, ''))
    const range = await node.chain.headersEndingAt(top(), 10, forever)
    expect(range.map(({ height }) => height)).toEqual(Array.from({ length: 10 }, (_, n) => 20 + n))
  })

  it('is asked for again where a reorganisation comes between two answers', async () => {
    chain = chainOf(30)
    serve(true)
    let times = 0
    fake.onPath(path(20, 10), () => http(200, times++ === 0 ? bytes(20, 7) : bytes(20, 10)))
    expect((await node.chain.headersEndingAt(top(), 10, forever)).at(-1)?.hash).toBe(top().hash)
    expect(times).toBe(2)
  })

  it.each([
    ['is cut within a header', () => bytes(20, 10).subarray(1)],
    ['begins with another block', () => Buffer.concat([bytes(19, 1), bytes(21, 9)])],
    ['has more than was asked for', () => Buffer.concat([bytes(20, 10), bytes(20, 1)])],
    ['leaves one out', () => Buffer.concat([bytes(20, 4), bytes(24, 1), bytes(26, 4), bytes(29, 1)])],
  ])('is a fault of the node where an answer %s', async (_, body) => {
    chain = chainOf(30)
    serve(true)
    fake.onPath(path(20, 10), () => http(200, body()))
    const error = await nodeErrorOf(node.chain.headersEndingAt(top(), 10, forever))
    expect(error.problem).toBe('fault')
  })
})
