import { expect, it } from 'vitest'
import { type Played, playChain } from '../../chains/play.ts'
import { seedOf } from '../../ground/seed.ts'

const CHAINS = 8

it(`holds what a naive model holds on ${CHAINS} random chains, stopped anywhere and left while they are read`, async () => {
  const seed = seedOf('chains')
  console.info(`seeds of the random chains: ${seed} to ${seed + CHAINS - 1}`)
  const played: Played[] = []
  for (let n = 0; n < CHAINS; n++) played.push(await playChain(seed + n))
  const sum = (key: keyof Played): number => played.reduce((all, one) => all + one[key], 0)
  for (const key of ['reorganised', 'spent', 'withinBlock', 'replaced', 'compared', 'history'] as const)
    expect(sum(key), key).toBeGreaterThan(CHAINS)
})
