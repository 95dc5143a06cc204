import { describe, expect, it } from 'vitest'
import { ProviderError } from '../../../../electron/engine/provider-error.ts'
import { publicBudget } from '../../../../electron/sources/pool/budgets.ts'
import { createProviderPool } from '../../../../electron/sources/provider-pool.ts'
import { blockHash } from '../../../../shared/chain.ts'
import { inWords } from '../../../fakes/in-words.ts'
import { answerAt, never, scripted } from '../provider-ground.ts'
import { VirtualTime } from './virtual-time.ts'

const TIP = { height: 100, hash: blockHash('ab'.repeat(32)), time: 1 }
const ROUND_MS = 15_000

/** A pool over one BlockCypher with its public budget, and how often it was asked what. */
function oneBlockcypher(time: VirtualTime, tip: () => Promise<typeof TIP> = async () => TIP) {
  const asked = { tips: 0, balances: 0 }
  const plain = scripted(
    'only',
    async () => {
      asked.balances++
      return answerAt(100)
    },
    async () => {
      asked.tips++
      return tip()
    },
  )
  const source = {
    ...plain,
    family: 'blockcypher' as const,
    capabilities: { ...plain.capabilities, batch: 1 },
  }
  const budgetOf = () => publicBudget('blockcypher')
  return { pool: createProviderPool({ ...time.options(), sources: [source], budgetOf }), asked, source }
}

describe('rounds of tips every 15 s', () => {
  it('ask a public server at most once a minute, and leave of its budget what a question needs', async () => {
    const time = new VirtualTime()
    const { pool, asked } = oneBlockcypher(time)
    for (let i = 0; i < 240; i++) {
      await time.run(pool.tip({}, never))
      await time.pass(ROUND_MS)
    }
    expect(asked.tips).toBeLessThanOrEqual(45)
    expect(asked.tips).toBeGreaterThanOrEqual(30)
    expect(await time.run(pool.balance('x', {}, never))).toMatchObject({ kind: 'answer' })
  })

  it('keep to the budget when a server has nothing but trouble of its own', async () => {
    const time = new VirtualTime()
    const { pool, asked } = oneBlockcypher(time, async () => {
      throw new ProviderError('fault', inWords('502'))
    })
    for (let i = 0; i < 240; i++) {
      await time.run(pool.tip({}, never))
      await time.pass(ROUND_MS)
    }
    expect(asked.tips).toBeLessThanOrEqual(93)
  })

  it('ask anew at once where something says that there is another block, and an own server each time', async () => {
    const time = new VirtualTime()
    const { pool, asked, source } = oneBlockcypher(time)
    await time.run(pool.tip({}, never))
    await time.run(pool.tip({}, never))
    expect(asked.tips).toBe(1)
    await time.run(pool.tip({ anew: true }, never))
    expect(asked.tips).toBe(2)
    for (let i = 0; i < 5; i++) await time.run(pool.tip({ anew: true }, never))
    expect(asked.tips).toBe(3) // its budget is used up
    const own = createProviderPool({ ...time.options(), sources: [source] })
    await time.run(own.tip({}, never))
    await time.run(own.tip({}, never))
    expect(asked.tips).toBe(5)
  })
})

describe('a tip under way', () => {
  it('is given up when its source must not hear of it any more, which says nothing of the source', async () => {
    const time = new VirtualTime()
    let allowed = true
    let givenUp = 0
    const hangs = scripted('hangs', undefined, async (signal) => {
      signal.addEventListener('abort', () => givenUp++)
      await time.sleep(3_600_000, signal)
      return TIP
    })
    const pool = createProviderPool({ ...time.options(), sources: [hangs, scripted('sound')] })
    const tips = pool.tip({ allowed: ({ id }) => id === 'sound' || allowed }, never)
    await time.pass(5)
    const before = time.now()
    pool.recheck()
    expect(givenUp).toBe(0)
    allowed = false
    pool.recheck()
    expect((await time.run(tips)).map(({ id }) => id)).toEqual(['sound'])
    expect([givenUp, time.now() - before]).toEqual([1, 0])
    expect(pool.statuses()[0]).toMatchObject({ state: 'unasked', lastError: null })
  })

  it('is given up, as any call, when its connection was replaced by another to the same server', async () => {
    const time = new VirtualTime()
    const hang = async (signal: AbortSignal) => {
      await time.sleep(3_600_000, signal)
      return TIP
    }
    const old = scripted(
      'one',
      async (_, signal) => {
        await hang(signal)
        return answerAt(1)
      },
      hang,
    )
    const pool = createProviderPool({ ...time.options(), sources: [old] })
    const tips = pool.tip({}, never)
    const question = pool.balance('x', {}, never)
    const ask = (source: typeof old, signal: AbortSignal) => source.balance('x', signal)
    const single = pool.askOne('one', { address: 'x', allowed: () => true, ask }, never)
    await time.pass(5)
    const before = time.now()
    pool.setSources([scripted('one')])
    pool.recheck()
    expect(await time.run(tips)).toEqual([])
    expect(await time.run(question)).toMatchObject({ kind: 'answer', source: { id: 'one' } })
    expect(await time.run(single)).toMatchObject({ kind: 'answer' })
    expect(time.now()).toBe(before)
  })
})
