import { afterAll, beforeAll, expect, it } from 'vitest'
import type { ProviderBalance } from '../../../electron/engine/ports.ts'
import { ProviderError } from '../../../electron/engine/provider-error.ts'
import {
  type RegtestNode,
  type RegtestWallet,
  startRegtestNode,
} from '../../../electron/launch/regtest-node.ts'
import { createEsplora, type EsploraSource } from '../../../electron/sources/esplora.ts'
import { pause } from '../../../electron/sources/resilience.ts'
import { type EsploraServer, startEsploraServer } from '../../fakes/esplora-server.ts'
import { describeWithBitcoind } from '../../ground/regtest-ground.ts'

const never = new AbortController().signal
const sats = (btc: number): number => Math.round(btc * 1e8)

interface VerboseTx {
  readonly vin: readonly { readonly txid: string; readonly vout: number }[]
  readonly vout: readonly NodeOutput[]
}
interface NodeOutput {
  readonly value: number
  readonly scriptPubKey: { readonly address?: string }
}

describeWithBitcoind('the Esplora adapter on a real chain', (binary) => {
  let node: RegtestNode
  let payer: RegtestWallet
  let owner: RegtestWallet
  let server: EsploraServer
  let source: EsploraSource
  let addresses: Record<string, string>

  beforeAll(async () => {
    node = await startRegtestNode(binary)
    payer = await node.wallet('payer')
    owner = await node.wallet('owner')
    await node.mine(105, await payer.newAddress())
    addresses = {
      p2pkh: await owner.newAddress('legacy'),
      'p2sh-p2wpkh': await owner.newAddress('p2sh-segwit'),
      p2wpkh: await owner.newAddress('bech32'),
      p2tr: await owner.newAddress('bech32m'),
      p2wsh: await scriptHashAddress(owner),
    }
    server = await startEsploraServer({ rpc: (method, params) => node.rpc(method, params) })
    source = createEsplora({
      id: 'own',
      url: server.url,
      network: 'regtest',
      clock: { now: Date.now },
      movingWaitMs: 5,
    })
  })

  afterAll(async () => {
    await source?.close()
    await server?.close()
    await node?.stop()
  })

  /** The output that a mempool transaction spends: in the chain, or of another mempool transaction. */
  const outputOf = async (txid: string, vout: number): Promise<NodeOutput> => {
    const unspent = await node.rpc<NodeOutput | null>('gettxout', [txid, vout, false])
    const output = unspent ?? (await node.rpc<VerboseTx>('getrawtransaction', [txid, 1])).vout[vout]
    if (output === undefined) throw new Error('a mempool transaction spends nothing the node knows')
    return output
  }

  /** What the node says: unspent outputs at its tip, and the net effect of its mempool. */
  const nodeView = async (address: string) => {
    const scan = await node.rpc<{ total_amount: number; bestblock: string; height: number }>('scantxoutset', [
      'start',
      [`addr(${address})`],
    ])
    let pending = 0
    for (const txid of await node.rpc<string[]>('getrawmempool')) {
      const { vin, vout } = await node.rpc<VerboseTx>('getrawtransaction', [txid, 1])
      const spent = await Promise.all(vin.map((input) => outputOf(input.txid, input.vout)))
      for (const { scriptPubKey, value } of vout) if (scriptPubKey.address === address) pending += sats(value)
      for (const { scriptPubKey, value } of spent)
        if (scriptPubKey.address === address) pending -= sats(value)
    }
    const at = { height: scan.height, hash: scan.bestblock }
    return { confirmed: sats(scan.total_amount), pending, at }
  }

  const expectAgreement = async (): Promise<readonly { confirmed: number; pending: number }[]> => {
    const figures = []
    for (const [type, address] of Object.entries(addresses)) {
      const { confirmed, pending, at } = await source.balance(address, never)
      expect({ confirmed, pending, at }, type).toEqual(await nodeView(address))
      figures.push({ confirmed, pending })
    }
    return figures
  }

  it('says nothing but zero of addresses that were never used', async () => {
    expect(await expectAgreement()).toEqual(Object.keys(addresses).map(() => ({ confirmed: 0, pending: 0 })))
  })

  it('equals the node for every address type: unconfirmed, confirmed and spent again', async () => {
    const amounts = Object.keys(addresses).map((_, n) => 100_000 * 2 ** n)
    for (const [n, address] of Object.values(addresses).entries()) await payer.send(address, amounts[n] ?? 0)
    expect(await expectAgreement()).toEqual(amounts.map((pending) => ({ confirmed: 0, pending })))

    await node.mine(1)
    expect(await expectAgreement()).toEqual(amounts.map((confirmed) => ({ confirmed, pending: 0 })))

    await node.rpc('syncwithvalidationinterfacequeue')
    await owner.rpc('sendall', [[await payer.newAddress()]]) // all that this wallet can sign: not the P2WSH
    const leaving = await expectAgreement()
    expect(leaving.map(({ pending }) => pending)).toEqual([...amounts.slice(0, 4).map((sum) => -sum), 0])
    expect(leaving.map(({ confirmed }) => confirmed)).toEqual(amounts)

    await node.mine(1)
    expect((await expectAgreement()).map(({ confirmed }) => confirmed)).toEqual([0, 0, 0, 0, amounts[4]])
  })

  it('counts a chain of unconfirmed payments, in and out at once', async () => {
    const address = addresses['p2wpkh'] ?? ''
    await payer.send(address, 700_000)
    await node.rpc('syncwithvalidationinterfacequeue') // until the other wallet has seen it
    const [coin] = await owner.rpc<{ txid: string; vout: number }[]>('listunspent', [0, 0, [address]])
    const target = await payer.newAddress()
    await owner.rpc('send', [
      [{ [target]: 0.002 }],
      null,
      'unset',
      null,
      { inputs: [coin], add_inputs: false, change_address: address },
    ])
    const { pending } = await source.balance(address, never)
    expect(pending).toBeGreaterThan(480_000)
    expect(pending).toBeLessThan(500_000)
    await expectAgreement()
    await node.mine(1)
    await expectAgreement()
  })

  it('follows reorganisations, to a higher and to a lower block', async () => {
    await payer.send(addresses['p2tr'] ?? '', 345_678)
    await node.mine(1)
    await expectAgreement()
    await node.reorg(3, { empty: true })
    await expectAgreement()
    const height = await node.rpc<number>('getblockcount')
    await node.rpc('invalidateblock', [await node.rpc<string>('getblockhash', [height - 1])])
    await expectAgreement()
    expect((await source.tip(never)).height).toBe(height - 2)
    await node.mine(2)
    await expectAgreement()
  })

  it('gives the tip of the node with its time', async () => {
    const best = await node.rpc<string>('getbestblockhash')
    const { height, time } = await node.rpc<{ height: number; time: number }>('getblockheader', [best])
    expect(await source.tip(never)).toEqual({ height, hash: best, time })
  })

  it('never puts a balance at a block it does not belong to while blocks come in', async () => {
    const address = await payer.newAddress()
    const start = await node.rpc<number>('getblockcount')
    const done = new AbortController()
    const mineAll = async (): Promise<void> => {
      for (let n = 0; n < 15 || (heights.size < 2 && n < 60); n++) {
        await node.mine(1, address)
        await pause(n < 15 ? 150 : 50 * n, never) // a busy machine needs longer between two blocks
      }
    }
    server.faults.set('blocks', { kind: 'late', ms: 10 }) // a block often comes right after the list of blocks
    const heights = new Set<number>()
    const miner = mineAll().finally(() => done.abort())
    while (!done.signal.aborted) {
      const answer = await source.balance(address, never).catch((error: unknown) => error)
      if (answer instanceof ProviderError && answer.problem === 'moving') continue
      if (answer instanceof Error) throw answer
      const { confirmed, at } = answer as ProviderBalance // it is neither of the errors above
      expect(confirmed).toBe(minedBetween(start, at.height))
      expect(at.hash).toBe(await node.rpc<string>('getblockhash', [at.height]))
      heights.add(at.height)
    }
    await miner
    server.faults.clear()
    expect(heights.size).toBeGreaterThan(1)
  })

  it('serves unspent outputs, headers and history that agree with the node', async () => {
    const address = addresses['p2wsh'] ?? ''
    const get = async (path: string): Promise<string> => (await fetch(server.url + path)).text()
    const scan = await node.rpc<{ unspents: { txid: string; vout: number; amount: number }[] }>(
      'scantxoutset',
      ['start', [`addr(${address})`]],
    )
    const utxos = JSON.parse(await get(`/address/${address}/utxo`)) as { txid: string; value: number }[]
    expect(utxos.map(({ txid, value }) => ({ txid, value }))).toEqual(
      scan.unspents.map(({ txid, amount }) => ({ txid, value: sats(amount) })),
    )
    const txs = JSON.parse(await get(`/address/${address}/txs`)) as { txid: string; fee: number }[]
    expect(txs.map(({ txid }) => txid)).toEqual(scan.unspents.map(({ txid }) => txid))
    const best = await node.rpc<string>('getbestblockhash')
    expect(await get(`/block/${best}/header`)).toBe(await node.rpc<string>('getblockheader', [best, false]))
    expect(await get('/block-height/0')).toBe(await node.rpc<string>('getblockhash', [0]))
    expect(await get('/blocks/tip/height')).toBe(String(await node.rpc<number>('getblockcount')))
    expect((await fetch(`${server.url}/address/bcrt1qnonsense`)).status).toBe(400)
  })

  it('is a fault, not a number, while the node behind the server is down', async () => {
    await node.halt()
    const error = await source.balance(addresses['p2wpkh'] ?? '', never).catch((error: unknown) => error)
    expect(error).toBeInstanceOf(ProviderError)
    expect(error).toMatchObject({ problem: 'fault' })
    await node.restart()
    await expectAgreement()
  })
})

/** What regtest's blocks above `from` up to `to` give their miner, without fees. */
function minedBetween(from: number, to: number): number {
  let sum = 0
  for (let height = from + 1; height <= to; height++) sum += 5e9 / 2 ** Math.floor(height / 150)
  return sum
}

/** A P2WSH address whose script the wallet cannot sign for. */
async function scriptHashAddress(wallet: RegtestWallet): Promise<string> {
  const { pubkey } = await wallet.rpc<{ pubkey: string }>('getaddressinfo', [
    await wallet.newAddress('bech32'),
  ])
  const { address } = await wallet.rpc<{ address: string }>('createmultisig', [1, [pubkey], 'bech32'])
  return address
}
