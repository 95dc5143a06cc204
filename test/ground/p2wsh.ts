/** A P2WSH that needs no key: its witness script drops a number of its own and is true. */
import { randomBytes } from 'node:crypto'
import type { RegtestNode } from '../../electron/launch/regtest-node.ts'
import { btcFromSats, satsFromBtc } from '../../shared/amounts.ts'

export interface OpenP2wsh {
  readonly address: string
  /** A transaction that sends everything it holds to `to`, raw, for a block of its own making (policy refuses it). */
  sweep(to: string): Promise<string>
}

const FEE = 2_000

/** Makes one, different at each call. */
export async function openP2wsh(node: RegtestNode): Promise<OpenP2wsh> {
  const witnessScript = `04${randomBytes(4).toString('hex')}7551` // <number> OP_DROP OP_TRUE
  const { segwit } = await node.rpc<{ segwit: { address: string } }>('decodescript', [witnessScript])
  return { address: segwit.address, sweep: (to) => sweep(node, segwit.address, witnessScript, to) }
}

interface Coin {
  readonly txid: string
  readonly vout: number
  readonly amount: number
}

async function sweep(node: RegtestNode, from: string, witnessScript: string, to: string): Promise<string> {
  const { unspents } = await node.rpc<{ unspents: Coin[] }>('scantxoutset', ['start', [`addr(${from})`]])
  const total = unspents.reduce((sum, { amount }) => sum + satsFromBtc(amount.toFixed(8)), 0)
  const inputs = unspents.map(({ txid, vout }) => ({ txid, vout }))
  const bare = await node.rpc<string>('createrawtransaction', [inputs, [{ [to]: btcFromSats(total - FEE) }]])
  const item = `${(witnessScript.length / 2).toString(16).padStart(2, '0')}${witnessScript}`
  const witness = inputs.map(() => `01${item}`).join('')
  return `${bare.slice(0, 8)}0001${bare.slice(8, -8)}${witness}${bare.slice(-8)}` // BIP-144
}
