/** One transaction of raw bytes, matched in passing: outputs by script, inputs by watched outpoint. */
import { isSats } from '../../../shared/amounts.ts'
import type { TransactionTotals } from '../../../shared/ipc/time.ts'
import type { MatchedTx } from '../ports.ts'
import { countOfSome, skipMarker, skipWitness } from './block-map.ts'
import { BlockFormatError, ByteReader, MIN_INPUT, MIN_OUTPUT } from './byte-reader.ts'
import { sha256d, txidOf } from './hash.ts'
import type { WatchTable } from './watch-table.ts'

/** Where the transaction is: it decides which scripts take part. Mempool: an infinite height. */
export interface TxPlace {
  readonly position: number
  readonly coinbase: boolean
  readonly height: number
}

/** An output that pays a watched script. */
export interface OutputHit {
  readonly vout: number
  readonly script: number
  readonly value: number
  readonly activeAbove: number
}

/** What a transaction does to what is watched. `id`: 32 bytes in internal order, null where it does nothing. */
export interface TxHits {
  readonly id: Uint8Array | null
  readonly outputs: readonly OutputHit[]
  readonly spends: MatchedTx['spends']
  readonly inputs: number
  /** Where its outputs begin, their count first. */
  readonly outputsAt: number
}

/**
 * Reads one transaction at the reader's position and leaves the reader behind it. Null when nothing in it is
 * watched. Outputs found are added to the table at once, so that a later transaction of the same block that
 * spends them is recognised. The txid is computed for hits alone.
 */
export function matchTransaction(reader: ByteReader, table: WatchTable, place: TxPlace): MatchedTx | null {
  const hits = readTransactionHits(reader, table, place)
  if (hits.id === null) return null
  const txid = txidOf(hits.id)
  for (const { vout, activeAbove } of hits.outputs) table.addOutpoint({ txid, vout, activeAbove })
  const outputs = hits.outputs.map(({ vout, script, value }) => ({ vout, script, value }))
  const { position, coinbase } = place
  const totals = totalsOf(reader.bytes, hits)
  return { txid, position, coinbase, outputs, spends: hits.spends, ...(totals && { totals }) }
}

/** Read a second time, and for hits alone: what passes by unread is what makes matching fast. */
function totalsOf(bytes: Uint8Array, { inputs, outputsAt }: TxHits): TransactionTotals | null {
  const reader = new ByteReader(bytes, outputsAt)
  const outputs = reader.count(MIN_OUTPUT)
  let value = 0
  for (let left = outputs; left > 0; left--) {
    value += reader.amount()
    reader.skip(reader.count(1))
  }
  return isSats(value) ? { inputs, outputs, value } : null
}

/** The same, without adding anything to the table. */
export function readTransactionHits(reader: ByteReader, table: WatchTable, place: TxPlace): TxHits {
  const start = reader.skip(4)
  const segwit = skipMarker(reader)
  const bodyStart = reader.position
  const inputs = countOfSome(reader, MIN_INPUT, 'no inputs')
  const spends = matchInputs(reader, inputs, table, place)
  const outputsAt = reader.position
  const outputs = matchOutputs(reader, table, place.height)
  const bodyEnd = reader.position
  if (segwit) skipWitness(reader, inputs)
  const lockTime = reader.skip(4)
  if (spends.length === 0 && outputs.length === 0) return { id: null, outputs, spends, inputs, outputsAt }
  const { bytes } = reader
  const body = [bytes.subarray(bodyStart, bodyEnd), bytes.subarray(lockTime, lockTime + 4)]
  const id = segwit
    ? sha256d(bytes.subarray(start, start + 4), ...body)
    : sha256d(bytes.subarray(start, reader.position))
  return { id, outputs, spends, inputs, outputsAt }
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
    const vout = new ByteReader(reader.bytes, outpoint + 32).uint32()
    spends.push({ txid, vout, vin })
  }
  return spends
}

function matchOutputs(reader: ByteReader, table: WatchTable, height: number): readonly OutputHit[] {
  const hits: OutputHit[] = []
  const count = countOfSome(reader, MIN_OUTPUT, 'no outputs')
  for (let vout = 0; vout < count; vout++) {
    const amount = reader.skip(8)
    const length = reader.count(1)
    const script = table.findScript(reader.bytes, reader.skip(length), length, height)
    if (!script) continue
    const value = new ByteReader(reader.bytes, amount).amount()
    if (!isSats(value)) throw new BlockFormatError('amount out of range', amount)
    hits.push({ vout, value, script: script.id, activeAbove: script.activeAbove })
  }
  return hits
}
