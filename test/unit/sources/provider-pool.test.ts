import { describe, expect, it } from 'vitest'
import type { BalanceSource } from '../../../electron/engine/ports.ts'
import { ProviderError } from '../../../electron/engine/provider-error.ts'
import { createProviderPool, type PoolAnswer } from '../../../electron/sources/provider-pool.ts'
import { pause } from '../../../electron/sources/resilience.ts'
import { blockHash } from '../../../shared/chain.ts'
import type { ProviderStatus } from '../../../shared/ipc/contract.ts'
import { FAULTS } from '../../fakes/esplora-faults.ts'
import { inWords } from '../../fakes/in-words.ts'
import { VirtualTime } from './pool/virtual-time.ts'
import {
  ADDRESS,
  adapter,
  answerAt,
  manualClock,
  never,
  OTHER_ADDRESS,
  scripted,
  server,
  TIP_HEIGHT,
} from './provider-ground.ts'

const clock = { now: Date.now }
const problems = (answer: PoolAnswer): readonly string[] =>
  answer.kind === 'failed' ? answer.failures.map(({ id, problem }) => `${id}: ${problem}`) : ['answer']
const answeredBy = (answer: PoolAnswer): string =>
  answer.kind === 'answer' ? answer.source.id : problems(answer).join(', ')
const fails =
  (problem: ConstructorParameters<typeof ProviderError>[0]): BalanceSource['balance'] =>
  () =>
    Promise.reject(new ProviderError(problem, inWords(problem)))
const hangs: BalanceSource['balance'] = (_, signal) => pause(3_600_000, signal).then(() => answerAt(1))
const at = (height: number) => ({ height, hash: blockHash('cd'.repeat(32)) })

describe('a question to the pool', () => {
  it('goes to the next server when one fails, and names the one that answered', async () => {
    const [first, second] = [await server(), await server()]
    first.faults.set('any', FAULTS.status(502))
    const sources = [adapter(first, { id: 'first' }), adapter(second, { id: 'second' })]
    const answer = await createProviderPool({ sources, clock }).balance(ADDRESS, {}, never)
    expect(answer).toMatchObject({ kind: 'answer', source: { id: 'second' }, balance: { confirmed: 70_000 } })
  })

  it('asks every source once a round and tells why each failed', async () => {
    const asked: string[] = []
    const sources = (['unreachable', 'fault', 'bad_answer', 'moving', 'too_many'] as const).map((problem) =>
      scripted(problem, (address, signal) => {
        asked.push(problem)
        return fails(problem)(address, signal)
      }),
    )
    const answer = await createProviderPool({ sources, clock, tries: 1 }).balance(ADDRESS, {}, never)
    expect(asked).toEqual(['unreachable', 'fault', 'bad_answer', 'moving', 'too_many'])
    expect(problems(answer)).toEqual(asked.map((problem) => `${problem}: ${problem}`))
  })

  it('is failed without reasons when there is nobody to ask', async () => {
    const pool = createProviderPool({ sources: [], clock })
    expect(await pool.balance(ADDRESS, {}, never)).toEqual({ kind: 'failed', failures: [], asked: [] })
    expect(await pool.tip({}, never)).toEqual([])
    expect(pool.size).toBe(0)
  })

  it('is never carried on when a server calls the request wrong', async () => {
    const [first, second] = [await server(), await server()]
    first.faults.set('address', FAULTS.status(400, 'Invalid Bitcoin address'))
    const sources = [adapter(first, { id: 'first' }), adapter(second, { id: 'second' })]
    const pool = createProviderPool({ sources, clock })
    expect(problems(await pool.balance(ADDRESS, {}, never))).toEqual(['first: bad_request'])
    expect(second.requests).toEqual([])
  })

  it('takes no answer that is not above the known block, and asks on', async () => {
    const sources = [
      scripted('below', async () => answerAt(99)),
      scripted('same', async () => answerAt(100)),
      scripted('above', async () => answerAt(101)),
    ]
    const pool = createProviderPool({ sources, clock })
    expect(answeredBy(await pool.balance(ADDRESS, { above: at(100) }, never))).toBe('above')
    expect(problems(await pool.balance(ADDRESS, { above: at(101) }, never)).toSorted()).toEqual([
      'above: not_newer',
      'below: not_newer',
      'same: not_newer',
    ])
  })

  it('cuts a server that drips by the time of one call, and another answers', async () => {
    const [slow, second] = [await server(), await server()]
    slow.faults.set('any', { kind: 'drip', everyMs: 30 })
    const sources = [adapter(slow, { id: 'slow', timeoutMs: 60_000 }), adapter(second, { id: 'second' })]
    const pool = createProviderPool({ sources, clock, perCallTimeoutMs: 1_000, deadlineMs: 20_000 })
    expect(answeredBy(await pool.balance(ADDRESS, {}, never))).toBe('second')
    expect(pool.statuses()[0]).toMatchObject({
      state: 'failing',
      lastError: { message: expect.stringContaining('1.0 s') },
    })
  })

  it('ends at its deadline even when no source listens, and says who was not asked', async () => {
    const deaf = (): Promise<never> => new Promise(() => undefined)
    const sources = ['a', 'b', 'c', 'd'].map((id) => scripted(id, deaf))
    const time = new VirtualTime()
    const pool = createProviderPool({ ...time.options(), sources, perCallTimeoutMs: 100, deadlineMs: 130 })
    expect(problems(await time.run(pool.balance(ADDRESS, {}, never)))).toEqual([
      'a: unreachable',
      'b: deadline',
      'c: deadline',
      'd: deadline',
    ])
    expect(pool.statuses().map(({ state }) => state)).toEqual(['failing', 'unasked', 'unasked', 'unasked'])
  })

  it('names everybody who was handed the address, and nobody else', async () => {
    const sources = [
      scripted('failed', fails('fault')),
      scripted('old', async () => answerAt(1)),
      scripted('answered'),
      scripted('not asked'),
    ]
    const pool = createProviderPool({ sources, clock })
    const answer = await pool.balance(ADDRESS, { above: at(1) }, never)
    expect(answer.asked).toEqual(['failed', 'old', 'answered'])
    const deaf = scripted('deaf', () => new Promise<never>(() => undefined))
    const time = new VirtualTime()
    const late = createProviderPool({ ...time.options(), sources: [deaf, scripted('late')], deadlineMs: 50 })
    expect((await time.run(late.balance(ADDRESS, {}, never))).asked).toEqual(['deaf'])
  })

  it('is cancelled at once and asks nobody else', async () => {
    const abort = new AbortController()
    const second = scripted('second', () => Promise.reject(new Error('must not be asked')))
    const log: unknown[] = []
    const pool = createProviderPool({
      sources: [scripted('first', hangs), second],
      clock,
      log: { error: (...entry) => log.push(entry) },
    })
    const question = pool.balance(ADDRESS, {}, abort.signal)
    setTimeout(() => abort.abort(), 20)
    await expect(question).rejects.toMatchObject({ code: 'cancelled' })
    expect(log).toEqual([])
    expect(pool.statuses().map(({ state }) => state)).toEqual(['unasked', 'unasked'])
  })

  it("logs an adapter's own fault and asks on", async () => {
    const log: string[] = []
    const pool = createProviderPool({
      sources: [scripted('broken', () => Promise.reject(new TypeError('x is undefined'))), scripted('sound')],
      clock,
      log: { error: ({ provider }, message) => log.push(`${String(provider)}: ${message}`) },
    })
    expect(answeredBy(await pool.balance(ADDRESS, {}, never))).toBe('sound')
    expect(log).toEqual(['broken: a provider adapter failed'])
  })
})

describe('many questions', () => {
  it('run at most four calls at a time at one source and come back in the order they were asked', async () => {
    let running = 0
    let highest = 0
    const source = scripted('only', async (address, signal) => {
      highest = Math.max(highest, ++running)
      await pause(address.length % 7, signal)
      running--
      return { ...answerAt(TIP_HEIGHT), confirmed: address.length }
    })
    const addresses = Array.from({ length: 40 }, (_, n) => 'x'.repeat(((n * 17) % 40) + 1))
    const single = { ...source, capabilities: { ...source.capabilities, batch: 1 } }
    const pool = createProviderPool({ sources: [single], clock })
    const seen: string[] = []
    const answers = await pool.balances(addresses, {}, (address) => seen.push(address), never)
    expect(highest).toBe(4)
    expect(answers.map((answer) => answer.kind === 'answer' && answer.balance.confirmed)).toEqual(
      addresses.map(({ length }) => length),
    )
    expect(seen.toSorted()).toEqual(addresses.toSorted())
  })

  it('do not spoil each other: an address that fails leaves the rest as they are', async () => {
    const fake = await server()
    fake.faults.set('address', FAULTS.otherAddress(OTHER_ADDRESS))
    const pool = createProviderPool({ sources: [adapter(fake)], clock })
    const answers = await pool.balances([ADDRESS, OTHER_ADDRESS, ADDRESS], {}, () => undefined, never)
    expect(answers.map(({ kind }) => kind)).toEqual(['failed', 'answer', 'failed'])
  })

  it('each have their own block to be above of', async () => {
    const pool = createProviderPool({ sources: [scripted('only', async () => answerAt(10))], clock })
    const above = (address: string) => (address === 'new' ? null : at(10))
    const answers = await pool.balances(['new', 'known'], { above }, () => undefined, never)
    expect(answers.map(problems)).toEqual([['answer'], ['only: not_newer']])
  })

  it('are cancelled together', async () => {
    const abort = new AbortController()
    const pool = createProviderPool({ sources: [scripted('only', hangs)], clock })
    const all = pool.balances(
      Array.from({ length: 20 }, () => ADDRESS),
      {},
      () => undefined,
      abort.signal,
    )
    setTimeout(() => abort.abort(), 20)
    await expect(all).rejects.toMatchObject({ code: 'cancelled' })
  })
})

describe("the pool's tip", () => {
  it('is everybody’s answer with its family, asked at the same time', async () => {
    const waiting = new Set<string>()
    const meet =
      (id: string): BalanceSource['tip'] =>
      async (signal) => {
        waiting.add(id)
        while (waiting.size < 2) await pause(1, signal)
        return { height: id.length, hash: blockHash('ab'.repeat(32)), time: 1 }
      }
    const sources = [
      scripted('a', undefined, meet('a')),
      { ...scripted('bb', undefined, meet('bb')), family: 'electrum' as const },
      scripted('dead', undefined, () => Promise.reject(new ProviderError('fault', inWords('x')))),
    ]
    const tips = await createProviderPool({ sources, clock }).tip({}, never)
    expect(tips.map(({ id, family, tip }) => [id, family, tip.height])).toEqual([
      ['a', 'esplora', 1],
      ['bb', 'electrum', 2],
    ])
  })

  it('is bounded by the deadline when a source hangs', async () => {
    const fake = await server()
    fake.faults.set('any', { kind: 'hang' })
    const sources = [adapter(fake, { id: 'hung', timeoutMs: 60_000 }), scripted('sound')]
    const tips = await createProviderPool({ sources, clock, perCallTimeoutMs: 100 }).tip({}, never)
    expect(tips.map(({ id }) => id)).toEqual(['sound'])
  })
})

describe('the statuses', () => {
  it('tell of every answer and failure as they come', async () => {
    const seen: ProviderStatus['state'][][] = []
    const time = manualClock()
    const pool = createProviderPool({
      sources: [scripted('bad', fails('fault')), scripted('good')],
      clock: time,
      onStatus: (statuses) => seen.push(statuses.map(({ state }) => state)),
    })
    await pool.balance(ADDRESS, {}, never)
    expect(seen).toEqual([
      ['failing', 'unasked'],
      ['failing', 'ok'],
    ])
    expect(pool.statuses()).toEqual([
      {
        id: 'bad',
        url: 'https://bad.example/api',
        state: 'failing',
        lastSuccessAt: null,
        lastError: { at: time.now(), message: 'fault', said: inWords('fault'), problem: 'fault' },
        latencyMs: null,
        tipHeight: null,
      },
      {
        id: 'good',
        url: 'https://good.example/api',
        state: 'ok',
        lastSuccessAt: time.now(),
        lastError: null,
        latencyMs: 0,
        tipHeight: TIP_HEIGHT,
      },
    ])
  })

  it('stay with a source that is set again, and are new for a new one', async () => {
    const pool = createProviderPool({ sources: [scripted('a'), scripted('b')], clock })
    await pool.balance(ADDRESS, {}, never)
    pool.setSources([scripted('c'), scripted('a')])
    expect(pool.statuses().map(({ id, state }) => `${id} ${state}`)).toEqual(['c unasked', 'a ok'])
    expect(answeredBy(await pool.balance(ADDRESS, {}, never))).toBe('c')
  })
})
