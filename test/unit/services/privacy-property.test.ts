import * as fc from 'fast-check'
import { expect, it, onTestFinished } from 'vitest'
import type { BalanceSource } from '../../../electron/engine/ports.ts'
import { ProviderError } from '../../../electron/engine/provider-error.ts'
import { createAskRules } from '../../../electron/services/ask-rules.ts'
import { createBalanceService } from '../../../electron/services/balance-service.ts'
import { createProviderService } from '../../../electron/services/provider-service.ts'
import { createProviderPool } from '../../../electron/sources/provider-pool.ts'
import type { ProviderSetting } from '../../../shared/ipc/contract.ts'
import {
  isWithin,
  PROVIDER_TIERS,
  type Privacy,
  ROTATIONS,
  type Rotation,
  TIERS,
} from '../../../shared/providers.ts'
import { inWords } from '../../fakes/in-words.ts'
import { answerAt, never, scripted } from '../sources/provider-ground.ts'
import { openWorld, tempDir, type World } from '../store/world.ts'

const GROUPS = ['', 'savings', 'shop'] as const
/** This many times as fast as the clock on the wall. */
const HASTE = 200
const FAILURES = ['none', 'none', 'unreachable', 'fault', 'refused', 'bad_answer', 'lie', 'slow'] as const

interface Entry {
  group: string
  archived: boolean
}

/** What holds at this moment: what the services are told, and what a call is judged by. */
interface State {
  providers: readonly ProviderSetting[]
  privacy: Privacy
  readonly entries: readonly Entry[]
  readonly rotation: Rotation | null
  nodeAnswers: boolean
  /** The entries that are being read. */
  inQuestion: readonly number[]
}

const tier = fc.constantFrom(...TIERS)
const provider = fc.record({
  tier: fc.constantFrom(...PROVIDER_TIERS),
  consent: fc.boolean(),
  mood: fc.constantFrom(...FAILURES),
  batch: fc.constantFrom(1, 3),
})
/** What an arbitrary gives. */
type Given<A> = A extends fc.Arbitrary<infer T> ? T : never

type Drawn = Given<typeof provider>

const change = fc.oneof(
  fc.record({ kind: fc.constant('global' as const), limit: fc.option(tier) }),
  fc.record({
    kind: fc.constant('group' as const),
    group: fc.constantFrom(...GROUPS),
    limit: fc.option(tier),
  }),
  fc.record({ kind: fc.constant('consent' as const), which: fc.nat(3), consent: fc.boolean() }),
  fc.record({ kind: fc.constant('archive' as const), which: fc.nat(7), archived: fc.boolean() }),
  fc.record({ kind: fc.constant('move' as const), which: fc.nat(7), group: fc.constantFrom(...GROUPS) }),
  fc.record({ kind: fc.constant('node' as const), answers: fc.boolean() }),
)
type Change = Given<typeof change>

const step = fc.record({
  mode: fc.constantFrom('missing' as const, 'all' as const),
  some: fc.subarray([0, 1, 2, 3, 4, 5, 6, 7]),
  change: fc.option(change),
})

/** The rule once more, in the words of the specification. */
function forbids(state: State, { tier: at, consent }: ProviderSetting, index: number): boolean {
  const entry = state.entries[index]
  if (entry === undefined || entry.archived) return true
  const { limit, groups } = state.privacy
  if (limit !== null && !isWithin(at, limit)) return true
  const own = groups[entry.group]
  return own === undefined ? !consent : !isWithin(at, own)
}

const addressOf = (index: number): string => `address-${index}`
const indexOf = (address: string): number => Number(address.slice('address-'.length))

/** A call that names nobody is for a tip: one of the entries that are read must allow it. */
function isWrong(state: State, which: number, addresses: readonly string[]): boolean {
  const setting = state.providers[which]
  if (setting === undefined) return true
  if (addresses.length === 0) return state.inQuestion.every((index) => forbids(state, setting, index))
  return addresses.some((address) => forbids(state, setting, indexOf(address)))
}

type Mood = (typeof FAILURES)[number]

/** A source that notes each question that should not have reached it. */
function watched(id: string, mood: Mood, batch: number, isWrong: (addresses: readonly string[]) => boolean) {
  const wrong: string[] = []
  let questions = 0
  const heard = (kind: string, addresses: readonly string[]): void => {
    questions++
    if (isWrong(addresses)) wrong.push(`${id} ${kind} ${addresses.join(' ')}`)
  }
  async function act(signal: AbortSignal): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, mood === 'slow' ? 20 : 0))
    if (signal.aborted) throw signal.reason
    if (mood === 'lie')
      throw new ProviderError('bad_answer', inWords('less than nothing'), { lie: 'negative' })
    if (mood !== 'none' && mood !== 'slow') throw new ProviderError(mood, inWords('as told'))
  }
  const plain = scripted(id)
  const source: BalanceSource = {
    ...plain,
    capabilities: { ...plain.capabilities, batch },
    balance: async (address, signal) => {
      heard('balance', [address])
      await act(signal)
      return { ...answerAt(100), observedAt: Date.now() }
    },
    balances: async (addresses, signal) => {
      heard('balances', addresses)
      await act(signal)
      return addresses.map(() => ({ kind: 'balance', balance: answerAt(100) }))
    },
    tip: async (signal) => {
      heard('tip', [])
      await act(signal)
      return plain.tip(signal)
    },
  }
  return { source, wrong, asked: () => questions }
}

/** The services over a pool in which time runs faster, and over sources that note what they are asked. */
function build(state: State, drawn: readonly Drawn[], world: World) {
  const begun = Date.now()
  const clock = { now: () => begun + Math.floor(performance.now() * HASTE) }
  const sources = drawn.map(({ mood, batch }, i) =>
    watched(`p${i}`, mood, batch, (addresses) => isWrong(state, i, addresses)),
  )
  const pool = createProviderPool({
    sources: [],
    clock,
    monotonic: () => performance.now() * HASTE,
    after: (ms, run) => {
      const timer = setTimeout(run, ms / HASTE)
      return () => clearTimeout(timer)
    },
  })
  const rules = createAskRules({
    entries: () => state.entries.map((entry, scriptId) => ({ scriptId, ...entry })),
    settings: () => state,
  })
  const connect = ({ id }: ProviderSetting): BalanceSource => {
    const found = sources.find(({ source }) => source.id === id)
    if (!found) throw new Error('a provider that nobody set')
    return found.source
  }
  const providers = createProviderService({ pool, store: world.sources, rules, connect })
  const settings = { staleAfterBlocks: 1_000, offline: false, pool: { cacheTtlS: null } }
  const balances = createBalanceService({
    network: 'main',
    clock,
    models: world.models,
    sources: world.sources,
    inGap: () => [],
    node: { tip: () => null, answers: () => state.nodeAnswers, reasons: () => [] },
    providers,
    settings: () => settings,
  })
  return { sources, providers, balances }
}

type Built = ReturnType<typeof build>

function configure({ providers }: Built, { providers: list, rotation }: State): Promise<void> {
  const pool = { rotation, deadlineMs: null, cacheTtlS: null }
  return providers.configure({ providers: list, offline: false, proxy: null, pool })
}

/** Changes what holds, and tells the services as the host does. */
function apply(built: Built, state: State, next: Change): Promise<void> | undefined {
  if (next.kind === 'archive' || next.kind === 'move') {
    const entry = state.entries[next.which]
    if (entry && next.kind === 'archive') entry.archived = next.archived
    if (entry && next.kind === 'move') entry.group = next.group
    built.providers.rulesChanged()
    return undefined
  }
  if (next.kind === 'global') state.privacy = { ...state.privacy, limit: next.limit }
  if (next.kind === 'group') {
    const { [next.group]: _, ...others } = state.privacy.groups
    const groups = next.limit === null ? others : { ...others, [next.group]: next.limit }
    state.privacy = { ...state.privacy, groups }
  }
  if (next.kind === 'consent')
    state.providers = state.providers.map((each, i) =>
      i === next.which ? { ...each, consent: next.consent } : each,
    )
  if (next.kind === 'node') state.nodeAnswers = next.answers
  return configure(built, state)
}

function settingOf({ tier: at, consent }: Drawn, i: number): ProviderSetting {
  return { id: `p${i}`, url: `https://p${i}.example/api`, tier: at, tierSaid: true, consent, proxy: false }
}

/** Where nobody may be asked, and there alone, that is among the reasons. */
function checkReasons({ balances }: Built, state: State): void {
  const scripts = state.inQuestion.map((scriptId) => ({ scriptId, address: addressOf(scriptId) }))
  for (const { address, kind, reasons } of balances.read(scripts).readings) {
    const nobody = state.providers.every((each) => forbids(state, each, indexOf(address)))
    if (kind === 'unknown') expect(reasons.includes('provider_not_allowed')).toBe(nobody)
  }
}

it('asks no provider about an address, nor for a tip, that limits, tiers and consent forbid it, whatever fails and changes', async () => {
  let questions = 0
  const world = openWorld(tempDir())
  onTestFinished(() => world.close())
  const entry = fc.record({ group: fc.constantFrom(...GROUPS), archived: fc.boolean() })
  const life = fc.record({
    drawn: fc.array(provider, { minLength: 1, maxLength: 4 }),
    entries: fc.array(entry, { minLength: 1, maxLength: 8 }),
    privacy: fc.record({
      limit: fc.option(tier),
      groups: fc.dictionary(fc.constantFrom(...GROUPS), tier, { noNullPrototype: true }),
    }),
    rotation: fc.option(fc.constantFrom(...ROTATIONS)),
    nodeAnswers: fc.boolean(),
    steps: fc.array(step, { minLength: 1, maxLength: 4 }),
  })
  const live = async ({ drawn, entries, steps, ...rest }: Given<typeof life>): Promise<void> => {
    const state: State = {
      ...rest,
      providers: drawn.map(settingOf),
      entries: entries.map((each) => ({ ...each })),
      inQuestion: [],
    }
    const built = build(state, drawn, world)
    await configure(built, state)
    for (const { mode, some, change: next } of steps) {
      state.inQuestion = some.filter((index) => index < entries.length)
      const scripts = state.inQuestion.map((scriptId) => ({ scriptId, address: addressOf(scriptId) }))
      const changing = async (): Promise<void> => {
        if (next === null) return
        await new Promise((resolve) => setTimeout(resolve, 3))
        await apply(built, state, next)
      }
      await Promise.all([built.balances.refresh(scripts, mode, never), changing()])
      checkReasons(built, state)
    }
    expect(built.sources.flatMap(({ wrong }) => wrong)).toEqual([])
    questions += built.sources.reduce((sum, { asked }) => sum + asked(), 0)
    await built.providers.close()
  }
  await fc.assert(fc.asyncProperty(life, live), { numRuns: 150 })
  expect(questions).toBeGreaterThan(100) // it was about something, on a busy machine too
})
