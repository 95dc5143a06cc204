import { describe, expect, it } from 'vitest'
import { createChance } from '../../ground/provider-ground.ts'
import { seedOf } from '../../ground/seed.ts'
import { cutPower } from '../../power-cut/power-cut.ts'
import { whyNoTrace } from '../../power-cut/trace.ts'

const reason = await whyNoTrace()
const title = 'a ledger whose power is cut'

if (reason !== null)
  describe.skip(`${title} (skipped: ${reason})`, () => it(`is whole (${reason})`, () => undefined))
else
  describe(title, () => {
    it('opens whole with all that was said to be kept, whatever part of the later writes the disk has', async () => {
      const chance = createChance(seedOf('power cuts'))
      console.info(`seed of the power cuts: ${chance.seed}`)
      const cuts = await cutPower({ images: 60, rounds: 30, synchronous: 'full', chance })
      expect(cuts.damaged).toBeGreaterThan(20)
      expect(cuts.problems).toEqual([])
    })

    it('is found broken where SQLite is told not to wait for the disk', async () => {
      const cuts = await cutPower({
        images: 20,
        rounds: 20,
        synchronous: 'off',
        chance: createChance(seedOf('unsafe power cuts')),
      })
      expect(cuts.problems.length).toBeGreaterThan(0)
    })
  })
