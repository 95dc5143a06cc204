import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createBlockSizes } from '../../../electron/sources/bitcoind/block-sizes.ts'
import { hexResultInto } from '../../../electron/sources/bitcoind/hex-result.ts'
import type { BlockHash } from '../../../shared/chain.ts'
import { type FakeBitcoind, failure, http, result, startFakeBitcoind } from '../../fakes/bitcoind-server.ts'
import { type BlockGround, collect, connectBlocks } from './block-ground.ts'
import { forever, nodeErrorOf } from './connect.ts'
import { type MadeBlock, makeBlock } from './raw-server.ts'

let fake: FakeBitcoind
let node: BlockGround
beforeEach(async () => {
  fake = await startFakeBitcoind()
})
afterEach(async () => {
  await node.close()
  await fake.close()
})

const lengths = (...parts: readonly [count: number, bytes: number][]): MadeBlock[] =>
  parts
    .flatMap(([count, bytes]) => Array.from({ length: count }, () => bytes))
    .map((bytes, seed) => makeBlock(seed, bytes))

/** A node that has these blocks, with REST or without it. */
function serve(made: readonly MadeBlock[], rest: boolean): readonly BlockHash[] {
  const byHash = new Map<unknown, MadeBlock>(made.map((block) => [block.hash, block]))
  fake.on('getblock', ([hash]) => {
    const block = byHash.get(hash)
    return block ? result(block.bytes.toString('hex')) : failure(-1, 'Block not available (pruned data)')
  })
  if (rest) for (const { hash, bytes } of made) fake.onPath(`/rest/block/${hash}.bin`, () => http(200, bytes))
  node = connectBlocks(fake.url, rest)
  return made.map(({ hash }) => hash)
}

const areThese = (read: readonly Buffer[], made: readonly MadeBlock[]): boolean =>
  read.length === made.length && read.every((bytes, index) => made[index]?.bytes.equals(bytes))

describe('small blocks', () => {
  it.each([true, false])(
    'come many a request once it is known that they are small (REST on: %s)',
    async (rest) => {
      const made = lengths([400, 300])
      const hashes = serve(made, rest)
      expect(areThese(await collect(node.blocks(hashes, forever)), made)).toBe(true)
      expect(fake.asked).toHaveLength(400) // each once
      expect(fake.requests()).toBeLessThan(50)
      expect(node.pool.lentOut()).toBe(0)
    },
  )

  it('come one a request again as soon as they grow, and many again when they shrink', async () => {
    const made = lengths([200, 300], [300, 20_000], [400, 300])
    const hashes = serve(made, true)
    expect(areThese(await collect(node.blocks(hashes, forever)), made)).toBe(true)
    const byRest = fake.asked.filter((name) => name !== 'getblock').length
    expect(byRest).toBeGreaterThan(30)
    expect(byRest).toBeLessThan(400)
    expect(new Set(fake.asked.filter((name) => name !== 'getblock')).size).toBe(byRest)
  })

  it('are never asked for in a batch at the tip, where they come alone', async () => {
    const made = lengths([40, 300])
    const hashes = serve(made, true)
    for (const hash of hashes) await collect(node.blocks([hash], forever))
    expect(fake.asked).not.toContain('getblock')
  })

  it('come one by one from a node that does not allow getblock, as long as it has REST', async () => {
    const made = lengths([300, 300])
    const hashes = serve(made, true)
    fake.on('getblock', () => http(403, ''))
    expect(areThese(await collect(node.blocks(hashes, forever)), made)).toBe(true)
    expect(node.capabilities.batches).toBe(false)
    const asked = fake.asked.filter((name) => name === 'getblock').length
    await collect(node.blocks(hashes, forever))
    expect(fake.asked.filter((name) => name === 'getblock')).toHaveLength(asked)
  })

  it('may suddenly be so large that no batch can hold them', async () => {
    const made = lengths([60, 300], [56, 700_000])
    const hashes = serve(made, true)
    expect(areThese(await collect(node.blocks(hashes, forever)), made)).toBe(true)
    expect(node.pool.lentOut()).toBe(0)
  })

  it('are given up to the first that is gone, and then it is named', async () => {
    const made = lengths([150, 300])
    const hashes = [...serve(made, false)]
    hashes[120] = makeBlock(7_777, 300).hash
    const seen: BlockHash[] = []
    const reading = (async () => {
      for await (const { hash } of node.blocks(hashes, forever)) seen.push(hash)
    })()
    expect((await nodeErrorOf(reading)).problem).toBe('pruned')
    expect(seen).toEqual(hashes.slice(0, 120))
  })

  it('are refused when a batch holds another block', async () => {
    const made = lengths([150, 300])
    const hashes = serve(made, false)
    const other = makeBlock(7_777, 300).bytes.toString('hex')
    fake.on('getblock', ([hash]) =>
      result(hash === hashes[100] ? other : made.find((one) => one.hash === hash)?.bytes.toString('hex')),
    )
    expect((await nodeErrorOf(collect(node.blocks(hashes, forever)))).problem).toBe('fault')
  })
})

describe('the size of the last blocks', () => {
  it('turns to small and back at two figures, so that it does not go to and fro between them', () => {
    node = connectBlocks(fake.url, true)
    const sizes = createBlockSizes()
    const after = (bytes: number): boolean => {
      for (let n = 0; n < 32; n += 1) sizes.note(bytes)
      return sizes.small(true)
    }
    expect([3_000, 5_000, 7_000, 5_000, 3_000].map(after)).toEqual([true, true, false, false, true])
  })

  it('says nothing before some were seen, and lets a node without REST have larger ones', () => {
    node = connectBlocks(fake.url, true)
    const sizes = createBlockSizes()
    for (let n = 0; n < 7; n += 1) sizes.note(9_000)
    expect(sizes.small(false)).toBe(false)
    sizes.note(9_000)
    expect(sizes.small(true)).toBe(false)
    expect(sizes.small(false)).toBe(true)
  })
})

describe('a block in hex', () => {
  const into = Buffer.alloc(100_000)
  const bytes = Buffer.from(Array.from({ length: 90_000 }, (_, n) => (n * 7) & 0xff))
  const read = (text: string): number | null => hexResultInto(Buffer.from(text), into)

  it.each([
    (hex: string) => `{"jsonrpc":"2.0","result":"${hex}","id":0}\n`,
    (hex: string) => `{"result":"${hex}","error":null,"id":0}\n`,
  ])('is decoded straight out of what bitcoind writes (%#)', (write) => {
    node = connectBlocks(fake.url, false)
    into.fill(0)
    expect(read(write(bytes.toString('hex')))).toBe(bytes.length)
    expect(into.subarray(0, bytes.length).equals(bytes)).toBe(true)
  })

  it.each([
    ['an error', '{"jsonrpc":"2.0","error":{"code":-1,"message":"no"},"id":0}'],
    ['an odd digit', '{"result":"abc","error":null,"id":0}'],
    ['no hex', '{"result":"abzz","error":null,"id":0}'],
    ['no end', '{"result":"abcd'],
    ['nothing', '{"result":"","error":null,"id":0}'],
    ['more than fits', `{"result":"${'ab'.repeat(100_001)}","error":null,"id":0}`],
    ['much behind it', `{"result":"ab","more":"${'x'.repeat(100)}"}`],
  ])('is left to the parser when it holds %s', (_, text) => {
    node = connectBlocks(fake.url, false)
    expect(read(text)).toBeNull()
  })

  it('is read all the same when a server writes it in its own way', async () => {
    const [block] = lengths([1, 5_000])
    if (!block) throw new Error('one was made')
    node = connectBlocks(fake.url, false)
    fake.on('getblock', () => http(200, `{ "id": 0, "result": "${block.bytes.toString('hex')}" }`))
    expect(Buffer.from(await node.block(block.hash, forever)).equals(block.bytes)).toBe(true)
    fake.on('getblock', () => http(200, `{ "id": 0, "result": "${'ab'.repeat(4_001_001)}" }`))
    expect((await nodeErrorOf(node.block(block.hash, forever))).problem).toBe('fault')
    expect(node.pool.lentOut()).toBe(0)
  })
})
