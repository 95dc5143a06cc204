import { describe, expect, it } from 'vitest'
import type { ProviderHistory } from '../../../electron/engine/ports.ts'
import { AppError } from '../../../shared/errors.ts'
import { FAULTS, type Fault } from '../../fakes/esplora-faults.ts'
import type { Story } from '../../fakes/esplora-story.ts'
import { manyPayments, storyGround } from './esplora-ground.ts'
import { ADDRESS, never, providerError, TIP_HEIGHT } from './provider-ground.ts'

const sumOf = ({ rows }: ProviderHistory): number => rows.reduce((sum, { delta }) => sum + delta, 0)
const heightsOf = ({ rows }: ProviderHistory): readonly number[] => rows.map(({ height }) => height)
const upTo = (count: number): readonly number[] => Array.from({ length: count }, (_, n) => n + 1)
const backwards: Fault = FAULTS.list((items) => items.toReversed())

describe('a history from Esplora', () => {
  it('is every transaction with its net effect and its block, ascending, dated by the tip', async () => {
    const { story, fake, source } = await storyGround((told) => {
      told.receive(5, 1_000, 500)
      told.spend(9, 300)
      told.receive(null, 77)
    })
    const { blocks } = await story.view()
    const { rows, tip } = await source.history(ADDRESS, never)
    expect(rows.map(({ height, delta }) => [height, delta])).toEqual([
      [5, 1_500],
      [9, -700],
    ])
    expect(rows.map(({ blockHash }) => blockHash)).toEqual([blocks[5]?.id, blocks[9]?.id])
    expect(tip).toMatchObject({ height: TIP_HEIGHT, hash: blocks[TIP_HEIGHT]?.id })
    expect(fake.requests.map(({ route }) => route)).toEqual([
      'blockHeight',
      'blocks',
      'address',
      'txsSummary',
      'txsChain',
      'tipHash',
    ])
  })

  it.each([0, 1, 24, 25, 26, 50, 60])('is whole with %i transactions, in pages of 25', async (count) => {
    const { source, asked } = await storyGround(manyPayments(count))
    const history = await source.history(ADDRESS, never)
    expect(heightsOf(history)).toEqual(upTo(count))
    expect(sumOf(history)).toBe((await source.balance(ADDRESS, never)).confirmed)
    expect(asked('txsChain')).toBe(Math.ceil(count / 25))
  })

  it('remembers that a server has no summaries', async () => {
    const { source, asked } = await storyGround(manyPayments(3))
    await source.history(ADDRESS, never)
    await source.history(ADDRESS, never)
    expect(asked('txsSummary')).toBe(1)
    expect(asked('txsChain')).toBe(2)
  })

  it('comes from summaries where the server has them, page after page', async () => {
    const { source, asked } = await storyGround(manyPayments(60), { summaryPage: 25 })
    const history = await source.history(ADDRESS, never)
    expect(heightsOf(history)).toEqual(upTo(60))
    expect(sumOf(history)).toBe((await source.balance(ADDRESS, never)).confirmed)
    expect([asked('txsSummary'), asked('txsChain')]).toEqual([3, 0])
    expect(history.rows.every(({ blockHash }) => blockHash === null)).toBe(true)
  })

  it.each([
    ['that ends too early', FAULTS.cursorLost(), 1],
    ['that lost an amount', FAULTS.field('value', '0'), 0],
    ['whose last page is empty', FAULTS.cursorLost(), 2],
  ] as const)('does without a summary %s', async (_, fault, after) => {
    const { fake, source, asked } = await storyGround(manyPayments(60), { summaryPage: 25 })
    fake.faults.set('txsSummary', fault, 1, after)
    expect(heightsOf(await source.history(ADDRESS, never))).toEqual(upTo(60))
    expect(asked('txsChain')).toBe(3)
  })

  it.each([
    ['a fraction', FAULTS.field('value', '0.5')],
    ['more than the supply', FAULTS.field('value', '2100000000000001')],
    ['minus zero', FAULTS.field('value', '-0')],
    ['a list in a list', FAULTS.json('[[]]')],
  ])('is refused where the summary has another form: %s', async (_, fault) => {
    const { fake, source } = await storyGround(manyPayments(5), { summaryPage: 25 })
    fake.faults.set('txsSummary', fault)
    expect((await providerError(source.history(ADDRESS, never))).problem).toBe('bad_answer')
  })
})

describe('a trap on the way through the pages', () => {
  it.each([1, 2])('is no end: the place in the list lost after page %i gives no history', async (after) => {
    const { fake, source } = await storyGround(manyPayments(60))
    fake.faults.set('txsChain', FAULTS.cursorLost(), 1, after)
    expect((await providerError(source.history(ADDRESS, never))).problem).toBe('cannot_know')
  })

  it('is no end either when what was lost adds up to nothing', async () => {
    const { fake, source } = await storyGround((story) => {
      story.receive(1, 5_000)
      story.spend(2)
      for (let n = 3; n < 28; n++) story.receive(n, 10)
    })
    fake.faults.set('txsChain', FAULTS.cursorLost(), 1, 1)
    expect((await providerError(source.history(ADDRESS, never))).problem).toBe('cannot_know')
  })

  it('is told by the server itself where it does not know its own place any more', async () => {
    const { fake, source } = await storyGround(manyPayments(60))
    fake.faults.set('txsChain', FAULTS.status(422, 'after_txid not found'), 1, 1)
    expect((await providerError(source.history(ADDRESS, never))).problem).toBe('cannot_know')
  })

  it('does no harm: transactions listed twice', async () => {
    const { fake, source } = await storyGround(manyPayments(60))
    fake.faults.set('txsChain', FAULTS.duplicated())
    expect(heightsOf(await source.history(ADDRESS, never))).toEqual(upTo(60))
  })

  it('does no harm: a spend before what it spends, and after it, inside one block', async () => {
    const told = await storyGround((story) => {
      for (let n = 0; n < 12; n++) {
        story.receive(7, 400)
        story.spend(7, 390)
      }
    })
    expect((await told.source.history(ADDRESS, never)).rows).toHaveLength(24)
    told.fake.faults.set('txsChain', backwards)
    const history = await told.source.history(ADDRESS, never)
    expect(sumOf(history)).toBe((await told.source.balance(ADDRESS, never)).confirmed)
  })

  it('never runs for ever: a server that gives its first page again and again', async () => {
    const { fake, source, asked } = await storyGround(manyPayments(60))
    let first = ''
    const again: Fault = { kind: 'edit', edit: (body) => (first ||= body) }
    fake.faults.set('txsChain', again)
    expect((await providerError(source.history(ADDRESS, never))).problem).toBe('cannot_know')
    expect(asked('txsChain')).toBe(2)
  })

  it.each([
    ['an amount changed', FAULTS.field('value', '3')],
    ['a transaction left out', FAULTS.list((items) => items.slice(1))],
    ['a spend of what was never received', FAULTS.field('vout', '7')],
  ])('is seen by what does not add up: %s', async (_, fault) => {
    const { fake, source } = await storyGround((story) => {
      story.receive(2, 900)
      story.spend(4, 20)
    })
    fake.faults.set('txsChain', fault)
    expect((await providerError(source.history(ADDRESS, never))).problem).toBe('cannot_know')
  })

  it('is seen in a spend without an origin where outputs are not counted, and in their count where they are', async () => {
    const tell = (story: Story): void => {
      story.receive(2, 900)
      story.spend(4, 20)
    }
    const uncounted = await storyGround(tell, { backend: 'electrum' })
    uncounted.fake.faults.set('txsChain', FAULTS.field('vout', '7'))
    const history = uncounted.source.history(ADDRESS, never)
    expect((await providerError(history)).problem).toBe('cannot_know')
    const counted = await storyGround(tell)
    counted.fake.faults.set('address', FAULTS.field('funded_txo_count', '3'))
    expect((await providerError(counted.source.history(ADDRESS, never))).problem).toBe('cannot_know')
  })

  it('is seen where the same transaction stands in two blocks', async () => {
    const { fake, source } = await storyGround(manyPayments(3))
    const twice = FAULTS.list((items) => {
      const again = JSON.stringify(items[0]).replace(
        /"block_hash":"[^"]*"/,
        `"block_hash":"${'ab'.repeat(32)}"`,
      )
      return [...items, JSON.parse(again) as unknown]
    })
    fake.faults.set('txsChain', twice)
    expect((await providerError(source.history(ADDRESS, never))).problem).toBe('cannot_know')
  })

  it.each([
    ['a transaction of somebody else', FAULTS.list((items) => [strangersOwn(items[0]), ...items])],
    ['a fraction of a satoshi', FAULTS.field('value', '1.5')],
    ['a negative amount', FAULTS.field('value', '-5')],
    ['a confirmed one without a block', FAULTS.field('block_hash', 'null')],
    ['an object', FAULTS.json('{"error":"later"}')],
    ['a web page', FAULTS.html()],
  ] as const)('is a bad answer: %s', async (_, fault) => {
    const { fake, source } = await storyGround(manyPayments(30))
    for (const after of [0, 1]) {
      fake.faults.set('txsChain', fault, 1, after)
      expect((await providerError(source.history(ADDRESS, never))).problem).toBe('bad_answer')
    }
  })

  it('is not guessed over: an input without the output that it spends', async () => {
    const { fake, source } = await storyGround(manyPayments(3))
    const blind = FAULTS.list((items) => items.map((item) => withoutPrevouts(item)))
    fake.faults.set('txsChain', blind)
    expect((await providerError(source.history(ADDRESS, never))).problem).toBe('cannot_know')
  })
})

describe('a chain that moves between the pages', () => {
  it('has the whole history read again at the new tip', async () => {
    const { story, fake, source } = await storyGround(manyPayments(60))
    const event = (): void => {
      story.mine(1)
      story.receive(TIP_HEIGHT + 1, 5)
    }
    fake.faults.set('txsChain', { kind: 'event', run: event }, 1, 1)
    const history = await source.history(ADDRESS, never)
    expect(history.tip.height).toBe(TIP_HEIGHT + 1)
    expect(heightsOf(history)).toEqual([...upTo(60), TIP_HEIGHT + 1])
  })

  it('is given up as moving when it never stands still', async () => {
    const { story, fake, source } = await storyGround(manyPayments(30))
    fake.faults.set('txsChain', { kind: 'event', run: () => story.mine(1) })
    expect((await providerError(source.history(ADDRESS, never))).problem).toBe('moving')
  })

  it('never mixes two branches, even where the tip looks the same before and after', async () => {
    const { fake, source } = await storyGround((story) => story.receive(TIP_HEIGHT - 2, 100))
    fake.faults.set('txsChain', FAULTS.field('block_hash', `"${'cd'.repeat(32)}"`))
    expect((await providerError(source.history(ADDRESS, never))).problem).toBe('moving')
    fake.faults.set('txsChain', FAULTS.field('block_height', String(TIP_HEIGHT + 1)))
    expect((await providerError(source.history(ADDRESS, never))).problem).toBe('moving')
  })
})

describe('a history from mempool on an Electrum backend', () => {
  it('is read in pages of 10 that hold the mempool too, and reconciled with its count', async () => {
    const { source, asked } = await storyGround(
      (story) => {
        manyPayments(30)(story)
        for (let n = 0; n < 12; n++) story.receive(null, 1)
      },
      { backend: 'electrum' },
    )
    expect(heightsOf(await source.history(ADDRESS, never))).toEqual(upTo(30))
    expect(asked('txsChain')).toBe(5)
  })

  it('is refused when a lost place leads back to the first page', async () => {
    const { fake, source } = await storyGround(manyPayments(30), { backend: 'electrum' })
    let first = ''
    fake.faults.set('txsChain', { kind: 'edit', edit: (body) => (first ||= body) })
    expect((await providerError(source.history(ADDRESS, never))).problem).toBe('cannot_know')
  })

  it('counts for whole without a count when the last page is short and the sums agree', async () => {
    const { fake, source } = await storyGround(manyPayments(34), { backend: 'uncounted' })
    expect(heightsOf(await source.history(ADDRESS, never))).toEqual(upTo(34))
    fake.faults.set(
      'txsChain',
      FAULTS.list((items) => items.slice(1)),
      1,
      3,
    )
    expect((await providerError(source.history(ADDRESS, never))).problem).toBe('cannot_know')
  })

  it('cannot be known without a count when its end looks like a lost place', async () => {
    const { source } = await storyGround(manyPayments(20), { backend: 'uncounted' })
    expect((await providerError(source.history(ADDRESS, never))).problem).toBe('cannot_know')
  })

  it('of an unused address is empty', async () => {
    const { source } = await storyGround(() => undefined, { backend: 'uncounted' })
    expect((await source.history(ADDRESS, never)).rows).toEqual([])
  })
})

describe('a long history', () => {
  it('is refused before any of it is read where the count says so', async () => {
    const { source, asked } = await storyGround(manyPayments(31), { maxTransactions: 30 })
    expect((await providerError(source.history(ADDRESS, never))).problem).toBe('too_many')
    expect(asked('txsChain')).toBe(0)
  })

  it('is refused on the way where nobody counts', async () => {
    const { source } = await storyGround(manyPayments(31), { maxTransactions: 25, backend: 'uncounted' })
    expect((await providerError(source.history(ADDRESS, never))).problem).toBe('too_many')
  })

  it('is refused where a page of it is larger than we read, which is no lie', async () => {
    const { fake, source } = await storyGround(manyPayments(30))
    fake.faults.set('txsChain', { kind: 'huge', bytes: 5_000_000 }, 1, 1)
    expect((await providerError(source.history(ADDRESS, never))).problem).toBe('too_many')
  })

  it('can be cancelled on any page', async () => {
    const { fake, source } = await storyGround(manyPayments(60))
    fake.faults.set('txsChain', { kind: 'hang' }, 1, 1)
    const abort = new AbortController()
    setTimeout(() => abort.abort(), 50)
    const error = await source.history(ADDRESS, abort.signal).catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(AppError)
    expect(error).toMatchObject({ code: 'cancelled' })
  })

  it('is asked of nobody for what is no address', async () => {
    const { fake, source } = await storyGround(() => undefined)
    expect((await providerError(source.history('nonsense', never))).problem).toBe('bad_request')
    expect(fake.requests.some(({ route }) => route === 'address')).toBe(false)
  })
})

interface LooseTx {
  readonly vin: readonly Readonly<Record<string, unknown>>[]
}

function withoutPrevouts(item: unknown): unknown {
  const tx = item as LooseTx // the server's own transaction
  return { ...tx, vin: tx.vin.map((input) => ({ ...input, prevout: null })) }
}

function strangersOwn(item: unknown): unknown {
  return { ...(item as LooseTx), txid: 'ee'.repeat(32), vin: [], vout: [] } // the server's own transaction
}
