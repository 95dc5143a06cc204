import { expect, it } from 'vitest'
import { againstCore } from '../../against-core/against-core.ts'
import { createChance } from '../../ground/provider-ground.ts'
import { describeWithBitcoind } from '../../ground/regtest-ground.ts'
import { seedOf } from '../../ground/seed.ts'

describeWithBitcoind('the whole history of scripts of all types on a random chain', (binary) => {
  it('is what getdescriptoractivity and every block read in full say, followed by blocks or filled in by filters', async () => {
    const chance = createChance(seedOf('against core'))
    console.info(`seed of the random chain: ${chance.seed}`)
    const log = (): void => undefined
    const { history, spent, chain } = await againstCore(binary, { chance, scripts: 160, blocks: 40, log })
    expect(history).toBeGreaterThan(100)
    expect(spent).toBeGreaterThan(10)
    expect(chain.paid).toBeGreaterThan(50)
  })
})
