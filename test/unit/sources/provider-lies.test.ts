/** What an answer proves of whoever gives it: told by every adapter with the same word. */
import { describe, expect, it, onTestFinished } from 'vitest'
import type { BalanceSource } from '../../../electron/engine/ports.ts'
import { ProviderError } from '../../../electron/engine/provider-error.ts'
import { createBlockchainInfo } from '../../../electron/sources/blockchain-info.ts'
import { createBlockcypher } from '../../../electron/sources/blockcypher.ts'
import { checkSupply } from '../../../electron/sources/provider-replies.ts'
import { withinSupply } from '../../../electron/sources/within-supply.ts'
import { blockHash, txid } from '../../../shared/chain.ts'
import { startBlockchainInfoServer } from '../../fakes/blockchain-info-server.ts'
import { madeUp } from '../../fakes/blockcypher-made-up.ts'
import { startBlockcypherServer } from '../../fakes/blockcypher-server.ts'
import { madeUpChain } from '../../fakes/electrum-chain.ts'
import { type Fault } from '../../fakes/esplora-faults.ts'
import { electrum, electrumGround, electrumServer } from './electrum/electrum-ground.ts'
import {
  ADDRESS,
  adapter,
  answerAt,
  never,
  OTHER_ADDRESS,
  providerError,
  scripted,
  server,
  TIP_HEIGHT,
} from './provider-ground.ts'
import { uniformGround } from './uniform-ground.ts'

/** More than the 121 subsidies up to the tip, less than will ever exist. */
const TOO_MUCH = 121 * 5_000_000_000 + 1

interface Liar {
  readonly source: BalanceSource
  /** Changes every answer about an address from now on, as text. */
  readonly lie: (change: (text: string) => string) => void
}

const edit = (change: (text: string) => string): Fault => ({ kind: 'edit', edit: change })
const COMMON = { network: 'main', clock: { now: Date.now }, movingWaitMs: 5, timeoutMs: 20_000 } as const
const data = () => ({
  network: 'main' as const,
  tipHeight: TIP_HEIGHT,
  tipTime: Math.floor(Date.now() / 1000) - 60,
  addresses: { [ADDRESS]: madeUp([{ height: 10, to: [[ADDRESS, 50_000]] }]), [OTHER_ADDRESS]: {} },
})

const LIARS: Readonly<Record<string, () => Promise<Liar>>> = {
  esplora: async () => {
    const fake = await server()
    return { source: adapter(fake), lie: (change) => fake.faults.set('address', edit(change)) }
  },
  blockcypher: async () => {
    const fake = await startBlockcypherServer({ data: data() })
    const source = createBlockcypher({ id: 'b', url: fake.url, ...COMMON })
    onTestFinished(() => fake.close())
    onTestFinished(() => source.close())
    return { source, lie: (change) => fake.faults.set('address', edit(change)) }
  },
  'blockchain.info': async () => {
    const fake = await startBlockchainInfoServer({ data: data() })
    const source = createBlockchainInfo({ id: 'i', url: fake.url, ...COMMON })
    onTestFinished(() => fake.close())
    onTestFinished(() => source.close())
    return { source, lie: (change) => fake.faults.set('multi', edit(change)) }
  },
  electrum: async () => {
    const { chain, server: fake, source } = await electrumGround()
    chain.pay(ADDRESS, 50_000)
    chain.mine()
    const lie: Liar['lie'] = (change) =>
      fake.faults.set('blockchain.scripthash.get_balance', { kind: 'line', edit: change })
    return { source, lie }
  },
  uniform: async () => {
    const { fake, source } = await uniformGround()
    return { source, lie: (change) => fake.faults.set('address', edit(change)) }
  },
}

/** What a figure is called, so that the rest of a reply still fits it. */
const FIGURES: Readonly<Record<string, (text: string, sats: number) => string>> = {
  esplora: (text, sats) =>
    text
      .replace(/"funded_txo_sum":\d+/, `"funded_txo_sum":${Math.max(0, sats)}`)
      .replace(/"spent_txo_sum":\d+/, `"spent_txo_sum":${Math.max(0, -sats)}`)
      .replace(/("mempool_stats".*"spent_txo_sum":)\d+/, '$10'),
  blockcypher: (text, sats) =>
    text
      .replace(/"(balance|final_balance)":\d+/g, `"$1":${sats}`)
      .replace(/"total_received":\d+/, `"total_received":${Math.max(0, sats)}`)
      .replace(/"total_sent":\d+/, `"total_sent":${Math.max(0, -sats)}`),
  'blockchain.info': (text, sats) => text.replaceAll('50000', String(sats)),
  electrum: (text, sats) => text.replace(/"confirmed":\d+/, `"confirmed":${sats}`),
  uniform: (text, sats) =>
    text
      .replace(/"balance":\d+/, `"balance":${sats}`)
      .replace(/"confirmed":\d+/, `"confirmed":${sats}`)
      .replace(/"pending":-?\d+/, '"pending":0'),
}

const figured = (name: string, sats: number) => (text: string) => FIGURES[name]?.(text, sats) ?? text

const start = async (name: string): Promise<Liar> => (await LIARS[name]?.()) ?? expect.fail('no such adapter')
const ALL = Object.keys(LIARS)
/** Electrum servers are asked by the hash of a script, and do not repeat it. */
const NAMING = ALL.filter((name) => name !== 'electrum')
/** The one figure of blockchain.info holds what is pending, and may for a moment be anything. */
const CONFIRMED = ALL.filter((name) => name !== 'blockchain.info')

describe('a lie', () => {
  it.each(ALL)('of %s is a balance above the coins that exist at its block', async (name) => {
    const { source, lie } = await start(name)
    lie(figured(name, TOO_MUCH + 2 * 5_000_000_000))
    expect(await providerError(source.balance(ADDRESS, never))).toMatchObject({
      problem: 'bad_answer',
      lie: 'above_supply',
    })
  })

  it.each(CONFIRMED)('of %s is a confirmed balance below zero', async (name) => {
    const { source, lie } = await start(name)
    lie(figured(name, -1))
    expect(await providerError(source.balance(ADDRESS, never))).toMatchObject({
      problem: 'bad_answer',
      lie: 'negative',
    })
  })

  it.each(NAMING)('of %s is an answer for another address', async (name) => {
    const { source, lie } = await start(name)
    lie((text) => text.replaceAll(ADDRESS, OTHER_ADDRESS))
    const error = await providerError(source.balance(ADDRESS, never))
    expect(error).toMatchObject({ problem: 'bad_answer', lie: 'other_address' })
    expect(error.message).not.toContain(OTHER_ADDRESS)
  })

  it.each(NAMING)('of %s is not the same address in capitals', async (name) => {
    const { source, lie } = await start(name)
    lie((text) => text.replaceAll(ADDRESS, ADDRESS.toUpperCase()))
    const error = await providerError(source.balance(ADDRESS, never))
    expect(error.problem).toBe('bad_answer')
    expect(error.lie).toBeUndefined()
  })

  it.each(ALL)('of %s is not what only has a wrong form, or is cut short', async (name) => {
    const { source, lie } = await start(name)
    for (const change of [() => '"7"', (text: string) => text.slice(0, 40)]) {
      lie(change)
      const error = await providerError(source.balance(ADDRESS, never))
      expect(error.problem).toBe('bad_answer')
      expect(error.lie).toBeUndefined()
    }
  })
})

describe('a server of another network', () => {
  it('is proven to be one by its genesis block or its own word', async () => {
    const cypher = await startBlockcypherServer({ data: data() }, { chainName: 'test3' })
    const info = await startBlockchainInfoServer({ data: { ...data(), network: 'testnet4' } })
    const regtest = await electrumServer({ chain: madeUpChain('regtest', 10) })
    onTestFinished(() => cypher.close())
    onTestFinished(() => info.close())
    const bare = { hash: false, time: false, network: false }
    const sources = [
      adapter(await server({ network: 'testnet4' })),
      createBlockcypher({ id: 'b', url: cypher.url, ...COMMON }),
      createBlockchainInfo({ id: 'i', url: info.url, ...COMMON }),
      electrum(regtest),
      (await uniformGround({}, { network: 'signet' })).source,
      (await uniformGround(bare, { network: 'signet' })).source,
    ]
    for (const source of sources) {
      onTestFinished(() => source.close())
      const error = await providerError(source.balance(ADDRESS, never))
      expect(error, source.family).toMatchObject({ problem: 'bad_answer', lie: 'other_network' })
    }
  })
})

describe('the coins that exist', () => {
  it.each([
    ['main', 0, 5_000_000_000],
    ['main', 209_999, 1_050_000_000_000_000],
    ['main', 210_000, 1_050_002_500_000_000],
    ['main', 10_000_000, 2_099_999_997_690_000],
    ['regtest', 149, 750_000_000_000],
    ['regtest', 150, 752_500_000_000],
  ] as const)('on %s at block %i are %i at most', (network, height, sats) => {
    expect(() => checkSupply(sats, height, network)).not.toThrow()
    expect(() => checkSupply(sats + 1, height, network)).toThrow(ProviderError)
  })

  it('bound every answer of a source: figures, histories and outputs', async () => {
    const balance = (confirmed: number) => ({ ...answerAt(TIP_HEIGHT), confirmed })
    const tip = { height: TIP_HEIGHT, hash: blockHash('ab'.repeat(32)), time: 1 }
    const sourceOf = (sats: number) =>
      withinSupply(
        {
          ...scripted('s', async () => balance(sats)),
          balanceAt: async () => balance(sats),
          history: async () => ({
            rows: [{ txid: txid('aa'.repeat(32)), height: 1, blockHash: null, delta: sats }],
            tip,
          }),
          unspent: async () => ({
            outputs: [{ txid: txid('aa'.repeat(32)), vout: 0, value: sats, height: 1 }],
            tip,
          }),
        },
        'main',
      )
    const lies = async (source: BalanceSource) =>
      Promise.all([
        ...[
          source.balance(ADDRESS, never),
          source.balanceAt(ADDRESS, 1, never),
          source.history(ADDRESS, never),
          source.unspent(ADDRESS, never),
        ].map((answer) => answer.then(() => null, lieOf)),
        source.balances([ADDRESS], never).then(([one]) => (one?.kind === 'failed' ? one.error.lie : null)),
      ])
    expect(await lies(sourceOf(TOO_MUCH - 1))).toEqual([null, null, null, null, null])
    expect(new Set(await lies(sourceOf(TOO_MUCH)))).toEqual(new Set(['above_supply']))
  })
})

function lieOf(error: unknown): string | undefined {
  return error instanceof ProviderError ? error.lie : 'not a ProviderError'
}
