/** The 80 bytes of a block header: its hash, what it stands on, and its time. */
import { createHash } from 'node:crypto'
import { type BlockHash, type BlockHeader, blockHash } from '../../../shared/chain.ts'

export const HEADER_BYTES = 80

/** The block hash of the header that `bytes` begins with. */
export function hashOfHeader(bytes: Uint8Array): BlockHash {
  const inner = createHash('sha256').update(bytes.subarray(0, HEADER_BYTES)).digest()
  return displayed(createHash('sha256').update(inner).digest())
}

/** What the ledger keeps of the header, with the hash computed from its bytes. */
export function readRawHeader(bytes: Uint8Array, height: number): BlockHeader {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return {
    height,
    hash: hashOfHeader(bytes),
    prevHash: displayed(Buffer.from(bytes.subarray(4, 36))),
    time: view.getUint32(68, true),
  }
}

function displayed(hash: Buffer): BlockHash {
  return blockHash(hash.reverse().toString('hex'))
}
