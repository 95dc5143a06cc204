import { describe, expect, it } from 'vitest'
import type { BalanceSource, ProviderFamily } from '../../../electron/engine/ports.ts'
import { ProviderError } from '../../../electron/engine/provider-error.ts'
import { createProvider, type ProviderMemory } from '../../../electron/sources/create-provider.ts'
import { memoryPins } from '../../../electron/sources/electrum/pins.ts'
import { createProbedSource } from '../../../electron/sources/probed-source.ts'
import { unsupported } from '../../../electron/sources/unsupported.ts'
import { forEver } from '../../../electron/sources/wake-up.ts'
import { blockHash } from '../../../shared/chain.ts'
import { inWords } from '../../fakes/in-words.ts'
import { ADDRESS, server } from './provider-ground.ts'

const TIP = { height: 7, hash: blockHash('07'.repeat(32)), time: 1_700_000_000 }
const signal = new AbortController().signal

const NO_MEMORY: ProviderMemory = {
  family: () => null,
  setFamily: () => undefined,
  pins: memoryPins(),
  forgetPin: async () => false,
  groupKey: () => 'key',
}

/** One hint at once, and then none. */
async function hints(onHint: () => void, signal: AbortSignal): Promise<void> {
  onHint()
  await forEver(signal)
}

/** What an adapter is to this test: a family that tells its tip. */
function adapter(family: ProviderFamily): BalanceSource {
  return {
    id: 'one',
    url: 'http://127.0.0.1:1',
    family,
    capabilities: {
      batch: 25,
      utxos: true,
      history: true,
      balanceAtHeight: true,
      push: false,
      scriptTypes: ['p2wpkh'],
      creditsP2pk: false,
      separatesPending: true,
    },
    balance: unsupported(inWords('a balance')),
    balances: unsupported(inWords('balances')),
    tip: async () => TIP,
    balanceAt: unsupported(inWords('a balance at a height')),
    history: unsupported(inWords('a history')),
    unspent: unsupported(inWords('unspent outputs')),
    ...(family === 'esplora' ? { hints } : {}),
    close: async () => undefined,
  }
}

function ground(answers: readonly (ProviderFamily | null | Error)[], known: ProviderFamily | null = null) {
  const probes: number[] = []
  const found: ProviderFamily[] = []
  const source = createProbedSource({
    id: 'one',
    url: 'http://127.0.0.1:1',
    known,
    probe: async () => {
      const answer = answers[probes.push(probes.length) - 1]
      if (answer instanceof Error) throw answer
      return answer ?? null
    },
    create: adapter,
    onFound: (family) => found.push(family),
  })
  return { source, probes, found }
}

describe('a provider whose protocol is not known', () => {
  it('is probed once for all who ask at the same time, and remembered', async () => {
    const { source, probes, found } = ground(['electrum'])
    expect(source.capabilities.batch).toBe(1)
    expect(await Promise.all([source.tip(signal), source.tip(signal), source.tip(signal)])).toEqual([
      TIP,
      TIP,
      TIP,
    ])
    expect([probes.length, found, source.family, source.capabilities.batch]).toEqual([
      1,
      ['electrum'],
      'electrum',
      25,
    ])
  })

  it('is not probed when an earlier start found it out', async () => {
    const { source, probes } = ground([], 'blockcypher')
    expect(await source.tip(signal)).toEqual(TIP)
    expect([probes.length, source.family]).toEqual([0, 'blockcypher'])
  })

  it('is probed again at the next question when nobody was there', async () => {
    const { source, probes } = ground([
      new ProviderError('unreachable', inWords('nobody is there')),
      'esplora',
    ])
    await expect(source.tip(signal)).rejects.toMatchObject({ problem: 'unreachable' })
    expect(await source.tip(signal)).toEqual(TIP)
    expect(probes).toHaveLength(2)
  })

  it('gives no number where nothing known answers', async () => {
    await expect(ground([null]).source.balance('an address', signal)).rejects.toMatchObject({
      problem: 'bad_answer',
    })
  })

  it('is listened to once it is known, and for as long as somebody wants it', async () => {
    const { source, probes } = ground(['esplora'])
    const ending = new AbortController()
    let hints = 0
    const done = source.hints?.(() => hints++, ending.signal)
    await expect.poll(() => hints).toBe(1)
    expect(probes).toHaveLength(1)
    ending.abort()
    await done
    const { source: closed } = ground(['electrum']) // one that has no hints
    const until = closed.hints?.(() => hints++, signal)
    await closed.tip(signal)
    await closed.close()
    await until
    expect(hints).toBe(1)
  })

  it('is silent and not a fault where it cannot be listened to', async () => {
    const { source } = ground([new ProviderError('unreachable', inWords('nobody is there'))])
    const ending = new AbortController()
    const done = source.hints?.(() => expect.fail('a hint of nobody'), ending.signal)
    await expect(source.tip(signal)).rejects.toMatchObject({ problem: 'unreachable' })
    ending.abort()
    await done
  })

  it('does not begin for a caller who gave up already', async () => {
    const { source, probes } = ground(['esplora'])
    await expect(source.tip(AbortSignal.abort())).rejects.toMatchObject({ code: 'cancelled' })
    expect(probes).toEqual([])
  })

  it('sends nothing more once it is closed, and keeps nothing that a late probe finds', async () => {
    const late = Promise.withResolvers<ProviderFamily>()
    const made: ProviderFamily[] = []
    const found: ProviderFamily[] = []
    const probes: AbortSignal[] = []
    const source = createProbedSource({
      id: 'one',
      url: 'http://127.0.0.1:1',
      known: null,
      probe: (given) => {
        probes.push(given)
        return late.promise
      },
      create: (family) => {
        made.push(family)
        return adapter(family)
      },
      onFound: (family) => found.push(family),
    })
    const waiting = source.balance('an address', signal)
    await expect.poll(() => probes.length).toBe(1)
    await Promise.all([
      expect(waiting).rejects.toMatchObject({ problem: 'unreachable' }), // at once, not when the probe ends
      source.close(),
    ])
    expect(probes[0]?.aborted).toBe(true)
    late.resolve('esplora')
    await expect(source.tip(signal)).rejects.toMatchObject({ problem: 'unreachable' })
    expect([made, found, probes.length]).toEqual([[], [], 1])
  })

  it('asks nobody through what it found, either, once it is closed', async () => {
    const { source } = ground([], 'esplora')
    await source.close()
    await expect(source.tip(signal)).rejects.toMatchObject({ problem: 'unreachable' })
  })

  it('never tells a slow server the address when it is closed while that is being probed', async () => {
    const slow = await server()
    slow.faults.set('any', { kind: 'late', ms: 300 }, 1)
    const source = createProvider(
      { id: 'slow', url: slow.url },
      { network: 'main', clock: { now: Date.now }, memory: NO_MEMORY },
    )
    const waiting = source.balance(ADDRESS, signal)
    await Promise.all([
      expect(waiting).rejects.toMatchObject({ problem: 'unreachable' }),
      expect
        .poll(() => slow.requests.length)
        .toBeGreaterThan(0)
        .then(() => source.close()),
    ])
    await new Promise((later) => setTimeout(later, 500))
    expect(slow.requests.filter(({ path }) => path.includes(ADDRESS))).toEqual([])
  })
})
