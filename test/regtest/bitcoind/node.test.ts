import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { NodeError } from '../../../electron/engine/node-error.ts'
import { NOBODYS_ADDRESS, type RegtestNode, startRegtestNode } from '../../../electron/launch/regtest-node.ts'
import { type Bitcoind, createBitcoind } from '../../../electron/sources/bitcoind/bitcoind.ts'
import { testNode } from '../../../electron/sources/bitcoind/test-node.ts'
import { blockHash, GENESIS_HASH, type Network, NO_HASH, txid } from '../../../shared/chain.ts'
import { describeWithBitcoind } from '../../ground/regtest-ground.ts'

const forever = new AbortController().signal
const UNKNOWN = blockHash('ff'.repeat(32))

function connect(node: RegtestNode, network: Network = 'regtest'): Bitcoind {
  const auth = { kind: 'cookie', file: node.cookieFile } as const
  return createBitcoind({ url: node.url, auth, network, clock: Date })
}

async function problemOf(call: Promise<unknown>): Promise<string> {
  const outcome = await call.then(
    () => 'none',
    (error: unknown) => error,
  )
  return outcome instanceof NodeError ? outcome.problem : String(outcome)
}

describeWithBitcoind('the own node', (binary) => {
  let node: RegtestNode
  let own: Bitcoind
  beforeAll(async () => {
    node = await startRegtestNode(binary, { extraArgs: ['-blockfilterindex=1'] })
    await node.mine(110)
    own = connect(node)
  })
  afterAll(async () => {
    await own.close()
    await node.stop()
  })

  it('says where it stands, and is refused for another network', async () => {
    const view = await own.chain.view(forever)
    const height = await node.rpc<number>('getblockcount')
    expect(view).toEqual({
      network: 'regtest',
      best: { height, hash: await node.rpc('getbestblockhash') },
      headers: height,
      initialDownload: false,
      pruneHeight: null,
    })
    const wrong = connect(node, 'signet')
    expect(await problemOf(wrong.chain.view(forever))).toBe('wrong_chain')
    await wrong.close()
  })

  it('is probed for what it can do', async () => {
    await expect.poll(async () => (await own.features(forever)).blockFilterIndex).toBe('synced')
    expect(await own.features(forever)).toMatchObject({ rest: true, pruned: false, zmq: [] })
  })

  it('gives the same header by hash, in a batch, and as the end of a range', async () => {
    const { best } = await own.chain.view(forever)
    const header = await own.chain.header(best.hash, forever)
    expect(header).toMatchObject({ ...best, inBestChain: true })
    expect(await own.chain.headersOf([UNKNOWN, best.hash], forever)).toEqual([null, header])
    const range = await own.chain.headersEndingAt(best, 1_000, forever)
    expect(range).toHaveLength(best.height + 1)
    expect(range[0]).toMatchObject({ height: 0, hash: GENESIS_HASH.regtest, prevHash: NO_HASH })
    expect(header).toMatchObject({ ...range.at(-1), inBestChain: true })
    expect((await own.chain.headersEndingAt(best, 3, forever)).map(({ height }) => height)).toEqual([
      best.height - 2,
      best.height - 1,
      best.height,
    ])
    const hashes = await own.chain.hashesFrom(best.height - 1, 2_016, forever)
    expect(hashes).toEqual([range.at(-2)?.hash, best.hash])
  })

  it('gives headers that end at a block that a reorganisation left behind', async () => {
    const { best } = await own.chain.view(forever)
    await node.reorg(3)
    const range = await own.chain.headersEndingAt(best, 10, forever)
    expect(range.map(({ height }) => height)).toEqual(
      Array.from({ length: 10 }, (_, n) => best.height - 9 + n),
    )
    expect(range.at(-1)?.hash).toBe(best.hash)
    expect((await own.chain.header(best.hash, forever))?.inBestChain).toBe(false)
    expect((await own.chain.header(range[6]?.hash ?? UNKNOWN, forever))?.inBestChain).toBe(true)
  })

  it('gives the same bytes of a block, and the same headers, with REST and without it', async () => {
    const wallet = await node.wallet('blocks')
    await node.mine(101, await wallet.newAddress())
    await wallet.send(NOBODYS_ADDRESS, 1_234)
    const hash = blockHash((await node.mine(1))[0] ?? '')
    const byRest = await own.chain.block(hash, forever)
    expect(Buffer.from(byRest).toString('hex')).toBe(await node.rpc('getblock', [hash, 0]))
    const { best } = await own.chain.view(forever)
    const headers = await own.chain.headersEndingAt(best, 100, forever)
    await node.restart(['-rest=0'])
    expect(await own.chain.headersEndingAt(best, 100, forever)).toEqual(headers)
    const byRpc = await own.chain.block(hash, forever)
    expect(Buffer.from(byRpc)).toEqual(Buffer.from(byRest))
    expect((await own.features(forever)).rest).toBe(false)
    expect(await problemOf(own.chain.block(UNKNOWN, forever))).toBe('fault')
  })

  it('is let in again after a restart with a new cookie, and named while it is down', async () => {
    const before = await own.chain.view(forever)
    await node.halt()
    expect(await problemOf(own.chain.view(forever))).toBe('cookie_missing')
    await node.restart()
    expect(await own.chain.view(forever)).toEqual(before)
    await node.restart()
    expect(await own.chain.view(forever)).toEqual(before)
  })

  it('lists its mempool and gives the transactions that are still in it', async () => {
    const wallet = await node.wallet('blocks')
    const id = txid(await wallet.send(NOBODYS_ADDRESS, 5_000))
    expect(await own.chain.mempoolTxids(forever)).toEqual([id])
    const found = await own.chain.mempoolTransactions([id, txid('ab'.repeat(32))], forever)
    expect([...found.keys()]).toEqual([id])
    const raw = Buffer.from(found.get(id) ?? []).toString('hex')
    expect(raw).toBe(await node.rpc('getrawtransaction', [id]))
    await node.mine(1)
    expect(await own.chain.mempoolTxids(forever)).toEqual([])
  })

  it('wakes the wait with a new block', async () => {
    const { best } = await own.chain.view(forever)
    const woken = own.chain.waitForTip(best.hash, 5_000, forever)
    await sleep(200)
    await node.mine(1)
    await woken
    expect((await own.chain.view(forever)).best.height).toBe(best.height + 1)
  })

  it('gives a snapshot that equals what it says itself', async () => {
    const wallet = await node.wallet('blocks')
    const address = await wallet.newAddress('bech32m')
    for (const sats of [1_000, 29_000_000, 1]) await wallet.send(address, sats + 1_000)
    await node.mine(1, address)
    const { scriptPubKey } = await node.rpc<{ scriptPubKey: string }>('validateaddress', [address])
    const snapshot = await own.snapshots.snapshot([scriptPubKey], () => undefined, forever)
    expect(snapshot.at).toEqual((await own.chain.view(forever)).best)
    expect(snapshot.outputs).toHaveLength(4)
    for (const output of snapshot.outputs) {
      const said = await node.rpc<{ value: number; coinbase: boolean }>('gettxout', [
        output.txid,
        output.vout,
      ])
      expect({ sats: output.value, coinbase: output.coinbase }).toEqual({
        sats: Math.round(said.value * 1e8),
        coinbase: said.coinbase,
      })
      expect(output).toMatchObject({ scriptPubKey, at: snapshot.at })
    }
    expect(snapshot.outputs.filter(({ coinbase }) => coinbase)).toHaveLength(1)
  })

  it('passes every step of the test of a node', async () => {
    const auth = { kind: 'cookie', file: node.cookieFile } as const
    const steps = await testNode({ url: node.url, auth }, 'regtest', forever)
    expect(steps.map(({ step, ok }) => `${step} ${ok}`)).toEqual(
      ['url', 'connect', 'auth', 'network', 'sync', 'features', 'rights'].map((step) => `${step} true`),
    )
  })
})

describeWithBitcoind('a pruned node', (binary) => {
  it('says from where on it has blocks, and that an older one is pruned, with REST and without', async () => {
    const node = await startRegtestNode(binary, { prune: true })
    const own = connect(node)
    await node.mine(1_000)
    await node.rpc('pruneblockchain', [600])
    const { pruneHeight } = await own.chain.view(forever)
    expect(pruneHeight).toBeGreaterThan(1)
    const [gone] = await own.chain.hashesFrom((pruneHeight ?? 0) - 1, 1, forever)
    const [kept] = await own.chain.hashesFrom(pruneHeight ?? 0, 1, forever)
    expect(await problemOf(own.chain.block(gone ?? UNKNOWN, forever))).toBe('pruned')
    expect((await own.chain.block(kept ?? UNKNOWN, forever)).length).toBeGreaterThan(80)
    await node.restart(['-rest=0'])
    expect(await problemOf(own.chain.block(gone ?? UNKNOWN, forever))).toBe('pruned')
    expect(await own.features(forever)).toMatchObject({ pruned: true, pruneHeight, rest: false })
    await own.close()
    await node.stop()
  })
})

describeWithBitcoind('a node with a whitelist and one RPC thread', (binary) => {
  it('names the method that it forbids, and is polled when waiting is forbidden', async () => {
    const allowed = 'getblockchaininfo,getblockhash,getbestblockhash,getnetworkinfo,stop,generatetoaddress'
    const node = await startRegtestNode(binary, {
      extraArgs: [`-rpcwhitelist=__cookie__:${allowed}`, '-rpcthreads=1'],
    })
    const own = connect(node)
    const { best } = await own.chain.view(forever)
    await expect(own.chain.mempoolTxids(forever)).rejects.toThrow(/whitelist does not allow getrawmempool/)
    expect(await own.features(forever)).toMatchObject({ waitTakesTip: false, blockFilterIndex: 'absent' })
    const woken = own.chain.waitForTip(best.hash, 5_000, forever)
    await node.mine(1)
    await woken
    expect((await own.chain.view(forever)).best.height).toBe(1)
    await own.close()
    await node.stop()
  })
})

describeWithBitcoind('a node on which another program scans', (binary) => {
  it('is waited for, and its scan is aborted only when it is ours', async () => {
    const node = await startRegtestNode(binary)
    const own = connect(node)
    await node.mine(5)
    const { descriptors } = await (await node.wallet('keys')).rpc<{ descriptors: { desc: string }[] }>(
      'listdescriptors',
    )
    const desc = descriptors.find((one) => one.desc.startsWith('wpkh('))?.desc ?? ''
    const foreign = node.rpc<{ success: boolean }>('scantxoutset', ['start', [{ desc, range: 25_000 }]])
    const running = (): Promise<unknown> => node.rpc('scantxoutset', ['status'])
    await expect.poll(running).not.toBeNull()

    const seen: string[] = []
    const impatient = new AbortController()
    const waiting = own.snapshots.snapshot(
      ['51'],
      ({ kind }) => {
        seen.push(kind)
        impatient.abort(new Error('quit'))
      },
      impatient.signal,
    )
    await expect(waiting).rejects.toThrow('quit')
    expect(seen).toEqual(['other_scan'])
    expect(await running()).not.toBeNull()
    expect((await foreign).success).toBe(true)

    const scripts = Array.from({ length: 80_000 }, (_, n) => `0014${n.toString(16).padStart(40, '0')}`)
    const cancel = new AbortController()
    const ours = own.snapshots.snapshot(scripts, () => undefined, cancel.signal)
    await expect.poll(running).not.toBeNull()
    cancel.abort(new Error('quit'))
    await expect(ours).rejects.toThrow('quit')
    expect(await running()).toBeNull()
    await own.close()
    await node.stop()
  })
})
