import { describe, expect, it } from 'vitest'
import { AppError } from '../../../shared/errors.ts'
import { NO_STATS } from '../../fakes/esplora-chain.ts'
import { FAULTS } from '../../fakes/esplora-faults.ts'
import {
  ADDRESS,
  adapter,
  FIGURES,
  never,
  OTHER_ADDRESS,
  providerError,
  server,
  TIP_HEIGHT,
} from './provider-ground.ts'

describe('the Esplora adapter', () => {
  it('dates a balance by the block that was the tip before and after the question', async () => {
    const tipTime = Math.floor(Date.now() / 1000) - 300
    const fake = await server({ tipTime })
    const now = Date.now()
    const balance = await adapter(fake, { clock: { now: () => now } }).balance(ADDRESS, never)
    const hash = await (await fetch(`${fake.url}/blocks/tip/hash`)).text()
    expect(balance).toEqual({
      confirmed: 70_000,
      pending: -15_000,
      at: { height: TIP_HEIGHT, hash },
      tipTime,
      observedAt: now,
      used: true,
    })
  })

  it('asks for the blocks, the address and the tip hash in that order, without any query', async () => {
    const fake = await server()
    await adapter(fake).balance(ADDRESS, never)
    expect(fake.requests.map(({ path }) => path)).toEqual([
      '/block-height/0',
      '/blocks',
      `/address/${ADDRESS}`,
      '/blocks/tip/hash',
    ])
  })

  it('checks the network once and not again', async () => {
    const fake = await server()
    const source = adapter(fake)
    await source.tip(never)
    await source.balance(ADDRESS, never)
    expect(fake.requests.filter(({ route }) => route === 'blockHeight')).toHaveLength(1)
  })

  it('checks the network again after a check that failed', async () => {
    const fake = await server()
    const source = adapter(fake)
    fake.faults.set('blockHeight', FAULTS.status(503), 1)
    expect((await providerError(source.tip(never))).problem).toBe('fault')
    await expect(source.tip(never)).resolves.toMatchObject({ height: TIP_HEIGHT })
  })

  it('refuses a server of another network and says so', async () => {
    const fake = await server({ network: 'testnet4' })
    const error = await providerError(adapter(fake).balance(ADDRESS, never))
    expect(error.problem).toBe('bad_answer')
    expect(error.message).toContain('another network')
    expect(fake.requests.some(({ path }) => path.includes(ADDRESS))).toBe(false)
  })

  it('reads an unused address as zero, dated', async () => {
    const balance = await adapter(await server()).balance(OTHER_ADDRESS, never)
    expect(balance).toMatchObject({ confirmed: 0, pending: 0, at: { height: TIP_HEIGHT } })
  })

  it('takes the tip from one atomic list of blocks', async () => {
    const fake = await server()
    const tip = await adapter(fake).tip(never)
    const [newest] = (await (await fetch(`${fake.url}/blocks`)).json()) as { id: string; timestamp: number }[]
    expect(tip).toEqual({ height: TIP_HEIGHT, hash: newest?.id, time: newest?.timestamp })
  })

  it('honours a server on an Electrum backend, which has no counts', async () => {
    const stats = { tx_count: 4, funded_txo_count: 0, spent_txo_count: 0, spent_txo_sum: 0 }
    const address = {
      electrum: true,
      chain_stats: { ...stats, funded_txo_sum: 70_000 },
      mempool_stats: { ...stats, tx_count: 1, funded_txo_sum: 0, spent_txo_sum: 20_000 },
    }
    const balance = await adapter(await server({ address })).balance(ADDRESS, never)
    expect(balance).toMatchObject({ confirmed: 70_000, pending: -20_000 })
    const { electrum: _, ...unmarked } = address
    const error = await providerError(adapter(await server({ address: unmarked })).balance(ADDRESS, never))
    expect(error.problem).toBe('bad_answer')
  })

  it('takes sums above the supply where coins came and went, as long as what is left can be', async () => {
    const chain_stats = {
      tx_count: 9,
      funded_txo_count: 9,
      funded_txo_sum: 3_000_000_000_000_000,
      spent_txo_count: 8,
      spent_txo_sum: 2_999_999_999_999_000,
    }
    const balance = await adapter(
      await server({ address: { ...FIGURES, mempool_stats: NO_STATS, chain_stats } }),
    ).balance(ADDRESS, never)
    expect(balance.confirmed).toBe(1_000)
  })

  it('asks again when the tip moved in between, and answers with the new tip', async () => {
    const fake = await server()
    fake.faults.set('blocks', { kind: 'stale', blocks: 1 }, 1)
    const balance = await adapter(fake).balance(ADDRESS, never)
    expect(balance.at.height).toBe(TIP_HEIGHT)
    expect(fake.requests.filter(({ route }) => route === 'address')).toHaveLength(2)
  })

  it('gives up as moving after three tries', async () => {
    const fake = await server()
    fake.faults.set('tipHash', { kind: 'stale', blocks: 1 })
    const error = await providerError(adapter(fake).balance(ADDRESS, never))
    expect(error.problem).toBe('moving')
    expect(fake.requests.filter(({ route }) => route === 'address')).toHaveLength(3)
  })

  it('asks again when the unconfirmed figures still hold what a block has taken', async () => {
    const spentTwice = {
      chain_stats: {
        tx_count: 2,
        funded_txo_count: 1,
        funded_txo_sum: 100,
        spent_txo_count: 1,
        spent_txo_sum: 100,
      },
      mempool_stats: {
        tx_count: 1,
        funded_txo_count: 0,
        funded_txo_sum: 0,
        spent_txo_count: 1,
        spent_txo_sum: 100,
      },
    }
    const fake = await server({ address: spentTwice })
    const error = await providerError(adapter(fake).balance(ADDRESS, never))
    expect(error.problem).toBe('moving')
  })

  it('is cancelled while a request is open and while it waits to ask again', async () => {
    const fake = await server()
    const source = adapter(fake, { movingWaitMs: 600_000, timeoutMs: 600_000 })
    for (const fault of [{ kind: 'hang' }, { kind: 'stale', blocks: 1 }] as const) {
      fake.faults.set('tipHash', fault)
      const abort = new AbortController()
      const call = source.balance(ADDRESS, abort.signal).catch((error: unknown) => error)
      setTimeout(() => abort.abort(), 50)
      const error = await call
      expect(error).toBeInstanceOf(AppError)
      expect(error).toMatchObject({ code: 'cancelled' })
    }
  })

  it('refuses a URL that may not be asked before anything is sent', () => {
    expect(() => adapter({ url: 'http://mempool.space/api' })).toThrow(AppError)
  })

  it('answers below a base URL with a path and a slash at its end', async () => {
    const fake = await server()
    await adapter({ url: `${fake.url}/` }).tip(never)
    expect(fake.requests.at(-1)?.path).toBe('/blocks')
  })
})
