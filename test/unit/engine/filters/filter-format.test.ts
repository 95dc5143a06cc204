import { describe, expect, it } from 'vitest'
import { blockHashOf } from '../../../../electron/engine/block/hash.ts'
import { FilterFormatError } from '../../../../electron/engine/filters/filter-format-error.ts'
import { createFilterMatcher } from '../../../../electron/engine/filters/filter-matcher.ts'
import { createRandom } from '../../../bench/random.ts'
import { buildFilter, encodeValues } from './naive-gcs.ts'

const KEY = createRandom(1).bytes(32)
const BLOCK = blockHashOf(KEY)
const SCRIPTS = Array.from({ length: 300 }, (_, i) => createRandom(i).bytes(22).fill(0x51, 0, 1))
const FILTER = buildFilter(KEY, SCRIPTS)

/** Where the matcher stops, and why; null when it reads the filter. */
function refusal(filter: Uint8Array): { readonly what: string; readonly offset: number } | null {
  try {
    createFilterMatcher([]).matchAny(filter, BLOCK)
    return null
  } catch (error) {
    if (!(error instanceof FilterFormatError)) throw error
    return { what: error.message.replace(/ at byte.*/, ''), offset: error.offset }
  }
}

describe('a filter that breaks the format', () => {
  it('is refused where it ends too early, at every length', () => {
    expect(refusal(FILTER)).toBeNull()
    for (let length = 0; length < FILTER.length; length++) {
      const problem = refusal(FILTER.subarray(0, length))
      expect(['truncated', 'more values than there are bytes for']).toContain(problem?.what)
      if (problem?.what === 'truncated') expect(problem.offset).toBe(length)
    }
  })

  it('is refused with bytes behind its last value, and where they begin is said', () => {
    for (const more of [1, 2, 40]) {
      const longer = Buffer.concat([FILTER, Buffer.alloc(more)])
      const problem = refusal(longer)
      expect(problem?.what).toBe('bytes after the last value')
      // The last byte of the filter itself may be full: then the excess begins at its end.
      expect(FILTER.length - (problem?.offset ?? 0)).toBeLessThanOrEqual(1)
    }
    expect(refusal(Buffer.of(0))).toBeNull()
    expect(refusal(Buffer.of(0, 0))).toEqual({ what: 'bytes after the last value', offset: 1 })
  })

  it('is refused with bits behind its last value that are not zero', () => {
    const one = encodeValues([5n]) // 20 bits: 4 are left over
    expect(refusal(one)).toBeNull()
    const spoilt = Uint8Array.from(one)
    spoilt[3] = (spoilt[3] ?? 0) | 1
    expect(refusal(spoilt)).toEqual({ what: 'bits other than zero after the last value', offset: 3 })
  })

  it('is refused with a value that no script can have', () => {
    expect(refusal(encodeValues([784_930n]))).toBeNull()
    expect(refusal(encodeValues([784_931n]))).toEqual({ what: 'a value out of range', offset: 1 })
    const third = encodeValues([1n, 784_930n, 3n * 784_931n])
    expect(refusal(third)).toEqual({ what: 'a value out of range', offset: 6 })
  })

  it('is refused with a count that the rest cannot hold, or one written longer than it needs to be', () => {
    const huge = Buffer.concat([Buffer.of(0xfe, 0xff, 0xff, 0xff, 0xff), FILTER])
    expect(refusal(huge)).toEqual({ what: 'more values than there are bytes for', offset: 0 })
    const hugest = Buffer.concat([Buffer.alloc(9, 0xff), FILTER])
    expect(refusal(hugest)).toEqual({ what: 'more values than there are bytes for', offset: 0 })
    const padded = Buffer.concat([Buffer.of(0xfd, 1, 0), encodeValues([5n]).subarray(1)])
    expect(refusal(padded)).toEqual({ what: 'a count longer than it needs to be', offset: 0 })
    expect(refusal(Buffer.of(0xfd, 1))).toEqual({ what: 'truncated', offset: 2 })
  })

  it('is read where a run of ones is longer than the machine word it is read by', () => {
    // Values farther apart than hashes ever are. The last is just possible, or just not: so all are read to the bit.
    const count = 1_000
    const limit = BigInt(count) * 784_931n
    for (const quotient of [35n, 36n, 37n, 38n, 56n, 57n, 58n, 100n, 400n, 1_000n]) {
      const far = 3n + (quotient << 19n) + 7n
      const between = Array.from({ length: count - 3 }, (_, i) => far + BigInt(i))
      expect(refusal(encodeValues([3n, far, ...between.slice(1), limit - 2n, limit - 1n]))).toBeNull()
      const beyond = encodeValues([3n, far, ...between.slice(1), limit - 1n, limit])
      expect(refusal(beyond)?.what).toBe('a value out of range')
    }
    const endless = Buffer.concat([Buffer.of(1), Buffer.alloc(60, 0xff)])
    expect(refusal(endless)).toEqual({ what: 'truncated', offset: 61 })
  })

  it('never makes the matcher crash or hang, whichever bit is wrong', () => {
    const random = createRandom(99)
    for (let i = 0; i < 2_000; i++) {
      const spoilt = Uint8Array.from(FILTER)
      for (let bits = 1 + random.below(3); bits > 0; bits--) {
        const at = random.below(spoilt.length)
        spoilt[at] = (spoilt[at] ?? 0) ^ (1 << random.below(8))
      }
      const problem = refusal(spoilt)
      if (problem) expect(problem.offset).toBeLessThanOrEqual(spoilt.length)
    }
    expect(createFilterMatcher(SCRIPTS).matchAny(FILTER, BLOCK)).toBe(true)
  })
})
