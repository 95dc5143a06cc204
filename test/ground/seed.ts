/** Where the random tests take their chances from. */
import { randomInt } from 'node:crypto'

/**
 * The seed of the random test called `name`, below 2^31: the same in every run, so that whether a change passes does not
 * hang on chance. `TIDEMARK_SEED=random` draws another one each time, to find what no fixed one shows, and
 * `TIDEMARK_SEED=N` takes N. Tests print theirs.
 */
export function seedOf(name: string, wish = process.env['TIDEMARK_SEED'] ?? ''): number {
  if (wish === 'random') return randomInt(2 ** 31)
  if (wish !== '') {
    if (!/^\d{1,10}$/.test(wish)) throw new RangeError('TIDEMARK_SEED takes a whole number, or "random"')
    return Number(wish) % 2 ** 31
  }
  let hash = 0x811c9dc5 // FNV-1a
  for (const byte of Buffer.from(name)) hash = Math.imul(hash ^ byte, 0x01000193)
  return hash >>> 1
}
