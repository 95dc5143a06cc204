import { expect, it } from 'vitest'
import { createToldHistoryService } from '../../../electron/services/told-history-service.ts'
import type { ProviderPool } from '../../../electron/sources/provider-pool.ts'
import { openWorld, testChain, type World } from '../store/world.ts'

const ALL = { kind: 'all' } as const
const NEVER = new AbortController().signal
const chain = testChain()

/** The service over a real ledger; its pool answers nobody and notes who is asked about. */
function serviceOn(world: World) {
  const asked: string[] = []
  const history: ProviderPool['history'] = async (address) => {
    asked.push(address)
    return { kind: 'failed', failures: [] }
  }
  const service = createToldHistoryService({
    clock: world.clock,
    models: world.models,
    portfolio: world.portfolio,
    inGap: (ids) => world.portfolio.scriptsInGap(ids),
    store: world.sources,
    providers: { pool: { size: 1, history }, allowed: () => () => true },
    offline: () => false,
  })
  return { service, asked }
}

/** Scripts that a provider called unused at block 100. */
async function unusedAt100(world: World, ...names: number[]): Promise<readonly number[]> {
  const scripts = await world.watch(...names)
  await world.sources.saveObservations(
    scripts.map((scriptId) => ({
      scriptId,
      source: 'provider:somebody' as const,
      at: chain.ref(100),
      confirmed: 0,
      pending: 0,
      immature: 0,
      observedAt: 1,
      used: false,
    })),
  )
  return scripts
}

it('takes the word that an address was never paid only as far as own data lacks something', async () => {
  const world = openWorld()
  const [early = -1, late = -1] = await unusedAt100(world, 1, 2)
  await world.snapshot(chain, 100, [early])
  await world.connect(chain, 150)
  await world.snapshot(chain, 150, [late])
  const { service, asked } = serviceOn(world)
  // What happened to the second one between 100 and 150 is not in that word.
  expect(await service.ask(ALL, NEVER)).toMatchObject({ told: 1, failed: [{ address: 'address 2' }] })
  expect(asked).toEqual(['address 2'])
  expect(world.models.toldUpTo([early, late])).toEqual(new Map([[early, 100]]))
})

it('writes nothing more once it is cancelled', async () => {
  const world = openWorld()
  const scripts = await unusedAt100(world, 1, 2, 3, 4, 5, 6)
  const { service } = serviceOn(world)
  const cancelling = new AbortController()
  const asking = service.ask(ALL, cancelling.signal)
  cancelling.abort()
  await expect(asking).rejects.toMatchObject({ code: 'cancelled' })
  await world.idle()
  expect(world.models.toldUpTo(scripts).size).toBeLessThan(scripts.length)
})
