/** What the scanner is doing, as the doors show it: a small state with honest figures. */
import type { HistoryProgress, ScanObstacle, ScanStatus } from '../../shared/ipc/contract.ts'
import type { LedgerCheckProgress } from '../../shared/ipc/scanning.ts'
import type { SnapshotProgress } from '../engine/ports.ts'
import type { ScanStep } from '../engine/scanner.ts'

/** Nothing is being read. */
export const IDLE_SCAN: ScanStatus = {
  phase: 'idle',
  waitingFor: null,
  blocksLeft: null,
  blocksPerSecond: null,
  snapshotProgress: null,
  snapshotScripts: 0,
  history: null,
  check: null,
  paused: false,
}

/** Weight of the newest measurement in the running speed. */
const SMOOTHING = 0.3

export interface ScanProgressTracker {
  status(): ScanStatus
  /** After a step that took `ms`. */
  stepped(step: ScanStep, ms: number): void
  waitsFor(reason: ScanObstacle): void
  snapshot(progress: SnapshotProgress | null, scripts: number): void
  /** Null when nothing is being filled in behind. */
  history(progress: HistoryProgress | null): void
  /** Null when the ledger is not being compared. */
  check(progress: LedgerCheckProgress | null): void
  /** New blocks are left where they are, or not any more. */
  paused(paused: boolean): void
}

/** Builds a tracker; `onChange` hears every change. */
export function trackScanProgress(
  onChange: (status: ScanStatus) => void,
  paused = false,
): ScanProgressTracker {
  let status: ScanStatus = { ...IDLE_SCAN, paused }

  function set(change: Partial<ScanStatus>): void {
    status = { ...status, ...change }
    onChange(status)
  }

  function advanced(blocks: number, left: number, ms: number): void {
    const now = blocks / Math.max(ms / 1000, 0.001)
    const before = status.blocksPerSecond
    const blocksPerSecond = before === null ? now : before + SMOOTHING * (now - before)
    set({ phase: left > 0 ? 'catching_up' : 'at_tip', waitingFor: null, blocksLeft: left, blocksPerSecond })
  }

  function stepped(step: ScanStep, ms: number): void {
    if (step.kind === 'advanced' && step.blocks > 0) advanced(step.blocks, step.left, ms)
    else if (step.kind === 'waiting') waitsFor(step.reason)
    else if (step.kind === 'at_tip' || step.kind === 'idle') {
      const phase = status.snapshotScripts > 0 ? 'snapshot' : step.kind
      set({ phase, waitingFor: null, blocksLeft: step.kind === 'at_tip' ? 0 : null, blocksPerSecond: null })
    }
  }

  function waitsFor(reason: ScanObstacle): void {
    set({ phase: 'waiting', waitingFor: reason, blocksLeft: null, blocksPerSecond: null })
  }

  function snapshot(progress: SnapshotProgress | null, scripts: number): void {
    if (progress === null) return set({ snapshotProgress: null, snapshotScripts: 0 })
    const phase = status.phase === 'catching_up' ? status.phase : 'snapshot'
    const waitingFor = progress.kind === 'other_scan' ? 'scan_running' : null
    set({ phase, waitingFor, snapshotProgress: progress.progress, snapshotScripts: scripts })
  }

  return {
    status: () => status,
    stepped,
    waitsFor,
    snapshot,
    history: (history) => set({ history }),
    check: (check) => set({ check }),
    paused: (wanted) => set({ paused: wanted }),
  }
}
