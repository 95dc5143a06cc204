/** What the scanner does between two looks: waits for the next block, a hint, a poke, or the time for the mempool. */
import type { ScanObstacle } from '../../shared/ipc/contract.ts'
import { createChainHints } from './chain-hints.ts'
import type { NodeService, NodeSession } from './node-service.ts'
import { createPoke } from './poke.ts'
import { HINT_REST_MS, type RestTimes } from './rest-times.ts'
import type { LookOutcome } from './scan-look.ts'

export interface ScanRestOptions {
  readonly node: NodeService
  readonly restTimes: RestTimes
  /** A piece of the work for idle times; false when there is none. */
  readonly workAtRest: (signal: AbortSignal) => Promise<boolean>
  readonly onFault: (error: unknown) => void
}

export interface ScanRest {
  /** A look begins: what was said until now is heeded by it. */
  lookBegins(): void
  /** Ends a pause at once. */
  poke(): void
  /** As long as the outcome of a look asks for. */
  pause(outcome: LookOutcome, signal: AbortSignal): Promise<void>
  /** The time before a step is tried again that the chain moved under. */
  pauseBeforeRetry(signal: AbortSignal): Promise<void>
  /** Listens to no node any more. */
  stop(): Promise<void>
}

const TIP_WAIT_MS = 5_000
const RETRY_AFTER_MS = 2_000
const RETRY_SOON_MS = 50

/** Builds it; no node is listened to before the first pause. */
export function createScanRest(options: ScanRestOptions): ScanRest {
  const { node, restTimes } = options
  const bell = createPoke()
  const hints = createChainHints({ onHint: hint, onFault: options.onFault })
  let tipWait: Promise<void> | null = null
  let poked = false
  let hinted = false
  let resting = false

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

  /** While moving nothing waits; at rest the next block, a hint, a poke or the time for the mempool ends the pause. */
  async function pause(outcome: LookOutcome, signal: AbortSignal): Promise<void> {
    if (outcome.kind === 'moved') return
    if (outcome.kind === 'retry') return bell.wait(RETRY_SOON_MS, signal)
    const session = node.session()
    hints.listenTo(session, signal)
    const problem: ScanObstacle | null = outcome.kind === 'settled' ? outcome.problem : null
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
      if (await options.workAtRest(signal)) {
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

  return {
    lookBegins: () => {
      poked = false
      hinted = false
    },
    poke,
    pause,
    pauseBeforeRetry: (signal) => bell.wait(RETRY_SOON_MS, signal),
    stop: () => hints.stop(),
  }
}
