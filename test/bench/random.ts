/** The same numbers in every run, so that every run measures the same blocks. */
import { createHash } from 'node:crypto'

export interface Random {
  /** A whole number from 0 to below `limit`. */
  below(limit: number): number
  bytes(length: number): Buffer
}

/** A generator (mulberry32) that follows from its seed alone. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return (mixed ^ (mixed >>> 14)) >>> 0
  }
  return {
    below: (limit) => next() % limit,
    bytes: (length) =>
      createHash('sha512').update(`${seed}:${next()}:${next()}`).digest().subarray(0, length),
  }
}
