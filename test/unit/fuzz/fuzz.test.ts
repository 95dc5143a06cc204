import { describe, expect, it } from 'vitest'
import { withCorpus } from '../../fuzz/corpus.ts'
import { fuzz, type Target } from '../../fuzz/fuzz.ts'
import { TARGETS } from '../../fuzz/targets.ts'
import { createChance } from '../../ground/provider-ground.ts'
import { seedOf } from '../../ground/seed.ts'

describe('readers of foreign input', () => {
  it('take mutated input, and what once was a problem, without a crash, a hang, or memory kept', async () => {
    const chance = createChance(seedOf('mutations'))
    console.info(`seed of the mutations: ${chance.seed}`)
    const { tried, findings, grownBy } = await fuzz(withCorpus(TARGETS), 2_600, chance)
    expect(findings.map(({ target, kind, what }) => `${kind} in ${target}: ${what}`)).toEqual([])
    for (const [name, { accepted }] of tried) expect(accepted, name).toBeGreaterThan(0)
    expect(grownBy).toBeLessThan(300e6)
  })

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

  it('would be found out if one computed too long; one that only waits its turn is not', async () => {
    const target = (name: string, read: Target['read']): Target => ({
      name,
      seeds: [Buffer.from('ok')],
      read,
      expects: () => false,
    })
    const brooding = target('brooding', () => {
      const begun = process.threadCpuUsage()
      const computed = (): number => process.threadCpuUsage(begun).user
      while (computed() < 120_000);
    })
    const waiting = target('waiting', () => new Promise((resolve) => setTimeout(resolve, 150)))
    const { findings } = await fuzz([brooding, waiting], 0, createChance(1), 100)
    expect(findings.map(({ target: name, kind }) => [name, kind])).toEqual([['brooding', 'slow']])
  })
})
