/**
 * When the scanner runs: in the background for an app, to the tip and no further for one command. One snapshot
 * at a time beside it. A node that is down is a state here, not a fault.
 */
import type { Network } from '../../shared/chain.ts'
import type { HistoryRun, ScanObstacle, ScanStatus, SyncResult } from '../../shared/ipc/contract.ts'
import { isInitialDownload } from '../engine/next-step.ts'
import { NodeError } from '../engine/node-error.ts'
import type { Clock, ScanStore, ScriptId } from '../engine/ports.ts'
import { createScanner, type Scanner, type ScanStep } from '../engine/scanner.ts'
import type { SelfCheckStore } from '../engine/self-check.ts'
import { createBackfillTask, type HistoryCalls } from './backfill-task.ts'
import { createChainHints } from './chain-hints.ts'
import type { NodeService, NodeSession } from './node-service.ts'
import { createPoke } from './poke.ts'
import { createRestTimes, HINT_REST_MS } from './rest-times.ts'
import { trackScanProgress } from './scan-progress.ts'
import { createSelfCheck, type SelfCheckOutcome } from './self-check-service.ts'
import { createSnapshotTask } from './snapshot-task.ts'

export interface ScanServiceOptions {
  readonly network: Network
  readonly node: NodeService
  readonly store: ScanStore & SelfCheckStore
  readonly clock: Clock
  readonly gapBudgetMs?: number
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
  /** To the end of all ranges of history that grow. While following, waits for the background to get there. */
  fillHistory(signal: AbortSignal): Promise<HistoryRun>
  /** Follows the tip until `signal` aborts; resolves then. */
  follow(signal: AbortSignal): Promise<void>
  /** To the node's tip, waiting snapshots included. While following, waits for the background to get there. */
  sync(signal: AbortSignal): Promise<SyncResult>
  /** Compares the ledger with the node's unspent outputs, now; joins a check that runs already. */
  check(signal: AbortSignal): Promise<SelfCheckOutcome>
  /** Something changed that the scanner should look at now: a new address, another node. */
  poke(): void
  /** Resolves when no snapshot or check of ours runs any more (after the signal aborted it, the node has confirmed that). */
  idle(): Promise<void>
  /** Gives up a snapshot or check that runs: its node is being left. Resolves when the node has been told. */
  abortSnapshot(): Promise<void>
}

const BLOCKS_PER_STEP = 500
const TIP_WAIT_MS = 5_000
const RETRY_AFTER_MS = 2_000
const RETRY_SOON_MS = 50

/** Builds the service; nothing runs yet. */
export function createScanService(options: ScanServiceOptions): ScanService {
  const { node, store, clock } = options
  const progress = trackScanProgress(options.onProgress)
  const bell = createPoke()
  const snapshot = createSnapshotTask({
    network: options.network,
    store,
    clock,
    onProgress: (step, scripts) => progress.snapshot(step, scripts),
    onTaken: async (scripts) => {
      counters = { ...counters, snapshotScripts: counters.snapshotScripts + scripts.length }
      await options.onAsked(scripts)
      options.onLedger()
    },
    onEnd: () => poke(),
  })
  const backfill = createBackfillTask({
    store,
    clock,
    session: () => node.session(),
    onProgress: (history) => progress.history(history),
    onLedger: options.onLedger,
    onFault: options.onFault,
  })
  const selfCheck = createSelfCheck({
    network: options.network,
    store,
    clock,
    session: () => node.session(),
    reachTip,
    onProgress: (step, scripts) => progress.snapshot(step, scripts),
    onAsked: options.onAsked,
    onLedger: options.onLedger,
    onFault: options.onFault,
  })
  let counters = { blocks: 0, bytes: 0, snapshotScripts: 0 }
  let scanner: { readonly session: NodeSession; readonly scanner: Scanner } | null = null
  let tipWait: Promise<void> | null = null
  let unannounced = false
  let poked = false
  let hinted = false
  let resting = false
  const hints = createChainHints({ onHint: hint, onFault: options.onFault })
  const restTimes = createRestTimes()
  let following = false
  let waiters: ((problem: ScanObstacle | null) => void)[] = []

  // --- one look ---

  type Outcome =
    /** Look again at once. */
    | { readonly kind: 'moved' }
    /** The chain or the ledger moved under the step: look again in a moment. */
    | { readonly kind: 'retry' }
    /** At the tip, but a snapshot is still running. */
    | { readonly kind: 'resting' }
    | { readonly kind: 'settled'; readonly problem: ScanObstacle | null }

  function poke(): void {
    poked = true
    bell.ring()
  }

  /**
   * Whether something was said or perhaps lost: a look lists everything, and is the same for both. Only a rest at the
   * tip is cut short, and by the first hint of many: a node that is still loading may say something all the time.
   */
  function hint(): void {
    const first = !hinted
    hinted = true
    if (first && resting) bell.ring()
  }

  async function look(signal: AbortSignal): Promise<Outcome> {
    poked = false
    hinted = false
    const session = node.session()
    if (session === null) return settledWithout(node.status().kind === 'off' ? 'offline' : 'node_not_set')
    try {
      await snapshot.startIfNeeded(session, signal)
      return await outcomeOf(await timedStep(session, signal))
    } catch (error) {
      if (signal.aborted) throw error
      if (node.session() !== session) return { kind: 'moved' } // it failed because it was replaced
      return failed(error)
    }
  }

  function failed(error: unknown): Outcome {
    if (unannounced) options.onLedger()
    unannounced = false
    if (error instanceof NodeError) {
      const problem = node.fail(error)
      progress.waitsFor(problem)
      return { kind: 'settled', problem }
    }
    if (!following) throw error
    options.onFault(error) // the disk may have room again in a while: an app keeps trying, and says so
    progress.waitsFor('storage')
    return { kind: 'settled', problem: 'storage' }
  }

  function settledWithout(problem: 'offline' | 'node_not_set'): Outcome {
    progress.waitsFor(problem)
    return { kind: 'settled', problem }
  }

  async function timedStep(session: NodeSession, signal: AbortSignal): Promise<ScanStep> {
    const started = performance.now()
    const step = await scannerOf(session).syncOnce(BLOCKS_PER_STEP, signal)
    const ms = performance.now() - started
    if (step.kind === 'at_tip') restTimes.looked(ms)
    progress.stepped(step, ms)
    if (step.kind === 'advanced') {
      counters = { ...counters, blocks: counters.blocks + step.blocks, bytes: counters.bytes + step.bytes }
    }
    announce(step)
    return step
  }

  /**
   * The last block before the tip is announced together with the look at the mempool that follows it: between
   * the two, pending is unknown, and every figure would flicker with every block.
   */
  function announce(step: ScanStep): void {
    const last = step.kind === 'advanced' && step.left === 0
    const news =
      step.kind === 'rewound' ||
      step.kind === 'gap' ||
      step.kind === 'advanced' ||
      (step.kind === 'at_tip' && step.changed)
    unannounced ||= news
    if (!unannounced || last || step.kind === 'retry') return
    unannounced = false
    options.onLedger()
  }

  function scannerOf(session: NodeSession): Scanner {
    if (scanner?.session !== session) {
      const gap = options.gapBudgetMs === undefined ? {} : { gapBudgetMs: options.gapBudgetMs }
      scanner = { session, scanner: createScanner({ chain: session.chain, store, clock, ...gap }) }
    }
    return scanner.scanner
  }

  async function outcomeOf(step: ScanStep): Promise<Outcome> {
    if (step.kind === 'waiting') return { kind: 'settled', problem: step.reason }
    if (step.kind === 'idle' && isInitialDownload(step.view)) {
      return { kind: 'settled', problem: 'initial_download' }
    }
    if (step.kind === 'retry') return { kind: 'retry' }
    if (step.kind !== 'at_tip' && step.kind !== 'idle') return { kind: 'moved' }
    if (snapshot.running()) return { kind: 'resting' }
    const { joining, needSnapshot } = await store.position()
    if (joining > 0) return { kind: 'moved' }
    if (needSnapshot === 0) return { kind: 'settled', problem: null }
    const problem = snapshot.problem()
    if (problem === null) return { kind: 'moved' }
    progress.waitsFor(problem)
    return { kind: 'settled', problem }
  }

  // --- loops ---

  async function follow(signal: AbortSignal): Promise<void> {
    following = true
    try {
      while (!signal.aborted) {
        const outcome = await look(signal)
        if (outcome.kind === 'settled') settle(outcome.problem)
        if (outcome.kind === 'settled' && outcome.problem === null) await selfCheck.startIfDue(signal)
        await pause(outcome, signal)
      }
    } catch (error) {
      if (!signal.aborted) throw error
    } finally {
      following = false
      await hints.stop()
      await backfill.rest()
      await snapshot.ended()
      settle('offline')
      await selfCheck.ended()
    }
  }

  /** While moving nothing waits; at rest the next block, a hint, a poke or the time for the mempool ends the pause. */
  async function pause(outcome: Outcome, signal: AbortSignal): Promise<void> {
    if (outcome.kind === 'moved') return
    if (outcome.kind === 'retry') return bell.wait(RETRY_SOON_MS, signal)
    const session = node.session()
    hints.listenTo(session, signal)
    const problem = outcome.kind === 'settled' ? outcome.problem : null
    // In the middle of a reorganisation the node is behind for a moment: its next block is waited for.
    if (session !== null && problem === 'node_behind') waitForTip(session, signal)
    if (session === null || problem !== null) return bell.wait(RETRY_AFTER_MS, signal)
    await restAtTip(session, signal)
  }

  async function restAtTip(session: NodeSession, signal: AbortSignal): Promise<void> {
    resting = true
    try {
      await rest(session, signal)
    } finally {
      resting = false
    }
  }

  async function rest(session: NodeSession, signal: AbortSignal): Promise<void> {
    const { longest, afterHint } = restTimes.next()
    const tip = node.tip()?.best.hash
    const begun = performance.now() // a wall clock that is set back must not stop the looking
    let due = longest
    for (let knew = false; ; ) {
      const rung: boolean = !knew && isHinted()
      if (rung) due = Math.min(longest, Math.max(afterHint, performance.now() - begun + HINT_REST_MS))
      knew ||= rung
      const left = due - (performance.now() - begun)
      if (left <= 0 || isPoked()) return
      waitForTip(session, signal)
      if (await backfill.slice(signal)) {
        if (signal.aborted || node.tip()?.best.hash !== tip) return
        continue
      }
      await bell.wait(left, signal)
      if (signal.aborted) return
      const wokenByHint = !knew && isHinted() // no reason to ask for the tip
      if (!wokenByHint && (await tipMoved(session, signal))) return
    }
  }

  function isPoked(): boolean {
    return poked
  }

  function isHinted(): boolean {
    return hinted
  }

  /** Keeps one waiter at the node; its end rings the bell. */
  function waitForTip(session: NodeSession, signal: AbortSignal): void {
    const tip = node.tip()
    if (tip === null) return
    tipWait ??= session.chain
      .waitForTip(tip.best.hash, TIP_WAIT_MS, signal)
      .catch(() => undefined) // the next look meets the same fault and handles it
      .finally(() => {
        tipWait = null
        bell.ring()
      })
  }

  /** True also when the node does not answer: the next look finds out why. */
  async function tipMoved(session: NodeSession, signal: AbortSignal): Promise<boolean> {
    const before = node.tip()?.best.hash
    try {
      return (await session.chain.view(signal)).best.hash !== before
    } catch {
      return true
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
      if (outcome.kind === 'retry') await bell.wait(RETRY_SOON_MS, signal)
    }
  }

  function syncInBackground(signal: AbortSignal): Promise<ScanObstacle | null> {
    return new Promise((resolve, reject) => {
      signal.throwIfAborted()
      signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true })
      // Two rounds: the one under way may have looked before the caller's change.
      waiters.push(() => {
        waiters.push(resolve)
        poke()
      })
      poke()
    })
  }

  function reachTip(signal: AbortSignal): Promise<ScanObstacle | null> {
    return following ? syncInBackground(signal) : syncNow(signal)
  }

  async function sync(signal: AbortSignal): Promise<SyncResult> {
    const before = counters
    snapshot.forgetProblem()
    const started = clock.now()
    const problem = await reachTip(signal)
    const { cursor } = await store.position()
    return {
      tip: cursor ? { height: cursor.height, hash: cursor.hash } : null,
      blocks: counters.blocks - before.blocks,
      bytes: counters.bytes - before.bytes,
      seconds: (clock.now() - started) / 1000,
      snapshotScripts: counters.snapshotScripts - before.snapshotScripts,
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

  return {
    status: () => progress.status(),
    history: {
      start: (asks, signal) => backfill.start(asks, signal).then(poke),
      stop: (scripts) => backfill.stop(scripts),
      resume: (scripts) => backfill.resume(scripts).then(poke),
    },
    fillHistory,
    follow,
    sync,
    poke,
    check: (signal) => selfCheck.run(signal),
    idle: () => Promise.all([snapshot.ended(), selfCheck.ended()]).then(() => undefined),
    abortSnapshot: () => Promise.all([snapshot.abort(), selfCheck.abort()]).then(() => undefined),
  }
}
