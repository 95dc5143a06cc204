import { describe, expect, it, onTestFinished } from 'vitest'
import { GENESIS_HASH } from '../../../../shared/chain.ts'
import { http, startFakeBitcoind } from '../../../fakes/bitcoind-server.ts'
import { server as esplora } from '../provider-ground.ts'
import { electrum, probe, secondsAgo, stepsOf, textOf, web } from './ground.ts'

const HASH = 'ab'.repeat(32)
const ALL = ['url', 'dns', 'tcp', 'protocol', 'network', 'tip', 'limits', 'latency']
/** The genesis header, whose hash is that of the main network. */
const GENESIS_HEADER =
  '0100000000000000000000000000000000000000000000000000000000000000000000003ba3edfd7a7b12b27ac72c3e' +
  '67768f617fc81bc3888a51323a9fb8aa4b1e5e4a29ab5f49ffff001d1dac2b7c'

/** A header with a time of its own. */
function headerAt(time: number): string {
  const bytes = Buffer.from(GENESIS_HEADER, 'hex')
  bytes.writeUInt32LE(time, 68)
  return bytes.toString('hex')
}

const cypher = (changes: object = {}) => ({
  name: 'BTC.main',
  height: 900_000,
  hash: HASH,
  time: new Date(Date.now() - 60_000).toISOString(),
  latest_url: 'https://x.example/blocks/1',
  ...changes,
})

describe('a probe', () => {
  it('knows Esplora by its blocks and its network by its first block', async () => {
    const { url, requests } = await esplora()
    const result = await probe(url)
    expect(stepsOf(result)).toEqual(ALL)
    expect(result).toMatchObject({ kind: 'esplora', network: 'main', needsConsent: true })
    expect(result.tip).toMatchObject({ height: 120, hash: expect.stringMatching(/^[0-9a-f]{64}$/) })
    expect(result.latencyMs).toBeGreaterThan(0)
    expect(requests.map(({ path }) => path)).toEqual(['/', '/blocks', '/block-height/0'])
  })

  it('knows a bitcoind by its 405 and 401, and reads nothing else without its REST', async () => {
    const node = await startFakeBitcoind()
    onTestFinished(() => node.close())
    node.credentials = 'u:p'
    node.onPath('/', () => http(405, 'JSONRPC server handles only POST requests'))
    const result = await probe(node.url, { network: 'regtest' })
    expect(result).toMatchObject({ kind: 'bitcoind', asksForLogin: true, network: null, tip: null })
    expect(stepsOf(result)).toEqual(['url', 'dns', 'tcp', 'protocol', 'limits', 'latency'])
  })

  it('reads network and newest block of a bitcoind that asks for a login from its REST', async () => {
    const node = await startFakeBitcoind()
    onTestFinished(() => node.close())
    node.credentials = 'u:p'
    const json = (value: object) => () => http(200, JSON.stringify(value))
    node.onPath('/', () => http(405, 'JSONRPC server handles only POST requests'))
    const info = { chain: 'regtest', blocks: 7, bestblockhash: HASH, time: secondsAgo(90_000) }
    node.onPath('/rest/chaininfo.json', json(info))
    node.onPath('/rest/blockhashbyheight/0.json', json({ blockhash: GENESIS_HASH.regtest }))
    const result = await probe(node.url, { network: 'regtest' })
    expect(result).toMatchObject({ asksForLogin: true, network: 'regtest', tip: { height: 7, hash: HASH } })
    expect(stepsOf(result)).toEqual(ALL) // regtest has no schedule: a day without a block is nothing
    expect(stepsOf(await probe(node.url))).toContain('network!')
  })

  it('knows a bitcoind without login by the form of its reply', async () => {
    const node = await startFakeBitcoind()
    onTestFinished(() => node.close())
    const result = await probe(node.url, { network: 'regtest' })
    expect(result).toMatchObject({ kind: 'bitcoind', asksForLogin: false, network: 'regtest' })
    expect(node.asked.filter((method) => !method.startsWith('/'))).toEqual([
      'getblockchaininfo',
      'getblockhash',
    ])
  })

  it("takes nobody's 401 for a bitcoind's but a bitcoind's", async () => {
    const guarded = await web({ '*': [401, 'login', { 'www-authenticate': 'Basic realm="my explorer"' }] })
    const result = await probe(guarded.url)
    expect(result).toMatchObject({ kind: null, asksForLogin: false })
    expect(textOf(result, 'protocol')).toContain('not a bitcoind')
    const node = await web({ 'POST /': [401, '', { 'www-authenticate': 'Basic realm="jsonrpc"' }] })
    expect(await probe(node.url)).toMatchObject({ kind: 'bitcoind', asksForLogin: true })
  })

  it('does not take the JSON-RPC of another chain for a bitcoind', async () => {
    const error = { jsonrpc: '2.0', id: 0, error: { code: -32601, message: 'method not found' } }
    const { url } = await web({ 'GET /': [405, 'POST only'], 'POST /': error })
    expect(await probe(url)).toMatchObject({ kind: null, asksForLogin: false })
  })

  it('knows a bitcoind that is still starting', async () => {
    const error = { result: null, error: { code: -28, message: 'Loading block index…' }, id: 0 }
    const { url } = await web({
      'GET /': [405, 'JSONRPC server handles only POST requests'],
      'POST /': [500, error],
    })
    const result = await probe(url)
    expect(result.kind).toBe('bitcoind')
    expect(textOf(result, 'protocol')).toContain('still starting')
  })

  it('knows BlockCypher by its base URL, with the limits in its headers', async () => {
    const left = { 'x-ratelimit-remaining': '97' }
    const { url, asked } = await web({
      'GET /v1/btc/main': [200, cypher(), left],
      'GET /v1/btc/main/blocks/0': { hash: GENESIS_HASH.main },
    })
    const result = await probe(`${url}/v1/btc/main`)
    expect(stepsOf(result)).toEqual(ALL)
    expect(result).toMatchObject({
      kind: 'blockcypher',
      network: 'main',
      tip: { height: 900_000, hash: HASH },
    })
    expect(textOf(result, 'limits')).toContain('97')
    expect(asked).toHaveLength(2)
  })

  it('takes the name of a BlockCypher chain where its first block is not to be had, and says so', async () => {
    const main = await web({ 'GET /': cypher() })
    expect(textOf(await probe(main.url), 'network')).toContain('by what it says')
    const doge = await web({ 'GET /': cypher({ name: 'DOGE.main' }) })
    expect(stepsOf(await probe(doge.url))).toContain('network!')
    const lying = await web({ 'GET /': cypher(), 'GET /blocks/0': { hash: HASH } })
    expect(await probe(lying.url)).toMatchObject({ kind: 'blockcypher', network: null })
  })

  it('says that a limit is used up', async () => {
    const { url } = await web({ 'GET /': [200, cypher(), { 'X-RateLimit-Remaining': '-13' }] })
    expect(stepsOf(await probe(url))).toContain('limits!')
  })

  it('knows blockchain.info by its latest block, or by the form of multiaddr', async () => {
    const block = { hash: HASH, height: 900_000, time: secondsAgo(60) }
    const latest = await web({ 'GET /latestblock': { ...block, block_index: 8.2e15, txIndexes: [] } })
    expect(await probe(latest.url)).toMatchObject({ kind: 'blockchain.info', network: null, tip: block })
    const path = '/multiaddr?active=1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa&n=0'
    const reply = { addresses: [{ address: '1A1z' }], wallet: {}, info: { latest_block: block } }
    const multi = await web({
      [`GET ${path}`]: reply,
      'GET /block-height/0?format=json': { blocks: [{ hash: GENESIS_HASH.main }] },
    })
    expect(await probe(multi.url)).toMatchObject({ kind: 'blockchain.info', network: 'main', tip: block })
  })

  it('knows the uniform protocol by balance and height', async () => {
    const path = '/address/1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa?verbosity=3'
    const { url } = await web({ [`GET ${path}`]: { balance: 5_000, height: 900_000 } })
    const result = await probe(url)
    expect(result).toMatchObject({ kind: 'uniform', tip: { height: 900_000, hash: null, time: null } })
  })

  it('knows the uniform protocol by its newest block, without naming an address', async () => {
    const block = { height: 900_000, hash: HASH, time: secondsAgo(60) }
    const { url, asked } = await web({
      'GET /tip': { ...block, network: 'main' },
      'GET /block-height/0': GENESIS_HASH.main,
    })
    expect(await probe(url)).toMatchObject({ kind: 'uniform', network: 'main', tip: block })
    expect(asked.join()).not.toContain('/address/')
  })

  it('knows another Tidemark by how it asks for its API key', async () => {
    const { url } = await web({ '*': [401, {}, { 'www-authenticate': 'Bearer realm="tidemark"' }] })
    const result = await probe(url)
    expect(result).toMatchObject({ kind: 'uniform', network: null, tip: null, asksForLogin: false })
    expect(textOf(result, 'protocol')).toContain('API key')
    expect(stepsOf(result)).toEqual(['url', 'dns', 'tcp', 'protocol', 'limits', 'latency'])
  })

  it.each([
    ['a balance that is a fraction', { balance: 0.5, height: 900_000 }],
    ['a negative balance', { balance: -1, height: 900_000 }],
    ['a balance as text', { balance: '5000', height: 900_000 }],
    ["Esplora's figures for an address", { address: '1A1z', chain_stats: {}, mempool_stats: {} }],
  ])('takes %s for no protocol', async (_, reply) => {
    const path = '/address/1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa?verbosity=3'
    const { url } = await web({ [`GET ${path}`]: reply })
    expect(stepsOf(await probe(url)).at(-1)).toBe('protocol!')
  })

  it.each([false, true])('knows Electrum and hashes its first header (TLS: %s)', async (tls) => {
    const port = await electrum(
      {
        'server.version': ['Fulcrum 1.11\u202e', '1.4'],
        'blockchain.block.header': GENESIS_HEADER,
        'blockchain.headers.subscribe': { height: 900_000, hex: headerAt(secondsAgo(60)) },
      },
      tls,
    )
    const result = await probe(`${tls ? 'tls' : 'tcp'}://127.0.0.1:${port}`)
    const steps = ALL.filter((step) => step !== 'limits')
    expect(stepsOf(result)).toEqual(tls ? [...steps.slice(0, 3), 'tls', ...steps.slice(3)] : steps)
    expect(result).toMatchObject({ kind: 'electrum', network: 'main', tip: { height: 900_000 } })
    expect(result.fingerprint).toEqual(tls ? expect.stringMatching(/^(?:[0-9A-F]{2}:){31}/) : null)
    expect(textOf(result, 'protocol')).toBe('It speaks the Electrum protocol: Fulcrum 1.11. ')
  })

  it('takes the network that an Electrum server names where it has no first header', async () => {
    const port = await electrum({
      'server.version': ['electrs', '1.4'],
      'server.features': { genesis_hash: GENESIS_HASH.signet },
      'blockchain.headers.subscribe': { height: 9, hex: headerAt(secondsAgo(60)) },
    })
    expect(await probe(`tcp://127.0.0.1:${port}`)).toMatchObject({ network: 'signet' })
  })

  it('says that a server is on another network', async () => {
    const { url } = await esplora({ network: 'testnet4' })
    const result = await probe(url)
    expect(result.network).toBe('testnet4')
    expect(textOf(result, 'network')).toContain('It serves testnet4, not main.')
  })

  it.each([
    ['four hours old', 4 * 3_600, 'fallen behind'],
    ['from the future', -3 * 3_600, 'cannot be right'],
  ])('says that a newest block %s', async (_, ago, text) => {
    const { url } = await esplora({ tipTime: secondsAgo(ago) })
    const result = await probe(url)
    expect(stepsOf(result)).toContain('tip!')
    expect(textOf(result, 'tip')).toContain(text)
  })

  it('sends no login, whatever it meets', async () => {
    const { url, asked } = await web({ '*': [401, '', { 'www-authenticate': 'Basic realm="jsonrpc"' }] })
    await probe(url)
    expect(asked.length).toBeGreaterThan(2)
    expect(asked.join()).not.toMatch(/authorization|cookie/)
  })
})
