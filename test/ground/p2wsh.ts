/** A P2WSH that needs no key: its witness script drops a number of its own and is true. */
import { randomBytes } from 'node:crypto'
import type { RegtestNode } from '../../electron/launch/regtest-node.ts'
import { btcFromSats, satsFromBtc } from '../../shared/amounts.ts'

export interface OpenP2wsh {
  readonly address: string
  /** A transaction that sends everything it holds to `to`, raw, for a block of its own making (policy refuses it). */
  sweep(to: string): Promise<string>
  /** Sends the first output of a transaction that pays it to others (satoshis by address), through the mempool; `JUST_TRUE` only. */
  spend(txid: string, outputs: Readonly<Record<string, number>>): Promise<string>
}

const FEE = 2_000

/** The same for everybody, and small enough for every mempool. */
export const JUST_TRUE = '51'

/** Makes one, different at each call unless a witness script is given. */
export async function openP2wsh(node: RegtestNode, given?: string): Promise<OpenP2wsh> {
  const witnessScript = given ?? `04${randomBytes(4).toString('hex')}7551` // <number> OP_DROP OP_TRUE
  const { segwit } = await node.rpc<{ segwit: { address: string } }>('decodescript', [witnessScript])
  return {
    address: segwit.address,
    sweep: (to) => sweep(node, segwit.address, witnessScript, to),
    async spend(txid, outputs) {
      const amounts = Object.entries(outputs).map(([to, sats]) => ({ [to]: btcFromSats(sats) }))
      const bare = await node.rpc<string>('createrawtransaction', [[{ txid, vout: 0 }], amounts])
      return node.rpc<string>('sendrawtransaction', [withWitness(bare, 1, witnessScript)])
    },
  }
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
  return withWitness(bare, inputs.length, witnessScript)
}

/** BIP-144: each input shows the script. */
function withWitness(bare: string, inputs: number, witnessScript: string): string {
  const item = `${(witnessScript.length / 2).toString(16).padStart(2, '0')}${witnessScript}`
  return `${bare.slice(0, 8)}0001${bare.slice(8, -8)}${`01${item}`.repeat(inputs)}${bare.slice(-8)}`
}
