import { describe, expect, it } from 'vitest'
import { createProviderPool } from '../../../../electron/sources/provider-pool.ts'
import { AppError, type ErrorCode } from '../../../../shared/errors.ts'
import { inWords } from '../../../fakes/in-words.ts'
import { never, scripted } from '../provider-ground.ts'
import { VirtualTime } from './virtual-time.ts'

/** A source whose questions cannot be put on record: they fail before anything is sent. */
function unrecorded(code: ErrorCode = 'storage') {
  const tries: string[] = []
  const source = scripted('only', async (address) => {
    tries.push(address)
    if (tries.length > 50) return new Promise<never>(() => undefined) // a hot loop would never end
    throw new AppError(code, inWords('the disk is full'))
  })
  return { source: { ...source, capabilities: { ...source.capabilities, batch: 1 } }, tries }
}

describe('a question that cannot be put on record', () => {
  it('is rejected with what went wrong, tried once, and held against nobody', async () => {
    for (const code of ['storage', 'internal'] as const) {
      const time = new VirtualTime()
      const { source, tries } = unrecorded(code)
      const budgetOf = () => ({ ratePerS: 1, burst: 10 })
      const pool = createProviderPool({ ...time.options(), sources: [source], budgetOf })
      await expect(time.run(pool.balance('x', {}, never))).rejects.toMatchObject({ code })
      expect(tries).toEqual(['x'])
      expect(pool.health()[0]).toMatchObject({
        state: 'unasked',
        lastError: null,
        breaker: { kind: 'closed' },
        budgetLeft: 10,
        callsUnderWay: 0,
      })
    }
  })

  it('fails by itself in a batch, names nobody as asked, and is not carried to another source', async () => {
    const time = new VirtualTime()
    const { source, tries } = unrecorded()
    const other: string[] = []
    const second = scripted('second', async (address) => {
      other.push(address)
      throw new AppError('storage', inWords('the disk is full'))
    })
    const pool = createProviderPool({ ...time.options(), sources: [source, second] })
    const told: string[] = []
    const startedAt = time.now()
    const answers = await time.run(pool.balances(['x', 'y'], {}, (address) => told.push(address), never))
    expect(answers).toMatchObject([
      { kind: 'failed', failures: [{ problem: 'not_recorded' }], asked: [] },
      { kind: 'failed', failures: [{ problem: 'not_recorded' }], asked: [] },
    ])
    expect([told.toSorted(), tries.length + other.length]).toEqual([['x', 'y'], 2])
    expect(time.now()).toBe(startedAt)
  })

  it('of a single source is rejected too, and costs nothing', async () => {
    const time = new VirtualTime()
    const { source } = unrecorded()
    const budgetOf = () => ({ ratePerS: 1, burst: 10 })
    const pool = createProviderPool({ ...time.options(), sources: [source], budgetOf })
    const ask = (inner: typeof source, signal: AbortSignal) => inner.balance('x', signal)
    const question = { address: 'x', allowed: () => true, ask }
    await expect(time.run(pool.askOne('only', question, never))).rejects.toMatchObject({ code: 'storage' })
    expect(pool.health()[0]).toMatchObject({ state: 'unasked', budgetLeft: 10, callsUnderWay: 0 })
  })
})
