/**
 * A block read slowly and exactly: where its transactions and inputs are, or the error that says where and why it is
 * none. Asked for only where the kernel found something or broke off.
 */
import { BlockFormatError, ByteReader, HEADER_BYTES, MIN_INPUT, MIN_OUTPUT, MIN_TX } from './byte-reader.ts'

/** Where things are in a raw block. */
export interface BlockMap {
  readonly bytes: Uint8Array
  readonly txCount: number
  /** Where each transaction begins, and behind the last one where the block ends. */
  readonly txStart: readonly number[]
  /** Where the outputs of each transaction end. */
  readonly bodyEnd: readonly number[]
  /** Where each input begins: with the outpoint it spends. */
  readonly inputAt: readonly number[]
}

/**
 * Maps a raw block. Throws `BlockFormatError`, with the offset, on exactly what Bitcoin Core refuses to deserialise, and
 * on transactions without inputs or outputs and on bytes left over.
 */
export function mapBlock(raw: Uint8Array): BlockMap {
  if (raw.length < HEADER_BYTES) throw new BlockFormatError('truncated header', raw.length, 'truncated')
  const reader = new ByteReader(raw, HEADER_BYTES)
  const txCount = reader.count(MIN_TX)
  if (txCount === 0) throw new BlockFormatError('no transactions', HEADER_BYTES, 'count')
  const map = {
    bytes: raw,
    txCount,
    txStart: [] as number[],
    bodyEnd: [] as number[],
    inputAt: [] as number[],
  }
  for (let tx = 0; tx < txCount; tx++) mapTransaction(reader, map)
  if (reader.position !== raw.length)
    throw new BlockFormatError('bytes left over', reader.position, 'left_over')
  map.txStart.push(raw.length)
  return map
}

function mapTransaction(
  reader: ByteReader,
  { txStart, bodyEnd, inputAt }: { txStart: number[]; bodyEnd: number[]; inputAt: number[] },
): void {
  txStart.push(reader.skip(4))
  const segwit = skipMarker(reader)
  const inputs = countOfSome(reader, MIN_INPUT, 'no inputs')
  for (let left = inputs; left > 0; left--) {
    inputAt.push(reader.skip(36))
    reader.skip(reader.count(1))
    reader.skip(4)
  }
  for (let left = countOfSome(reader, MIN_OUTPUT, 'no outputs'); left > 0; left--) {
    reader.skip(8)
    reader.skip(reader.count(1))
  }
  bodyEnd.push(reader.position)
  if (segwit) skipWitness(reader, inputs)
  reader.skip(4)
}

/** Moves over marker and flag where there are any, and says whether there were. */
export function skipMarker(reader: ByteReader): boolean {
  if (reader.bytes[reader.position] !== 0) return false
  const flag = reader.skip(2) + 1
  if (reader.bytes[flag] !== 1) throw new BlockFormatError('unknown flag', flag)
  return true
}

/** A count of at least one. */
export function countOfSome(reader: ByteReader, unit: number, otherwise: string): number {
  const at = reader.position
  const count = reader.count(unit)
  if (count === 0) throw new BlockFormatError(otherwise, at, 'count')
  return count
}

/** As in Bitcoin Core, a witness without a single item is refused: the plain form is the only one for that. */
export function skipWitness(reader: ByteReader, inputs: number): void {
  const start = reader.position
  let filled = false
  for (let left = inputs; left > 0; left--) {
    const items = reader.count(1)
    filled ||= items > 0
    for (let item = 0; item < items; item++) reader.skip(reader.count(1))
  }
  if (!filled) throw new BlockFormatError('empty witness', start)
}
