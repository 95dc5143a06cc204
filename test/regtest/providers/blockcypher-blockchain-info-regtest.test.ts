import { afterAll, beforeAll, expect, it } from 'vitest'
import type { BalanceSource } from '../../../electron/engine/ports.ts'
import {
  type RegtestNode,
  type RegtestWallet,
  startRegtestNode,
} from '../../../electron/launch/regtest-node.ts'
import { createBlockchainInfo } from '../../../electron/sources/blockchain-info.ts'
import { createBlockcypher } from '../../../electron/sources/blockcypher.ts'
import { type InfoServer, startBlockchainInfoServer } from '../../fakes/blockchain-info-server.ts'
import { type CypherServer, startBlockcypherServer } from '../../fakes/blockcypher-server.ts'
import { describeWithBitcoind } from '../../ground/regtest-ground.ts'

const never = new AbortController().signal
const sats = (btc: number): number => Math.round(btc * 1e8)

interface VerboseBlock {
  readonly tx: readonly {
    readonly txid: string
    readonly vin: readonly { readonly txid?: string; readonly vout?: number }[]
    readonly vout: readonly { readonly value: number; readonly scriptPubKey: { readonly address?: string } }[]
  }[]
}

describeWithBitcoind('the adapters for BlockCypher and blockchain.info on a real chain', (binary) => {
  let node: RegtestNode
  let payer: RegtestWallet
  let owner: RegtestWallet
  let cypher: CypherServer
  let info: InfoServer
  let sources: readonly BalanceSource[]
  let addresses: readonly string[]

  beforeAll(async () => {
    node = await startRegtestNode(binary)
    payer = await node.wallet('payer')
    owner = await node.wallet('owner')
    await node.mine(105, await payer.newAddress())
    addresses = await Promise.all(
      (['legacy', 'p2sh-segwit', 'bech32'] as const).map((type) => owner.newAddress(type)),
    )
    const rpc = (method: string, params: readonly unknown[]): Promise<unknown> => node.rpc(method, params)
    cypher = await startBlockcypherServer({ rpc }, { chainName: 'regtest', pageRows: 7 })
    info = await startBlockchainInfoServer({ rpc }, { pageTxs: 3 })
    const common = { network: 'regtest', clock: { now: Date.now }, movingWaitMs: 5, batch: 3 } as const
    sources = [
      createBlockcypher({ id: 'cypher', url: cypher.url, ...common }),
      createBlockchainInfo({ id: 'info', url: info.url, ...common }),
    ]
  })

  afterAll(async () => {
    for (const source of sources ?? []) await source.close()
    await cypher?.close()
    await info?.close()
    await node?.stop()
  })

  /** Each address's balance after each block, from the node's own blocks, and the hash of each block. */
  const nodeLedger = async () => {
    const count = await node.rpc<number>('getblockcount')
    const owners = new Map<string, { address: string; value: number }>()
    const sums = new Map(addresses.map((address) => [address, 0]))
    const ledger: { hash: string; sums: ReadonlyMap<string, number> }[] = []
    const add = (address: string | undefined, value: number): void => {
      if (address !== undefined && sums.has(address)) sums.set(address, (sums.get(address) ?? 0) + value)
    }
    for (let height = 0; height <= count; height++) {
      const hash = await node.rpc<string>('getblockhash', [height])
      for (const { txid, vin, vout } of (await node.rpc<VerboseBlock>('getblock', [hash, 2])).tx) {
        for (const input of vin) {
          const spent = owners.get(`${input.txid}:${input.vout}`)
          add(spent?.address, 0 - (spent?.value ?? 0))
        }
        for (const [n, { value, scriptPubKey }] of vout.entries()) {
          add(scriptPubKey.address, sats(value))
          const { address = '' } = scriptPubKey
          owners.set(`${txid}:${n}`, { address, value: sats(value) })
        }
      }
      ledger.push({ hash, sums: new Map(sums) })
    }
    return ledger
  }

  const expectAgreement = async (): Promise<void> => {
    const ledger = await nodeLedger()
    const height = ledger.length - 1
    const scan = await node.rpc<{ total_amount: number }>('scantxoutset', [
      'start',
      addresses.map((address) => `addr(${address})`),
    ])
    const total = [...(ledger[height]?.sums.values() ?? [])].reduce((sum, value) => sum + value, 0)
    expect(total).toBe(sats(scan.total_amount)) // the ledger of this test is right
    for (const source of sources) {
      for (const [n, answer] of (await source.balances(addresses, never)).entries()) {
        const confirmed = ledger[height]?.sums.get(addresses[n] ?? '')
        expect(answer, source.id).toMatchObject({
          kind: 'balance',
          balance: { confirmed, at: { height, hash: ledger[height]?.hash } },
        })
      }
      for (const address of addresses)
        for (const at of [0, 104, 106, 108, height - 4, height - 2, height - 1, height])
          expect(await source.balanceAt(address, at, never), `${source.id} at ${at}`).toMatchObject({
            confirmed: ledger[at]?.sums.get(address),
            at: { height: at, hash: ledger[at]?.hash },
          })
    }
  }

  it('equal the node at every height, before and after coins come and go', async () => {
    for (let round = 1; round <= 4; round++) {
      for (const [n, address] of addresses.entries()) await payer.send(address, 100_000 * round * 2 ** n)
      await node.mine(1)
    }
    await expectAgreement()
    await node.rpc('syncwithvalidationinterfacequeue')
    await owner.rpc('sendall', [[await payer.newAddress()]])
    await node.mine(1)
    await payer.send(addresses[0] ?? '', 77_000)
    await node.mine(2)
    await expectAgreement()
  })

  it('tell confirmed from pending while both move', async () => {
    const before = await Promise.all(sources.map((source) => source.balance(addresses[1] ?? '', never)))
    await payer.send(addresses[1] ?? '', 31_000)
    for (const [n, source] of sources.entries())
      expect(await source.balance(addresses[1] ?? '', never)).toMatchObject({
        confirmed: before[n]?.confirmed,
        pending: 31_000,
      })
    await node.mine(1)
    await expectAgreement()
  })

  it('follow reorganisations, to other transactions and to a lower block', async () => {
    for (const address of addresses) await payer.send(address, 12_345)
    await node.mine(2)
    await expectAgreement()
    await node.reorg(3, { empty: true })
    await expectAgreement()
    const height = await node.rpc<number>('getblockcount')
    await node.rpc('invalidateblock', [await node.rpc<string>('getblockhash', [height - 1])])
    await expectAgreement()
    for (const source of sources) expect((await source.tip(never)).height).toBe(height - 2)
    await node.mine(3)
    await expectAgreement()
  })
})
