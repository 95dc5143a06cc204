/** One snapshot at a time beside the scanner: started when scripts wait for it, given up when its node is left. */
import type { Network } from '../../shared/chain.ts'
import type { NodeProblem } from '../../shared/node-problem.ts'
import { isInitialDownload } from '../engine/next-step.ts'
import { NodeError } from '../engine/node-error.ts'
import type { Clock, ScanStore, ScriptId, SnapshotProgress } from '../engine/ports.ts'
import { takeSnapshot } from '../engine/snapshot-job.ts'
import type { NodeSession } from './node-service.ts'

export interface SnapshotTaskOptions {
  readonly network: Network
  readonly store: ScanStore
  readonly clock: Clock
  /** Null when none runs any more. */
  readonly onProgress: (progress: SnapshotProgress | null, scripts: number) => void
  /** One is about to begin: what of ours keeps the node busy steps aside. */
  readonly clearTheWay: () => Promise<void>
  /** A snapshot of these scripts was applied. */
  readonly onTaken: (scripts: readonly ScriptId[]) => Promise<void>
  /** It ended, well or not. */
  readonly onEnd: () => void
}

export interface SnapshotTask {
  /** Starts one when scripts wait for it, none runs, and the last failure is a while ago. Throws an earlier fault. */
  startIfNeeded(session: NodeSession, signal: AbortSignal): Promise<void>
  running(): boolean
  /** Why the last one did not succeed; null when there is no such reason or it was asked for anew. */
  problem(): NodeProblem | null
  /** The next `startIfNeeded` tries at once. */
  forgetProblem(): void
  /** Resolves when none runs. */
  ended(): Promise<void>
  /** Gives up the one that runs; the node has been told when this resolves. */
  abort(): Promise<void>
}

const RETRY_AFTER_MS = 5_000

interface Running {
  readonly cancel: AbortController
  readonly done: Promise<void>
}

/** Builds the task; none runs. */
export function createSnapshotTask(options: SnapshotTaskOptions): SnapshotTask {
  const { network, store, clock } = options
  let current: Running | null = null
  let failure: { readonly problem: NodeProblem; readonly retryAt: number } | null = null
  let fault: { readonly error: unknown } | null = null

  async function startIfNeeded(session: NodeSession, signal: AbortSignal): Promise<void> {
    throwFault()
    if (current !== null || !(await store.needsSnapshot())) return
    if (failure !== null && clock.now() < failure.retryAt) return
    failure = null
    const view = await session.chain.view(signal)
    if (isInitialDownload(view)) return // it would be dated years back; the providers answer meanwhile
    const cancel = new AbortController()
    const done = run(session, AbortSignal.any([signal, cancel.signal])).finally(() => {
      current = null
      options.onProgress(null, 0)
      options.onEnd()
    })
    current = { cancel, done }
  }

  async function run({ chain, snapshots }: NodeSession, signal: AbortSignal): Promise<void> {
    try {
      const { onProgress } = options
      onProgress({ kind: 'scanning', progress: 0 }, 0)
      await options.clearTheWay()
      await options.onTaken(
        await takeSnapshot({ network, chain, snapshots, store, clock, onProgress }, signal),
      )
    } catch (error) {
      if (signal.aborted) return
      // Blocks are followed meanwhile: a node whose whitelist lacks scantxoutset still moves the others on.
      if (error instanceof NodeError)
        failure = { problem: error.problem, retryAt: clock.now() + RETRY_AFTER_MS }
      else fault = { error } // raised by the next look, where faults are handled
    }
  }

  function throwFault(): void {
    const met = fault
    fault = null
    if (met !== null) throw met.error
  }

  return {
    startIfNeeded,
    running: () => current !== null || fault !== null,
    problem: () => failure?.problem ?? null,
    forgetProblem: () => {
      failure = null
    },
    ended: async () => current?.done,
    abort: async () => {
      current?.cancel.abort()
      await current?.done
    },
  }
}
