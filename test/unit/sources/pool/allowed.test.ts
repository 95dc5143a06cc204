import { describe, expect, it } from 'vitest'
import type { BalanceSource } from '../../../../electron/engine/ports.ts'
import { ProviderError } from '../../../../electron/engine/provider-error.ts'
import { memoryLies } from '../../../../electron/sources/pool/lies.ts'
import { createProviderPool, type PoolAnswer } from '../../../../electron/sources/provider-pool.ts'
import { blockHash } from '../../../../shared/chain.ts'
import { inWords } from '../../../fakes/in-words.ts'
import { answerAt, never, scripted } from '../provider-ground.ts'
import { batching, VirtualTime } from './virtual-time.ts'

const by = (answer: PoolAnswer | undefined): string =>
  answer?.kind === 'answer' ? answer.source.id : 'nobody'
const tipOf = (id: string, asked: string[]) => async () => {
  asked.push(id)
  return { height: 100, hash: blockHash('ab'.repeat(32)), time: 1 }
}

describe('a source that is not allowed', () => {
  it('is not asked for its tip', async () => {
    const asked: string[] = []
    const sources = ['a', 'b'].map((id) => scripted(id, undefined, tipOf(id, asked)))
    const pool = createProviderPool({ ...new VirtualTime().options(), sources })
    expect((await pool.tip({ allowed: ({ id }) => id === 'b' }, never)).map(({ id }) => id)).toEqual(['b'])
    expect(await pool.tip({ allowed: () => false }, never)).toEqual([])
    expect(asked).toEqual(['b'])
  })

  it('is not asked what was allowed when the question was put, but is not any more', async () => {
    const time = new VirtualTime()
    let allowed = true
    const first = batching('first', 1)
    const slow = { ...first, balance: async (_: string, signal: AbortSignal) => wait(time, signal) }
    const pool = createProviderPool({ ...time.options(), sources: [slow], callsPerSource: 1 })
    const asking = { allowed: () => allowed }
    const questions = pool.balances(['x', 'y', 'z'], asking, () => undefined, never)
    await time.pass(5)
    allowed = false
    pool.recheck()
    const answers = await time.run(questions)
    expect(answers.map(({ asked }) => asked)).toEqual([['first'], [], []])
    expect(answers.map(({ kind }) => kind)).toEqual(['failed', 'failed', 'failed'])
  })

  it('is asked again before each call, also where nobody says that it changed', async () => {
    const time = new VirtualTime()
    let allowed = true
    const asked: string[] = []
    const source = scripted('only', async (address) => {
      asked.push(address)
      await time.sleep(10, never)
      allowed = false
      return answerAt(100)
    })
    const pool = createProviderPool({ ...time.options(), sources: [source], callsPerSource: 1 })
    const single = { ...source, capabilities: { ...source.capabilities, batch: 1 } }
    pool.setSources([single])
    await time.run(pool.balances(['x', 'y', 'z'], { allowed: () => allowed }, () => undefined, never))
    expect(asked).toEqual(['x'])
  })

  it('has the call taken away that it is busy with, which goes on with those that are allowed', async () => {
    const time = new VirtualTime()
    const forbidden = new Set<string>()
    let givenUp = 0
    const hangs = scripted('hangs', async (_, signal) => {
      signal.addEventListener('abort', () => givenUp++)
      return wait(time, signal)
    })
    const sound = batching('sound', 1)
    const pool = createProviderPool({ ...time.options(), sources: [hangs, sound] })
    const asking = { allowed: ({ id }: BalanceSource) => !forbidden.has(id) }
    const question = pool.balance('x', asking, never)
    await time.pass(5)
    const before = time.now()
    forbidden.add('hangs')
    pool.recheck()
    expect(by(await time.run(question))).toBe('sound')
    expect([givenUp, time.now() - before]).toEqual([1, 0])
    expect(pool.statuses()[0]).toMatchObject({ state: 'unasked', lastError: null })
  })

  it('keeps its calls that carry nothing forbidden', async () => {
    const time = new VirtualTime()
    let givenUp = 0
    const slow = scripted('slow', async (_, signal) => {
      signal.addEventListener('abort', () => givenUp++)
      await time.sleep(50, signal)
      return answerAt(100)
    })
    const pool = createProviderPool({ ...time.options(), sources: [slow] })
    const asking = { allowed: (address: string) => address === 'fine' }
    const question = pool.balances(['fine'], asking, () => undefined, never)
    await time.pass(5)
    pool.recheck()
    expect(by((await time.run(question))[0])).toBe('slow')
    expect(givenUp).toBe(0)
  })
})

describe('a source whose answer is proven false', () => {
  const liar = (asked: string[]) =>
    scripted('liar', async (address) => {
      asked.push(address)
      throw new ProviderError('bad_answer', inWords('less than nothing'), { lie: 'negative' })
    })

  it('is asked nothing more, even as the only one, for ever and after a restart, until it is taken in anew', async () => {
    const time = new VirtualTime()
    const lies = memoryLies()
    const asked: string[] = []
    const pool = () => createProviderPool({ ...time.options(), sources: [liar(asked)], lies })
    const first = pool()
    await time.run(first.balance('x', {}, never))
    await time.pass(30 * 86_400_000)
    for (const each of [first, pool()]) {
      const before = time.now()
      expect(await time.run(each.balance('y', {}, never))).toMatchObject({
        kind: 'failed',
        failures: [{ id: 'liar', problem: 'bad_answer' }],
      })
      expect(time.now()).toBe(before) // nobody waits for it
      expect(await each.tip({}, never)).toEqual([])
      expect(each.health()[0]?.skipped).toEqual({ reason: 'lying', until: null })
      expect(each.statuses()[0]?.state).toBe('failing')
    }
    expect(asked).toEqual(['x'])
    const anew = createProviderPool({ ...time.options(), sources: [liar(asked)] })
    await time.run(anew.balance('z', {}, never))
    expect(asked).toEqual(['x', 'z'])
  })

  it('is known by one answer among the good ones of a batch', async () => {
    const time = new VirtualTime()
    const error = new ProviderError('bad_answer', inWords('less than nothing'), { lie: 'negative' })
    const faulty = new ProviderError('bad_answer', inWords('no number'))
    const mixed = batching('mixed', 3, (address) => {
      if (address === 'a') return { kind: 'failed', error: faulty }
      return address === 'b' ? { kind: 'failed', error } : { kind: 'balance', balance: answerAt(100) }
    })
    const pool = createProviderPool({ ...time.options(), sources: [mixed] })
    await time.run(pool.balances(['a', 'b', 'c'], {}, () => undefined, never))
    expect(pool.health()[0]?.skipped).toEqual({ reason: 'lying', until: null })
  })

  it('does not decide who of the others is behind', async () => {
    const time = new VirtualTime()
    const lies = async (): Promise<never> => {
      throw new ProviderError('bad_answer', inWords('less than nothing'), { lie: 'negative' })
    }
    const ahead = scripted('ahead', lies, async () => ({ ...answerAt(900).at, time: 1 }))
    const sound = scripted('sound', undefined, async () => ({ ...answerAt(100).at, time: 1 }))
    const pool = createProviderPool({ ...time.options(), sources: [ahead, sound] })
    await pool.tip({}, never)
    expect(pool.health()[1]?.skipped).toEqual({ reason: 'behind', until: null })
    expect(by(await time.run(pool.balance('x', {}, never)))).toBe('sound')
    expect(pool.health()[1]?.skipped).toBeNull()
  })

  it('rests ten minutes where the answer may have been a mistake', async () => {
    const time = new VirtualTime()
    let asked = 0
    const wrong = scripted('wrong', async () => {
      if (asked++ === 0) throw new ProviderError('bad_answer', inWords('no JSON'))
      return answerAt(100)
    })
    const pool = createProviderPool({ ...time.options(), sources: [wrong, scripted('sound')] })
    expect(by(await time.run(pool.balance('x', {}, never)))).toBe('sound')
    await time.pass(600_000)
    await time.run(pool.balance('y', {}, never))
    await time.run(pool.balance('z', {}, never))
    expect(asked).toBeGreaterThan(1)
  })
})

it('holds a new deadline for the questions that come after it', async () => {
  const time = new VirtualTime()
  const source = scripted('hangs', (_, signal) => wait(time, signal))
  const pool = createProviderPool({
    ...time.options(),
    sources: [source],
    tries: 1,
    perCallTimeoutMs: 60_000,
  })
  const timed = async (): Promise<number> => {
    const before = time.now()
    await time.run(pool.balance('x', {}, never))
    return time.now() - before
  }
  pool.setDeadline(3_000)
  expect(await timed()).toBeCloseTo(3_000, -2)
  pool.setDeadline(null)
  expect(await timed()).toBeCloseTo(20_000, -2)
})

async function wait(time: VirtualTime, signal: AbortSignal) {
  await time.sleep(3_600_000, signal)
  return answerAt(100)
}

it('goes by the budget of the protocol that a source turns out to speak', async () => {
  const time = new VirtualTime()
  let family: BalanceSource['family'] = 'esplora'
  const plain = scripted('probed', async () => {
    family = 'electrum'
    return answerAt(100)
  })
  const source: BalanceSource = {
    ...plain,
    capabilities: { ...plain.capabilities, batch: 1 },
    get family() {
      return family
    },
  }
  const budgetOf = (asked: BalanceSource) =>
    asked.family === 'electrum' ? { ratePerS: 100, burst: 100 } : { ratePerS: 1, burst: 10 }
  const pool = createProviderPool({ ...time.options(), sources: [source], budgetOf, costOf: () => 1 })
  expect(pool.health()[0]?.budgetLeft).toBe(10)
  await time.run(pool.balance('x', {}, never))
  expect(pool.health()[0]?.budgetLeft).toBe(99)
  pool.setSources([{ ...source, family: 'esplora' }])
  expect(pool.health()[0]?.budgetLeft).toBe(10)
})
