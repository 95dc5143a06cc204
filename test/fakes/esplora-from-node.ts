/** Turns a real node's verbose blocks and transactions into the shapes that Esplora serves. */
import type { EsploraBlock, EsploraInput, EsploraOutput, EsploraStatus, EsploraTx } from './esplora-chain.ts'

/** The parts of `getblock <hash> 2` that are used. */
export interface NodeBlock {
  readonly hash: string
  readonly height: number
  readonly version: number
  readonly merkleroot: string
  readonly time: number
  readonly mediantime: number
  readonly nonce: number
  readonly bits: string
  readonly difficulty: number
  readonly previousblockhash?: string
  readonly size: number
  readonly weight: number
  readonly tx: readonly NodeTx[]
}

/** The parts of a verbose transaction that are used. */
export interface NodeTx {
  readonly txid: string
  readonly version: number
  readonly locktime: number
  readonly size: number
  readonly weight: number
  readonly vin: readonly {
    readonly coinbase?: string
    readonly txid?: string
    readonly vout?: number
    readonly scriptSig?: { readonly hex: string }
    readonly sequence: number
  }[]
  readonly vout: readonly {
    readonly value: number
    readonly n: number
    readonly scriptPubKey: {
      readonly asm: string
      readonly hex: string
      readonly type: string
      readonly address?: string
    }
  }[]
}

const TYPES: Readonly<Record<string, string>> = {
  pubkey: 'p2pk',
  pubkeyhash: 'p2pkh',
  scripthash: 'p2sh',
  multisig: 'multisig',
  nulldata: 'op_return',
  witness_v0_keyhash: 'v0_p2wpkh',
  witness_v0_scripthash: 'v0_p2wsh',
  witness_v1_taproot: 'v1_p2tr',
}

export function toBlock(block: NodeBlock): EsploraBlock {
  return {
    id: block.hash,
    height: block.height,
    version: block.version,
    timestamp: block.time,
    tx_count: block.tx.length,
    size: block.size,
    weight: block.weight,
    merkle_root: block.merkleroot,
    previousblockhash: block.previousblockhash ?? null,
    mediantime: block.mediantime,
    nonce: block.nonce,
    bits: Number.parseInt(block.bits, 16),
    difficulty: block.difficulty,
  }
}

/** `outputOf` finds the output that an input spends. */
export function toTx(
  tx: NodeTx,
  status: EsploraStatus,
  outputOf: (txid: string, vout: number) => EsploraOutput | null,
): EsploraTx {
  const vin = tx.vin.map((input) => toInput(input, outputOf))
  const vout = tx.vout.map(toOutput)
  const paidIn = vin.reduce((sum, { prevout }) => sum + (prevout?.value ?? 0), 0)
  const paidOut = vout.reduce((sum, { value }) => sum + value, 0)
  const { txid, version, locktime, size, weight } = tx
  return { txid, version, locktime, vin, vout, size, weight, fee: Math.max(0, paidIn - paidOut), status }
}

function toInput(
  input: NodeTx['vin'][number],
  outputOf: (txid: string, vout: number) => EsploraOutput | null,
): EsploraInput {
  const { txid = '0'.repeat(64), vout = 0xffff_ffff, sequence } = input
  return {
    txid,
    vout,
    prevout: outputOf(txid, vout),
    scriptsig: input.coinbase ?? input.scriptSig?.hex ?? '',
    is_coinbase: input.coinbase !== undefined,
    sequence,
  }
}

function toOutput({ value, scriptPubKey }: NodeTx['vout'][number]): EsploraOutput {
  const { hex, asm, type, address } = scriptPubKey
  return {
    scriptpubkey: hex,
    scriptpubkey_asm: asm,
    scriptpubkey_type: TYPES[type] ?? 'unknown',
    ...(address === undefined ? {} : { scriptpubkey_address: address }),
    value: Math.round(value * 1e8), // exact for every amount up to the supply
  }
}
