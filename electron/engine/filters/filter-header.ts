/** BIP-157's chain of filter headers: each commits to a block's filter and to all filters before it. */
import { blockHashOf, sha256d } from '../block/hash.ts'

/** A filter header as 64 lower-case hex digits in display order, as bitcoind prints it. */
export type FilterHeader = string & { readonly __brand: 'FilterHeader' }

/** What the genesis block's filter header stands on. */
export const NO_FILTER_HEADER = '0'.repeat(64) as FilterHeader

/** A filter header from its 32 bytes in internal order. */
export function filterHeaderOf(bytes: Uint8Array): FilterHeader {
  return blockHashOf(bytes) as string as FilterHeader // written the same way
}

/** Brands 64 hex digits as a filter header. Throws a RangeError on anything else. */
export function filterHeader(hex: string): FilterHeader {
  if (!/^[0-9a-f]{64}$/.test(hex))
    throw new RangeError('not a filter header: expected 64 lower-case hex digits')
  return hex as FilterHeader // checked just above
}

/** The header of a block with this filter, on top of the previous block's. */
export function nextFilterHeader(filter: Uint8Array, previous: FilterHeader): FilterHeader {
  return filterHeaderOf(sha256d(sha256d(filter), internalBytes(previous)))
}

function internalBytes(header: FilterHeader): Uint8Array {
  return Buffer.from(header, 'hex').reverse()
}
