/** Transactions that need no signature, for chains of the benchmark's own: consensus lets anybody spend them. */
import { createHash } from 'node:crypto'

/** An output that the next transactions can spend. `txid` in the order of the wire. */
export interface Coin {
  readonly txid: Buffer
  readonly vout: number
  readonly value: number
}

export interface TxOutput {
  readonly script: Buffer
  readonly value: number
}

/** Serialises a transaction with empty script sigs and no witness: what spends witness version 2 outputs. */
export function rawTransaction(inputs: readonly Coin[], outputs: readonly TxOutput[]): Buffer {
  const parts: Buffer[] = [uint32(2), compactSize(inputs.length)]
  for (const input of inputs) parts.push(input.txid, uint32(input.vout), Buffer.of(0), uint32(0xffffffff))
  parts.push(compactSize(outputs.length))
  for (const output of outputs)
    parts.push(uint64(output.value), compactSize(output.script.length), output.script)
  parts.push(uint32(0))
  return Buffer.concat(parts)
}

/** The txid of a transaction without witness, in the order of the wire. */
export function txidOf(raw: Buffer): Buffer {
  return createHash('sha256').update(createHash('sha256').update(raw).digest()).digest()
}

function compactSize(value: number): Buffer {
  if (value < 0xfd) return Buffer.of(value)
  if (value > 0xffff) throw new RangeError('more than 65,535 parts are not needed here')
  return Buffer.of(0xfd, value & 0xff, value >> 8)
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value)
  return bytes
}

function uint64(value: number): Buffer {
  const bytes = Buffer.alloc(8)
  bytes.writeBigUInt64LE(BigInt(value))
  return bytes
}
