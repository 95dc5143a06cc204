/** Fills in history while nothing else is to be done: a slice at a time, so that the tip never waits for long. */

import { AppError } from '../../shared/errors.ts'
import type {
  HistoryProgress,
  HistoryRun,
  HistoryStartPoint,
  ScanObstacle,
} from '../../shared/ipc/contract.ts'
import { say } from '../../shared/said.ts'
import { blockBelow, heightOfTime } from '../engine/backfill/birthday.ts'
import {
  createHistoryFiller,
  type HistoryFiller,
  type HistoryStep,
} from '../engine/backfill/history-filler.ts'
import { NodeError } from '../engine/node-error.ts'
import type { Clock, ScanStore, ScriptId } from '../engine/ports.ts'
import type { NodeSession } from './node-service.ts'
import { nextTurn, pauseFor } from './poke.ts'
import {
  historyCosts,
  isHistoryPaused,
  type ScanMemory,
  saveHistoryCosts,
  setHistoryPaused,
} from './scan-memory.ts'

export interface BackfillTaskOptions {
  readonly store: ScanStore
  readonly clock: Clock
  readonly memory: ScanMemory
  /** The node in use. */
  readonly session: () => NodeSession | null
  /** Null when nothing is being filled. */
  readonly onProgress: (progress: HistoryProgress | null) => void
  /** Facts or ranges changed. */
  readonly onLedger: () => void
  readonly onFault: (error: unknown) => void
}

/** Scripts, and from where their history is wanted. */
export interface HistoryAsk {
  readonly scripts: readonly ScriptId[]
  readonly from: Exclude<HistoryStartPoint, 'first_possible'>
}

/** What the doors ask for; every call resolves when the ledger has it. */
export interface HistoryCalls {
  start(asks: readonly HistoryAsk[], signal: AbortSignal): Promise<void>
  stop(scripts: readonly ScriptId[]): Promise<void>
  resume(scripts: readonly ScriptId[]): Promise<void>
  /** All of it, until it is told to go on; kept over restarts. */
  pause(paused: boolean): Promise<void>
}

export interface BackfillTask extends HistoryCalls {
  /** A bounded piece of work. False when there is none right now. */
  slice(signal: AbortSignal): Promise<boolean>
  /**
   * Slices until nothing is left. `settle` brings the ledger to the tip, before the first and wherever the chain moved.
   * Where something else calls `slice` all the time (`shared`), it only waits for that.
   */
  run(
    settle: () => Promise<ScanObstacle | null>,
    shared: () => boolean,
    signal: AbortSignal,
  ): Promise<HistoryRun>
  /** Lets go of what is under way between slices. */
  rest(): Promise<void>
}

/** Scripts of one commit: tens of milliseconds of writing. */
const AT_ONCE = 500
const RETRY_AFTER_MS = 5_000
const RETRY_SOON_MS = 100
const LOOK_EVERY_MS = 250
const ANNOUNCE_EVERY_MS = 1_000
const SMOOTHING = 0.3

/** Builds the task; nothing is read. */
export function createBackfillTask(options: BackfillTaskOptions): BackfillTask {
  const { store, clock } = options
  let filler: { readonly session: NodeSession; readonly filler: HistoryFiller } | null = null
  let notBefore = 0
  let announced = 0
  let unannounced = false
  let speed: number | null = null
  let shown: HistoryProgress | null = null
  let paused = isHistoryPaused(options.memory)
  /** What a paused range has come to was told already. */
  let pauseTold = false

  async function fillerOf(session: NodeSession): Promise<HistoryFiller> {
    if (filler?.session === session) return filler.filler
    await rest()
    const { chain, filters } = session
    const costs = historyCosts(options.memory, session.url)
    const known = costs === null ? {} : { costs }
    filler = {
      session,
      filler: createHistoryFiller({ chain, filters, store, clock, pause: nextTurn, ...known }),
    }
    return filler.filler
  }

  async function rest(): Promise<void> {
    const old = filler
    filler = null
    await old?.filler.close()
    const costs = old?.filler.costs() ?? null
    if (old !== null && costs !== null) await saveHistoryCosts(options.memory, old.session.url, costs)
    announce(true)
  }

  /** At once where a range has come to its end, else about once a second: every figure is read again for it. */
  function announce(now: boolean): void {
    if (!unannounced || (!now && clock.now() - announced < ANNOUNCE_EVERY_MS)) return
    unannounced = false
    announced = clock.now()
    options.onLedger()
  }

  function show(step: HistoryStep, ms: number): void {
    if (step.kind === 'retry') return
    if (step.kind === 'idle') {
      tell(null)
      speed = null
      return
    }
    const { scripts, from, to, target, mode } = step
    const now = step.blocks / Math.max(ms / 1000, 0.001)
    speed = speed === null ? now : speed + SMOOTHING * (now - speed)
    tell({ scripts, from, to, target, mode, blocksPerSecond: speed, paused: false })
  }

  function tell(progress: HistoryProgress | null): void {
    if (progress !== null || shown !== null) options.onProgress(progress)
    shown = progress
  }

  /** Once: a paused range stays where it is. */
  async function tellPaused(): Promise<void> {
    if (pauseTold) return
    pauseTold = true
    const group = await store.historyGroup()
    if (group === null) return tell(null)
    const { watchSet, from, target } = await store.historySet(group.id)
    const at = { scripts: watchSet.scripts.length, from, to: group.to.height, target }
    tell({ ...at, mode: shown?.mode ?? 'blocks', blocksPerSecond: null, paused: true })
  }

  async function stepOnce(session: NodeSession, signal: AbortSignal): Promise<HistoryStep> {
    const started = clock.now()
    const step = await (await fillerOf(session)).step(signal)
    show(step, clock.now() - started)
    if (step.kind === 'read') unannounced ||= step.changed
    announce(step.kind !== 'read')
    return step
  }

  async function slice(signal: AbortSignal): Promise<boolean> {
    const session = options.session()
    if (session === null || clock.now() < notBefore) return false
    try {
      if (paused) {
        await rest()
        await tellPaused()
        return false
      }
      const { kind } = await stepOnce(session, signal)
      if (kind === 'retry') notBefore = clock.now() + RETRY_SOON_MS
      return kind === 'read'
    } catch (error) {
      if (signal.aborted) return false
      notBefore = clock.now() + RETRY_AFTER_MS
      if (!(error instanceof NodeError)) options.onFault(error) // else the scanner's next look finds out, and says so
      return false
    }
  }

  async function run(
    settle: () => Promise<ScanObstacle | null>,
    shared: () => boolean,
    signal: AbortSignal,
  ): Promise<HistoryRun> {
    const started = clock.now()
    let blocks = 0
    const done = (problem: ScanObstacle | null): HistoryRun => ({
      blocks,
      seconds: (clock.now() - started) / 1000,
      problem,
      paused,
    })
    for (let moved = true; ; ) {
      signal.throwIfAborted()
      if (paused) return done(null)
      const problem = moved ? await settle() : null
      const session = options.session()
      if (problem !== null || session === null) return done(problem ?? 'node_not_set')
      if (shared()) {
        if ((await store.historyGroup()) === null) return done(null)
        await pauseFor(LOOK_EVERY_MS, signal)
        moved = true
        continue
      }
      const step = await stepOnce(session, signal)
      if (step.kind === 'idle') return done(null)
      if (step.kind === 'read') blocks += step.blocks
      moved = step.kind === 'retry'
    }
  }

  async function start(asks: readonly HistoryAsk[], signal: AbortSignal): Promise<void> {
    const session = options.session()
    if (session === null) throw new AppError('node', say('node_history_needed'))
    const { chain } = session
    const { best } = await chain.view(signal)
    for (const { scripts, from } of asks) {
      const height =
        'height' in from ? from.height : await heightOfTime(chain, secondsOf(from.date), best, signal)
      const base = await blockBelow(chain, height, best, signal)
      for (const some of inParts(scripts)) await store.apply({ kind: 'history_start', scripts: some, base })
    }
    notBefore = 0
    pauseTold = false
    options.onLedger()
  }

  async function pause(wanted: boolean): Promise<void> {
    await setHistoryPaused(options.memory, wanted)
    paused = wanted
    pauseTold = false
    notBefore = 0
  }

  return {
    slice,
    run,
    rest,
    start,
    pause,
    stop: async (scripts) => {
      for (const some of inParts(scripts)) await store.apply({ kind: 'history_stop', scripts: some })
      pauseTold = false
      options.onLedger()
    },
    resume: async (scripts) => {
      for (const some of inParts(scripts)) await store.apply({ kind: 'history_resume', scripts: some })
      notBefore = 0
      pauseTold = false
      options.onLedger()
    },
  }
}

/** Midnight at the beginning of the day, UTC. */
function secondsOf(date: string): number {
  const ms = Date.parse(`${date}T00:00:00Z`)
  if (Number.isNaN(ms)) throw new AppError('invalid_input', say('bad_day', { text: date }))
  return ms / 1000
}

function* inParts(scripts: readonly ScriptId[]): Generator<readonly ScriptId[]> {
  for (let at = 0; at < scripts.length; at += AT_ONCE) yield scripts.slice(at, at + AT_ONCE)
}
