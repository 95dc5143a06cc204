import { describe, expect, it } from 'vitest'
import type { BalanceSource, ProviderProblem } from '../../../../electron/engine/ports.ts'
import { ProviderError } from '../../../../electron/engine/provider-error.ts'
import { memoryCooldowns } from '../../../../electron/sources/pool/cooldowns.ts'
import { createProviderPool, type PoolAnswer } from '../../../../electron/sources/provider-pool.ts'
import { blockHash } from '../../../../shared/chain.ts'
import { inWords } from '../../../fakes/in-words.ts'
import { answerAt, never, scripted } from '../provider-ground.ts'
import { VirtualTime } from './virtual-time.ts'

const by = (answer: PoolAnswer): string => (answer.kind === 'answer' ? answer.source.id : 'nobody')
const reasons = (answer: PoolAnswer): readonly string[] =>
  answer.kind === 'failed' ? answer.failures.map(({ id, problem }) => `${id} ${problem}`) : []
const tipAt = (height: number) => async () => ({ height, hash: blockHash('ab'.repeat(32)), time: 1 })

/** A source that is dead, slow to say so, or sound, as the test says from moment to moment. */
function moody(id: string, time: VirtualTime, mood: { current: ProviderProblem | 'hangs' | null }) {
  const askedAt: number[] = []
  const single = scripted(id, async (_, signal) => {
    askedAt.push(time.now())
    if (mood.current === 'hangs') await time.sleep(3_600_000, signal)
    await time.sleep(5, signal)
    if (mood.current !== null) throw new ProviderError(mood.current as ProviderProblem, inWords('as told'))
    return answerAt(100)
  })
  const source: BalanceSource = { ...single, capabilities: { ...single.capabilities, batch: 1 } }
  return { source, askedAt }
}

describe('a dead first provider', () => {
  it('holds nobody up once its breaker is open, and is tried by one question when that half-opens', async () => {
    const time = new VirtualTime()
    const mood = { current: 'hangs' as const }
    const dead = moody('dead', time, mood)
    const sound = scripted('sound')
    const pool = createProviderPool({ ...time.options(), sources: [dead.source, sound] })
    expect(by(await time.run(pool.balance('first', {}, never)))).toBe('sound')
    expect(pool.health()[0]).toMatchObject({ breaker: { kind: 'open' }, skipped: { reason: 'failing' } })
    const askedAt = time.now()
    expect(by(await time.run(pool.balance('second', {}, never)))).toBe('sound')
    expect(time.now()).toBe(askedAt)
    await time.pass(2_000)
    const many = Array.from({ length: 20 }, (_, i) => pool.balance(`probe-${i}`, {}, never))
    await time.run(Promise.all(many))
    expect(dead.askedAt).toHaveLength(2)
  })

  it('closes its breaker with the first answer', async () => {
    const time = new VirtualTime()
    const mood: { current: ProviderProblem | null } = { current: 'unreachable' }
    const first = moody('first', time, mood)
    const pool = createProviderPool({
      ...time.options(),
      sources: [first.source, scripted('second', async () => answerAt(100))],
    })
    await time.run(pool.balance('x', {}, never))
    expect(pool.health()[0]?.breaker.kind).toBe('open')
    await time.pass(2_000)
    expect(pool.health()[0]?.breaker.kind).toBe('half-open')
    mood.current = null
    expect(by(await time.run(pool.balance('y', {}, never)))).toBe('second')
    expect(by(await time.run(pool.balance('z', {}, never)))).toBe('first')
    expect(pool.health()[0]).toMatchObject({ breaker: { kind: 'closed' }, skipped: null })
  })

  it('that is the only one ends a large batch after a few probes, not after one wait an address', async () => {
    const time = new VirtualTime()
    const dead = moody('dead', time, { current: 'hangs' })
    const pool = createProviderPool({ ...time.options(), sources: [dead.source] })
    const addresses = Array.from({ length: 5_000 }, (_, i) => `address-${i}`)
    const startedAt = time.now()
    const answers = await time.run(pool.balances(addresses, {}, () => undefined, never))
    expect(new Set(answers.map((answer) => reasons(answer).join()))).toEqual(new Set(['dead unreachable']))
    expect(dead.askedAt.length).toBeLessThan(30)
    expect(time.now() - startedAt).toBeLessThan(300_000)
  })

  it('that stumbles once in the middle of a batch loses none of the rest', async () => {
    const time = new VirtualTime()
    let calls = 0
    const stumbling = scripted('only', async () => {
      if (++calls === 50) throw new ProviderError('fault', inWords('502'))
      return answerAt(100)
    })
    const single = { ...stumbling, capabilities: { ...stumbling.capabilities, batch: 1 } }
    const pool = createProviderPool({ ...time.options(), sources: [single] })
    const addresses = Array.from({ length: 200 }, (_, i) => `address-${i}`)
    const answers = await time.run(pool.balances(addresses, {}, () => undefined, never))
    expect(answers.filter(({ kind }) => kind === 'failed')).toEqual([])
    expect(calls).toBe(201)
  })
})

describe('another round', () => {
  it('is made where it can help, twice at the most, with growing pauses', async () => {
    for (const problem of ['unreachable', 'fault', 'moving'] as const) {
      const time = new VirtualTime()
      const { source, askedAt } = moody('only', time, { current: problem })
      const pool = createProviderPool({ ...time.options(), sources: [source] })
      expect(reasons(await time.run(pool.balance('x', {}, never)))).toEqual([`only ${problem}`])
      const pauses = askedAt.slice(1).map((at, i) => at - (askedAt[i] ?? 0) - 5)
      expect(pauses, problem).toEqual([300, 600])
    }
  })

  it('is not made where it cannot', async () => {
    for (const problem of ['bad_answer', 'too_many', 'unsupported', 'cannot_know', 'bad_request'] as const) {
      const time = new VirtualTime()
      const { source, askedAt } = moody('only', time, { current: problem })
      const pool = createProviderPool({ ...time.options(), sources: [source] })
      expect(reasons(await time.run(pool.balance('x', {}, never)))).toEqual([`only ${problem}`])
      expect(askedAt, problem).toHaveLength(1)
    }
  })

  it('is not begun when the time is over', async () => {
    const time = new VirtualTime()
    const { source, askedAt } = moody('only', time, { current: 'unreachable' })
    const pool = createProviderPool({ ...time.options(), sources: [source], deadlineMs: 200 })
    await time.run(pool.balance('x', {}, never))
    expect(askedAt).toHaveLength(1)
  })

  it('waits for a source that wants to be left alone, if that fits into the time', async () => {
    const time = new VirtualTime()
    const asked: number[] = []
    const source = scripted('only', async () => {
      asked.push(time.now())
      if (asked.length === 1) throw new ProviderError('refused', inWords('429'), { retryAfterMs: 5_000 })
      return answerAt(100)
    })
    const pool = createProviderPool({ ...time.options(), sources: [source] })
    expect(by(await time.run(pool.balance('x', {}, never)))).toBe('only')
    expect((asked[1] ?? 0) - (asked[0] ?? 0)).toBeGreaterThanOrEqual(5_000)
  })
})

describe('a cooldown', () => {
  it('holds over a restart', async () => {
    const time = new VirtualTime()
    const cooldowns = memoryCooldowns()
    let asked = 0
    const refusing = scripted('a', () => {
      asked++
      return Promise.reject(new ProviderError('refused', inWords('429'), { retryAfterMs: 600_000 }))
    })
    const first = createProviderPool({ ...time.options(), sources: [refusing], cooldowns })
    await time.run(first.balance('x', {}, never))
    const second = createProviderPool({ ...time.options(), sources: [refusing], cooldowns })
    expect(second.health()[0]?.skipped).toEqual({ reason: 'left_alone', until: time.now() + 600_000 })
    expect(reasons(await time.run(second.balance('x', {}, never)))).toEqual(['a refused'])
    expect(asked).toBe(1)
    await time.pass(600_000)
    await time.run(second.balance('x', {}, never))
    expect(asked).toBe(2)
  })

  it('is not ended by an answer that was under way when it began', async () => {
    const time = new VirtualTime()
    let asked = 0
    const source = scripted('a', async (_, signal) => {
      if (++asked === 1) {
        await time.sleep(1_000, signal)
        return answerAt(100)
      }
      throw new ProviderError('refused', inWords('429'), { retryAfterMs: 60_000 })
    })
    const pool = createProviderPool({ ...time.options(), sources: [source] })
    const slow = pool.balance('slow', {}, never)
    await time.run(pool.balance('refused', {}, never))
    expect(by(await time.run(slow))).toBe('a')
    expect(pool.health()[0]?.skipped?.reason).toBe('left_alone')
  })
})

describe('a source behind the others', () => {
  it('is not asked, says so, and is asked again when it has caught up', async () => {
    const time = new VirtualTime()
    let height = 97
    const behind = scripted(
      'behind',
      async () => answerAt(height),
      () => tipAt(height)(),
    )
    const others = ['b', 'c'].map((id) => scripted(id, async () => answerAt(100), tipAt(100)))
    const pool = createProviderPool({ ...time.options(), sources: [behind, ...others] })
    await time.run(pool.tip({}, never))
    expect(pool.health()[0]).toMatchObject({ tipLag: 3, skipped: { reason: 'behind' } })
    const asked = []
    for (let i = 0; i < 6; i++) asked.push(by(await time.run(pool.balance(`x${i}`, {}, never))))
    expect(asked.toSorted()).toEqual(['b', 'b', 'b', 'c', 'c', 'c'])
    const high = { height: 100, hash: blockHash('cd'.repeat(32)) }
    const none = await time.run(pool.balance('y', { above: high }, never))
    expect(none).toMatchObject({ kind: 'failed' })
    expect(none.kind === 'failed' && none.failures.find(({ id }) => id === 'behind')).toMatchObject({
      problem: 'not_newer',
      message: 'not asked: it is 3 blocks behind the others',
    })
    height = 98
    await time.run(pool.tip({}, never))
    expect(pool.health()[0]).toMatchObject({ tipLag: 2, skipped: null })
  })

  it('is asked again after ten minutes, even when nobody has answered since', async () => {
    const time = new VirtualTime()
    const mood: { current: ProviderProblem | null } = { current: null }
    const sound = moody('sound', time, mood)
    const behind = scripted('behind', async () => answerAt(90), tipAt(90))
    const pool = createProviderPool({ ...time.options(), sources: [behind, sound.source], tries: 1 })
    await time.run(pool.balance('x', {}, never))
    await time.run(pool.balance('y', {}, never))
    await time.run(pool.tip({}, never))
    expect(pool.health()[0]).toMatchObject({ skipped: { reason: 'behind' } })
    mood.current = 'unreachable'
    expect(by(await time.run(pool.balance('z', {}, never)))).toBe('nobody')
    await time.pass(600_001)
    expect(by(await time.run(pool.balance('z', {}, never)))).toBe('behind')
  })
})
