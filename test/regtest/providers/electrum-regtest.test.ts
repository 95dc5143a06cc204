import { afterAll, beforeAll, expect, it } from 'vitest'
import {
  type RegtestNode,
  type RegtestWallet,
  startRegtestNode,
} from '../../../electron/launch/regtest-node.ts'
import { createElectrum, type ElectrumSource } from '../../../electron/sources/electrum/electrum.ts'
import { balanceAtHeight } from '../../../electron/sources/history-balance.ts'
import { type ElectrumServer, startElectrumServer } from '../../fakes/electrum-server.ts'
import { describeWithBitcoind } from '../../ground/regtest-ground.ts'

const never = new AbortController().signal
const sats = (btc: number): number => Math.round(btc * 1e8)

interface Scan {
  readonly total_amount: number
  readonly bestblock: string
  readonly height: number
  readonly unspents: readonly { txid: string; vout: number; amount: number; height: number }[]
}
interface Block {
  readonly tx: readonly {
    readonly vin: readonly { readonly txid?: string; readonly vout?: number }[]
    readonly txid: string
    readonly vout: readonly { readonly value: number; readonly scriptPubKey: { readonly address?: string } }[]
  }[]
}

describeWithBitcoind('the Electrum adapter on a real chain', (binary) => {
  let node: RegtestNode
  let payer: RegtestWallet
  let owner: RegtestWallet
  let server: ElectrumServer
  let source: ElectrumSource
  let addresses: readonly string[]

  beforeAll(async () => {
    node = await startRegtestNode(binary)
    payer = await node.wallet('payer')
    owner = await node.wallet('owner')
    await node.mine(105, await payer.newAddress())
    addresses = await Promise.all(
      (['legacy', 'p2sh-segwit', 'bech32', 'bech32m'] as const).map((type) => owner.newAddress(type)),
    )
    server = await startElectrumServer({
      chain: { rpc: (method, params) => node.rpc(method, params) },
      network: 'regtest',
      addresses,
    })
    const clock = { now: Date.now }
    source = createElectrum({ id: 'own', url: server.url, network: 'regtest', clock, movingWaitMs: 5 })
  })

  afterAll(async () => {
    await source?.close()
    await server?.close()
    await node?.stop()
  })

  const scan = (address: string): Promise<Scan> => node.rpc('scantxoutset', ['start', [`addr(${address})`]])

  const blocks = new Map<string, Block>()
  const blockAt = async (height: number): Promise<Block> => {
    const hash = await node.rpc<string>('getblockhash', [height])
    const block = blocks.get(hash) ?? (await node.rpc<Block>('getblock', [hash, 2]))
    blocks.set(hash, block)
    return block
  }

  /** What the blocks of the node say of an address: its balance after each height. */
  const balancesByHeight = async (address: string): Promise<readonly number[]> => {
    const coins = new Map<string, number>()
    const balances: number[] = []
    for (let height = 0; height <= (await node.rpc<number>('getblockcount')); height++) {
      const block = await blockAt(height)
      for (const { txid, vin, vout } of block.tx) {
        for (const input of vin) coins.delete(`${input.txid}:${input.vout}`)
        vout.forEach(({ value, scriptPubKey }, n) => {
          if (scriptPubKey.address === address) coins.set(`${txid}:${n}`, sats(value))
        })
      }
      balances.push([...coins.values()].reduce((sum, value) => sum + value, 0))
    }
    return balances
  }

  /** Balance, unspent outputs, history and the balance at the heights where something may have changed. */
  const expectAgreement = async (): Promise<void> => {
    const answers = await source.balances(addresses, never)
    for (const [n, address] of addresses.entries()) {
      const answer = answers[n]
      if (answer?.kind !== 'balance') throw new Error('an address has no balance', { cause: answer })
      const { total_amount, bestblock, height, unspents } = await scan(address)
      const { confirmed, at } = answer.balance
      expect({ confirmed, at }).toEqual({ confirmed: sats(total_amount), at: { height, hash: bestblock } })
      const { outputs, tip } = await source.unspent(address, never)
      expect(tip.hash).toBe(bestblock)
      expect(new Set(outputs)).toEqual(
        new Set(
          unspents.map(({ txid, vout, amount, height: from }) => ({
            txid,
            vout,
            value: sats(amount),
            height: from,
          })),
        ),
      )
      const history = await source.history(address, never)
      const expected = await balancesByHeight(address)
      expect(expected.map((_, at) => balanceAtHeight(history.rows, at))).toEqual(expected)
      const asked = height - 1
      const past = await source.balanceAt(address, asked, never)
      const hash = await node.rpc<string>('getblockhash', [asked])
      expect([past.confirmed, past.at]).toEqual([expected[asked], { height: asked, hash }])
    }
  }

  it('equals the node for every address type: unused, received and spent again', async () => {
    await expectAgreement()
    for (const [n, address] of addresses.entries()) await payer.send(address, 100_000 * 2 ** n)
    await node.mine(1)
    for (const [n, address] of addresses.entries()) await payer.send(address, 77_777 * (n + 1))
    const pending = await source.balances(addresses, never)
    expect(pending.map((answer) => answer.kind === 'balance' && answer.balance.pending)).toEqual(
      addresses.map((_, n) => 77_777 * (n + 1)),
    )
    await node.mine(2)
    await expectAgreement()
    await node.rpc('syncwithvalidationinterfacequeue')
    await owner.rpc('sendall', [[await payer.newAddress()]])
    await expectAgreement() // with all of it about to leave
    await node.mine(1)
    await expectAgreement()
  })

  it('equals the node after a reorganisation, with the transactions back in the mempool and mined again', async () => {
    await payer.send(addresses[3] ?? '', 345_678)
    await node.mine(1)
    await node.reorg(3, { empty: true })
    await expectAgreement()
    await node.mine(1)
    await expectAgreement()
  })
})
