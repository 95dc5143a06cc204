import { describe, expect, it } from 'vitest'
import { MEDIAN_OF, medianOf, medianTimes } from '../../../electron/engine/median-time.ts'
import { type BlockHeader, blockHash } from '../../../shared/chain.ts'
import { createRandom } from '../../bench/random.ts'
import { seedOf } from '../../ground/seed.ts'

const seed = seedOf('median time')
const HASH = blockHash('ab'.repeat(32))
const header = (height: number, time: number): BlockHeader => ({
  height,
  hash: HASH,
  prevHash: HASH,
  time,
})

/** BIP-113, word by word: of eleven sorted times the one in the middle. */
const middleOf = (times: readonly number[]): number =>
  times.toSorted((a, b) => a - b)[times.length >> 1] ?? -1

describe('the median time past', () => {
  it(`of many headers is that of eleven times each, whatever their order and however often one comes (seed ${seed})`, () => {
    const random = createRandom(seed)
    const times = Array.from({ length: 400 }, (_, n) => 1_000 + n * 3 + random.below(60))
    const headers = times.slice(MEDIAN_OF - 1).map((time, n) => header(500 + n, time))
    const medians = medianTimes(headers, times.slice(0, MEDIAN_OF - 1)).map(({ medianTime }) => medianTime)
    expect(medians).toEqual(headers.map((_, n) => middleOf(times.slice(n, n + MEDIAN_OF))))
    expect(medians.at(-1)).toBe(medianOf(headers.slice(-MEDIAN_OF)))
  })

  it('is there from genesis on, of as many as there are', () => {
    const times = [5, 3, 9, 1, 7, 2, 8, 8, 4, 6, 10, 0, 11]
    const medians = medianTimes(times.map((time, height) => header(height, time)), []) // biome-ignore format: one step a line
    expect(medians.map(({ medianTime }) => medianTime)).toEqual(
      times.map((_, n) => middleOf(times.slice(Math.max(0, n + 1 - MEDIAN_OF), n + 1))),
    )
  })

  it('is unknown where times below are missing, and stays what it was where it is known', () => {
    const headers = Array.from({ length: 12 }, (_, n) => header(900 + n, n))
    const known = { ...header(912, 5), medianTime: 77 }
    const medians = medianTimes([...headers, known], [1, 2]).map(({ medianTime }) => medianTime)
    expect(medians.slice(0, 8)).toEqual(Array(8).fill(undefined))
    expect(medians[8]).toBe(middleOf([1, 2, 0, 1, 2, 3, 4, 5, 6, 7, 8]))
    expect(medians.at(-1)).toBe(77)
  })
})
