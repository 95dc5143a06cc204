/** What is pending by the node's own mempool, computed the long way: every transaction decoded, every coin asked for. */
import type { RegtestNode } from '../../../electron/launch/regtest-node.ts'
import { satsFromBtc } from '../../../shared/amounts.ts'

interface DecodedTx {
  readonly txid: string
  readonly vin: readonly { readonly txid?: string; readonly vout?: number }[]
  readonly vout: readonly Coin[]
}

interface Coin {
  readonly n: number
  readonly value: number
  readonly scriptPubKey: { readonly address?: string }
}

/** Net satoshis by address: what comes in less what is spent. Zero where the mempool does not touch it. */
export async function naivePending(
  node: RegtestNode,
  addresses: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const mempool = await node.rpc<Readonly<Record<string, unknown>>>('getrawmempool', [true])
  const txs = new Map<string, DecodedTx>()
  for (const id of Object.keys(mempool)) txs.set(id, await node.rpc<DecodedTx>('getrawtransaction', [id, 1]))
  const net = new Map(addresses.map((address) => [address, 0]))
  const add = (coin: Omit<Coin, 'n'> | null | undefined, sign: 1 | -1): void => {
    const before = net.get(coin?.scriptPubKey.address ?? '')
    if (coin?.scriptPubKey.address === undefined || before === undefined) return
    net.set(coin.scriptPubKey.address, before + sign * satsFromBtc(coin.value.toFixed(8)))
  }
  for (const tx of txs.values()) {
    for (const coin of tx.vout) add(coin, 1)
    for (const { txid = '', vout = 0 } of tx.vin) {
      const unconfirmed = txs.get(txid)?.vout[vout]
      add(unconfirmed ?? (await node.rpc<Omit<Coin, 'n'> | null>('gettxout', [txid, vout, false])), -1)
    }
  }
  return net
}
