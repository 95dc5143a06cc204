/** Faults times adapters times places: which cells there are, and what comes of each. */
import { EXPIRED, SELF_SIGNED } from '../fakes/electrum-certificates.ts'
import { type Act, type Exchange, isPlace, type Relay } from './act.ts'
import type { Expected, Fault, QuestionName } from './fault-kinds.ts'
import { type AdapterId, createSource, type Ground, startGround } from './grounds.ts'
import { startHttpRelay } from './http-relay.ts'
import { judged, type Outcome, type Verdict } from './judge.ts'
import { startLineRelay } from './line-relay.ts'

export const PLACES = ['first', 'mid', 'last'] as const
export type Place = (typeof PLACES)[number]

/** What one question of a cell got. */
export interface Asked {
  readonly question: QuestionName
  /** The exchange at which the fault stood, from 0. */
  readonly exchange: number
  readonly outcome: Outcome
  readonly because: string
  readonly ok: boolean
}

export interface Cell {
  readonly fault: string
  readonly adapter: AdapterId
  readonly place: Place
  readonly expected: Expected
  /** The worst of its questions. */
  readonly outcome: Outcome
  readonly ok: boolean
  readonly asked: readonly Asked[]
}

export interface LeftOut {
  readonly fault: string
  readonly adapter: AdapterId
  readonly place: Place
  readonly reason: string
}

export interface MatrixOptions {
  readonly faults: readonly Fault[]
  readonly adapters: readonly AdapterId[]
  readonly places: readonly Place[]
  /** In [0, 1): which of the places between the first and the last is the middle. */
  readonly random: () => number
  readonly atOnce: number
  /** Without it, every question that the adapter answers. */
  readonly questions?: readonly QuestionName[]
}

export interface MatrixReport {
  readonly cells: readonly Cell[]
  readonly left_out: readonly LeftOut[]
  readonly summary: {
    readonly cells: number
    readonly ok: number
    readonly left_out: number
    readonly seconds: number
  } & Readonly<Record<Outcome, number>>
}

/** Where an adapter has to wait for the end of its patience. */
const SHORT_MS = 300
/** Elsewhere: nothing is decided by time. */
const LONG_MS = 5_000
/** The longest a question may take; it is asked again at most twice. */
const BOUND_MS = { short: 6_000, long: 25_000 }
const WORST: readonly Outcome[] = ['crash', 'wrong', 'stuck', 'refused', 'right']

/** The undisturbed exchanges of each question: where faults can stand. */
type Clean = ReadonlyMap<QuestionName, readonly Exchange[]>

interface Job {
  readonly fault: Fault
  readonly adapter: AdapterId
  readonly place: Place
  readonly act: Act
  readonly stands: readonly { readonly question: QuestionName; readonly exchange: number }[]
}

/** Runs all of it. Rejects when an undisturbed question has no right answer. */
export async function runMatrix(options: MatrixOptions): Promise<MatrixReport> {
  const startedAt = performance.now()
  const jobs: Job[] = []
  const leftOut: LeftOut[] = []
  for (const adapter of options.adapters) {
    const clean = await cleanRun(adapter)
    for (const fault of options.faults) {
      for (const place of PLACES) {
        if (!options.places.includes(place)) continue
        const found = jobFor(fault, adapter, place, clean, options)
        if ('reason' in found) leftOut.push({ fault: fault.id, adapter, place, reason: found.reason })
        else jobs.push(found)
      }
      const { unnoticeable: { [adapter]: blind } = {} } = fault
      if (blind)
        leftOut.push({
          fault: `${fault.id} (${blind.question})`,
          adapter,
          place: 'mid',
          reason: blind.reason,
        })
    }
  }
  const cells = await inTurns(jobs, options.atOnce)
  return { cells, left_out: leftOut, summary: summaryOf(cells, leftOut, performance.now() - startedAt) }
}

function questionsOf(adapter: AdapterId, { questions }: Pick<Fault, 'questions'>): readonly QuestionName[] {
  const all = questions ?? ['balance', 'balanceAt', 'history']
  return all.filter((question) => {
    if (question === 'history') return adapter !== 'uniform'
    if (question === 'balances') return adapter !== 'uniform' && adapter !== 'esplora' // a request for each address
    return question !== 'unspent' || adapter === 'esplora' || adapter === 'electrum'
  })
}

async function cleanRun(adapter: AdapterId): Promise<Clean> {
  const clean = new Map<QuestionName, readonly Exchange[]>()
  for (const question of questionsOf(adapter, {
    questions: ['balance', 'balanceAt', 'history', 'balances', 'unspent'],
  })) {
    const { verdict, exchanges } = await ask(adapter, { question, exchange: -1 }, { kind: 'none' }, LONG_MS)
    if (verdict.outcome !== 'right')
      throw new Error(`${adapter} answers ${question} ${verdict.outcome} without a fault: ${verdict.because}`)
    clean.set(question, exchanges)
  }
  return clean
}

function jobFor(
  fault: Fault,
  adapter: AdapterId,
  place: Place,
  clean: Clean,
  { random, questions }: MatrixOptions,
): Job | { readonly reason: string } {
  const act = fault.act(adapter)
  if (act.kind === 'left_out') return act
  if (fault.once === true && place !== 'first') return { reason: 'it belongs to the whole connection' }
  const asked = questionsOf(adapter, fault).filter(
    (question) => fault.unnoticeable?.[adapter]?.question !== question,
  )
  const wanted =
    questions === undefined
      ? asked
      : asked.filter((question) => fault.questions !== undefined || questions.includes(question))
  if (wanted.length === 0) return { reason: 'the protocol has no such question' }
  const stands = wanted.flatMap((question) => {
    const exchange = placeIn(clean.get(question) ?? [], act, place, random)
    return exchange === null ? [] : [{ question, exchange }]
  })
  if (stands.length === 0)
    return {
      reason:
        place === 'first' ? 'no reply of it could carry this' : 'too few of its replies could carry this',
    }
  return { fault, adapter, place, act, stands }
}

function placeIn(
  exchanges: readonly Exchange[],
  act: Act,
  place: Place,
  random: () => number,
): number | null {
  const possible = exchanges.flatMap((exchange, n) =>
    isPlace(act, exchange, exchanges.slice(0, n)) ? [n] : [],
  )
  if (place === 'first') return possible[0] ?? null
  if (place === 'last') return possible.length > 1 ? (possible.at(-1) ?? null) : null
  const between = possible.slice(1, -1)
  return between[Math.floor(random() * between.length)] ?? null
}

async function inTurns(jobs: readonly Job[], atOnce: number): Promise<readonly Cell[]> {
  const cells: Cell[] = []
  const strays: string[] = []
  const onStray = (error: unknown): void =>
    void strays.push(error instanceof Error ? `${error.name}: ${error.message}` : String(error))
  process.on('unhandledRejection', onStray).on('uncaughtException', onStray)
  let next = 0
  const work = async (): Promise<void> => {
    for (let n = next++; n < jobs.length; n = next++) {
      const job = jobs[n]
      if (job === undefined) return
      const before = strays.length
      const cell = await cellOf(job)
      cells[n] = strays.length > before ? { ...cell, outcome: 'crash', ok: false } : cell // or one beside it
    }
  }
  try {
    await Promise.all(Array.from({ length: atOnce }, work))
  } finally {
    process.off('unhandledRejection', onStray).off('uncaughtException', onStray)
  }
  return cells
}

async function cellOf({ fault, adapter, place, act, stands }: Job): Promise<Cell> {
  const expected = fault.but?.[adapter] ?? fault.expected
  const asked: Asked[] = []
  for (const stand of stands) {
    const { verdict, fired, followed } = await patientlyAsk(adapter, stand, act, fault.waits === true)
    const { outcome, because } =
      followed > 0 ? { outcome: 'wrong' as const, because: 'it followed a redirect' } : verdict
    const rested = fault.retryAfterMs === undefined || verdict.error?.retryAfterMs === fault.retryAfterMs
    const ok =
      fired &&
      rested &&
      (outcome === expected || (expected === 'either' && (outcome === 'right' || outcome === 'refused')))
    asked.push({ ...stand, outcome, because: fired ? because : `the fault never happened (${because})`, ok })
  }
  const outcome =
    WORST.find((one) => asked.some((each) => each.outcome === one && !each.ok)) ??
    asked.find((each) => each.outcome === 'refused')?.outcome ??
    'right'
  return { fault: fault.id, adapter, place, expected, outcome, ok: asked.every(({ ok }) => ok), asked }
}

interface Asking {
  readonly verdict: Verdict
  readonly exchanges: readonly Exchange[]
  readonly fired: boolean
  readonly followed: number
}

/** On a busy machine a short patience may end before the fault had its turn: then it is asked with a longer one. */
async function patientlyAsk(
  adapter: AdapterId,
  stand: Job['stands'][number],
  act: Act,
  waits: boolean,
): Promise<Asking> {
  const asking = await ask(adapter, stand, act, waits ? SHORT_MS : LONG_MS)
  return waits && !asking.fired ? ask(adapter, stand, act, LONG_MS) : asking
}

/** A question to a new adapter, through a new relay, on a new server. */
async function ask(
  adapter: AdapterId,
  { question, exchange }: Job['stands'][number],
  act: Act,
  timeoutMs: number,
): Promise<Asking> {
  const ground = await startGround[adapter]()
  const relay = await startRelay(adapter, ground, act, exchange)
  const source = createSource(adapter, {
    url: urlFor(adapter, relay, ground, act),
    timeoutMs,
  })
  try {
    const verdict = await judged(
      source,
      question,
      ground.truths,
      timeoutMs === SHORT_MS ? BOUND_MS.short : BOUND_MS.long,
    )
    const undeclared = act.kind === 'none' && exchange >= 0 && !source.capabilities.creditsP2pk
    const always = act.kind === 'address' || act.kind === 'none' || act.kind === 'behind'
    return {
      verdict,
      exchanges: relay.exchanges,
      fired: !undeclared && (always || relay.fired > 0),
      followed: relay.followed,
    }
  } finally {
    await source.close()
    await relay.close()
    await ground.close()
  }
}

function startRelay(adapter: AdapterId, ground: Ground, act: Act, place: number): Promise<Relay> {
  const start = adapter === 'electrum' ? startLineRelay : startHttpRelay
  const onQuestion = async (n: number): Promise<void> => {
    if (act.kind === 'behind') ground.setBehind(act.blocks(n, place))
    if (act.kind === 'reorganised' && n === place) await ground.reorganise()
  }
  const certificate =
    act.kind !== 'address'
      ? null
      : act.of === 'expired'
        ? EXPIRED
        : act.of === 'self-signed'
          ? SELF_SIGNED
          : null
  return start({
    target: ground.port,
    act,
    place,
    onQuestion,
    ...(certificate === null ? {} : { tls: certificate }),
  })
}

function urlFor(adapter: AdapterId, { port }: Relay, { path }: Ground, act: Act): string {
  const [plain, secure] = adapter === 'electrum' ? ['tcp', 'tls'] : ['http', 'https']
  if (act.kind !== 'address') return `${plain}://127.0.0.1:${port}${path}`
  return act.of === 'nxdomain' ? `${secure}://nobody.invalid${path}` : `${secure}://localhost:${port}${path}`
}

function summaryOf(cells: readonly Cell[], leftOut: readonly LeftOut[], ms: number): MatrixReport['summary'] {
  const count = (outcome: Outcome): number => cells.filter((cell) => cell.outcome === outcome).length
  return {
    cells: cells.length,
    ok: cells.filter(({ ok }) => ok).length,
    left_out: leftOut.length,
    seconds: Math.round(ms / 100) / 10,
    right: count('right'),
    refused: count('refused'),
    wrong: count('wrong'),
    stuck: count('stuck'),
    crash: count('crash'),
  }
}
