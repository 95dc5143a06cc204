/** A wallet of a regtest node: pays and receives in tests and in the demo. */
import { btcFromSats } from '../../shared/amounts.ts'
import { type RegtestRpc, RegtestRpcError } from './regtest-rpc.ts'

export interface RegtestWallet {
  readonly name: string
  rpc<T>(method: string, params?: readonly unknown[]): Promise<T>
  /** Pays `sats` to the address and returns the txid; the transaction waits in the mempool. */
  send(address: string, sats: number): Promise<string>
  newAddress(type?: 'legacy' | 'p2sh-segwit' | 'bech32' | 'bech32m'): Promise<string>
}

const NOT_FOUND = -18
const ALREADY_LOADED = -35

/** Loads the wallet, or creates it where there is none. */
export async function openRegtestWallet(node: RegtestRpc, name: string): Promise<RegtestWallet> {
  try {
    await node('loadwallet', [name])
  } catch (error) {
    if (!(error instanceof RegtestRpcError)) throw error
    if (error.code === NOT_FOUND) await node('createwallet', [name])
    else if (error.code !== ALREADY_LOADED) throw error
  }
  const rpc = <T>(method: string, params: readonly unknown[] = []): Promise<T> =>
    node<T>(method, params, { wallet: name })
  return {
    name,
    rpc,
    send: (address, sats) => rpc('sendtoaddress', [address, btcFromSats(sats)]),
    newAddress: (type = 'bech32') => rpc('getnewaddress', ['', type]),
  }
}
