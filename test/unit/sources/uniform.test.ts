import { describe, expect, it } from 'vitest'
import { createUniform } from '../../../electron/sources/uniform.ts'
import { AppError } from '../../../shared/errors.ts'
import { FAULTS } from '../../fakes/esplora-faults.ts'
import { BARE_SHAPE } from '../../fakes/uniform-server.ts'
import { ADDRESS, never, OTHER_ADDRESS, providerError } from './provider-ground.ts'
import { story, uniformGround, uniformOn } from './uniform-ground.ts'

describe('the uniform adapter', () => {
  it('gives the balance with the block, time and pending part that the server names', async () => {
    const { source, chain, data } = await uniformGround({}, { clock: { now: () => 1_900_000_000_000 } })
    const { blocks } = await chain.view()
    expect(await source.balance(ADDRESS, never)).toEqual({
      confirmed: 65_000,
      pending: -700,
      at: { height: 120, hash: blocks[120]?.id },
      tipTime: data.tipTime,
      observedAt: 1_900_000_000_000,
    })
  })

  it('asks a server that tells everything one question, and names no height for the newest block', async () => {
    const { source, fake } = await uniformGround()
    await source.balance(ADDRESS, never)
    expect(fake.requests.map(({ path }) => path)).toEqual([`/address/${ADDRESS}?verbosity=3`])
  })

  it('gives an unused address the zero that the server says', async () => {
    const { source } = await uniformGround()
    expect(await source.balance(OTHER_ADDRESS, never)).toMatchObject({ confirmed: 0, pending: 0 })
  })

  it.each([
    [9, 0],
    [10, 50_000],
    [39, 50_000],
    [40, 70_000],
    [80, 65_000],
    [120, 65_000],
  ])('gives the balance right after block %i, without what is pending today', async (height, confirmed) => {
    const { source, fake, chain } = await uniformGround()
    const { blocks } = await chain.view()
    const balance = await source.balanceAt(ADDRESS, height, never)
    expect(balance).toMatchObject({ confirmed, pending: 0, at: { height, hash: blocks[height]?.id } })
    expect(fake.requests.map(({ path }) => path)).toEqual([
      `/address/${ADDRESS}?verbosity=3&height=${height}`,
    ])
  })

  it('gives no number at a height where the server ignores the height and answers with today', async () => {
    const { source } = await uniformGround({ heights: 'ignored' })
    expect((await providerError(source.balanceAt(ADDRESS, 40, never))).problem).toBe('cannot_know')
  })

  it('gives no number at a height that the server refuses', async () => {
    const { source } = await uniformGround({ heights: 'refused' })
    expect((await providerError(source.balanceAt(ADDRESS, 40, never))).problem).toBe('cannot_know')
    await expect(source.balance(ADDRESS, never)).resolves.toMatchObject({ confirmed: 65_000 })
  })

  it('sends its key as a bearer token in the header and never in the URL', async () => {
    const { source, fake } = await uniformGround({ apiKey: 'k3y' }, { apiKey: 'k3y' })
    await source.balance(ADDRESS, never)
    await source.tip(never)
    expect(fake.requests.map(({ authorization }) => authorization)).toEqual(['Bearer k3y', 'Bearer k3y'])
    expect(fake.requests.map(({ path }) => path).join()).not.toContain('k3y')
  })

  it('is refused without the key, and says so without naming the one it has', async () => {
    const { source } = await uniformGround({ apiKey: 'right' }, { apiKey: 'wr0ng' })
    const error = await providerError(source.balance(ADDRESS, never))
    expect(error.problem).toBe('refused')
    expect(JSON.stringify([error.message, error.detail])).not.toContain('wr0ng')
  })

  it.each(['', 'two words', 'line\nbreak', 'ключ'])(
    'takes no key that does not fit a header: %j',
    (apiKey) => {
      expect(() => uniformOn('http://127.0.0.1:1', { apiKey })).toThrow(AppError)
    },
  )

  it('takes no URL over plain http outside of the own network, so that no key is read on the way', () => {
    const build = () =>
      createUniform({ id: 'u', url: 'http://example.org', network: 'main', clock: Date, apiKey: 'k' })
    expect(build).toThrow(/plain http/)
  })

  it('says of an address that the server does not serve that it is unsupported, and of no other thing', async () => {
    const { source } = await uniformGround()
    const error = await providerError(source.balance('bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq', never))
    expect(error.problem).toBe('unsupported')
  })

  it('tells a batch of one what went wrong with its address, and fails as a whole when the server does', async () => {
    const { source, fake } = await uniformGround()
    expect(await source.balances([ADDRESS], never)).toMatchObject([
      { kind: 'balance', balance: { confirmed: 65_000 } },
    ])
    expect(await source.balances(['unknown'], never)).toMatchObject([
      { kind: 'failed', error: { problem: 'unsupported' } },
    ])
    fake.faults.set('address', FAULTS.status(500))
    expect((await providerError(source.balances([ADDRESS], never))).problem).toBe('fault')
    await expect(source.balances([ADDRESS, OTHER_ADDRESS], never)).rejects.toThrow(RangeError)
  })

  it('has no history and no unspent outputs, and asks nobody for them', async () => {
    const { source, fake } = await uniformGround()
    expect((await providerError(source.history(ADDRESS, never))).problem).toBe('unsupported')
    expect((await providerError(source.unspent(ADDRESS, never))).problem).toBe('unsupported')
    expect(fake.requests).toEqual([])
  })

  it('ends a question that is given up', async () => {
    const { source, fake } = await uniformGround()
    fake.faults.set('address', { kind: 'hang' })
    const controller = new AbortController()
    const call = source.balance(ADDRESS, controller.signal)
    controller.abort()
    await expect(call).rejects.toMatchObject({ code: 'cancelled' })
  })
})

describe('the tip of a uniform server', () => {
  it('is its newest block with hash and time', async () => {
    const { source, chain, data } = await uniformGround()
    const { blocks } = await chain.view()
    expect(await source.tip(never)).toEqual({ height: 120, hash: blocks[120]?.id, time: data.tipTime })
  })

  it('cannot be asked for where the server has no such page', async () => {
    const { source } = await uniformGround({ tip: false })
    expect((await providerError(source.tip(never))).problem).toBe('unsupported')
  })

  it.each([
    ['hash', '"00"'],
    ['time', '5'],
    ['time', '99999999999'],
    ['height', '99999999'],
    ['network', '"testnet4"'],
  ])('is refused with %s %s', async (name, raw) => {
    const { source, fake } = await uniformGround()
    fake.faults.set('tipHash', FAULTS.field(name, raw))
    expect((await providerError(source.tip(never))).problem).toBe('bad_answer')
  })
})

describe('a uniform server that tells less', () => {
  const bare = { ...BARE_SHAPE, pending: true, pages: true }

  it('is dated by the hash it gives for the height, between two equal answers, and its network by its genesis', async () => {
    const { source, fake, chain, data } = await uniformGround(bare)
    const { blocks } = await chain.view()
    expect(await source.balance(ADDRESS, never)).toMatchObject({
      confirmed: 65_000,
      at: { height: 120, hash: blocks[120]?.id },
      tipTime: data.tipTime,
    })
    expect(fake.requests.map(({ path }) => path)).toEqual([
      `/address/${ADDRESS}?verbosity=3`,
      '/block-height/0',
      '/block-height/120',
      `/address/${ADDRESS}?verbosity=3`,
      `/block/${blocks[120]?.id}/header`,
    ])
  })

  it('proves its network once', async () => {
    const { source, fake } = await uniformGround(bare)
    await source.balance(ADDRESS, never)
    await source.balance(OTHER_ADDRESS, never)
    expect(fake.requests.filter(({ path }) => path === '/block-height/0')).toHaveLength(1)
  })

  it('gives no number when the chain moved between the two answers', async () => {
    const { source, fake, chain, data } = await uniformGround(bare)
    const [address = ''] = Object.keys(data.addresses)
    const changed = { changes: [[121, 1_000]] as const, pending: 0 }
    const next = { ...data, tipHeight: 121, addresses: { [address]: changed } }
    fake.faults.set('blockHeight', { kind: 'event', run: () => chain.set(next) }, 1, 1)
    expect((await providerError(source.balance(ADDRESS, never))).problem).toBe('moving')
  })

  it.each([
    ['neither a hash nor a page of hashes', { ...bare, network: true, time: true, pages: false }],
    ['no network and no genesis block', { ...bare, hash: true, time: true, pages: false }],
    ['no time and no header', { ...bare, hash: true, network: true, pages: false }],
    ['nothing of what is pending', { ...bare, pending: false }],
  ])('gives no number when there is %s', async (_what, shape) => {
    const { source } = await uniformGround(shape)
    expect((await providerError(source.balance(ADDRESS, never))).problem).toBe('cannot_know')
  })

  it('needs no pending part to tell the balance at a height', async () => {
    const { source } = await uniformGround({ ...bare, pending: false })
    expect(await source.balanceAt(ADDRESS, 40, never)).toMatchObject({ confirmed: 70_000, pending: 0 })
  })

  it('is refused when its genesis block is that of another network', async () => {
    const data = { ...story(), network: 'testnet4' } as const
    const { source } = await uniformGround(bare, {}, data)
    expect((await providerError(source.balance(ADDRESS, never))).problem).toBe('bad_answer')
  })

  it('is refused when the header it gives is not that of its block', async () => {
    const { source, fake, chain } = await uniformGround(bare)
    const { blocks, header } = await chain.view()
    const other = (await header(blocks[119]?.id ?? '')) ?? ''
    fake.faults.set('header', { kind: 'reply', body: other })
    expect((await providerError(source.balance(ADDRESS, never))).problem).toBe('bad_answer')
  })

  it('is refused when what it calls a hash is none', async () => {
    const { source, fake } = await uniformGround(bare)
    fake.faults.set('blockHeight', { kind: 'reply', body: 'no hash' })
    expect((await providerError(source.balance(ADDRESS, never))).problem).toBe('bad_answer')
  })
})
