/** The scan's progress as one line that is drawn over, on a terminal only. */
import type { ScanStatus } from '../../shared/ipc/contract.ts'
import type { Hub } from '../services/hub.ts'
import type { Output } from './output.ts'
import { WAITING_WORDS } from './words.ts'

const BAR_WIDTH = 24

/** Draws while `work` runs and clears the line afterwards. */
export async function withProgress<T>(events: Hub, output: Output, work: () => Promise<T>): Promise<T> {
  const stop = events.subscribe((name, payload) => {
    if (name === 'scan.progress' && 'scan' in payload) output.draw(progressLine(payload.scan))
  })
  try {
    return await work()
  } finally {
    stop()
    output.draw('')
  }
}

/** What the scanner is doing, in one line; empty when there is nothing to say. */
export function progressLine(scan: ScanStatus): string {
  if (scan.waitingFor !== null) return `waiting: ${WAITING_WORDS[scan.waitingFor]}`
  if (scan.phase === 'snapshot') return snapshotLine(scan)
  if (scan.phase !== 'catching_up' || scan.blocksLeft === null) return historyLine(scan)
  const speed = scan.blocksPerSecond === null ? '' : ` at ${Math.round(scan.blocksPerSecond)} a second`
  return `reading blocks, ${scan.blocksLeft} left${speed}`
}

function historyLine({ history }: ScanStatus): string {
  if (history === null) return ''
  const { from, to, target, mode, blocksPerSecond, paused } = history
  if (paused) return `history paused at block ${to} of ${target}`
  const speed = blocksPerSecond === null ? '' : ` at ${Math.round(blocksPerSecond)} a second`
  return `reading history from block ${from} by ${mode}: at ${to} of ${target}${speed}`
}

function snapshotLine({ snapshotProgress, snapshotScripts }: ScanStatus): string {
  const what = `looking up unspent outputs of ${snapshotScripts} ${snapshotScripts === 1 ? 'script' : 'scripts'}`
  if (snapshotProgress === null) return what
  const filled = Math.round(BAR_WIDTH * Math.min(1, Math.max(0, snapshotProgress)))
  const bar = '#'.repeat(filled).padEnd(BAR_WIDTH, '.')
  return `${what} [${bar}] ${Math.floor(snapshotProgress * 100)} %`
}
