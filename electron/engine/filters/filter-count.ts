/** The head of a basic filter: how many values it holds. */
import { FilterFormatError } from './filter-format-error.ts'

/** One bit of quotient and 19 of remainder: no value takes less. */
const LEAST_BITS = 20

/** `count` values in the bytes from `start` on. */
export interface FilterCount {
  readonly count: number
  readonly start: number
}

/**
 * Reads the CompactSize at the beginning, which must be the shortest that says it. More values than the rest can hold
 * are refused, and so are bytes after an empty filter.
 */
export function readFilterCount(filter: Uint8Array): FilterCount {
  const { count, start } = readCompactSize(filter)
  const rest = filter.length - start
  if (count === 0 && rest > 0) throw new FilterFormatError('bytes after the last value', start)
  if (count * LEAST_BITS > rest * 8) throw new FilterFormatError('more values than there are bytes for', 0)
  return { count, start }
}

function readCompactSize(filter: Uint8Array): FilterCount {
  const first = filter[0]
  if (first === undefined) throw new FilterFormatError('truncated', 0)
  if (first < 0xfd) return { count: first, start: 1 }
  const bytes = first === 0xfd ? 2 : 4
  if (filter.length < 1 + bytes) throw new FilterFormatError('truncated', filter.length)
  // 2^32 values would be more than 10 GB: such a count is refused like any other that the bytes cannot hold.
  if (first === 0xff) throw new FilterFormatError('more values than there are bytes for', 0)
  const view = new DataView(filter.buffer, filter.byteOffset + 1, bytes)
  const count = bytes === 2 ? view.getUint16(0, true) : view.getUint32(0, true)
  if (count < (bytes === 2 ? 0xfd : 0x1_0000))
    throw new FilterFormatError('a count longer than it needs to be', 0)
  return { count, start: 1 + bytes }
}
