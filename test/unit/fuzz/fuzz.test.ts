import { describe, expect, it } from 'vitest'
import { withCorpus } from '../../fuzz/corpus.ts'
import { fuzz, type Target } from '../../fuzz/fuzz.ts'
import { TARGETS } from '../../fuzz/targets.ts'
import { createChance } from '../../ground/provider-ground.ts'

describe('readers of foreign input', () => {
  it('take mutated input, and what once was a problem, without a crash, a hang, or memory kept', async () => {
    const chance = createChance()
    console.info(`seed of the mutations: ${chance.seed}`)
    const { tried, findings, grownBy } = await fuzz(withCorpus(TARGETS), 2_600, chance)
    expect(findings.map(({ target, kind, what }) => `${kind} in ${target}: ${what}`)).toEqual([])
    for (const [name, { accepted }] of tried) expect(accepted, name).toBeGreaterThan(0)
    expect(grownBy).toBeLessThan(300e6)
  }, 120_000)

  it('would be found out if one crashed', async () => {
    const fragile: Target = {
      name: 'fragile',
      seeds: [Buffer.from('ok')],
      read: (input) => {
        if (input.length > 2) throw new TypeError('not expected')
      },
      expects: () => false,
    }
    const { findings } = await fuzz([fragile], 200, createChance(1))
    expect(findings[0]).toMatchObject({ target: 'fragile', kind: 'crash' })
  })
})
