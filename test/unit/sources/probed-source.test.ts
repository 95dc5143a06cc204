import { describe, expect, it } from 'vitest'
import type { BalanceSource, ProviderFamily } from '../../../electron/engine/ports.ts'
import { ProviderError } from '../../../electron/engine/provider-error.ts'
import { createProbedSource } from '../../../electron/sources/probed-source.ts'
import { unsupported } from '../../../electron/sources/unsupported.ts'
import { blockHash } from '../../../shared/chain.ts'

const TIP = { height: 7, hash: blockHash('07'.repeat(32)), time: 1_700_000_000 }
const signal = new AbortController().signal

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
    balance: unsupported('a balance'),
    balances: unsupported('balances'),
    tip: async () => TIP,
    balanceAt: unsupported('a balance at a height'),
    history: unsupported('a history'),
    unspent: unsupported('unspent outputs'),
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
    const { source, probes } = ground([new ProviderError('unreachable', 'nobody is there'), 'esplora'])
    await expect(source.tip(signal)).rejects.toMatchObject({ problem: 'unreachable' })
    expect(await source.tip(signal)).toEqual(TIP)
    expect(probes).toHaveLength(2)
  })

  it('gives no number where nothing known answers', async () => {
    await expect(ground([null]).source.balance('an address', signal)).rejects.toMatchObject({
      problem: 'bad_answer',
    })
  })

  it('does not begin for a caller who gave up already', async () => {
    const { source, probes } = ground(['esplora'])
    await expect(source.tip(AbortSignal.abort())).rejects.toMatchObject({ code: 'cancelled' })
    expect(probes).toEqual([])
  })
})
