import { array, assert, nat, property, record } from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ProviderHistoryRow } from '../../../electron/engine/ports.ts'
import { ProviderError } from '../../../electron/engine/provider-error.ts'
import { balanceAtHeight } from '../../../electron/sources/history-balance.ts'
import { txid } from '../../../shared/chain.ts'
import { FAULTS, type Fault } from '../../fakes/esplora-faults.ts'
import type { RouteName } from '../../fakes/esplora-routes.ts'
import type { Story } from '../../fakes/esplora-story.ts'
import { manyPayments, storyGround } from './esplora-ground.ts'
import { ADDRESS, never, providerError, TIP_HEIGHT } from './provider-ground.ts'

const row = (height: number, delta: number): ProviderHistoryRow => {
  return { txid: txid('aa'.repeat(32)), height, blockHash: null, delta }
}

describe('balanceAtHeight', () => {
  it.each([
    ['before the first row', [row(5, 100)], 4, 0],
    ['at a row', [row(5, 100), row(7, -40)], 5, 100],
    ['between rows', [row(5, 100), row(9, -40)], 8, 100],
    ['above the last row', [row(5, 100), row(7, -40)], 1_000, 60],
    ['of an empty history', [], 10, 0],
    ['where a spend is listed before its origin in a block', [row(5, -40), row(5, 40)], 5, 0],
    ['where the rows come newest first', [row(9, -40), row(5, 100)], 5, 100],
  ] as const)('is exact %s', (_, rows, height, expected) => {
    expect(balanceAtHeight(rows, height)).toBe(expected)
  })

  it.each([
    ['below zero', [row(5, 100), row(7, -101), row(8, 50)]],
    ['below zero after the height asked for', [row(5, 100), row(700, -101)]],
    ['above the supply', [row(5, 2_100_000_000_000_000), row(6, 1)]],
    ['no whole number', [row(5, 0.5)]],
  ])('refuses a history that leads %s', (_, rows) => {
    expect(() => balanceAtHeight(rows, 6)).toThrow(ProviderError)
  })

  it('is the sum of all rows up to the height, whatever their order', () => {
    const gains = array(record({ height: nat(40), delta: nat(1_000_000) }))
    assert(
      property(gains, nat(45), (made, height) => {
        const rows = made.map(({ height, delta }) => row(height, delta))
        const below = made.filter((part) => part.height <= height).reduce((sum, { delta }) => sum + delta, 0)
        expect(balanceAtHeight(rows, height)).toBe(below)
        expect(balanceAtHeight(rows.toReversed(), height)).toBe(below)
      }),
    )
  })
})

describe('a balance at a height from Esplora', () => {
  it.each([25, null])('is exact at every height, with summaries of %s rows', async (summaryPage) => {
    const { story, source } = await storyGround(manyPayments(30), { summaryPage })
    const { blocks } = await story.view()
    let expected = 0
    for (let height = 0; height <= 31; height++) {
      const { rows } = await source.history(ADDRESS, never)
      for (const part of rows) if (part.height === height) expected += part.delta
      const { confirmed, pending, at } = await source.balanceAt(ADDRESS, height, never)
      expect({ confirmed, pending, at }).toEqual({
        confirmed: expected,
        pending: 0,
        at: { height, hash: blocks[height]?.id },
      })
    }
    expect(expected).toBe((await source.balance(ADDRESS, never)).confirmed)
  })

  it('never sends the height as a query, and never answers with another height', async () => {
    const { fake, source } = await storyGround(manyPayments(5))
    await source.balanceAt(ADDRESS, 3, never)
    expect(fake.requests.every(({ path }) => !path.includes('?'))).toBe(true)
  })

  it('cannot be known above the tip: the address is not even sent', async () => {
    const { fake, source } = await storyGround(manyPayments(5))
    const error = await providerError(source.balanceAt(ADDRESS, TIP_HEIGHT + 1, never))
    expect(error.problem).toBe('cannot_know')
    expect(fake.requests.some(({ path }) => path.includes(ADDRESS))).toBe(false)
    await expect(source.balanceAt(ADDRESS, TIP_HEIGHT, never)).resolves.toMatchObject({ confirmed: 15 })
  })

  it.each([-1, 1.5, Number.NaN])('does not exist at %s', async (height) => {
    const { source } = await storyGround(manyPayments(5))
    expect((await providerError(source.balanceAt(ADDRESS, height, never))).problem).toBe('bad_request')
  })

  it('cannot be known from a history that lost its tail, at any height', async () => {
    const { fake, source } = await storyGround(manyPayments(60))
    for (const height of [0, 20, 60]) {
      fake.faults.set('txsChain', FAULTS.cursorLost(), 1, 1)
      expect((await providerError(source.balanceAt(ADDRESS, height, never))).problem).toBe('cannot_know')
    }
  })

  it('is moving where the block at the height is another than its history says', async () => {
    const { fake, source } = await storyGround(manyPayments(5))
    await source.tip(never)
    fake.faults.set('blockHeight', { kind: 'reply', body: 'ab'.repeat(32) })
    expect((await providerError(source.balanceAt(ADDRESS, 3, never))).problem).toBe('moving')
    expect((await providerError(source.balanceAt(ADDRESS, TIP_HEIGHT - 1, never))).problem).toBe('moving')
  })

  it.each([10, TIP_HEIGHT - 3, TIP_HEIGHT])(
    'is dated by the time of block %s, not of the newest',
    async (height) => {
      const { story, source } = await storyGround(manyPayments(5))
      const block = (await story.view()).blocks[height]
      const { tipTime, at } = await source.balanceAt(ADDRESS, height, never)
      expect({ at, tipTime }).toEqual({ at: { height, hash: block?.id }, tipTime: block?.timestamp })
    },
  )

  const hashAt = async (story: Story, height: number): Promise<string> =>
    (await story.view()).blocks[height]?.id ?? ''

  it.each<[string, RouteName, (story: Story) => Promise<Fault>, string]>([
    ['that never was', 'blockHeight', async () => ({ kind: 'reply', body: 'ab'.repeat(32) }), 'cannot_know'],
    [
      'that lies at another height',
      'blockHeight',
      async (story) => ({ kind: 'reply', body: await hashAt(story, 61) }),
      'bad_answer',
    ],
    [
      'whose header is that of another one',
      'header',
      async (story) => ({
        kind: 'reply',
        body: (await (await story.view()).header(await hashAt(story, 61))) ?? '',
      }),
      'bad_answer',
    ],
    ['whose header is none', 'header', async () => ({ kind: 'reply', body: '00'.repeat(79) }), 'bad_answer'],
    ['whose header it does not have', 'header', async () => FAULTS.status(404), 'cannot_know'],
    ['that it does not describe', 'block', async () => FAULTS.status(404), 'cannot_know'],
    ['that it puts at another height', 'block', async () => FAULTS.field('height', '61'), 'bad_answer'],
    ['of another time', 'block', async () => FAULTS.field('timestamp', '1700000000'), 'bad_answer'],
    [
      'on top of another one',
      'block',
      async () => FAULTS.field('previousblockhash', `"${'cd'.repeat(32)}"`),
      'bad_answer',
    ],
    [
      'while it describes another one',
      'block',
      async () => FAULTS.field('id', `"${'cd'.repeat(32)}"`),
      'bad_answer',
    ],
  ])('is never dated by a block %s', async (_, route, faultOf, problem) => {
    const { story, fake, source } = await storyGround(manyPayments(5))
    await source.tip(never)
    fake.faults.set(route, await faultOf(story))
    expect((await providerError(source.balanceAt(ADDRESS, 60, never))).problem).toBe(problem)
    fake.faults.clear()
    expect(await source.balanceAt(ADDRESS, 60, never)).toMatchObject({
      confirmed: 15,
      at: { hash: await hashAt(story, 60) },
    })
  })

  it('is never dated by a block of another hash, though all else fits', async () => {
    const { story, fake, source } = await storyGround(manyPayments(5))
    await source.tip(never)
    const view = await story.view()
    const other = view.blocks[61]
    fake.faults.set('header', { kind: 'reply', body: (await view.header(other?.id ?? '')) ?? '' })
    fake.faults.set('block', { kind: 'reply', body: JSON.stringify({ ...other, height: 60 }) })
    const error = await providerError(source.balanceAt(ADDRESS, 60, never))
    expect(error.message).toBe('its block header belongs to another block')
  })

  it('proves a block once, whatever is asked about it', async () => {
    const { asked, source } = await storyGround(manyPayments(5))
    for (let n = 0; n < 3; n++) await source.balanceAt(ADDRESS, 60, never)
    expect([asked('header'), asked('block'), asked('blockHeight')]).toEqual([1, 1, 4]) // and genesis
  })

  it('is read again when the chain was replaced meanwhile', async () => {
    const { story, fake, source } = await storyGround((told) => told.receive(TIP_HEIGHT - 1, 50))
    fake.faults.set('txsChain', { kind: 'event', run: () => story.replace(3) }, 1)
    const { confirmed, at } = await source.balanceAt(ADDRESS, TIP_HEIGHT - 1, never)
    expect(confirmed).toBe(50)
    expect(at.hash).toBe((await story.view()).blocks[TIP_HEIGHT - 1]?.id)
  })
})
