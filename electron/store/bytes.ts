/** Hashes between their two spellings: display hex outside, 32 bytes in internal (reversed) order in the rows. */
import { type BlockHash, type BlockRef, blockHash, type Txid, txid } from '../../shared/chain.ts'

/** The bytes to store for a block hash or txid. */
export function toBytes(hash: BlockHash | Txid): Buffer {
  return Buffer.from(hash, 'hex').reverse()
}

/** The block hash of stored bytes. */
export function toBlockHash(bytes: Uint8Array): BlockHash {
  return blockHash(displayHex(bytes))
}

/** The txid of stored bytes. */
export function toTxid(bytes: Uint8Array): Txid {
  return txid(displayHex(bytes))
}

/** A BlockRef of two stored columns. */
export function toRef(height: number, hash: Uint8Array): BlockRef {
  return { height, hash: toBlockHash(hash) }
}

function displayHex(bytes: Uint8Array): string {
  return Buffer.from(bytes).reverse().toString('hex')
}
