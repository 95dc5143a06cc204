/** One transaction of raw bytes, matched in passing: outputs by script, inputs by watched outpoint. */
import type { MatchedTx } from '../ports.ts'
import { BlockFormatError, type ByteReader } from './byte-reader.ts'
import { sha256d, txidOf } from './hash.ts'
import type { WatchTable } from './watch-table.ts'

const MIN_INPUT = 41
const MIN_OUTPUT = 9

/** Where the transaction is: it decides which scripts take part. Mempool: an infinite height. */
export interface TxPlace {
  readonly position: number
  readonly coinbase: boolean
  readonly height: number
}

interface Hit {
  readonly vout: number
  readonly script: number
  readonly value: number
  readonly activeAbove: number
}

/**
 * Reads one transaction at the reader's position and leaves the reader behind it. Null when nothing in it is
 * watched. Outputs found are added to the table at once, so that a later transaction of the same block that
 * spends them is recognised. The txid is computed for hits alone.
 */
export function matchTransaction(reader: ByteReader, table: WatchTable, place: TxPlace): MatchedTx | null {
  const start = reader.skip(4)
  const segwit = reader.bytes[reader.position] === 0
  if (segwit && reader.bytes[reader.skip(2) + 1] !== 1)
    throw new BlockFormatError('unknown flag', reader.position - 1)
  const bodyStart = reader.position
  const inputs = reader.count(MIN_INPUT)
  const spends = matchInputs(reader, inputs, table, place)
  const hits = matchOutputs(reader, table, place.height)
  const bodyEnd = reader.position
  if (segwit) skipWitness(reader, inputs)
  const lockTime = reader.skip(4)
  if (spends.length === 0 && hits.length === 0) return null

  const { bytes } = reader
  const id = txidOf(
    segwit
      ? sha256d(
          bytes.subarray(start, start + 4),
          bytes.subarray(bodyStart, bodyEnd),
          bytes.subarray(lockTime, lockTime + 4),
        )
      : sha256d(bytes.subarray(start, reader.position)),
  )
  for (const { vout, activeAbove } of hits) table.addOutpoint({ txid: id, vout, activeAbove })
  const outputs = hits.map(({ vout, script, value }) => ({ vout, script, value }))
  return { txid: id, position: place.position, coinbase: place.coinbase, outputs, spends }
}

function matchInputs(
  reader: ByteReader,
  count: number,
  table: WatchTable,
  place: TxPlace,
): MatchedTx['spends'] {
  const spends: MatchedTx['spends'][number][] = []
  for (let vin = 0; vin < count; vin++) {
    const outpoint = reader.skip(36)
    reader.skip(reader.count(1))
    reader.skip(4)
    if (place.coinbase || !table.hasOutpoint(reader.bytes, outpoint, place.height)) continue
    const txid = txidOf(reader.bytes.subarray(outpoint, outpoint + 32))
    const vout = new DataView(reader.bytes.buffer, reader.bytes.byteOffset + outpoint + 32, 4).getUint32(
      0,
      true,
    )
    spends.push({ txid, vout, vin })
  }
  return spends
}

function matchOutputs(reader: ByteReader, table: WatchTable, height: number): readonly Hit[] {
  const hits: Hit[] = []
  const count = reader.count(MIN_OUTPUT)
  for (let vout = 0; vout < count; vout++) {
    const value = reader.amount()
    const length = reader.count(1)
    const script = table.findScript(reader.bytes, reader.skip(length), length, height)
    if (script) hits.push({ vout, value, script: script.id, activeAbove: script.activeAbove })
  }
  return hits
}

function skipWitness(reader: ByteReader, inputs: number): void {
  for (let i = 0; i < inputs; i++) {
    const items = reader.count(1)
    for (let item = 0; item < items; item++) reader.skip(reader.count(1))
  }
}
