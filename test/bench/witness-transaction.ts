/** Transactions with witnesses that nobody checks: spends of a witness version that consensus leaves open. */
import { type Coin, rawTransaction, type TxOutput, txidOf } from './raw-transaction.ts'

/** A transaction as it goes into a block, and its txid in the order of the wire. */
export interface RawWitnessTransaction {
  readonly raw: Buffer
  readonly txid: Buffer
}

/** Serialises a transaction with one witness stack an input. */
export function witnessTransaction(
  inputs: readonly Coin[],
  witnesses: readonly (readonly Buffer[])[],
  outputs: readonly TxOutput[],
): RawWitnessTransaction {
  const legacy = rawTransaction(inputs, outputs)
  const raw = Buffer.concat([
    legacy.subarray(0, 4),
    MARKER_AND_FLAG,
    legacy.subarray(4, -4),
    ...witnesses.flatMap((stack) => [Buffer.of(stack.length), ...stack.flatMap(withLength)]),
    legacy.subarray(-4),
  ])
  return { raw, txid: txidOf(legacy) }
}

const MARKER_AND_FLAG = Buffer.of(0, 1)

function withLength(item: Buffer): Buffer[] {
  const length = item.length < 0xfd ? [item.length] : [0xfd, item.length & 0xff, item.length >> 8]
  return [Buffer.from(length), item]
}
