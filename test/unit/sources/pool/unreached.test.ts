import { type AddressInfo, createServer } from 'node:net'
import { describe, expect, it } from 'vitest'
import type { BalanceSource, ProviderProblem } from '../../../../electron/engine/ports.ts'
import { ProviderError } from '../../../../electron/engine/provider-error.ts'
import { publicBudget } from '../../../../electron/sources/pool/budgets.ts'
import { createProviderPool, type PoolAnswer } from '../../../../electron/sources/provider-pool.ts'
import { inWords } from '../../../fakes/in-words.ts'
import { ADDRESS, adapter, answerAt, never, scripted } from '../provider-ground.ts'
import { VirtualTime } from './virtual-time.ts'

const addressesOf = (n: number): string[] => Array.from({ length: n }, (_, i) => `address-${i}`)
const problemsOf = (answers: readonly PoolAnswer[]): ReadonlySet<string> =>
  new Set(
    answers.flatMap((a) => (a.kind === 'failed' ? a.failures.map(({ problem }) => problem) : ['answer'])),
  )

/** A source that always fails the same way. */
function failing(problem: ProviderProblem) {
  const asked: string[] = []
  const plain = scripted('dead', async (address) => {
    asked.push(address)
    throw new ProviderError(problem, inWords('as told'))
  })
  return { source: { ...plain, capabilities: { ...plain.capabilities, batch: 1 } }, asked }
}

describe('a call that never reached its server', () => {
  it('gives its tokens back, of a tip as of a question', async () => {
    const closed = createServer().listen(0, '127.0.0.1')
    await new Promise((listening) => closed.once('listening', listening))
    const { port } = closed.address() as AddressInfo
    await new Promise((done) => closed.close(done))
    const pool = createProviderPool({
      sources: [adapter({ url: `http://127.0.0.1:${port}` })],
      clock: { now: Date.now },
      budgetOf: () => ({ ratePerS: 1e-6, burst: 10 }),
      tries: 1,
    })
    expect(problemsOf([await pool.balance(ADDRESS, {}, never)])).toEqual(new Set(['unreachable']))
    await pool.tip({}, never)
    const question = {
      address: ADDRESS,
      allowed: () => true,
      ask: (source: BalanceSource, signal: AbortSignal) => source.balance(ADDRESS, signal),
    }
    await pool.askOne('a', question, never)
    expect(pool.health()[0]?.budgetLeft).toBe(10)
  })

  it('is another thing than one that was answered with trouble', async () => {
    const time = new VirtualTime()
    const { source } = failing('fault')
    const budgetOf = () => ({ ratePerS: 1e-6, burst: 10 })
    const pool = createProviderPool({ ...time.options(), sources: [source], budgetOf, tries: 1 })
    await time.run(pool.balance('x', {}, never))
    expect(pool.health()[0]?.budgetLeft).toBe(7)
  })
})

describe('a batch whose only source is dead', () => {
  it('ends within seconds however many addresses it has and however slow the budget', async () => {
    for (const problem of ['unreachable', 'fault'] as const) {
      const time = new VirtualTime()
      const { source, asked } = failing(problem)
      const budgetOf = () => publicBudget('esplora')
      const pool = createProviderPool({ ...time.options(), sources: [source], budgetOf })
      const startedAt = time.now()
      const answers = await time.run(pool.balances(addressesOf(500), {}, () => undefined, never))
      expect(problemsOf(answers).has('answer'), problem).toBe(false)
      expect(time.now() - startedAt, problem).toBeLessThan(problem === 'unreachable' ? 5_000 : 30_000)
      expect(asked.length, problem).toBeLessThan(20)
      const again = time.now()
      await time.run(pool.balances(addressesOf(500), {}, () => undefined, never))
      expect(time.now() - again, problem).toBeLessThan(problem === 'unreachable' ? 3_000 : 60_000)
    }
  })

  it('goes on while another is ready', async () => {
    const time = new VirtualTime()
    const { source } = failing('unreachable')
    const plain = scripted('slow', async () => answerAt(100))
    const slow = { ...plain, capabilities: { ...plain.capabilities, batch: 1 } }
    const budgetOf = ({ id }: { id: string }) => (id === 'slow' ? { ratePerS: 1, burst: 3 } : null)
    const pool = createProviderPool({ ...time.options(), sources: [source, slow], budgetOf })
    const answers = await time.run(pool.balances(addressesOf(20), {}, () => undefined, never))
    expect(problemsOf(answers)).toEqual(new Set(['answer']))
  })
})
