/** Double SHA-256 and the two ways of writing a hash. */
import { createHash } from 'node:crypto'
import type { BlockHash, Txid } from '../../../shared/chain.ts'

/** SHA-256 of SHA-256 over the parts, as 32 bytes in internal order. */
export function sha256d(...parts: readonly Uint8Array[]): Uint8Array {
  const first = createHash('sha256')
  for (const part of parts) first.update(part)
  return createHash('sha256').update(first.digest()).digest()
}

/** A block hash from its 32 internal bytes. */
export function blockHashOf(bytes: Uint8Array): BlockHash {
  return displayHex(bytes) as BlockHash // 32 bytes give 64 lower-case hex digits
}

/** A txid from its 32 internal bytes. */
export function txidOf(bytes: Uint8Array): Txid {
  return displayHex(bytes) as Txid // 32 bytes give 64 lower-case hex digits
}

function displayHex(bytes: Uint8Array): string {
  return Buffer.from(bytes).reverse().toString('hex')
}

/** Display order (reversed hex) back to internal bytes. */
export function fromDisplayHex(hex: BlockHash | Txid): Uint8Array {
  return Buffer.from(hex, 'hex').reverse()
}
