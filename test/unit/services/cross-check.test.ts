import { describe, expect, it } from 'vitest'
import { deriveScripts } from '../../../electron/engine/accounts/derive-scripts.ts'
import { createInlineDeriver } from '../../../electron/engine/accounts/deriver.ts'
import { parseEntry } from '../../../electron/engine/accounts/parse-entry.ts'
import type { BalanceSource, ProviderFamily, ScriptId } from '../../../electron/engine/ports.ts'
import { ProviderError } from '../../../electron/engine/provider-error.ts'
import { createAccountGrowth } from '../../../electron/services/account-growth.ts'
import { createCrossCheckService } from '../../../electron/services/cross-check-service.ts'
import { createPortfolioEntries } from '../../../electron/services/portfolio-entries.ts'
import { createProviderPool } from '../../../electron/sources/provider-pool.ts'
import { inWords } from '../../fakes/in-words.ts'
import { never, scripted } from '../sources/provider-ground.ts'
import { coin, hashOf, openWorld, testChain, type World } from '../store/world.ts'

const TIP = 200
const DAY_MS = 86_400_000
const ACCOUNT =
  'wpkh(tpubDCBWBScQPGv4Xk3JSbhw6wYYpayMjb2eAYyArpbSqQTbLDpphHGAetB6VQgVeftLML8vDSUEWcC2xDi3qJJ3YCDChJDvqVzpgoYSuT52MhJ/0/*)'

/** A ledger of scripts with one coin each, followed to the tip; the coin of script n is worth n. */
async function ledger(count = 2) {
  const world = openWorld()
  const chain = testChain()
  const names = Array.from({ length: count }, (_, n) => n + 1)
  const ids = await world.watch(...names)
  await world.snapshot(
    chain,
    100,
    ids,
    ids.map((id, n) => coin(`coin ${n}`, id, n + 1, 90)),
  )
  await world.connect(chain, TIP)
  const scripts = ids.map((scriptId, n) => ({ scriptId, address: `address ${n + 1}` }))
  return { world, chain, scripts }
}

type Ledger = Awaited<ReturnType<typeof ledger>>

/** A server that lists what the ledger holds, at the ledger's tip, and keeps the addresses that it hears. */
function server(
  { world, chain, scripts }: Ledger,
  id: string,
  family: ProviderFamily,
  change: Partial<BalanceSource> = {},
) {
  const heard: string[] = []
  let tips = 0
  const tip = { ...chain.ref(TIP), time: 1 }
  const plain = scripted(id)
  const source: BalanceSource = {
    ...plain,
    family,
    capabilities: { ...plain.capabilities, utxos: true },
    tip: async () => {
      tips++
      return tip
    },
    unspent: async (address) => {
      const { scriptId = -1 } = scripts.find((each) => each.address === address) ?? {}
      const held = world.models.unspent(scriptId)
      return { outputs: held.map(({ txid, vout, value }) => ({ txid, vout, value, height: 90 })), tip }
    },
    balance: () => Promise.reject(new ProviderError('unsupported', inWords('no sums here'))),
    ...change,
  }
  return {
    heard,
    tips: () => tips,
    source: {
      ...source,
      unspent: (address: string, signal: AbortSignal) => {
        heard.push(address)
        return source.unspent(address, signal)
      },
    },
  }
}

interface Rules {
  readonly allowed?: (scriptId: ScriptId, id: string) => boolean
  readonly own?: readonly string[]
  readonly offline?: boolean
  readonly models?: World['models']
  readonly sampled?: readonly string[]
}

function serviceOn(world: World, sources: readonly BalanceSource[], rules: Rules = {}) {
  const { allowed = () => true, own = [], sampled = [], offline = false, models = world.models } = rules
  return createCrossCheckService({
    clock: world.clock,
    models,
    store: world.sources,
    asking: {
      pool: createProviderPool({ sources, clock: world.clock, tries: 1 }),
      allowed:
        (scriptId) =>
        ({ id }) =>
          allowed(scriptId, id),
      isOwn: (id) => own.includes(id),
      maySample: (id) => sampled.includes(id),
    },
    offline: () => offline,
    pauseMs: 1,
  })
}

const outcomes = (checks: readonly { outcome: string }[]): readonly string[] =>
  checks.map(({ outcome }) => outcome)

describe('a cross-check on demand', () => {
  it('is kept as the newest of its address, and is read again after a restart', async () => {
    const found = await ledger()
    const { world, scripts } = found
    const service = serviceOn(world, [server(found, 'a', 'esplora').source])
    expect(service.latest(scripts)).toEqual([])
    const checks = await service.run(scripts, null, never)
    expect(outcomes(checks)).toEqual(['agree', 'agree'])
    expect(serviceOn(world, []).latest(scripts)).toEqual(checks)
    world.clock.time += 1_000
    const [alone] = await serviceOn(world, []).run(scripts.slice(0, 1), null, never)
    expect(alone).toMatchObject({ outcome: 'not_comparable', reason: 'one_voice' })
    expect(outcomes(service.latest(scripts))).toEqual(['not_comparable', 'agree'])
  })

  it('asks nobody who may not be asked about that address, and says so', async () => {
    const found = await ledger()
    const { world, scripts } = found
    const [a, b] = [server(found, 'a', 'esplora'), server(found, 'b', 'electrum')]
    const secret = scripts[0]?.scriptId
    const allowed = (scriptId: ScriptId, id: string): boolean => id === 'a' && scriptId !== secret
    const checks = await serviceOn(world, [a.source, b.source], { allowed }).run(scripts, null, never)
    expect([a.heard, b.heard]).toEqual([['address 2'], []])
    expect(b.tips()).toBe(0)
    expect(
      checks.map(({ outcome, reason, silent }) => [outcome, reason, silent.map((s) => s.reason)]),
    ).toEqual([
      ['not_comparable', 'not_allowed', ['not_allowed', 'not_allowed']],
      ['agree', null, ['not_allowed']],
    ])
  })

  it('does not ask whom another rule forbids by the time that its turn has come', async () => {
    const found = await ledger(1)
    const { world, chain, scripts } = found
    let open = true
    const tip: BalanceSource['tip'] = async () => {
      open = false
      return { ...chain.ref(TIP), time: 1 }
    }
    const a = server(found, 'a', 'esplora', { tip })
    // Looked at by the one who invites and then by the one who asks: it is forbidden in between.
    let looks = 0
    const allowed = (): boolean => open || looks++ < 1
    const [check] = await serviceOn(world, [a.source], { allowed }).run(scripts, null, never)
    expect(a.heard).toEqual([])
    expect(check).toMatchObject({ outcome: 'not_comparable', reason: 'not_allowed' })
  })

  it('contacts nobody at all where nobody is allowed, named or not', async () => {
    const found = await ledger()
    const { world, scripts } = found
    const a = server(found, 'a', 'esplora')
    const service = serviceOn(world, [a.source], { allowed: () => false })
    await service.run(scripts, null, never)
    await service.run(scripts, ['a'], never)
    expect([a.heard, a.tips()]).toEqual([[], 0])
  })

  it('asks one of a family, an own server before the others, and the next when it fails', async () => {
    const found = await ledger(1)
    const { world, scripts } = found
    const far = server(found, 'far', 'esplora')
    const own = server(found, 'own', 'esplora')
    const sources = [far.source, own.source]
    await serviceOn(world, sources, { own: ['own'] }).run(scripts, null, never)
    expect([far.heard, own.heard]).toEqual([[], ['address 1']])
    const unspent = () => Promise.reject(new ProviderError('refused', inWords('not now')))
    const broken = server(found, 'own', 'esplora', { unspent })
    const [check] = await serviceOn(world, [far.source, broken.source], { own: ['own'] }).run(
      scripts,
      null,
      never,
    )
    expect(check).toMatchObject({
      outcome: 'agree',
      compared: ['ledger', 'provider:far'],
      silent: [{ source: 'provider:own', reason: 'no_answer', message: 'not now' }],
    })
  })

  it('asks exactly those that are named, and refuses a name that is not in the list', async () => {
    const found = await ledger(1)
    const { world, scripts } = found
    const [a, b] = [server(found, 'a', 'esplora'), server(found, 'b', 'electrum')]
    const service = serviceOn(world, [a.source, b.source])
    await service.run(scripts, ['b'], never)
    expect([a.heard, a.tips(), b.heard]).toEqual([[], 0, ['address 1']])
    await expect(service.run(scripts, ['c'], never)).rejects.toMatchObject({ code: 'invalid_input' })
  })

  it('asks for the sum where the list of outputs is too long', async () => {
    const found = await ledger(1)
    const { world, chain, scripts } = found
    const unspent = () => Promise.reject(new ProviderError('too_many', inWords('more than 500')))
    const at = chain.ref(TIP)
    const balance = async () => ({ confirmed: 2, pending: 0, at, tipTime: 1, observedAt: 1 })
    const { source } = server(found, 'a', 'esplora', { unspent, balance })
    const [check] = await serviceOn(world, [source]).run(scripts, null, never)
    expect(check).toMatchObject({
      outcome: 'disagree',
      basis: 'sums',
      differences: [{ confirmed: [1, 2], between: ['ledger', 'provider:a'] }],
    })
  })

  it('asks again while a server speaks of another block, and gives up after three rounds', async () => {
    const found = await ledger(1)
    const { world, chain, scripts } = found
    const tips = [TIP + 2, TIP + 1, TIP]
    const unspent: BalanceSource['unspent'] = async () => {
      const { outputs } = await server(found, 'x', 'esplora').source.unspent('address 1', never)
      return { outputs, tip: { ...chain.ref(tips.shift() ?? TIP), time: 1 } }
    }
    const moving = server(found, 'a', 'esplora', { unspent })
    expect(outcomes(await serviceOn(world, [moving.source]).run(scripts, null, never))).toEqual(['agree'])
    expect(moving.heard).toHaveLength(3)
    const tip = { height: TIP, hash: hashOf('elsewhere'), time: 1 }
    const forked = server(found, 'a', 'esplora', { unspent: async () => ({ outputs: [], tip }) })
    const [check] = await serviceOn(world, [forked.source]).run(scripts, null, never)
    expect(check).toMatchObject({ outcome: 'not_comparable', reason: 'different_block' })
    expect(forked.heard).toHaveLength(3)
  })

  it('does not ask again where the ledger alone had to move on', async () => {
    const found = await ledger(1)
    const { world, chain, scripts } = found
    let looks = 0
    const ledgerReadings: World['models']['ledgerReadings'] = (ids) => {
      const readings = world.models.ledgerReadings(ids)
      if (++looks > 2) return readings // the first look, and the one after the answer
      return new Map([...readings].map(([id, reading]) => [id, { ...reading, at: chain.ref(TIP - 1) }]))
    }
    const a = server(found, 'a', 'esplora')
    const models = { ...world.models, ledgerReadings }
    const [check] = await serviceOn(world, [a.source], { models }).run(scripts, null, never)
    expect(check).toMatchObject({ outcome: 'agree', basis: 'outputs', block: chain.ref(TIP) })
    expect(a.heard).toHaveLength(1)
  })

  it('compares two servers without a ledger, at the block of the one that lags', async () => {
    const found = await ledger(1)
    const { world, chain } = found
    const scripts = [{ scriptId: 4_711, address: 'address 1' }]
    const [lagging, ahead] = ['esplora', 'electrum'] as const
    const at = { ...chain.ref(TIP - 1), time: 1 }
    const behind = server(found, 'a', lagging, {
      unspent: async () => ({ outputs: [], tip: at }),
    })
    const plain = server(found, 'b', ahead)
    const balanceAt: BalanceSource['balanceAt'] = async (_, height) => {
      return { confirmed: 3, pending: 0, at: chain.ref(height), tipTime: 1, observedAt: 1 }
    }
    const capabilities = { ...plain.source.capabilities, balanceAtHeight: true }
    const second = { ...plain.source, balanceAt, capabilities }
    const [check] = await serviceOn(world, [behind.source, second]).run(scripts, null, never)
    expect(check).toMatchObject({
      outcome: 'disagree',
      basis: 'sums',
      block: chain.ref(TIP - 1),
      differences: [{ confirmed: [0, 3] }],
    })
  })

  it('asks nobody offline, and leaves the last result as it is', async () => {
    const found = await ledger(1)
    const { world, scripts } = found
    const a = server(found, 'a', 'esplora')
    await serviceOn(world, [a.source]).run(scripts, null, never)
    const off = serviceOn(world, [a.source], { offline: true })
    expect(await off.run(scripts, null, never)).toMatchObject([
      { outcome: 'not_comparable', reason: 'offline' },
    ])
    expect(a.heard).toHaveLength(1)
    expect(outcomes(off.latest(scripts))).toEqual(['agree'])
  })

  it('is given up with its signal', async () => {
    const found = await ledger(1)
    const { world, scripts } = found
    const abort = new AbortController()
    const unspent = (): Promise<never> => {
      abort.abort()
      return new Promise(() => undefined)
    }
    const { source } = server(found, 'a', 'esplora', { unspent })
    const running = serviceOn(world, [source]).run(scripts, null, abort.signal)
    await expect(running).rejects.toMatchObject({ code: 'cancelled' })
    expect(serviceOn(world, []).latest(scripts)).toEqual([])
  })

  it('is refused where nobody can be asked', async () => {
    const { world, scripts } = await ledger(1)
    const service = createCrossCheckService({
      clock: world.clock,
      models: world.models,
      store: world.sources,
      asking: null,
      offline: () => false,
    })
    await expect(service.run(scripts, null, never)).rejects.toMatchObject({ code: 'locked' })
    expect(await service.sample(scripts, never)).toEqual([])
  })
})

describe('the daily sample', () => {
  it('asks own servers alone, five addresses a day, those first that were not checked for longest', async () => {
    const found = await ledger(8)
    const { world, scripts } = found
    const [own, far] = [server(found, 'own', 'esplora'), server(found, 'far', 'electrum')]
    const service = serviceOn(world, [far.source, own.source], { own: ['own'] })
    expect(outcomes(await service.sample(scripts, never))).toEqual(Array(5).fill('agree'))
    expect(own.heard).toEqual([1, 2, 3, 4, 5].map((n) => `address ${n}`))
    world.clock.time += DAY_MS - 1
    expect(await service.sample(scripts, never)).toEqual([])
    world.clock.time += 1
    const again = serviceOn(world, [far.source, own.source], { own: ['own'] }) // after a restart
    await again.sample(scripts, never)
    expect(new Set(own.heard.slice(5))).toEqual(new Set([6, 7, 8, 1, 2].map((n) => `address ${n}`)))
    expect([far.heard, far.tips()]).toEqual([[], 0])
  })

  it('asks nobody without an own server, offline, or about what its own server may not be asked', async () => {
    const found = await ledger()
    const { world, scripts } = found
    const a = server(found, 'a', 'esplora')
    const cases: readonly Rules[] = [{}, { own: ['a'], offline: true }, { own: ['a'], allowed: () => false }]
    for (const rules of cases)
      expect(await serviceOn(world, [a.source], rules).sample(scripts, never)).toEqual([])
    expect([a.heard, a.tips()]).toEqual([[], 0])
    expect(await serviceOn(world, [a.source], { own: ['a'] }).sample(scripts, never)).toHaveLength(2)
  })

  it('asks others too once that was consented to, and then only those that may be asked', async () => {
    const found = await ledger(2)
    const { world, scripts } = found
    const [far, shy] = [server(found, 'far', 'electrum'), server(found, 'shy', 'esplora')]
    const service = serviceOn(world, [far.source, shy.source], { sampled: ['far'] })
    expect(outcomes(await service.sample(scripts, never))).toEqual(['agree', 'agree'])
    expect([far.heard.length, shy.heard, shy.tips()]).toEqual([2, [], 0])
    const forbidden = serviceOn(world, [far.source], { sampled: ['far'], allowed: () => false })
    world.clock.time += DAY_MS
    expect(await forbidden.sample(scripts, never)).toEqual([])
    expect(far.heard).toHaveLength(2)
  })

  it('is taken again after the clock was set back', async () => {
    const found = await ledger(1)
    const { world, scripts } = found
    const service = serviceOn(world, [server(found, 'a', 'esplora').source], { own: ['a'] })
    await service.sample(scripts, never)
    world.clock.time -= 10 * DAY_MS
    expect(await service.sample(scripts, never)).toHaveLength(1)
  })
})

describe('what is compared of an account', () => {
  it('is its used addresses alone, unless one of the others is named or watched on its own', async () => {
    const world = openWorld()
    const [single = -1] = await world.watch(1)
    const entry = parseEntry(ACCOUNT, 'regtest')
    if (entry.kind !== 'account') throw new Error('the descriptor was refused')
    await world.portfolio.add([{ account: entry.account, gapLimit: 20, gapSaid: true, lookahead: 1 }])
    const growth = { network: 'regtest', store: world.growth, deriver: createInlineDeriver() } as const
    const quiet = { onGrown: () => undefined, onFault: () => undefined }
    await createAccountGrowth({ ...growth, ...quiet }).run(never)
    const [chain = ''] = entry.account.chains
    const derived = deriveScripts(chain, 'regtest', 0, 20)
    const scriptAt = (index: number): ScriptId =>
      world.portfolio.scriptsByKey(derived[index]?.scriptPubKey ?? new Uint8Array())[0]?.scriptId ?? -1
    const ids = world.portfolio.scriptsOf().map(({ scriptId }) => scriptId)
    await world.snapshot(testChain(), 100, ids, [coin('paid', scriptAt(3), 5, 90)])
    const at = { height: 100, hash: hashOf('said') }
    const said = { scriptId: scriptAt(7), source: 'provider:a', at, observedAt: 1, used: true } as const
    await world.sources.saveObservation({ ...said, confirmed: 0, pending: 0, immature: 0 })
    const entries = createPortfolioEntries('regtest', world.portfolio)
    const { scripts, unused } = entries.scriptsToCompare({})
    expect(scripts.map(({ scriptId }) => scriptId)).toEqual([single, scriptAt(3), scriptAt(7)])
    expect(unused).toBe(18)
    const named = entries.scriptsToCompare({ addresses: [derived[5]?.address ?? ''] })
    expect(named).toMatchObject({ scripts: [{ scriptId: scriptAt(5) }], unused: 0 })
  })
})
