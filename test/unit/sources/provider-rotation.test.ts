import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ProviderError } from '../../../electron/engine/provider-error.ts'
import { createProviderPool } from '../../../electron/sources/provider-pool.ts'
import { blockHash } from '../../../shared/chain.ts'
import { inWords } from '../../fakes/in-words.ts'
import { ADDRESS, answerAt, manualClock, never, scripted } from './provider-ground.ts'

/** Sources whose answers are set from outside, on a clock that stands still. */
function ground(ids: readonly string[]) {
  const clock = manualClock()
  const broken = new Map<string, ProviderError>()
  const asked: string[] = []
  const sources = ids.map((id) => {
    const ask = <T>(value: T): T => {
      asked.push(id)
      const error = broken.get(id)
      if (error) throw error
      return value
    }
    const tip = { height: 1, hash: blockHash('ab'.repeat(32)), time: 1 }
    return scripted(
      id,
      async () => ask(answerAt(1)),
      async () => ask(tip),
    )
  })
  const pool = createProviderPool({ sources, clock, tries: 1 })
  /** The ids asked by one question. */
  const question = async (): Promise<string> => {
    asked.length = 0
    await pool.balance(ADDRESS, {}, never)
    return asked.join('')
  }
  return { clock, broken, asked, pool, question }
}

describe('the rotation', () => {
  it('gives every one of any number of sources its turn, in order', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 0, max: 60 }),
        async (n, questions) => {
          const { pool, asked } = ground(Array.from({ length: n }, (_, i) => `s${i}`))
          for (let i = 0; i < questions; i++) await pool.balance(ADDRESS, {}, never)
          expect(asked).toEqual(Array.from({ length: questions }, (_, i) => `s${i % n}`))
        },
      ),
      { numRuns: 50 },
    )
  })

  it('is even among the sources that work, whichever others fail', async () => {
    const anyFailures = fc.uniqueArray(fc.integer({ min: 0, max: 7 }), { maxLength: 7 })
    await fc.assert(
      fc.asyncProperty(anyFailures, async (dead) => {
        const ids = Array.from({ length: 8 }, (_, i) => `s${i}`)
        const { pool, broken, asked, question } = ground(ids)
        for (const i of dead) broken.set(`s${i}`, new ProviderError('unreachable', inWords('x')))
        for (let i = 0; i < 8; i++) await question() // until all of the dead rest
        asked.length = 0
        const alive = ids.filter((id) => !broken.has(id))
        for (let i = 0; i < alive.length * 5; i++) await pool.balance(ADDRESS, {}, never)
        expect(alive.map((id) => asked.filter((other) => other === id).length)).toEqual(alive.map(() => 5))
        expect(asked).toHaveLength(alive.length * 5)
      }),
      { numRuns: 40 },
    )
  })

  it('asks a source that failed only after the others, for two seconds and then twice as long', async () => {
    const { clock, broken, question } = ground(['a', 'b', 'c'])
    broken.set('a', new ProviderError('unreachable', inWords('x')))
    expect(await question()).toBe('ab')
    expect([await question(), await question(), await question()]).toEqual(['b', 'c', 'b'])
    clock.advance(2_000)
    expect([await question(), await question()]).toEqual(['c', 'ab'])
    clock.advance(2_000)
    expect([await question(), await question()]).toEqual(['b', 'c'])
    clock.advance(2_000)
    expect([await question(), await question(), await question()].join(' ')).toContain('a')
  })

  it('still asks resting sources when all others fail', async () => {
    const { broken, question } = ground(['a', 'b'])
    broken.set('a', new ProviderError('fault', inWords('x')))
    expect(await question()).toBe('ab')
    broken.set('b', new ProviderError('fault', inWords('x')))
    expect(await question()).toBe('ba')
    expect(await question()).toHaveLength(2)
    broken.clear()
    expect(await question()).toHaveLength(1)
  })

  it('begins with two seconds again after an answer', async () => {
    const { clock, broken, question } = ground(['a', 'b'])
    for (let round = 0; round < 3; round++) {
      broken.set('a', new ProviderError('refused', inWords('x')))
      const before = [await question(), await question()]
      expect(before.join(' ')).toContain('a')
      clock.advance(1_999)
      expect([await question(), await question()]).toEqual(['b', 'b'])
      broken.clear()
      clock.advance(1)
      expect([await question(), await question()].toSorted()).toEqual(['a', 'b'])
    }
  })

  it('lets a source that lied rest for ten minutes, also when it answers in between', async () => {
    const { clock, broken, question } = ground(['a', 'b'])
    broken.set('a', new ProviderError('bad_answer', inWords('x')))
    expect(await question()).toBe('ab')
    broken
      .set('a', new ProviderError('unreachable', inWords('x')))
      .set('b', new ProviderError('moving', inWords('x')))
    expect(await question()).toBe('ba')
    broken.delete('a')
    expect(await question()).toBe('ba') // now it answers
    broken.clear()
    clock.advance(599_000)
    expect([await question(), await question()]).toEqual(['b', 'b'])
    clock.advance(1_000)
    expect([await question(), await question()].toSorted()).toEqual(['a', 'b'])
  })

  it('does not ask a source before the time it named, even when it is the only one', async () => {
    const { clock, broken, question, pool } = ground(['a'])
    broken.set('a', new ProviderError('refused', inWords('x'), { retryAfterMs: 90_000 }))
    expect(await question()).toBe('a')
    broken.clear()
    clock.advance(60_000)
    expect(await question()).toBe('')
    expect(await pool.balance(ADDRESS, {}, never)).toMatchObject({
      kind: 'failed',
      failures: [{ id: 'a', problem: 'refused' }],
    })
    clock.advance(30_000)
    expect(await question()).toBe('a')
  })

  it('lets nobody rest for what the question is to blame for', async () => {
    const { broken, question } = ground(['a', 'b'])
    for (const problem of ['moving', 'too_many', 'bad_request', 'deadline'] as const) {
      broken.set('a', new ProviderError(problem, inWords('x')))
      const two = [await question(), await question()]
      expect(two.join(' '), problem).toContain('a')
      expect([await question(), await question()], problem).toEqual(two)
    }
  })

  it('does not keep a source away for days when the clock is set back', async () => {
    const { clock, broken, question } = ground(['a', 'b'])
    broken.set('a', new ProviderError('unreachable', inWords('x')))
    expect(await question()).toBe('ab')
    broken.clear()
    clock.advance(-86_400_000)
    expect([await question(), await question()].toSorted()).toEqual(['a', 'b'])
  })

  it('asks resting sources for the tip only when no other answers', async () => {
    const { broken, asked, pool, question } = ground(['a', 'b'])
    broken.set('a', new ProviderError('fault', inWords('x')))
    await question()
    asked.length = 0
    expect((await pool.tip({}, never)).map(({ id }) => id)).toEqual(['b'])
    expect(asked).toEqual(['b'])
    broken.clear()
    broken.set('b', new ProviderError('fault', inWords('x')))
    asked.length = 0
    expect((await pool.tip({}, never)).map(({ id }) => id)).toEqual(['a'])
    expect(asked).toEqual(['b', 'a'])
  })
})
