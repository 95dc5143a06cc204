import { describe, expect, it } from 'vitest'
import type { Bitcoind } from '../../../electron/sources/bitcoind/bitcoind.ts'
import { type BlockHash, blockHash, GENESIS_HASH, NO_HASH, txid } from '../../../shared/chain.ts'
import { chainInfo, type FakeBitcoind, failure, http, result } from '../../fakes/bitcoind-server.ts'
import { forever, nodeErrorOf, withFakeNode } from './connect.ts'

let fake: FakeBitcoind
let node: Bitcoind
withFakeNode((...made) => {
  ;[fake, node] = made
})

const genesis = GENESIS_HASH.regtest
const hashOf = (n: number): BlockHash => blockHash(n.toString(16).padStart(64, '0'))
/** The regtest genesis header, and a byte as if transactions followed. */
const genesisBlock = Buffer.from(
  `01000000${'00'.repeat(32)}3ba3edfd7a7b12b27ac72c3e67768f617fc81bc3888a51323a9fb8aa4b1e5e4adae5494dffff7f200200000001`,
  'hex',
)

describe('the view of the chain', () => {
  it('says where the node stands', async () => {
    fake.on('getblockchaininfo', () =>
      chainInfo({
        blocks: 7,
        headers: 9,
        bestblockhash: hashOf(7),
        initialblockdownload: true,
        pruned: true,
        pruneheight: 3,
      }),
    )
    expect(await node.chain.view(forever)).toEqual({
      network: 'regtest',
      best: { height: 7, hash: hashOf(7) },
      headers: 9,
      initialDownload: true,
      pruneHeight: 3,
    })
  })

  it('says that nothing is pruned while a pruning node has not begun', async () => {
    fake.on('getblockchaininfo', () => chainInfo({ pruned: true, pruneheight: 0 }))
    expect((await node.chain.view(forever)).pruneHeight).toBeNull()
  })

  it('refuses a node of another network, by its name and by its genesis block', async () => {
    fake.on('getblockchaininfo', () => chainInfo({ chain: 'main' }))
    expect((await nodeErrorOf(node.chain.view(forever))).problem).toBe('wrong_chain')
    fake.on('getblockchaininfo', () => chainInfo())
    fake.on('getblockhash', () => result(hashOf(1)))
    expect((await nodeErrorOf(node.chain.view(forever))).problem).toBe('wrong_chain')
  })
})

describe('the features', () => {
  it('are none of the optional ones on a bare Core 25', async () => {
    fake.on('getzmqnotifications', () => http(403, ''))
    fake.on('getindexinfo', () => failure(-32601, 'Method not found'))
    expect(await node.features(forever)).toEqual({
      version: 250_000,
      subversion: '/Satoshi:25.0.0/',
      pruned: false,
      pruneHeight: null,
      rest: false,
      blockFilterIndex: 'absent',
      zmq: [],
      waitTakesTip: false,
    })
  })

  it('are all found by asking', async () => {
    fake.onPath('/rest/chaininfo.json', () => http(200, '{"chain":"regtest"}'))
    fake.on('getindexinfo', () =>
      result({ 'basic block filter index': { synced: true, best_block_height: 0 } }),
    )
    fake.on('waitfornewblock', () => result({ hash: genesis, height: 0 }))
    fake.on('getzmqnotifications', () =>
      result([
        { type: 'pubhashblock', address: 'tcp://127.0.0.1:1' },
        { type: 'pubsequence', address: 'tcp://127.0.0.1:1' },
        { type: 'pubhashtx', address: 'tcp://127.0.0.1:2' },
      ]),
    )
    expect(await node.features(forever)).toMatchObject({
      rest: true,
      blockFilterIndex: 'synced',
      zmq: ['tcp://127.0.0.1:1'],
      waitTakesTip: true,
    })
  })

  it('tell a filter index that is still being built', async () => {
    fake.on('getindexinfo', () =>
      result({ 'basic block filter index': { synced: false, best_block_height: 0 } }),
    )
    expect((await node.features(forever)).blockFilterIndex).toBe('building')
  })

  it('end with a node that is too old', async () => {
    fake.on('getnetworkinfo', () => result({ version: 240_001, subversion: '/Satoshi:24.0.1/' }))
    expect((await nodeErrorOf(node.features(forever))).problem).toBe('too_old')
  })
})

describe('a block', () => {
  it('comes by REST where it is on, and by RPC as soon as it is turned off', async () => {
    fake.onPath('/rest/chaininfo.json', () => http(200, '{"chain":"regtest"}'))
    fake.onPath(`/rest/block/${genesis}.bin`, () => http(200, genesisBlock))
    fake.on('getblock', () => result(genesisBlock.toString('hex')))
    expect(Buffer.from(await node.chain.block(genesis, forever))).toEqual(genesisBlock)
    expect(fake.asked).not.toContain('getblock')
    fake.onPath(`/rest/block/${genesis}.bin`, () => http(404, ''))
    expect(Buffer.from(await node.chain.block(genesis, forever))).toEqual(genesisBlock)
    expect(fake.asked).toContain('getblock')
  })

  it.each([
    [
      'by REST',
      () =>
        fake.onPath(`/rest/block/${genesis}.bin`, () =>
          http(404, `${genesis} not available (pruned data)\r\n`),
        ),
    ],
    ['by RPC', () => fake.on('getblock', () => failure(-1, 'Block not available (pruned data)'))],
    ['while it was read', () => fake.on('getblock', () => failure(-1, 'Block not found on disk'))],
    [
      'not yet downloaded',
      () => fake.on('getblock', () => failure(-1, 'Block not available (not fully downloaded)')),
    ],
  ])('is reported as pruned when it is gone (%s)', async (name, prepare) => {
    if (name === 'by REST') fake.onPath('/rest/chaininfo.json', () => http(200, '{"chain":"regtest"}'))
    prepare()
    expect((await nodeErrorOf(node.chain.block(genesis, forever))).problem).toBe('pruned')
  })

  it('is a fault when the bytes are those of another block or none', async () => {
    fake.on('getblock', () => result(genesisBlock.toString('hex')))
    expect((await nodeErrorOf(node.chain.block(hashOf(1), forever))).problem).toBe('fault')
    fake.on('getblock', () => result('zz'))
    expect((await nodeErrorOf(node.chain.block(genesis, forever))).problem).toBe('fault')
  })

  it('waits for a node whose REST is still starting', async () => {
    fake.onPath('/rest/chaininfo.json', () => http(503, 'Service temporarily unavailable: Loading wallet…'))
    const error = await nodeErrorOf(node.chain.block(genesis, forever))
    expect(error).toMatchObject({ problem: 'warming_up', message: expect.stringContaining('Loading wallet') })
  })
})

describe('headers', () => {
  const header = (hash: unknown, confirmations: number): ReturnType<typeof result> =>
    result({ hash, confirmations, height: 5, time: 1_700_000_000, previousblockhash: hashOf(4) })

  it('tell whether they are on the best chain, and are null for an unknown hash', async () => {
    fake.on('getblockheader', ([hash]) => {
      if (hash === hashOf(1)) return header(hash, 3)
      return hash === hashOf(2) ? header(hash, -1) : failure(-5, 'Block not found')
    })
    const found = await node.chain.headersOf([hashOf(2), hashOf(3), hashOf(1)], forever)
    expect(found.map((one) => one?.inBestChain ?? null)).toEqual([false, null, true])
    expect(found[0]).toMatchObject({ hash: hashOf(2), height: 5, prevHash: hashOf(4) })
    expect(fake.requests()).toBe(1)
  })

  it('have no previous hash at genesis', async () => {
    fake.on('getblockheader', ([hash]) => result({ hash, confirmations: 1, height: 0, time: 1 }))
    expect((await node.chain.header(genesis, forever))?.prevHash).toBe(NO_HASH)
  })

  it('are named from a height on in one request, as far as the chain goes', async () => {
    fake.on('getblockhash', ([height]) =>
      Number(height) <= 12 ? result(hashOf(Number(height))) : failure(-8, 'Block height out of range'),
    )
    expect(await node.chain.hashesFrom(10, 2_016, forever)).toEqual([hashOf(10), hashOf(11), hashOf(12)])
    expect(await node.chain.hashesFrom(13, 5, forever)).toEqual([])
    expect(fake.requests()).toBe(2)
  })

  it('are a fault when a raw header is not the one asked for', async () => {
    fake.on('getblockheader', ([hash, verbose]) =>
      verbose ? result({ hash, confirmations: 1, height: 0, time: 1 }) : result('00'.repeat(80)),
    )
    const ending = node.chain.headersEndingAt({ height: 0, hash: genesis }, 5, forever)
    expect((await nodeErrorOf(ending)).problem).toBe('fault')
  })
})

describe('the mempool', () => {
  it('leaves out transactions that are gone when they are fetched', async () => {
    const [here, gone] = [txid('aa'.repeat(32)), txid('bb'.repeat(32))]
    fake.on('getrawmempool', () => result([here, gone]))
    fake.on('getrawtransaction', ([id]) =>
      id === here ? result('0102') : failure(-5, 'No such mempool transaction'),
    )
    const txids = await node.chain.mempoolTxids(forever)
    const found = await node.chain.mempoolTransactions(txids, forever)
    expect([...found]).toEqual([[here, Buffer.from([1, 2])]])
    expect(fake.requests()).toBe(2)
  })

  it('is a fault when it lists what is no txid', async () => {
    fake.on('getrawmempool', () => result(['AA'.repeat(32)]))
    expect((await nodeErrorOf(node.chain.mempoolTxids(forever))).problem).toBe('fault')
  })
})

describe('the wait for a block', () => {
  it('returns when the best block is another one already', async () => {
    await node.chain.waitForTip(hashOf(1), 5_000, forever)
    expect(fake.asked).toEqual(['getbestblockhash'])
  })

  it('hands the known tip to a node that takes it, and looks again afterwards', async () => {
    const waits: unknown[] = []
    fake.on('waitfornewblock', (params) => {
      waits.push(params)
      if (waits.length > 1) fake.on('getbestblockhash', () => result(hashOf(1)))
      return result({ hash: genesis, height: 0 })
    })
    await node.chain.waitForTip(genesis, 5_000, forever)
    expect(waits).toEqual([
      [1, genesis],
      [expect.any(Number), genesis],
    ])
  })

  it('waits without it on Core 25', async () => {
    const waits: unknown[] = []
    fake.on('waitfornewblock', (params) => {
      if (params.length > 1) return failure(-1, 'waitfornewblock ( timeout )')
      waits.push(params)
      fake.on('getbestblockhash', () => result(hashOf(1)))
      return result({ hash: hashOf(1), height: 1 })
    })
    await node.chain.waitForTip(genesis, 60_000, forever)
    expect(waits).toHaveLength(1)
    expect(Number((waits[0] as number[])[0])).toBeLessThanOrEqual(5_000) // one number, the timeout
  })

  it('asks for the tip when waiting is forbidden, and does not try it again', async () => {
    let looks = 0
    fake.on('waitfornewblock', () => http(403, ''))
    fake.on('getbestblockhash', () => result((looks += 1) < 3 ? genesis : hashOf(1)))
    await node.chain.waitForTip(genesis, 5_000, forever)
    expect(looks).toBe(3)
    expect(fake.asked.filter((method) => method === 'waitfornewblock')).toHaveLength(1)
  })

  it('gives up in time, and at once when cancelled', async () => {
    fake.on('waitfornewblock', () => http(403, ''))
    await node.chain.waitForTip(genesis, 50, forever)
    await expect(node.chain.waitForTip(genesis, 5_000, AbortSignal.abort(new Error('stop')))).rejects.toThrow(
      'stop',
    )
  })
})
