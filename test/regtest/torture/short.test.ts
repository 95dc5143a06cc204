import { expect, it } from 'vitest'
import { createChance } from '../../ground/provider-ground.ts'
import { describeWithBitcoind } from '../../ground/regtest-ground.ts'
import { seedOf } from '../../ground/seed.ts'
import { torture } from '../../torture/torture.ts'

describeWithBitcoind('a ledger that is tortured', (binary) => {
  it('has the node’s unspent outputs after every kind of fault, each of which really happened', async () => {
    const chance = createChance(seedOf('torture'))
    console.info(`seed of the torture: ${chance.seed}`)
    const tallies = await torture(binary, { chance, until: 0, stopMs: 300, log: () => undefined })
    expect(tallies.filter(({ happened }) => happened === 0)).toEqual([])
  })
})
