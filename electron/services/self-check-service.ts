/**
 * The self-check: the unspent outputs of everything watched, as the ledger has them right after a block, against the
 * node's own set at that block. What differs is journaled, and read again from the blocks. It runs beside the scanner,
 * one at a time: on demand, weekly, and after an end without a close.
 */
import type { ScanObstacle } from '../../shared/ipc/contract.ts'
import type { LedgerCheck, LedgerCheckReason } from '../../shared/ledger-check.ts'
import { NodeError } from '../engine/node-error.ts'
import { createGivingWay } from './giving-way.ts'
import { checkAll, type SelfCheckOptions } from './self-check-run.ts'

/** A check that could not be made says why; without a problem, nothing is watched yet. */
export interface SelfCheckOutcome {
  readonly check: LedgerCheck | null
  readonly problem: ScanObstacle | null
}

export interface SelfCheck {
  /** Checks now; joins a check that runs already. Cancelling gives up what was started here. */
  run(signal: AbortSignal): Promise<SelfCheckOutcome>
  /** Starts a check that is due; returns at once. `signal` ends it. */
  startIfDue(signal: AbortSignal): Promise<void>
  /** Lets a scan that a person waits for go first, where one of ours runs; the check is made after it. */
  giveWay(): Promise<void>
  /** Resolves when none runs. */
  ended(): Promise<void>
  /** Gives up the one that runs; the node has been told when this resolves. */
  abort(): Promise<void>
}

/** After one that failed: a due check tries again, but not with every look. */
const RETRY_AFTER_MS = 600_000

interface Running {
  readonly cancel: AbortController
  readonly done: Promise<SelfCheckOutcome>
}

/** Builds the check; none runs. */
export function createSelfCheck(options: SelfCheckOptions): SelfCheck {
  const { store, clock } = options
  const way = createGivingWay()
  let current: Running | null = null
  let retryAt = Number.NEGATIVE_INFINITY

  function start(reason: LedgerCheckReason, signal: AbortSignal): Running {
    const cancel = new AbortController()
    const done = check(reason, AbortSignal.any([signal, cancel.signal])).finally(() => {
      current = null
      options.onCheck(null)
      if (reason === 'asked') options.onProgress(null, 0)
    })
    done.catch(() => undefined) // whoever waits for it hears of it; `startIfDue` does
    current = { cancel, done }
    return current
  }

  async function check(reason: LedgerCheckReason, signal: AbortSignal): Promise<SelfCheckOutcome> {
    options.onCheck({ reason, scripts: 0, progress: null })
    const problem = await options.reachTip(signal)
    if (problem !== null) return { check: null, problem }
    try {
      return { check: await checkAll(options, way, reason, signal), problem: null }
    } catch (error) {
      signal.throwIfAborted()
      if (error instanceof NodeError) return { check: null, problem: error.problem }
      throw error
    }
  }

  async function run(signal: AbortSignal): Promise<SelfCheckOutcome> {
    if (current === null) return start('asked', signal).done
    const { done } = current
    return new Promise((resolve, reject) => {
      const leave = (): void => reject(signal.reason as Error)
      if (signal.aborted) return leave()
      signal.addEventListener('abort', leave, { once: true })
      done.then(resolve, reject).finally(() => signal.removeEventListener('abort', leave))
    })
  }

  async function startIfDue(signal: AbortSignal): Promise<void> {
    if (current !== null || clock.now() < retryAt) return
    const reason = await store.checkDue()
    if (reason === null || isRunning()) return
    void unasked(start(reason, signal).done, signal)
  }

  /** Waits for a check that nobody asked for; one that failed is tried again later. */
  async function unasked(done: Promise<SelfCheckOutcome>, signal: AbortSignal): Promise<void> {
    try {
      const { problem } = await done
      if (problem !== null) retryAt = clock.now() + RETRY_AFTER_MS
    } catch (error) {
      retryAt = clock.now() + RETRY_AFTER_MS
      if (!signal.aborted) options.onFault(error)
    }
  }

  const isRunning = (): boolean => current !== null

  async function ended(): Promise<void> {
    await current?.done.catch(() => undefined) // told to whoever started it
  }

  return {
    run,
    startIfDue,
    giveWay: () => way.giveWay(),
    ended,
    abort: () => {
      current?.cancel.abort()
      return ended()
    },
  }
}
