import { describe, expect, it } from 'vitest'
import { out, testChain, tx } from '../store/world.ts'
import { HOUR, moving, noticesOn, openWorld } from './ground.ts'

describe('notices about payments and spends', () => {
  it('tell nothing while no rule is on, and nothing of what was there when one is switched on', async () => {
    const world = openWorld()
    const chain = testChain()
    const [a = -1] = await world.watch(1)
    const { service, setRules, told } = await noticesOn(world)
    await world.snapshot(chain, 100, [a])
    await world.connect(chain, 101, { 101: [tx('early', { pays: [[a, 5]] })] })
    await service.look('all')
    await setRules({ payments: true })
    await service.look('all')
    expect(told()).toEqual([])
    await world.connect(chain, 102, { 102: [tx('late', { pays: [[a, 6]] })] })
    await service.look('journal')
    expect(told()).toEqual(['received 6 in 1 of 1 102'])
  })

  it('tell a payment when it is first seen, and not again when it is confirmed, nor after a restart', async () => {
    const { world, chain, b, service, told } = await moving()
    await world.mempool(chain.ref(100), [tx('in', { pays: [[b, 9]] })])
    await service.look('journal')
    expect(told()).toEqual(['received 9 in 1 of 1 pending'])
    const again = await noticesOn(world)
    await world.connect(chain, 101, { 101: [tx('in', { pays: [[b, 9]] })] })
    await again.service.look('journal')
    expect(again.told()).toEqual([])
  })

  it('put what came together into one notice', async () => {
    const { world, chain, a, b, service, told } = await moving()
    await world.connect(chain, 102, {
      101: [tx('in', { pays: [[a, 1]] }), tx('low', { pays: [[b, 2]] })],
      102: [tx('high', { pays: [[b, 4]] })],
    })
    await service.look('journal')
    expect(told()).toEqual(['received 7 in 3 of 2 102'])
  })

  it('tell the replacement of what was told, by what, and then what took its place', async () => {
    const { world, chain, b, service, told, raised } = await moving()
    await world.mempool(chain.ref(100), [tx('low', { spends: [out('old')], pays: [[b, 6]] })])
    await service.look('journal')
    await world.mempool(chain.ref(100), [tx('high', { spends: [out('old')], pays: [[b, 5]] })], ['low'])
    await service.look('journal')
    expect(told()).toEqual([
      'received 6 in 1 of 1 pending',
      'spent 7 in 1 of 1 pending',
      'received 5 in 1 of 1 pending',
      'spent 7 in 1 of 1 pending',
      'replaced 1 by another',
    ])
    expect(raised.at(-1)?.body).toMatchObject({ by: out('high').txid })
  })

  it('tell a block that left the chain with a payment, but not one that came back in the same breath', async () => {
    const { world, chain, b, service, told } = await moving()
    const payment = tx('in', { pays: [[b, 9]] })
    await world.connect(chain, 101, { 101: [payment] })
    await service.look('journal')
    const fork = chain.fork('b', 100)
    await world.rewind(chain.ref(100))
    await world.connect(fork, 101, { 101: [payment] })
    await service.look('journal')
    expect(told()).toEqual(['received 9 in 1 of 1 101'])
    await world.rewind(fork.ref(100))
    await world.connect(chain.fork('c', 100), 101)
    await service.look('journal')
    expect(told().slice(1)).toEqual(['reorged 1'])
  })

  it('are by their own switch: spends alone say nothing of payments', async () => {
    const { world, chain, b, service, told, setRules } = await moving()
    await setRules({ spends: true })
    await world.connect(chain, 101, { 101: [tx('high', { spends: [out('old')], pays: [[b, 5]] })] })
    await service.look('journal')
    expect(told()).toEqual(['spent 7 in 1 of 1 101'])
  })

  it('tell by a provider’s figure where there is no ledger, and not once more when the ledger reads the same block', async () => {
    const { world, chain, a, figures, service, told, setProviders } = await moving()
    setProviders(['p'])
    figures.set('address 1', { confirmed: 7, asOf: chain.ref(100) })
    await service.look('all')
    figures.set('address 1', { confirmed: 12, asOf: chain.ref(101), source: 'provider:p' })
    await service.look('all')
    await service.look('all')
    expect(told()).toEqual(['received 5 in 1 of 1 101'])
    await world.connect(chain, 102, {
      101: [tx('in', { pays: [[a, 5]] })],
      102: [tx('low', { pays: [[a, 3]] })],
    })
    await service.look('journal')
    expect(told().slice(1)).toEqual(['received 3 in 1 of 1 102'])
  })

  it('are told once, even where two looks come at the same time', async () => {
    const { world, chain, b, service, told } = await moving()
    await world.connect(chain, 101, { 101: [tx('in', { pays: [[b, 9]] })] })
    await Promise.all([service.look('journal'), service.look('all'), service.look('journal')])
    expect(told()).toEqual(['received 9 in 1 of 1 101'])
  })

  it('wait while blocks are caught up with, and then tell all of it together', async () => {
    const { world, chain, b, service, told, way, rounds } = await moving()
    way.catchingUp = true
    await world.connect(chain, 101, { 101: [tx('in', { pays: [[b, 9]] })] })
    const end = new AbortController()
    const run = service.run(end.signal)
    await expect.poll(rounds).toBeGreaterThan(0)
    await world.connect(chain, 102, { 102: [tx('low', { pays: [[b, 3]] })] })
    way.catchingUp = false
    service.poke()
    await expect.poll(() => told().length).toBeGreaterThan(0)
    end.abort()
    await run
    expect(told()).toEqual(['received 12 in 2 of 1 102'])
  })

  it('say nothing of what a provider’s figure did while the rules were off, or an entry was archived', async () => {
    const { world, chain, a, figures, service, told, setProviders, setRules } = await moving()
    const says = async (confirmed: number, height: number): Promise<void> => {
      figures.set('address 1', { confirmed, asOf: chain.ref(height), source: 'provider:p' })
      await service.look('all')
    }
    setProviders(['p'])
    await says(7, 100)
    await setRules({})
    await says(12, 101)
    await setRules({ payments: true })
    await says(12, 101)
    expect(told()).toEqual([])
    await says(13, 102)
    expect(told()).toEqual(['received 1 in 1 of 1 102'])
    const [{ watchId } = { watchId: 0 }] = world.portfolio.scriptsById(a)
    await world.portfolio.archive([watchId], true)
    await says(20, 103)
    await world.portfolio.archive([watchId], false)
    await says(20, 103)
    expect(told().slice(1)).toEqual([])
  })

  it('say nothing of two providers that disagree, at one block or from block to block, however they take turns', async () => {
    const { chain, figures, service, told, setProviders } = await moving()
    setProviders(['a', 'b'])
    const says = async (by: 'a' | 'b', confirmed: number, height: number): Promise<void> => {
      figures.set('address 1', { confirmed, asOf: chain.ref(height), source: `provider:${by}` })
      await service.look('all')
    }
    await says('a', 500, 100)
    await says('b', 700, 100)
    await says('a', 500, 100)
    await says('b', 700, 101)
    await says('a', 500, 102)
    await says('b', 700, 103)
    expect(told()).toEqual([])
    await says('a', 450, 104)
    await says('b', 650, 104)
    await says('b', 650, 105)
    await says('a', 450, 106)
    expect(told()).toEqual(['spent 50 in 1 of 1 104'])
  })

  it('tell once what two providers say one after the other, whoever of them says it first', async () => {
    const { chain, figures, service, told, setProviders } = await moving()
    setProviders(['a', 'b'])
    const says = async (by: 'a' | 'b', confirmed: number, height: number): Promise<void> => {
      figures.set('address 1', { confirmed, asOf: chain.ref(height), source: `provider:${by}` })
      await service.look('all')
    }
    await says('a', 500, 100)
    await says('b', 700, 101)
    expect(told()).toEqual([])
    await says('a', 700, 102)
    await says('b', 700, 103)
    await says('b', 800, 104)
    await says('a', 800, 105)
    expect(told()).toEqual(['received 200 in 1 of 1 102', 'received 100 in 1 of 1 104'])
  })

  it('tell what a provider says that took over from one which answers no more, after ten minutes of it', async () => {
    const { chain, clock, figures, service, told, setProviders } = await moving()
    setProviders(['a', 'b'])
    figures.set('address 1', { confirmed: 500, asOf: chain.ref(100), source: 'provider:a' })
    await service.look('all')
    figures.set('address 1', { confirmed: 100, asOf: chain.ref(101), source: 'provider:b' })
    await service.look('all')
    clock.time += HOUR / 6 - 1
    await service.look('all')
    expect(told()).toEqual([])
    clock.time += 1
    await service.look('all')
    await service.look('all')
    expect(told()).toEqual(['spent 400 in 1 of 1 101'])
    figures.set('address 1', { confirmed: 100, asOf: chain.ref(102), source: 'provider:a' })
    await service.look('all')
    expect(told().slice(1)).toEqual([])
  })

  it('say nothing of an unknown figure, which is not 0', async () => {
    const { figures, service, told, setProviders, chain } = await moving()
    setProviders(['p'])
    figures.set('address 1', { confirmed: 7, asOf: chain.ref(100), source: 'provider:p' })
    await service.look('all')
    figures.set('address 1', { kind: 'unknown', confirmed: null, asOf: null, source: null })
    await service.look('all')
    expect(told()).toEqual([])
  })
})

describe('notices about figures', () => {
  it('tell a balance below what is expected once, and again after it was right in between', async () => {
    const world = openWorld()
    await world.watch(1)
    const { figures, service, told, setRules } = await noticesOn(world)
    const of = { kind: 'all' } as const
    await setRules({ balances: [{ id: 'r', of, check: 'below', sats: 500 }] })
    const figure = async (confirmed: number, kind: 'known' | 'stale' | 'unknown' = 'known') => {
      figures.set('address 1', { confirmed, kind })
      await service.look('all')
    }
    await figure(500)
    await figure(499)
    await figure(400)
    const line = ['below 500: 499']
    expect(told()).toEqual(line)
    await figure(0, 'unknown')
    await figure(0, 'stale')
    expect(told()).toEqual(line)
    await figure(600)
    await figure(1)
    expect(told()).toEqual([...line, 'below 500: 1'])
  })

  it('tell a balance that is unlike its figure in either direction', async () => {
    const world = openWorld()
    await world.watch(1)
    const { service, told, setRules } = await noticesOn(world)
    const watchId = world.portfolio.scriptsOf()[0]?.watchId ?? 0
    await setRules({ balances: [{ id: 'r', of: { kind: 'watch', watchId }, check: 'unlike', sats: 900 }] })
    await service.look('all')
    expect(told()).toEqual(['unlike 900: 1000'])
  })

  it.each(['watch', 'all', 'group'] as const)(
    'tell nothing of a balance while providers disagree about it, and tell it when they agree (%s)',
    async (scope) => {
      const world = openWorld()
      await world.watch(1)
      const { figures, service, told, setRules, setProviders } = await noticesOn(world)
      const watchId = world.portfolio.scriptsOf()[0]?.watchId ?? 0
      const chain = testChain()
      const of = {
        watch: { kind: 'watch', watchId },
        all: { kind: 'all' },
        group: { kind: 'group', group: '' },
      } as const
      setProviders(['a', 'b'])
      await setRules({ balances: [{ id: 'r', of: of[scope], check: 'below', sats: 600 }] })
      const says = async (by: 'a' | 'b', confirmed: number, height: number): Promise<void> => {
        figures.set('address 1', { confirmed, asOf: chain.ref(height), source: `provider:${by}` })
        await service.look('all')
      }
      await says('a', 700, 100)
      await says('b', 500, 100)
      await says('a', 700, 101)
      await says('b', 500, 102)
      expect(told()).toEqual([])
      await says('a', 500, 103)
      expect(told()).toEqual(['below 600: 500'])
      await says('b', 500, 104)
      expect(told()).toHaveLength(1)
    },
  )

  it('go by a figure that one provider disputes once that one has failed for an hour', async () => {
    const world = openWorld()
    await world.watch(1)
    const { calls, clock, figures, service, told, setRules, setProviders } = await noticesOn(world)
    const chain = testChain()
    setProviders(['a', 'b'])
    await setRules({ balances: [{ id: 'r', of: { kind: 'all' }, check: 'below', sats: 600 }] })
    const says = async (by: 'a' | 'b', confirmed: number, height: number): Promise<void> => {
      figures.set('address 1', { confirmed, asOf: chain.ref(height), source: `provider:${by}` })
      await service.look('all')
    }
    await says('a', 700, 100)
    await says('b', 900, 100)
    calls.called('b', 20, null)
    await says('a', 550, 101)
    expect(told()).toEqual([])
    clock.time += HOUR
    calls.called('b', null, 'unreachable')
    await says('a', 550, 102)
    expect(told()).toEqual(['below 600: 550'])
  })

  it('read no more of a large portfolio than what a notice is about, which is counted in stretches', async () => {
    const world = openWorld()
    await world.watch(...Array.from({ length: 1_200 }, (_, i) => i + 1))
    const { counts, figures, read, service, told, setRules, setProviders } = await noticesOn(world)
    const chain = testChain()
    setProviders(['p'])
    const of = { kind: 'all' } as const
    await setRules({
      payments: true,
      unverifiedHours: 6,
      balances: [{ id: 'r', of, check: 'below', sats: 1_100_000 }],
    })
    const says = (index: number, confirmed: number, height: number) =>
      figures.set(`address ${index}`, { confirmed, asOf: chain.ref(height), source: 'provider:p' })
    for (let i = 1; i <= 1_200; i++) says(i, 1_000, 100)
    await service.look('all')
    expect([read, counts()]).toEqual([[], 1])
    says(1_100, 1_007, 101)
    await service.look('all')
    expect(told()).toEqual(['received 7 in 1 of 1 101'])
    expect([Math.max(...read), counts()]).toEqual([1, 3]) // once more before it is told
  })

  it('raise the alarm when nothing could be verified for so many hours, once, and say when it is over', async () => {
    const world = openWorld()
    await world.watch(1, 2)
    const { figures, service, told, setRules, clock } = await noticesOn(world)
    await setRules({ unverifiedHours: 6 })
    const seen = clock.time
    const silent = { freshness: { state: 'stale', blocksBehind: 30, observedAt: seen } } as const
    figures.set('address 1', silent)
    clock.time += 6 * HOUR - 1
    await service.look('all')
    expect(told()).toEqual([])
    clock.time += 1
    await service.look('all')
    clock.time += HOUR
    await service.look('all')
    expect(told()).toEqual(['unverified 1'])
    figures.delete('address 1')
    await service.look('all')
    expect(told()).toEqual(['unverified 1', 'verified_again 0'])
  })

  it('do not raise it for the time when nothing ran', async () => {
    const world = openWorld()
    await world.watch(1)
    world.clock.time += 100 * HOUR
    const { figures, service, told, setRules, clock } = await noticesOn(world)
    figures.set('address 1', {
      freshness: { state: 'stale', blocksBehind: 30, observedAt: clock.time - 90 * HOUR },
    })
    await setRules({ unverifiedHours: 6 })
    await service.look('all')
    expect(told()).toEqual([])
    clock.time += HOUR / 6
    await service.look('all')
    expect(told()).toEqual(['unverified 1'])
  })

  it('take a node that answers but heard of no block for hours for one that is cut off', async () => {
    const world = openWorld()
    await world.watch(1)
    const { service, told, setRules, clock, setTip } = await noticesOn(world, { network: 'main' })
    await setRules({ unverifiedHours: 1 })
    setTip(clock.time)
    clock.time += 2 * HOUR
    await service.look('all')
    expect(told()).toEqual([])
    clock.time += HOUR
    await service.look('all')
    expect(told()).toEqual(['unverified 1'])
  })

  it('tell a provider that fails too often, by the calls of the last hour', async () => {
    const world = openWorld()
    const { service, told, setRules, calls, setProviders, clock } = await noticesOn(world)
    setProviders(['p', 'q'])
    await setRules({ providerErrors: 50 })
    for (let call = 0; call < 9; call++) calls.called('p', null, 'unreachable')
    await service.look('all')
    expect(told()).toEqual([])
    for (let call = 0; call < 9; call++) calls.called('p', 20, null)
    await service.look('all')
    await service.look('all')
    expect(told()).toEqual(['p 9/18'])
    clock.time += 2 * HOUR
    for (let call = 0; call < 10; call++) calls.called('p', 20, null)
    await service.look('all')
    for (let call = 0; call < 10; call++) calls.called('p', null, 'fault')
    await service.look('all')
    expect(told()).toEqual(['p 9/18', 'p 10/20'])
  })
})
