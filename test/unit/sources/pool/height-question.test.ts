import { describe, expect, it } from 'vitest'
import type { BalanceSource, ProviderBalance } from '../../../../electron/engine/ports.ts'
import { ProviderError } from '../../../../electron/engine/provider-error.ts'
import {
  createProviderPool,
  type HeightAnswer,
  type ProviderPoolOptions,
} from '../../../../electron/sources/provider-pool.ts'
import { pause } from '../../../../electron/sources/resilience.ts'
import { type BlockHash, blockHash } from '../../../../shared/chain.ts'
import { inWords } from '../../../fakes/in-words.ts'
import { ADDRESS, never, scripted } from '../provider-ground.ts'
import { VirtualTime } from './virtual-time.ts'

const HEIGHT = 100
const BLOCK = blockHash('cd'.repeat(32))
const OTHER = blockHash('ee'.repeat(32))

const figure = (confirmed: number, hash: BlockHash = BLOCK, height = HEIGHT): ProviderBalance => ({
  confirmed,
  pending: 0,
  at: { height, hash },
  tipTime: 1,
  observedAt: 1,
})

type BalanceAt = BalanceSource['balanceAt']
const says =
  (...args: Parameters<typeof figure>): BalanceAt =>
  async () =>
    figure(...args)
const fails =
  (problem: ConstructorParameters<typeof ProviderError>[0]): BalanceAt =>
  () =>
    Promise.reject(new ProviderError(problem, inWords(problem)))

/** A source that knows past heights, and a list of who was asked. */
function knows(id: string, balanceAt: BalanceAt, asked: string[] = []): BalanceSource {
  const source = scripted(id)
  return {
    ...source,
    capabilities: { ...source.capabilities, balanceAtHeight: true },
    balanceAt: (...args) => {
      asked.push(id)
      return balanceAt(...args)
    },
  }
}

const poolOf = (sources: readonly BalanceSource[], options: Partial<ProviderPoolOptions> = {}) =>
  createProviderPool({ sources, clock: { now: Date.now }, tries: 1, ...options })
const problems = (answer: HeightAnswer): readonly string[] =>
  answer.kind === 'failed'
    ? answer.failures.map(({ id, problem }) => `${id}: ${problem}`)
    : [`${answer.source.id} ${answer.balance.confirmed}`]

describe('a balance at a past height from the pool', () => {
  it('goes to the next source when one fails, and names the one that answered', async () => {
    const pool = poolOf([knows('one', fails('unreachable')), knows('two', says(7))])
    expect(problems(await pool.balanceAt(ADDRESS, HEIGHT, {}, never))).toEqual(['two 7'])
  })

  it('takes turns among its sources', async () => {
    const pool = poolOf([knows('one', says(1)), knows('two', says(2))])
    const first = await pool.balanceAt(ADDRESS, HEIGHT, {}, never)
    const second = await pool.balanceAt(ADDRESS, HEIGHT, {}, never)
    expect([first, second].map(problems)).toEqual([['one 1'], ['two 2']])
  })

  it('does not count a figure of another block than the one known there, nor of another height', async () => {
    const sources = [
      knows('fork', says(1, OTHER)),
      knows('today', says(2, BLOCK, HEIGHT + 9)),
      knows('right', says(3)),
    ]
    const [fork, today, right] = sources
    const ask = async (...some: (BalanceSource | undefined)[]) =>
      problems(
        await poolOf(some.flatMap((source) => source ?? [])).balanceAt(
          ADDRESS,
          HEIGHT,
          { block: BLOCK },
          never,
        ),
      )
    expect(await ask(fork, today, right)).toEqual(['right 3'])
    expect(await ask(fork, today)).toEqual(['fork: other_block', 'today: cannot_know'])
  })

  it('takes the block that a source names where none is known', async () => {
    const pool = poolOf([knows('fork', says(1, OTHER))])
    expect(await pool.balanceAt(ADDRESS, HEIGHT, {}, never)).toMatchObject({
      balance: { at: { hash: OTHER } },
    })
  })

  it('never asks a source that is not allowed, nor carries a wrong request on', async () => {
    const asked: string[] = []
    const pool = poolOf([knows('one', says(1), asked), knows('two', says(2), asked)])
    const none = { allowed: () => false }
    expect(await pool.balanceAt(ADDRESS, HEIGHT, none, never)).toEqual({ kind: 'failed', failures: [] })
    expect(asked).toEqual([])
    const two = { allowed: ({ id }: BalanceSource) => id === 'two' }
    expect(problems(await pool.balanceAt(ADDRESS, HEIGHT, two, never))).toEqual(['two 2'])
    const wrong = poolOf([knows('three', fails('bad_request'), asked), knows('four', says(4), asked)])
    expect(problems(await wrong.balanceAt(ADDRESS, HEIGHT, {}, never))).toEqual(['three: bad_request'])
    expect(asked).toEqual(['two', 'three'])
  })

  it('gives up a call whose source is forbidden meanwhile, and goes on elsewhere', async () => {
    let forbidden = ''
    const begun = Promise.withResolvers<void>()
    const hangs: BalanceAt = async (_address, _height, signal) => {
      begun.resolve()
      await pause(3_600_000, signal)
      return figure(1)
    }
    const pool = poolOf([knows('one', hangs), knows('two', says(2))])
    const allowed = ({ id }: BalanceSource): boolean => id !== forbidden
    const answer = pool.balanceAt(ADDRESS, HEIGHT, { allowed }, never)
    await begun.promise
    forbidden = 'one'
    pool.recheck()
    expect(problems(await answer)).toEqual(['two 2'])
  })

  it('asks a source that nobody knows the protocol of once it was found out by its tip', async () => {
    const plain = scripted('new')
    let found = false
    const source: BalanceSource = {
      ...plain,
      get capabilities() {
        return { ...plain.capabilities, balanceAtHeight: found }
      },
      tip: async (signal) => {
        found = true
        return plain.tip(signal)
      },
      balanceAt: says(5),
    }
    expect(problems(await poolOf([source]).balanceAt(ADDRESS, HEIGHT, {}, never))).toEqual(['new 5'])
    const unable = await poolOf([scripted('old')]).balanceAt(ADDRESS, HEIGHT, {}, never)
    expect(problems(unable)).toEqual(['old: unsupported'])
  })

  it('tries again, with pauses, what may pass, and nothing else', async () => {
    const time = new VirtualTime()
    const asked: string[] = []
    let left = 2
    const recovers: BalanceAt = (...args) => (left-- > 0 ? fails('moving')(...args) : says(9)(...args))
    const sources = [knows('one', recovers, asked), knows('two', fails('too_many'), asked)]
    const pool = poolOf(sources, { ...time.options(), tries: 3 })
    const began = time.now()
    expect(problems(await time.run(pool.balanceAt(ADDRESS, HEIGHT, {}, never)))).toEqual(['one 9'])
    expect(asked).toEqual(['one', 'two', 'one', 'one'])
    expect(time.now() - began).toBeGreaterThan(500)
  })

  it('gives a source a minute, and all of them two', async () => {
    const time = new VirtualTime()
    const hangs: BalanceAt = async (_address, _height, signal) => {
      await time.sleep(3_600_000, signal)
      return figure(1)
    }
    const pool = poolOf(
      ['one', 'two', 'three'].map((id) => knows(id, hangs)),
      time.options(),
    )
    const began = time.now()
    const answer = await time.run(pool.balanceAt(ADDRESS, HEIGHT, {}, never))
    expect(problems(answer)).toEqual(['one: unreachable', 'two: unreachable', 'three: deadline'])
    expect(time.now() - began).toBe(120_000)
  })

  it('keeps to the budget of a source', async () => {
    const time = new VirtualTime()
    const times: number[] = []
    const source = knows('one', async () => {
      times.push(time.now())
      return figure(1)
    })
    const budgetOf = () => ({ ratePerS: 1, burst: 10 })
    const pool = poolOf([source], { ...time.options(), budgetOf, costOf: () => 1 })
    await time.run(
      Promise.all([1, 2, 3, 4].map(() => pool.balanceAt(ADDRESS, HEIGHT, { block: BLOCK }, never))),
    )
    const began = times[0] ?? 0
    expect(times.map((at) => at - began)).toEqual([0, 0, 5_000, 10_000])
  })

  it('makes room for the other questions when it is over', async () => {
    const ending = Promise.withResolvers<ProviderBalance>()
    const pool = poolOf([knows('one', () => ending.promise)], { callsPerSource: 1 })
    const past = pool.balanceAt(ADDRESS, HEIGHT, {}, never)
    const present = pool.balance(ADDRESS, {}, never)
    ending.resolve(figure(1))
    expect(problems(await past)).toEqual(['one 1'])
    expect((await present).kind).toBe('answer')
  })

  it('ends as cancelled at once when it is given up, asked or waiting', async () => {
    const hangs: BalanceAt = async (_address, _height, signal) => {
      await pause(3_600_000, signal)
      return figure(1)
    }
    const pool = poolOf([knows('one', hangs)], { callsPerSource: 1 })
    const leaving = new AbortController()
    const both = [1, 2].map(() => pool.balanceAt(ADDRESS, HEIGHT, {}, leaving.signal))
    leaving.abort()
    for (const answer of both) await expect(answer).rejects.toMatchObject({ code: 'cancelled' })
  })
})
