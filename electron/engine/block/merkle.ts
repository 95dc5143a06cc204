/**
 * The merkle root over a block: proof that the bytes of every transaction are those the header commits to.
 * Many times the price of the scan, so it is asked for only where something was found.
 */
import { type BlockMap, skipMarker } from './block-map.ts'
import { BlockFormatError, ByteReader, MIN_INPUT, MIN_TX } from './byte-reader.ts'
import { sha256dInto } from './hash.ts'

/** Where the header keeps it. */
const ROOT = 36
const HEADER = 80

/**
 * Throws `BlockFormatError` unless the root of the block's txids is the header's. Two equal hashes side by side are
 * refused, because a list with its end repeated has the same root (CVE-2012-2459). That hashes of inner nodes pass
 * for transactions of 64 bytes (CVE-2017-12842) is kept out by `requireCoinbase`, as in Bitcoin Core.
 */
export function checkMerkleRoot(map: BlockMap): void {
  if (merkleRootOf(txidsOf(map)).compare(map.bytes, ROOT, ROOT + 32) !== 0)
    throw new BlockFormatError('merkle root of other transactions', ROOT, 'merkle')
}

/** The root of txids of 32 bytes each, which are overwritten. Throws where two equal ones stand side by side. */
export function merkleRootOf(txids: Buffer): Buffer {
  for (let count = txids.length / 32; count > 1; count = (count + 1) >>> 1) foldLevel(txids, count)
  return txids.subarray(0, 32)
}

/**
 * Throws unless the first transaction of a well-formed block has a single input that spends nothing. Bytes that are the
 * inner nodes of a merkle tree cannot meet this, whatever their root.
 */
export function requireCoinbase(raw: Uint8Array): void {
  const reader = new ByteReader(raw, HEADER)
  reader.count(MIN_TX)
  reader.skip(4)
  skipMarker(reader)
  const inputs = reader.count(MIN_INPUT)
  if (inputs !== 1 || !isNothing(raw, reader.position))
    throw new BlockFormatError('no coinbase', reader.position)
}

/** The outpoint of a coinbase: a txid of zeros and the highest index. */
function isNothing(bytes: Uint8Array, at: number): boolean {
  for (let i = 0; i < 36; i++) if (bytes[at + i] !== (i < 32 ? 0 : 0xff)) return false
  return true
}

/** All txids of a block, 32 bytes each in internal order. */
export function txidsOf(map: BlockMap): Buffer {
  const { bytes, txStart, bodyEnd, txCount } = map
  const hashes = Buffer.allocUnsafe(txCount * 32)
  const stripped = Buffer.allocUnsafe(bytes.length)
  const whole = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  for (let tx = 0; tx < txCount; tx++) {
    const start = txStart[tx] ?? 0
    const end = txStart[tx + 1] ?? 0
    const segwit = bytes[start + 4] === 0
    const body = segwit
      ? stripWitness(whole, stripped, start, bodyEnd[tx] ?? 0, end)
      : whole.subarray(start, end)
    sha256dInto(body, hashes, tx * 32)
  }
  return hashes
}

/** What a txid is the hash of: version, body and lock time without marker, flag and witness. */
function stripWitness(from: Buffer, to: Buffer, start: number, bodyEnd: number, end: number): Buffer {
  from.copy(to, 0, start, start + 4)
  from.copy(to, 4, start + 6, bodyEnd)
  const length = bodyEnd - start - 2
  from.copy(to, length, end - 4, end)
  return to.subarray(0, length + 4)
}

/** Writes the parents of `count` hashes over their first half. */
function foldLevel(hashes: Buffer, count: number): void {
  const pair = Buffer.allocUnsafe(64)
  for (let i = 0; i < count; i += 2) {
    const left = i * 32
    const right = i + 1 < count ? left + 32 : left
    if (right !== left && hashes.compare(hashes, right, right + 32, left, left + 32) === 0)
      throw new BlockFormatError('transactions repeated', ROOT, 'merkle')
    hashes.copy(pair, 0, left, left + 32)
    hashes.copy(pair, 32, right, right + 32)
    sha256dInto(pair, hashes, (i / 2) * 32)
  }
}
