/**
 * One run of `scantxoutset`. A node runs one at a time, whoever started it, and its `abort` stops any: so ours
 * is aborted only while our own start is certainly the one that runs. The scan outlives a lost connection.
 */
import { say } from '../../../shared/said.ts'
import { NodeError } from '../../engine/node-error.ts'
import type { SnapshotProgress } from '../../engine/ports.ts'
import { RPC_ERROR } from './failures.ts'
import { asCount, asFields } from './fields.ts'
import { pause } from './pause.ts'
import { type Rpc, type RpcReply, resultOf } from './rpc.ts'

const METHOD = 'scantxoutset' as const
/** An unspent output is about 450 bytes of JSON: room for half a million. */
const MAX_REPLY_BYTES = 256 << 20

export interface ScanTimes {
  /** Between two looks at the progress. */
  readonly pollMs: number
  /** How long the node may show no sign of our scan before it is given up. */
  readonly patienceMs: number
  /** How long a start may take to be refused because another scan runs. */
  readonly refusalMs: number
  /** How long an aborted scan may take to end. */
  readonly abortMs: number
}

/** What `scantxoutset` takes: a descriptor, or one with the first and the last of its indices. */
export type ScanObject = string | { readonly desc: string; readonly range: readonly [number, number] }

/** Waits until no other scan runs, then starts ours and returns its result. */
export async function runScan(
  rpc: Rpc,
  objects: readonly ScanObject[],
  times: ScanTimes,
  onProgress: (progress: SnapshotProgress) => void,
  signal: AbortSignal,
): Promise<unknown> {
  for (;;) {
    await otherScanEnds(rpc, times, onProgress, signal)
    const reply = await startScan(rpc, objects, times, onProgress, signal)
    if (!isAlreadyRunning(reply)) return resultOf(reply, METHOD)
    onProgress({ kind: 'other_scan', progress: null })
    await pause(times.pollMs, signal)
  }
}

async function otherScanEnds(
  rpc: Rpc,
  times: ScanTimes,
  onProgress: (progress: SnapshotProgress) => void,
  signal: AbortSignal,
): Promise<void> {
  for (;;) {
    const progress = await scanProgress(rpc, signal)
    if (progress === null) return
    onProgress({ kind: 'other_scan', progress })
    await pause(times.pollMs, signal)
  }
}

async function startScan(
  rpc: Rpc,
  objects: readonly ScanObject[],
  times: ScanTimes,
  onProgress: (progress: SnapshotProgress) => void,
  signal: AbortSignal,
): Promise<RpcReply> {
  const cut = new AbortController() // the request must outlive `signal`, until the node confirms the abort
  const options = { timeoutMs: 0, maxBytes: MAX_REPLY_BYTES, amounts: true, long: true }
  const start = rpc.ask(METHOD, ['start', objects], options, cut.signal)
  try {
    await watch(rpc, start, times, onProgress, signal)
    return await start
  } catch (error) {
    if (signal.aborted) await abortOwnScan(rpc, start, times)
    throw error
  } finally {
    cut.abort()
  }
}

/** Looks at the progress until the start is answered. Rejects when the node has long shown no sign of it. */
async function watch(
  rpc: Rpc,
  start: Promise<RpcReply>,
  times: ScanTimes,
  onProgress: (progress: SnapshotProgress) => void,
  signal: AbortSignal,
): Promise<void> {
  let silentMs = 0
  while (!(await settles(start, times.pollMs, signal))) {
    const progress = await scanProgress(rpc, signal).catch((error: unknown) => {
      if (error instanceof NodeError) return null // counted as silence; the start itself may still be answered
      throw error
    })
    silentMs = progress === null ? silentMs + times.pollMs : 0
    if (progress !== null) onProgress({ kind: 'scanning', progress })
    if (silentMs >= times.patienceMs) throw new NodeError('unreachable', say('node_scan_lost'))
  }
}

/** Returns when our scan has ended on the node, or no end could be had of it within `abortMs`. */
async function abortOwnScan(rpc: Rpc, start: Promise<RpcReply>, times: ScanTimes): Promise<void> {
  const giveUp = AbortSignal.timeout(times.abortMs)
  try {
    // A refusal comes at once. Until it had its time, the scan that runs may be another program's.
    while (!(await settles(start, times.refusalMs, giveUp))) {
      await rpc.call(METHOD, ['abort'], {}, giveUp) // again and again: lost while the node still reads scripts
    }
  } catch (error) {
    if (!giveUp.aborted && !(error instanceof NodeError)) throw error // the node is gone: so is our say in it
  }
}

/** True once the promise is settled, false after `ms`; rejects with the signal's reason. */
async function settles(promise: Promise<unknown>, ms: number, signal: AbortSignal): Promise<boolean> {
  const over = new AbortController()
  try {
    return await Promise.race([
      promise.then(
        () => true,
        () => true,
      ),
      pause(ms, AbortSignal.any([signal, over.signal])).then(() => false),
    ])
  } finally {
    over.abort()
  }
}

/** 0..1 of the scan that runs on the node, null when none does. */
async function scanProgress(rpc: Rpc, signal: AbortSignal): Promise<number | null> {
  const status = await rpc.call(METHOD, ['status'], {}, signal)
  if (status === null) return null
  return Math.min(100, asCount(asFields(status, METHOD)['progress'], METHOD)) / 100
}

function isAlreadyRunning(reply: RpcReply): boolean {
  return (
    reply.kind === 'error' &&
    reply.code === RPC_ERROR.invalidParameter &&
    /already in progress/i.test(reply.message)
  )
}
