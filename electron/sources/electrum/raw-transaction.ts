/** A transaction as the network serialises it: its id from its bytes, and what it does to one script. */
import type { Txid } from '../../../shared/chain.ts'
import { BlockFormatError, ByteReader } from '../../engine/block/byte-reader.ts'
import { sha256d, txidOf } from '../../engine/block/hash.ts'

const MIN_INPUT = 41
const MIN_OUTPUT = 9

/** What a transaction takes and gives. */
export interface TransactionEffect {
  /** Of the bytes without witness: nobody can give another transaction this id. */
  readonly txid: Txid
  /** Everything it spends, as `txid:vout`. */
  readonly spends: readonly string[]
  /** Its outputs to the script. */
  readonly pays: readonly { readonly vout: number; readonly value: number }[]
}

/** Reads one whole transaction. Throws `BlockFormatError` on anything else, and on bytes behind it. */
export function readTransaction(bytes: Uint8Array, scriptPubKey: Uint8Array): TransactionEffect {
  const reader = new ByteReader(bytes)
  reader.skip(4)
  const segwit = bytes[reader.position] === 0
  if (segwit && bytes[reader.skip(2) + 1] !== 1) throw new BlockFormatError('unknown flag', 5)
  const bodyStart = reader.position
  const spends = readInputs(reader)
  const pays = readOutputs(reader, scriptPubKey)
  const bodyEnd = reader.position
  if (segwit) skipWitness(reader, spends.length)
  const lockTime = reader.skip(4)
  if (reader.position !== bytes.length) throw new BlockFormatError('bytes behind the end', reader.position)
  const body = bytes.subarray(bodyStart, bodyEnd)
  const txid = txidOf(sha256d(bytes.subarray(0, 4), body, bytes.subarray(lockTime)))
  return { txid, spends, pays }
}

function readInputs(reader: ByteReader): readonly string[] {
  const spends: string[] = []
  const count = reader.count(MIN_INPUT)
  for (let n = 0; n < count; n++) {
    const at = reader.skip(32)
    spends.push(`${txidOf(reader.bytes.subarray(at, at + 32))}:${reader.uint32()}`)
    reader.skip(reader.count(1))
    reader.skip(4)
  }
  return spends
}

function readOutputs(reader: ByteReader, scriptPubKey: Uint8Array): TransactionEffect['pays'] {
  const pays: { readonly vout: number; readonly value: number }[] = []
  const count = reader.count(MIN_OUTPUT)
  for (let vout = 0; vout < count; vout++) {
    const value = reader.amount()
    const length = reader.count(1)
    const at = reader.skip(length)
    if (Buffer.compare(reader.bytes.subarray(at, at + length), scriptPubKey) === 0) pays.push({ vout, value })
  }
  return pays
}

function skipWitness(reader: ByteReader, inputs: number): void {
  for (let n = 0; n < inputs; n++) {
    const items = reader.count(1)
    for (let item = 0; item < items; item++) reader.skip(reader.count(1))
  }
}
