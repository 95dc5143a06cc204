import { expect, it } from 'vitest'
import { createAskRules } from '../../../electron/services/ask-rules.ts'
import { createBalanceService } from '../../../electron/services/balance-service.ts'
import { createProviderService } from '../../../electron/services/provider-service.ts'
import { createProviderPool } from '../../../electron/sources/provider-pool.ts'
import { ADDRESS, manualClock, never, scripted } from '../sources/provider-ground.ts'
import { coin, openWorld, testChain } from '../store/world.ts'

/** A watched script that the ledger covers or not, one provider, and how often that was asked for its tip. */
async function ground({ covered, nodeAnswers }: { covered: boolean; nodeAnswers: boolean }) {
  const world = openWorld()
  const [scriptId = 0] = await world.watch(1)
  const chain = testChain()
  if (covered) await world.snapshot(chain, 100, [scriptId], [coin('c', scriptId, 30, 9)])
  const clock = manualClock()
  const asked = { tips: 0, balances: 0 }
  const plain = scripted('a')
  const source = {
    ...plain,
    tip: (signal: AbortSignal) => {
      asked.tips++
      return plain.tip(signal)
    },
    balance: (address: string, signal: AbortSignal) => {
      asked.balances++
      return plain.balance(address, signal)
    },
  }
  const { id, url } = source
  const setting = { id, url, tier: 'public', tierSaid: false, consent: true, proxy: false } as const
  const rules = createAskRules({
    entries: () => [{ scriptId, group: '', archived: false }],
    settings: () => ({ providers: [setting], privacy: { limit: null, groups: {} } }),
  })
  const pool = createProviderPool({ sources: [], clock })
  const providers = createProviderService({ pool, store: world.sources, rules, connect: () => source })
  const said = { rotation: null, deadlineMs: null, cacheTtlS: null }
  await providers.configure({ providers: [setting], offline: false, proxy: null, pool: said })
  const tip = { best: chain.ref(100), headers: 100, time: chain.at(100).time, heardAt: clock.now() }
  const balances = createBalanceService({
    network: 'regtest',
    clock,
    models: world.models,
    sources: world.sources,
    inGap: () => [],
    node: { tip: () => (nodeAnswers ? tip : null), answers: () => nodeAnswers, reasons: () => [] },
    providers,
    settings: () => ({ staleAfterBlocks: 1_000, offline: false, pool: said }),
  })
  const refresh = () => balances.refresh([{ scriptId, address: ADDRESS }], 'all', never)
  return { asked, refresh, clock }
}

it('asks nobody for a tip while the node answers and own data covers what is read', async () => {
  const { asked, refresh } = await ground({ covered: true, nodeAnswers: true })
  await refresh()
  expect(asked).toEqual({ tips: 0, balances: 0 })
})

it('asks for tips beside questions every five minutes at most while the node answers', async () => {
  const { asked, refresh, clock } = await ground({ covered: false, nodeAnswers: true })
  await refresh()
  await refresh()
  expect(asked).toEqual({ tips: 1, balances: 2 })
  clock.advance(300_000)
  await refresh()
  expect(asked).toEqual({ tips: 2, balances: 3 })
})

it('asks for a tip each time without the node: it says whether own data is recent enough', async () => {
  const { asked, refresh } = await ground({ covered: true, nodeAnswers: false })
  await refresh()
  await refresh()
  expect(asked.tips).toBe(2)
})
