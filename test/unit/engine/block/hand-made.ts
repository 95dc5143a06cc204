/** Blocks made by hand in the network's own serialisation: what no regtest node would mine. */
import { createHash } from 'node:crypto'
import { Transaction } from 'bitcoinjs-lib'
import { type BlockHash, blockHash } from '../../../../shared/chain.ts'

/** A legacy or segwit transaction. */
export interface TxParts {
  readonly inputs: readonly { readonly txid: string; readonly vout: number }[]
  readonly outputs: readonly { readonly value: number; readonly script: string }[]
  readonly witness?: boolean
  /** Witness items of each input. */
  readonly items?: number
}

/** What a coinbase spends. */
export const COINBASE = { txid: '0'.repeat(64), vout: 0xffffffff }

/** Four bytes, the lowest first. */
export function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value >>> 0)
  return bytes
}

function amount(value: number): Buffer {
  const bytes = Buffer.alloc(8)
  bytes.writeBigUInt64LE(BigInt(value))
  return bytes
}

/** A count as the network writes it. */
export function compactSize(value: number): Buffer {
  if (value < 0xfd) return Buffer.of(value)
  return value <= 0xffff
    ? Buffer.of(0xfd, value & 0xff, value >>> 8)
    : Buffer.concat([Buffer.of(0xfe), u32(value)])
}

/** SHA-256 of SHA-256. */
export function sha256d(bytes: Uint8Array): Buffer {
  return createHash('sha256').update(createHash('sha256').update(bytes).digest()).digest()
}

/** A hash as people write it: reversed, in hex. */
export function displayed(bytes: Uint8Array): string {
  return Buffer.from(bytes).reverse().toString('hex')
}

/** The bytes of a transaction, and its txid. */
export function txBytes({ inputs, outputs, witness = false, items = 2 }: TxParts): {
  raw: Buffer
  txid: string
} {
  const body = Buffer.concat([
    compactSize(inputs.length),
    ...inputs.flatMap(({ txid, vout }) => [
      Buffer.from(txid, 'hex').reverse(),
      u32(vout),
      Buffer.of(0),
      u32(0xffffffff),
    ]),
    compactSize(outputs.length),
    ...outputs.flatMap(({ value, script }) => [
      amount(value),
      compactSize(script.length / 2),
      Buffer.from(script, 'hex'),
    ]),
  ])
  const legacy = Buffer.concat([u32(2), body, u32(0)])
  const one = Buffer.concat([compactSize(items), Buffer.alloc(items * 2, Buffer.of(1, 0xff))])
  const stacks = Buffer.concat(inputs.map(() => one))
  const raw = witness ? Buffer.concat([u32(2), Buffer.of(0, 1), body, stacks, u32(0)]) : legacy
  return { raw, txid: displayed(sha256d(legacy)) }
}

/** A block of these transactions with the right merkle root. Transactions with a witness may come too. */
export function blockBytes(txs: readonly Buffer[]): { raw: Buffer; hash: BlockHash } {
  const root = merkleRoot(txs.map((raw) => sha256d(withoutWitness(raw))))
  const header = Buffer.concat([u32(4), Buffer.alloc(32, 1), root, u32(1_700_000_000), u32(0), u32(9)])
  const raw = Buffer.concat([header, compactSize(txs.length), ...txs])
  return { raw, hash: blockHash(displayed(sha256d(header))) }
}

/** Written as the rule reads, level by level: an odd one out is paired with itself. */
function merkleRoot(level: readonly Buffer[]): Buffer {
  const [root = Buffer.alloc(32)] = level
  if (level.length <= 1) return root
  const pairs = level.filter((_, i) => i % 2 === 0)
  return merkleRoot(pairs.map((left, i) => sha256d(Buffer.concat([left, level[2 * i + 1] ?? left]))))
}

/** By bitcoinjs-lib, whose serialisation is not ours. */
function withoutWitness(raw: Buffer): Uint8Array {
  if (raw[4] !== 0) return raw
  const tx = Transaction.fromBuffer(raw)
  tx.stripWitnesses()
  return tx.toBuffer()
}
