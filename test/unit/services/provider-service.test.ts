import { expect, it } from 'vitest'
import type { BalanceSource } from '../../../electron/engine/ports.ts'
import { createAskRules } from '../../../electron/services/ask-rules.ts'
import { createProviderService } from '../../../electron/services/provider-service.ts'
import { createProviderPool } from '../../../electron/sources/provider-pool.ts'
import { AppError } from '../../../shared/errors.ts'
import { inWords } from '../../fakes/in-words.ts'
import { answerAt, never, scripted } from '../sources/provider-ground.ts'
import { openWorld } from '../store/world.ts'

const POOL = { rotation: null, deadlineMs: null, cacheTtlS: null }

type Changeable = { -readonly [K in keyof BalanceSource]: BalanceSource[K] }

/** Two scripts of two portfolios and one provider, which leaves the address `slow` without an answer. */
async function ground(
  groups: Record<string, 'own-node'> = {},
  callsPerSource = 4,
  budget: { ratePerS: number; burst: number } | null = null,
) {
  const world = openWorld()
  const [quick = 0, slow = 0] = await world.watch(1, 2)
  const asked: string[] = []
  const source = scripted('a', (address, signal) => {
    asked.push(address)
    return address === 'quick' ? Promise.resolve(answerAt(100)) : forever(signal)
  })
  const { id, url } = source
  const setting = { id, url, tier: 'public', tierSaid: false, consent: true, proxy: false } as const
  const rules = createAskRules({
    entries: () => [
      { scriptId: quick, group: 'q', archived: false },
      { scriptId: slow, group: 's', archived: false },
    ],
    settings: () => ({ providers: [setting], privacy: { limit: null, groups } }),
  })
  const pool = createProviderPool({
    sources: [],
    clock: { now: Date.now },
    callsPerSource,
    budgetOf: () => budget,
  })
  const single: Changeable = { ...source, capabilities: { ...source.capabilities, batch: 1 } }
  const service = createProviderService({ pool, store: world.sources, rules, connect: () => ({ ...single }) })
  const configure = (tier: 'public' | 'own-server') =>
    service.configure({ providers: [{ ...setting, tier }], offline: false, proxy: null, pool: POOL })
  await configure('public')
  const questions = [
    { scriptId: quick, address: 'quick', above: null },
    { scriptId: slow, address: 'slow', above: null },
  ]
  return { world, service, questions, quick, slow, asked, configure, source: single }
}

function forever(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(new Error('given up')))
  })
}

it('keeps what was answered of questions that are given up', async () => {
  const { world, service, questions, quick, slow } = await ground()
  const giveUp = new AbortController()
  const asking = service.ask(questions, giveUp.signal)
  asking.catch(() => undefined) // expected below
  await expect.poll(() => world.sources.observations([quick]).size).toBe(1)
  giveUp.abort()
  await expect(asking).rejects.toMatchObject({ code: 'cancelled' })
  expect([...world.sources.observations([quick, slow]).keys()]).toEqual([quick])
})

it('has an answer on disk while others are waited for', async () => {
  const { world, service, questions, quick } = await ground()
  const giveUp = new AbortController()
  const asking = service.ask(questions, giveUp.signal)
  await expect.poll(() => world.sources.observations([quick]).size).toBe(1)
  giveUp.abort()
  await expect(asking).rejects.toMatchObject({ code: 'cancelled' })
})

it('gives a reason, and asks nothing, where nobody may be asked', async () => {
  const { world, service, questions, quick, slow } = await ground({ s: 'own-node' })
  expect([...(await service.ask(questions, never))]).toEqual([[slow, ['provider_not_allowed']]])
  expect([...world.sources.observations([quick, slow]).keys()]).toEqual([quick])
  expect([service.mayAskAbout(quick), service.mayAskAbout(slow)]).toEqual([true, false])
})

it('goes by the new rules at once when a change of settings opens a new connection to the same server', async () => {
  const groups: Record<string, 'own-node'> = {}
  const { service, questions, slow, quick, asked, configure } = await ground(groups, 1)
  const asking = service.ask(questions.toReversed(), never)
  expect(asked).toEqual(['slow'])
  groups['q'] = 'own-node'
  groups['s'] = 'own-node'
  await configure('own-server')
  const reasons = await asking
  expect(asked).toEqual(['slow'])
  expect([reasons.get(quick), reasons.get(slow)]).toEqual([
    ['provider_not_allowed'],
    ['provider_not_allowed'],
  ])
})

it('says of each script that nobody was asked where it could not be put on record', async () => {
  const { service, questions, quick, slow, source, configure } = await ground()
  source.balance = () => Promise.reject(new AppError('storage', inWords('the disk is full')))
  await configure('own-server')
  const reasons = await service.ask(questions, never)
  expect([reasons.get(quick), reasons.get(slow)]).toEqual([['not_recorded'], ['not_recorded']])
  expect(service.statuses()[0]).toMatchObject({ state: 'unasked', lastError: null })
})

it('gives up a tip under way that new rules forbid, and one over a connection that was replaced', async () => {
  for (const change of ['rules', 'connection', 'close'] as const) {
    const groups: Record<string, 'own-node'> = {}
    const { service, quick, slow, source, configure } = await ground(groups)
    let [asked, givenUp] = [0, 0]
    source.tip = (signal) => {
      asked++
      signal.addEventListener('abort', () => givenUp++)
      return forever(signal)
    }
    await configure('own-server')
    const tips = service.askTips([quick, slow], never)
    await expect.poll(() => asked).toBe(1)
    service.rulesChanged()
    expect(givenUp, change).toBe(0)
    if (change === 'rules') {
      groups['q'] = 'own-node'
      groups['s'] = 'own-node'
      service.rulesChanged()
    } else if (change === 'connection') await configure('public')
    else await service.close()
    await tips
    expect([asked, givenUp], change).toEqual([1, 1])
  }
})

it('asks anew for a tip that it heard a moment ago once a hint has come', async () => {
  const { service, quick, source, configure } = await ground({}, 4, { ratePerS: 1, burst: 100 })
  let [asked, hint] = [0, () => expect.fail('nobody listens')]
  const { tip } = source
  source.tip = (signal) => {
    asked++
    return tip(signal)
  }
  source.hints = (onHint, signal) => {
    hint = () => onHint() as never
    return forever(signal).catch(() => undefined)
  }
  await configure('own-server')
  service.listen(true)
  await service.askTips([quick], never)
  await service.askTips([quick], never)
  expect(asked).toBe(1)
  hint()
  await service.askTips([quick], never)
  await service.askTips([quick], never)
  expect(asked).toBe(2)
  await service.close()
})
