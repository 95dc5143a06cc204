import { describe, expect, it } from 'vitest'
import { seedOf } from '../../ground/seed.ts'

describe('the seed of a random test', () => {
  it('is its own, and the same in every run', () => {
    expect(seedOf('chains', '')).toBe(1890504287)
    expect(seedOf('torture', '')).not.toBe(seedOf('chains', ''))
  })

  it('is another one each time where chance is wished for, and the one that is named', () => {
    const drawn = new Set(Array.from({ length: 5 }, () => seedOf('chains', 'random')))
    expect(drawn.size).toBeGreaterThan(1)
    for (const seed of drawn) expect(seed).toBeLessThan(2 ** 31)
    expect(seedOf('chains', '42')).toBe(42)
    expect(() => seedOf('chains', 'fortytwo')).toThrow('TIDEMARK_SEED takes a whole number, or "random"')
  })
})
