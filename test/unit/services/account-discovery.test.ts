import { HDKey } from '@scure/bip32'
import { expect, it } from 'vitest'
import { deriveScripts } from '../../../electron/engine/accounts/derive-scripts.ts'
import { createInlineDeriver } from '../../../electron/engine/accounts/deriver.ts'
import { parseEntry } from '../../../electron/engine/accounts/parse-entry.ts'
import type { ProviderBalance } from '../../../electron/engine/ports.ts'
import { createAccountGrowth } from '../../../electron/services/account-growth.ts'
import { createAskRules } from '../../../electron/services/ask-rules.ts'
import { createBalanceService } from '../../../electron/services/balance-service.ts'
import { createProviderService } from '../../../electron/services/provider-service.ts'
import { createProviderPool } from '../../../electron/sources/provider-pool.ts'
import { answerAt, manualClock, never, scripted, TIP_HEIGHT } from '../sources/provider-ground.ts'
import { openWorld } from '../store/world.ts'

const GAP = 5
const KEY = HDKey.fromMasterSeed(new Uint8Array(32).fill(3), { public: 0x043587cf, private: 0x04358394 })
const ENTRY = parseEntry(`wpkh(${KEY.publicExtendedKey}/0/*)`, 'regtest')

/** One chain, one provider that knows these indices: their balances, or null for used and empty. */
async function ground(known: ReadonlyMap<number, number | null>, tells = true) {
  if (ENTRY.kind !== 'account') throw new Error('the descriptor was refused')
  const { account } = ENTRY
  const world = openWorld()
  const { added } = await world.portfolio.add([{ account, gapLimit: GAP, gapSaid: true, lookahead: 60 }])
  const watchId = added[0]?.id ?? 0
  await createAccountGrowth({
    network: 'regtest',
    store: world.growth,
    deriver: createInlineDeriver(),
    onGrown: () => undefined,
    onFault: (error) => expect(error).toBeUndefined(),
  }).run(never)
  const [chain = ''] = account.chains
  const indexOf = new Map(
    deriveScripts(chain, 'regtest', 0, 60).map(({ index, address }) => [address, index]),
  )
  const clock = manualClock()
  const asked: number[] = []
  const source = scripted('a', async (address): Promise<ProviderBalance> => {
    const index = indexOf.get(address) ?? -1
    asked.push(index)
    const found = known.get(index)
    const said = tells ? { used: found !== undefined } : {}
    return { ...answerAt(TIP_HEIGHT), confirmed: found ?? 0, observedAt: clock.now(), ...said }
  })
  const { id, url } = source
  const setting = { id, url, tier: 'public', tierSaid: false, consent: true, proxy: false } as const
  const rules = createAskRules({
    entries: () => world.portfolio.scriptsInGap(),
    entriesOf: (script) => world.portfolio.scriptsById(script),
    settings: () => ({ providers: [setting], privacy: { limit: null, groups: {} } }),
  })
  const pool = createProviderPool({ sources: [], clock })
  const providers = createProviderService({ pool, store: world.sources, rules, connect: () => source })
  const said = { rotation: null, deadlineMs: null, cacheTtlS: null }
  await providers.configure({ providers: [setting], offline: false, proxy: null, pool: said })
  const balances = createBalanceService({
    network: 'regtest',
    clock,
    models: world.models,
    sources: world.sources,
    inGap: (account) => world.portfolio.scriptsInGap([account]),
    node: { tip: () => null, answers: () => false, reasons: () => [] },
    providers,
    settings: () => ({ staleAfterBlocks: 1_000, offline: false, pool: said }),
  })
  const { readings } = await balances.refresh(
    [{ accountId: watchId, address: account.descriptor, short: false }],
    'all',
    never,
  )
  return {
    reading: readings[0],
    asked: asked.toSorted((a, b) => a - b),
    watch: world.portfolio.watch(watchId),
  }
}

const upTo = (end: number): readonly number[] => Array.from({ length: end }, (_, index) => index)

it('asks a provider about no address of an unused account behind its gap limit', async () => {
  const { asked, reading } = await ground(new Map())
  expect(asked).toEqual(upTo(GAP))
  expect(reading).toMatchObject({ kind: 'known', confirmed: 0, parts: { known: GAP, unknown: 0 } })
  expect(reading?.reasons).not.toContain('gap_uncertain')
})

it('walks on while addresses are used, also emptied ones, until a whole gap is unused, and asks about each once', async () => {
  const { asked, reading, watch } = await ground(
    new Map([
      [3, null],
      [7, 100],
      [12, null],
      [19, 50], // behind the gap that follows 12
    ]),
  )
  expect(asked).toEqual(upTo(13 + GAP))
  expect(reading).toMatchObject({
    confirmed: 100,
    source: 'provider:a',
    completeness: { unspent: 'complete' },
  })
  expect(watch?.account?.chains[0]?.usedTo).toBe(13)
})

it('goes by balances alone where the protocol tells no more, and says that the gap is uncertain', async () => {
  const { asked, reading } = await ground(
    new Map([
      [2, 70],
      [6, null],
    ]),
    false,
  )
  expect(asked).toEqual(upTo(3 + GAP))
  expect(reading?.confirmed).toBe(70)
  expect(reading?.reasons).toContain('gap_uncertain')
})
