/**
 * The merkle root over a block: proof that the bytes of every transaction are those the header commits to.
 * Many times the price of the scan, so it is asked for only where something was found.
 */
import { skipMarker } from './block-map.ts'
import { BlockFormatError, ByteReader, HEADER_BYTES, MIN_INPUT, MIN_TX } from './byte-reader.ts'
import { type BlockTransactions, createMerkleHasher } from './merkle-hasher.ts'

/** Where the header keeps it. */
const ROOT = 36

/** Its memory is scratch: nothing outlives a call. */
const hasher = createMerkleHasher()

/**
 * Throws `BlockFormatError` unless the root of the block's txids is the header's. Two equal hashes side by side are
 * refused, because a list with its end repeated has the same root (CVE-2012-2459). That hashes of inner nodes pass
 * for transactions of 64 bytes (CVE-2017-12842) is kept out by `requireCoinbase`, as in Bitcoin Core.
 */
export function checkMerkleRoot(block: BlockTransactions): void {
  if (merkleRootOf(block).compare(block.bytes, ROOT, ROOT + 32) !== 0)
    throw new BlockFormatError('merkle root of other transactions', ROOT, 'merkle')
}

/** The root of a block's transactions, in internal order. Throws where two equal ones stand side by side. */
export function merkleRootOf(block: BlockTransactions): Buffer {
  const root = hasher.rootOf(block)
  if (root === null) throw new BlockFormatError('transactions repeated', ROOT, 'merkle')
  return root
}

/**
 * Throws unless the first transaction of a well-formed block has a single input that spends nothing. Bytes that are the
 * inner nodes of a merkle tree cannot meet this, whatever their root.
 */
export function requireCoinbase(raw: Uint8Array): void {
  const reader = new ByteReader(raw, HEADER_BYTES)
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
