/** Made-up transactions for servers without a node: enough of each for the shapes that are built from them. */
import { createHash } from 'node:crypto'
import type { EsploraOutput, EsploraTx } from './esplora-chain.ts'

/** A transaction in one line. A place is an address and satoshis. */
export interface MadeUpTx {
  /** Null while no block has it. */
  readonly height: number | null
  readonly from?: readonly (readonly [address: string, value: number])[]
  readonly to?: readonly (readonly [address: string, value: number])[]
}

/** The transactions as an index holds them: newest first. Give them in the order of the chain. */
export function madeUp(txs: readonly MadeUpTx[]): {
  readonly chain: readonly EsploraTx[]
  readonly mempool: readonly EsploraTx[]
} {
  const all = txs.map(toTx).reverse()
  return {
    chain: all.filter(({ status }) => status.confirmed),
    mempool: all.filter(({ status }) => !status.confirmed),
  }
}

/** The id of the nth made-up transaction. */
export function madeUpTxid(n: number): string {
  return createHash('sha256').update(`transaction ${n}`).digest('hex')
}

function toTx({ height, from = [], to = [] }: MadeUpTx, n: number): EsploraTx {
  const vin = from.map(([address, value], i) => ({
    txid: madeUpTxid(1_000_000 + n * 1_000 + i),
    vout: 0,
    prevout: outputTo(address, value),
    scriptsig: '',
    is_coinbase: false,
    sequence: 0xffff_ffff,
  }))
  const vout = [...to.map(([address, value]) => outputTo(address, value)), nullData()]
  const status =
    height === null
      ? ({ confirmed: false } as const)
      : ({
          confirmed: true,
          block_height: height,
          block_hash: madeUpTxid(-height),
          block_time: 1_600_000_000 + height,
        } as const)
  return { txid: madeUpTxid(n), version: 2, locktime: 0, vin, vout, size: 200, weight: 800, fee: 0, status }
}

function outputTo(address: string, value: number): EsploraOutput {
  const script = `script of ${address}`
  return {
    scriptpubkey: script,
    scriptpubkey_asm: '',
    scriptpubkey_type: 'v0_p2wpkh',
    scriptpubkey_address: address,
    value,
  }
}

/** An output without an address. */
function nullData(): EsploraOutput {
  return { scriptpubkey: '6a', scriptpubkey_asm: 'OP_RETURN', scriptpubkey_type: 'op_return', value: 0 }
}
