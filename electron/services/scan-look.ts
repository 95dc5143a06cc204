/** One look of the scanner: a step of it on the node in use, what became of it, and who is told. */
import type { Network } from '../../shared/chain.ts'
import type { ScanObstacle } from '../../shared/ipc/contract.ts'
import { isInitialDownload } from '../engine/next-step.ts'
import { NodeError } from '../engine/node-error.ts'
import type { Clock, ScanStore } from '../engine/ports.ts'
import { createScanner, type Scanner, type ScanStep } from '../engine/scanner.ts'
import type { NodeService, NodeSession } from './node-service.ts'
import { nextTurn } from './poke.ts'
import type { RestTimes } from './rest-times.ts'
import type { ScanProgressTracker } from './scan-progress.ts'
import type { SnapshotTask } from './snapshot-task.ts'

/** What became of a look. */
export type LookOutcome =
  /** Look again at once. */
  | { readonly kind: 'moved' }
  /** The chain or the ledger moved under the step: look again in a moment. */
  | { readonly kind: 'retry' }
  /** At the tip, but a snapshot is still running. */
  | { readonly kind: 'resting' }
  | { readonly kind: 'settled'; readonly problem: ScanObstacle | null }

export interface ScanLookOptions {
  readonly network: Network
  readonly node: NodeService
  readonly store: ScanStore
  readonly clock: Clock
  readonly gapBudgetMs?: number
  readonly progress: ScanProgressTracker
  readonly snapshot: SnapshotTask
  readonly restTimes: RestTimes
  /** Whether a fault is lived through (an app) or raised (one command). */
  readonly following: () => boolean
  /** Whether blocks are left where they are, as long as an app follows: one command was asked to read them. */
  readonly paused: () => boolean
  readonly onFault: (error: unknown) => void
  readonly onLedger: () => void
}

/** Blocks and bytes read since the start. */
export interface LookCounters {
  readonly blocks: number
  readonly bytes: number
}

export interface ScanLook {
  /** A bounded piece of work. Rejects when `signal` aborts, and, unless following, with a fault that is not the node's. */
  look(signal: AbortSignal): Promise<LookOutcome>
  counters(): LookCounters
}

const BLOCKS_PER_STEP = 500

/** Builds it; nothing is read. */
export function createScanLook(options: ScanLookOptions): ScanLook {
  const { node, store, clock, progress, snapshot } = options
  let counters: LookCounters = { blocks: 0, bytes: 0 }
  let scanner: { readonly session: NodeSession; readonly scanner: Scanner } | null = null
  let unannounced = false

  async function look(signal: AbortSignal): Promise<LookOutcome> {
    const session = node.session()
    if (session === null) return settledWith(node.status().kind === 'off' ? 'offline' : 'node_not_set')
    try {
      if (!isHeld() || !(await hasLeftTheChain(session, signal)))
        await snapshot.startIfNeeded(session, signal)
      return await outcomeOf(await timedStep(session, signal))
    } catch (error) {
      if (signal.aborted) throw error
      if (node.session() !== session) return { kind: 'moved' } // it failed because it was replaced
      return failed(error)
    }
  }

  function isHeld(): boolean {
    return options.following() && options.paused()
  }

  /** New addresses are served all the same, which tells of itself: a snapshot reads no block. */
  function pausedNow(): LookOutcome {
    if (!snapshot.running()) return settledWith(snapshot.problem() ?? 'paused')
    announceRest()
    return { kind: 'settled', problem: 'paused' }
  }

  /** Going back reads no block, and a snapshot of the chain that there is does not fit one that is left. */
  async function hasLeftTheChain(session: NodeSession, signal: AbortSignal): Promise<boolean> {
    const { cursor } = await store.position()
    return cursor !== null && (await session.chain.header(cursor.hash, signal))?.inBestChain !== true
  }

  function failed(error: unknown): LookOutcome {
    announceRest()
    if (error instanceof NodeError) return settledWith(node.fail(error))
    if (!options.following()) throw error
    options.onFault(error) // the disk may have room again in a while: an app keeps trying, and says so
    return settledWith('storage')
  }

  /** What was read before nothing goes on. */
  function announceRest(): void {
    if (unannounced) options.onLedger()
    unannounced = false
  }

  function settledWith(problem: ScanObstacle): LookOutcome {
    announceRest()
    progress.waitsFor(problem)
    return { kind: 'settled', problem }
  }

  async function timedStep(session: NodeSession, signal: AbortSignal): Promise<ScanStep> {
    const started = performance.now()
    const step = await scannerOf(session).syncOnce(BLOCKS_PER_STEP, signal)
    const ms = performance.now() - started
    if (step.kind === 'at_tip') options.restTimes.looked(ms)
    progress.stepped(step, ms)
    if (step.kind === 'advanced') {
      counters = { blocks: counters.blocks + step.blocks, bytes: counters.bytes + step.bytes }
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
      ((step.kind === 'at_tip' || step.kind === 'mempool') && step.changed)
    unannounced ||= news
    if (!unannounced || last || step.kind === 'retry') return
    unannounced = false
    options.onLedger()
  }

  function scannerOf(session: NodeSession): Scanner {
    if (scanner?.session !== session) {
      const gap = options.gapBudgetMs === undefined ? {} : { gapBudgetMs: options.gapBudgetMs }
      scanner = {
        session,
        scanner: createScanner({
          chain: session.chain,
          store,
          clock,
          pause: nextTurn,
          held: isHeld,
          ...gap,
        }),
      }
    }
    return scanner.scanner
  }

  async function outcomeOf(step: ScanStep): Promise<LookOutcome> {
    if (step.kind === 'held') return pausedNow()
    if (step.kind === 'waiting') return { kind: 'settled', problem: step.reason }
    if (step.kind === 'idle' && isInitialDownload(step.view)) {
      return { kind: 'settled', problem: 'initial_download' }
    }
    if (step.kind === 'retry') return { kind: 'retry' }
    if (step.kind !== 'at_tip' && step.kind !== 'idle') return { kind: 'moved' }
    if (snapshot.running()) return { kind: 'resting' }
    if ((await store.position()).joins) return { kind: 'moved' }
    if (!(await store.needsSnapshot())) return { kind: 'settled', problem: null }
    const problem = snapshot.problem()
    return problem === null ? { kind: 'moved' } : settledWith(problem)
  }

  return { look, counters: () => counters }
}
