import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ProviderError } from '../../../../electron/engine/provider-error.ts'
import { createProviderPool, type PoolAnswer } from '../../../../electron/sources/provider-pool.ts'
import { pause } from '../../../../electron/sources/resilience.ts'
import { inWords } from '../../../fakes/in-words.ts'
import { ADDRESS, answerAt, never, OTHER_ADDRESS, scripted } from '../provider-ground.ts'
import { batching, LimitedServer, VirtualTime } from './virtual-time.ts'

const by = (answer: PoolAnswer | undefined): string =>
  answer?.kind === 'answer' ? answer.source.id : 'nobody'
const addressesOf = (n: number): string[] => Array.from({ length: n }, (_, i) => `address-${i}`)

describe('a batch', () => {
  it('is split by what each source takes at once, and only what failed goes to the next', async () => {
    const time = new VirtualTime()
    const failing = new ProviderError('too_many', inWords('too much history'))
    const first = batching('first', 10, (address) =>
      address === 'address-7'
        ? { kind: 'failed', error: failing }
        : { kind: 'balance', balance: answerAt(100) },
    )
    const second = batching('second', 4)
    const pool = createProviderPool({ ...time.options(), sources: [first, second], callsPerSource: 1 })
    const seen: string[] = []
    const answers = await time.run(pool.balances(addressesOf(40), {}, (address) => seen.push(address), never))
    expect(answers.map(({ kind }) => kind)).toEqual(answers.map(() => 'answer'))
    expect(by(answers[7])).toBe('second')
    expect(answers[7]?.asked).toEqual(['first', 'second'])
    expect(Math.max(...first.calls.map(({ length }) => length))).toBe(10)
    expect(Math.max(...second.calls.map(({ length }) => length))).toBe(4)
    expect([...first.calls, ...second.calls].flat()).toHaveLength(41)
    expect(seen.toSorted()).toEqual(addressesOf(40).toSorted())
  })

  it('that a source calls wrong as a whole is asked again one by one', async () => {
    const time = new VirtualTime()
    const source = batching('only', 10, (address) =>
      address === 'address-3'
        ? { kind: 'failed', error: new ProviderError('bad_request', inWords('no such address')) }
        : { kind: 'balance', balance: answerAt(100) },
    )
    const strict = {
      ...source,
      balances: () => Promise.reject(new ProviderError('bad_request', inWords('one of them is wrong'))),
    }
    const pool = createProviderPool({ ...time.options(), sources: [strict] })
    const answers = await time.run(pool.balances(addressesOf(8), {}, () => undefined, never))
    expect(answers.map(({ kind }) => kind === 'failed')).toEqual(addressesOf(8).map((_, i) => i === 3))
  })

  it('that one source fails as a whole goes to the next', async () => {
    const time = new VirtualTime()
    const fails = () => Promise.reject(new ProviderError('fault', inWords('502')))
    const dead = { ...batching('dead', 50), balance: fails, balances: fails }
    const sound = batching('sound', 50)
    const pool = createProviderPool({ ...time.options(), sources: [dead, sound] })
    const answers = await time.run(pool.balances(addressesOf(100), {}, () => undefined, never))
    expect(new Set(answers.map(by))).toEqual(new Set(['sound']))
  })

  it('does not take a shorter answer for a whole one', async () => {
    const time = new VirtualTime()
    const silent = () => Promise.reject(new ProviderError('bad_answer', inWords('nothing')))
    const short = { ...batching('short', 50), balance: silent, balances: async () => [] }
    const pool = createProviderPool({ ...time.options(), sources: [short, batching('whole', 50)], tries: 1 })
    const answers = await time.run(pool.balances(addressesOf(20), {}, () => undefined, never))
    expect(new Set(answers.map(by))).toEqual(new Set(['whole']))
  })
})

describe('the same question', () => {
  it('is sent once while it is open, also for two who ask apart', async () => {
    let asked = 0
    const source = scripted('only', async (_, signal) => {
      asked++
      await pause(20, signal)
      return answerAt(100)
    })
    const pool = createProviderPool({ sources: [source], clock: { now: Date.now } })
    const answers = await Promise.all([
      pool.balance(ADDRESS, {}, never),
      pool.balance(ADDRESS, {}, never),
      pool.balances([ADDRESS, ADDRESS], {}, () => undefined, never),
    ])
    expect(answers.flat().map(by)).toEqual(['only', 'only', 'only', 'only'])
    expect(asked).toBe(1)
    await pool.balance(ADDRESS, {}, never)
    expect(asked).toBe(2)
  })

  it('goes on for the others when one of them leaves, and is given up when all have', async () => {
    let given = 0
    const source = scripted('only', async (_, signal) => {
      signal.addEventListener('abort', () => given++)
      await pause(30, signal)
      return answerAt(100)
    })
    const pool = createProviderPool({ sources: [source], clock: { now: Date.now } })
    const [one, other] = [new AbortController(), new AbortController()]
    const left = pool.balance(ADDRESS, {}, one.signal)
    const stays = pool.balance(ADDRESS, {}, never)
    one.abort()
    await expect(left).rejects.toMatchObject({ code: 'cancelled' })
    expect(by(await stays)).toBe('only')
    expect(given).toBe(0)
    const alone = pool.balance(ADDRESS, {}, other.signal)
    other.abort()
    await expect(alone).rejects.toMatchObject({ code: 'cancelled' })
    expect(given).toBe(1)
  })
})

describe('a source that does not serve a kind of address', () => {
  it('is never sent one, and the answer says why', async () => {
    const legacy = batching('legacy', 10)
    const limited = {
      ...legacy,
      capabilities: { ...legacy.capabilities, scriptTypes: ['p2pkh', 'p2sh'] as const },
    }
    const pool = createProviderPool({ sources: [limited], clock: { now: Date.now } })
    const answers = await pool.balances([ADDRESS, OTHER_ADDRESS], {}, () => undefined, never)
    expect(answers.map(({ kind }) => kind)).toEqual(['failed', 'answer'])
    expect(answers[0]).toMatchObject({ failures: [{ id: 'legacy', problem: 'unsupported' }], asked: [] })
    expect(legacy.calls.flat()).toEqual([OTHER_ADDRESS])
  })
})

describe('who is allowed', () => {
  it('is a limit for every address of its own, whoever else fails', async () => {
    const ids = ['a', 'b', 'c', 'd']
    const anyRules = fc.array(fc.subarray(ids), { minLength: 1, maxLength: 20 })
    await fc.assert(
      fc.asyncProperty(
        anyRules,
        fc.subarray(ids),
        fc.constantFrom('round-robin', 'ranked', 'private'),
        async (rules, dead, rotation) => {
          const time = new VirtualTime()
          const sources = ids.map((id) =>
            batching(id, 3, () =>
              dead.includes(id)
                ? { kind: 'failed', error: new ProviderError('fault', inWords('x')) }
                : { kind: 'balance', balance: answerAt(100) },
            ),
          )
          const pool = createProviderPool({ ...time.options(), sources, rotation })
          const allowed = (address: string, { id }: { id: string }): boolean =>
            rules[Number(address.slice(8))]?.includes(id) ?? false
          const answers = await time.run(
            pool.balances(addressesOf(rules.length), { allowed }, () => undefined, never),
          )
          for (const { id, calls } of sources)
            expect(calls.flat().every((address) => allowed(address, { id }))).toBe(true)
          for (const [i, rule] of rules.entries())
            expect(answers[i]?.kind).toBe(rule.some((id) => !dead.includes(id)) ? 'answer' : 'failed')
        },
      ),
      { numRuns: 60 },
    )
  })
})

describe('who is allowed by two who ask the same', () => {
  it('stays what both allow, also among sources that come later', async () => {
    const time = new VirtualTime()
    const [first, second] = [new LimitedServer('first', time, 100), new LimitedServer('second', time, 100)]
    const budgetOf = () => ({ ratePerS: 1 / 10, burst: 1 })
    const pool = createProviderPool({ ...time.options(), sources: [first.source], budgetOf, costOf: () => 1 })
    await time.run(pool.balance('takes the token', {}, never))
    const wide = pool.balance(ADDRESS, {}, never)
    const narrow = pool.balance(ADDRESS, { allowed: ({ id }) => id === 'first' }, never)
    pool.setSources([first.source, second.source])
    expect((await time.run(Promise.all([wide, narrow]))).map(by)).toEqual(['first', 'first'])
    expect(second.arrivals).toEqual([])
  })
})

describe('the private rotation', () => {
  it('sends an address to the same source every time, and to each source only its share', async () => {
    const time = new VirtualTime()
    const servers = ['a', 'b', 'c'].map((id) => new LimitedServer(id, time, 1_000_000))
    const pool = createProviderPool({
      ...time.options(),
      rotation: 'private',
      sources: servers.map(({ source }) => source),
    })
    const addresses = addressesOf(300)
    const first = (await time.run(pool.balances(addresses, {}, () => undefined, never))).map(by)
    const again: string[] = []
    for (const address of addresses) again.push(by(await time.run(pool.balance(address, {}, never))))
    expect(again).toEqual(first)
    for (const { arrivals } of servers) {
      const seen = new Set(arrivals.map(({ address }) => address)).size
      expect(seen).toBeGreaterThan(60)
      expect(seen).toBeLessThan(140)
    }
  })

  it('leaves all addresses but its own with their sources when one goes', async () => {
    const time = new VirtualTime()
    const sources = ['a', 'b', 'c'].map((id) => batching(id, 20))
    const pool = createProviderPool({ ...time.options(), rotation: 'private', sources })
    const ask = async () =>
      (await time.run(pool.balances(addressesOf(200), {}, () => undefined, never))).map(by)
    const before = await ask()
    pool.setSources(sources.filter(({ id }) => id !== 'b'))
    const after = await ask()
    expect(after.every((id, i) => id === before[i] || before[i] === 'b')).toBe(true)
  })
})

describe('the ranked rotation', () => {
  it('prefers the source that answers clearly faster, and can be chosen later', async () => {
    const time = new VirtualTime()
    const [slow, fast] = [new LimitedServer('slow', time, 1e6, 400), new LimitedServer('fast', time, 1e6, 20)]
    const pool = createProviderPool({
      ...time.options(),
      sources: [slow.source, fast.source],
      costOf: () => 1,
    })
    const ask = async (n: number): Promise<string[]> => {
      const asked: string[] = []
      for (let i = 0; i < n; i++) asked.push(by(await time.run(pool.balance(`x${i}`, {}, never))))
      return asked
    }
    expect(await ask(4)).toEqual(['slow', 'fast', 'slow', 'fast'])
    pool.setRotation('ranked')
    expect(await ask(3)).toEqual(['fast', 'fast', 'fast'])
  })
})

describe('questions that wait', () => {
  it('go on with other sources when these are replaced, and end when there are none', async () => {
    const time = new VirtualTime()
    const first = new LimitedServer('first', time, 100)
    const second = new LimitedServer('second', time, 100)
    const budgetOf = () => ({ ratePerS: 1, burst: 1 })
    const pool = createProviderPool({ ...time.options(), sources: [first.source], budgetOf, costOf: () => 1 })
    const batch = pool.balances(addressesOf(20), {}, () => undefined, never)
    await time.pass(5_500)
    pool.setSources([second.source])
    await time.pass(5_500)
    expect(second.arrivals.length).toBeGreaterThan(4)
    pool.setSources([])
    const kinds = (await time.run(batch)).map(({ kind }) => kind)
    expect(kinds.filter((kind) => kind === 'answer')).toHaveLength(
      first.arrivals.length + second.arrivals.length,
    )
    expect(kinds).toContain('failed')
  })
})
