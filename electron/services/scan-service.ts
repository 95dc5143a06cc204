/**
 * When the scanner runs: in the background for an app, to the tip and no further for one command. One snapshot
 * at a time beside it. A node that is down is a state here, not a fault.
 */
import type { Network } from '../../shared/chain.ts'
import type { HistoryRun, ScanObstacle, ScanStatus, SyncResult } from '../../shared/ipc/contract.ts'
import type { Clock, DescriptorRange, DescriptorSnapshot, ScanStore, ScriptId } from '../engine/ports.ts'
import type { SelfCheckStore } from '../engine/self-check.ts'
import { createBackfillTask, type HistoryCalls } from './backfill-task.ts'
import { createDescriptorScanTask } from './descriptor-scan-task.ts'
import type { NodeService } from './node-service.ts'
import { createRestTimes } from './rest-times.ts'
import { createScanLook, type LookOutcome } from './scan-look.ts'
import { isReadingPaused, type ScanMemory, setReadingPaused } from './scan-memory.ts'
import { trackScanProgress } from './scan-progress.ts'
import { createScanRest } from './scan-rest.ts'
import { createSelfCheck, type SelfCheckOutcome } from './self-check-service.ts'
import { createSnapshotTask } from './snapshot-task.ts'

export interface ScanServiceOptions {
  readonly network: Network
  readonly node: NodeService
  readonly store: ScanStore & SelfCheckStore
  readonly clock: Clock
  readonly memory: ScanMemory
  readonly gapBudgetMs?: number
  /** Scripts of one look of a check at the node; as many as one call may carry by default. */
  readonly checkAtOnce?: number
  readonly onProgress: (status: ScanStatus) => void
  /** The own node was asked about these scripts. */
  readonly onAsked: (scripts: readonly ScriptId[]) => Promise<void>
  /** A fault that is not the node's, met in the background. */
  readonly onFault: (error: unknown) => void
  /** Facts or the ledger's block changed. */
  readonly onLedger: () => void
}

export interface ScanService {
  status(): ScanStatus
  readonly history: HistoryCalls
  /**
   * Leaves new blocks where they are until it is told to go on; kept over restarts. One command reads all the same. Once it
   * resolves, none is written.
   */
  pause(paused: boolean): Promise<void>
  /** To the end of all ranges of history that grow. While following, waits for the background to get there. */
  fillHistory(signal: AbortSignal): Promise<HistoryRun>
  /** Follows the tip until `signal` aborts; resolves then. */
  follow(signal: AbortSignal): Promise<void>
  /** To the node's tip, waiting snapshots included. While following, waits for the background to get there. */
  sync(signal: AbortSignal): Promise<SyncResult>
  /** Compares the ledger with the node's unspent outputs, now; joins a check that runs already. */
  check(signal: AbortSignal): Promise<SelfCheckOutcome>
  /** The node's unspent outputs that descriptors lead to, now; nothing of it is stored. Fails with a `NodeError`. */
  scanDescriptors(ranges: readonly DescriptorRange[], signal: AbortSignal): Promise<DescriptorSnapshot>
  /** Something changed that the scanner should look at now: a new address, another node. */
  poke(): void
  /** Resolves when no snapshot or check of ours runs any more (after the signal aborted it, the node has confirmed that). */
  idle(): Promise<void>
  /** Gives up a snapshot or check that runs: its node is being left. Resolves when the node has been told. */
  abortSnapshot(): Promise<void>
}

/** Builds the service; nothing runs yet. */
export function createScanService(options: ScanServiceOptions): ScanService {
  const { network, node, store, clock, onAsked, onLedger, onFault } = options
  const session = () => node.session()
  const progress = trackScanProgress(options.onProgress, isReadingPaused(options.memory))
  const restTimes = createRestTimes()
  let snapshotScripts = 0
  let following = false
  let paused = isReadingPaused(options.memory)
  let waiters: ((problem: ScanObstacle | null) => void)[] = []

  const snapshot = createSnapshotTask({
    network,
    store,
    clock,
    onProgress: (step, scripts) => progress.snapshot(step, scripts),
    clearTheWay: () => selfCheck.giveWay(),
    onTaken: async (scripts) => {
      snapshotScripts += scripts.length
      await onAsked(scripts)
      onLedger()
    },
    onEnd: () => rest.poke(),
  })
  const backfill = createBackfillTask({
    store,
    clock,
    memory: options.memory,
    session,
    onProgress: (history) => progress.history(history),
    onLedger,
    onFault,
  })
  const selfCheck = createSelfCheck({
    network,
    store,
    clock,
    session,
    reachTip,
    onProgress: (step, scripts) => progress.snapshot(step, scripts),
    onCheck: (check) => progress.check(check),
    othersFirst: () => snapshot.ended(),
    ...(options.checkAtOnce === undefined ? {} : { scriptsAtOnce: options.checkAtOnce }),
    onAsked,
    onLedger,
    onFault,
  })
  const descriptors = createDescriptorScanTask({
    node,
    onProgress: (step, scripts) => progress.snapshot(step, scripts),
  })
  const rest = createScanRest({
    node,
    restTimes,
    workAtRest: (signal) => backfill.slice(signal),
    onFault,
  })
  const looks = createScanLook({
    ...options,
    progress,
    snapshot,
    restTimes,
    following: () => following,
    paused: () => paused,
  })

  function look(signal: AbortSignal): Promise<LookOutcome> {
    rest.lookBegins()
    return looks.look(signal)
  }

  async function follow(signal: AbortSignal): Promise<void> {
    following = true
    try {
      while (!signal.aborted) {
        const outcome = await look(signal)
        if (outcome.kind === 'settled') settle(outcome.problem)
        if (outcome.kind === 'settled' && outcome.problem === null) await selfCheck.startIfDue(signal)
        await rest.pause(outcome, signal)
      }
    } catch (error) {
      if (!signal.aborted) throw error
    } finally {
      following = false
      await rest.stop()
      await backfill.rest()
      await snapshot.ended()
      settle('offline')
      await selfCheck.ended()
    }
  }

  function settle(problem: ScanObstacle | null): void {
    const waiting = waiters
    waiters = []
    for (const done of waiting) done(problem)
  }

  async function syncNow(signal: AbortSignal): Promise<ScanObstacle | null> {
    for (;;) {
      signal.throwIfAborted()
      const outcome = await look(signal)
      if (outcome.kind === 'settled') return outcome.problem
      if (outcome.kind === 'resting') await snapshot.ended() // one command waits for its snapshot instead of polling
      if (outcome.kind === 'retry') await rest.pauseBeforeRetry(signal)
    }
  }

  function syncInBackground(signal: AbortSignal): Promise<ScanObstacle | null> {
    return new Promise((resolve, reject) => {
      signal.throwIfAborted()
      signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true })
      // Two rounds: the one under way may have looked before the caller's change.
      waiters.push(() => {
        waiters.push(resolve)
        rest.poke()
      })
      rest.poke()
    })
  }

  function reachTip(signal: AbortSignal): Promise<ScanObstacle | null> {
    return following ? syncInBackground(signal) : syncNow(signal)
  }

  async function sync(signal: AbortSignal): Promise<SyncResult> {
    const before = { ...looks.counters(), snapshotScripts }
    snapshot.forgetProblem()
    const started = clock.now()
    const problem = await reachTip(signal)
    const { cursor } = await store.position()
    const { blocks, bytes } = looks.counters()
    return {
      tip: cursor ? { height: cursor.height, hash: cursor.hash } : null,
      blocks: blocks - before.blocks,
      bytes: bytes - before.bytes,
      seconds: (clock.now() - started) / 1000,
      snapshotScripts: snapshotScripts - before.snapshotScripts,
      problem,
    }
  }

  async function fillHistory(signal: AbortSignal): Promise<HistoryRun> {
    try {
      // The background fills whenever it is at rest; what is left is then nothing.
      return await backfill.run(
        () => sync(signal).then(({ problem }) => problem),
        () => following,
        signal,
      )
    } finally {
      if (!following) await backfill.rest()
    }
  }

  async function pause(wanted: boolean): Promise<void> {
    const before = paused
    paused = wanted
    try {
      await setReadingPaused(options.memory, wanted)
    } catch (error) {
      paused = before
      throw error
    }
    await store.position() // behind the commit that was given to the store before: from here on none comes
    progress.paused(wanted)
    rest.poke()
  }

  return {
    pause,
    status: () => progress.status(),
    history: {
      start: (asks, signal) => backfill.start(asks, signal).then(() => rest.poke()),
      stop: (scripts) => backfill.stop(scripts),
      resume: (scripts) => backfill.resume(scripts).then(() => rest.poke()),
      pause: (paused) => backfill.pause(paused).then(() => rest.poke()),
    },
    fillHistory,
    follow,
    sync,
    poke: () => rest.poke(),
    check: (signal) => selfCheck.run(signal),
    scanDescriptors: (ranges, signal) => descriptors.run(ranges, signal),
    idle: () => Promise.all([snapshot.ended(), selfCheck.ended(), descriptors.ended()]).then(() => undefined),
    abortSnapshot: () =>
      Promise.all([snapshot.abort(), selfCheck.abort(), descriptors.abort()]).then(() => undefined),
  }
}
