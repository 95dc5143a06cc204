/**
 * The self-check: the unspent outputs of everything watched, as the ledger has them right after a block, against the
 * node's own set at that block. What differs is journaled, and read again from the blocks. It runs beside the scanner,
 * one at a time: on demand, weekly, and after an end without a close.
 */
import type { BlockRef, Network } from '../../shared/chain.ts'
import type { ScanObstacle } from '../../shared/ipc/contract.ts'
import type { LedgerCheck, LedgerCheckReason } from '../../shared/ledger-check.ts'
import { NodeError } from '../engine/node-error.ts'
import {
  type Clock,
  type ScanStore,
  type ScriptId,
  type Snapshot,
  type SnapshotProgress,
  StoreConflict,
  type WatchedScript,
} from '../engine/ports.ts'
import {
  type CheckPart,
  type Comparison,
  compareOutputs,
  differingScripts,
  outputsOf,
  type SelfCheckStore,
} from '../engine/self-check.ts'
import { MAX_SNAPSHOT_SCRIPTS, toSnapshotUpdate } from '../engine/snapshot-job.ts'
import type { NodeSession } from './node-service.ts'

/** A check that could not be made says why; without a problem, nothing is watched yet. */
export interface SelfCheckOutcome {
  readonly check: LedgerCheck | null
  readonly problem: ScanObstacle | null
}

export interface SelfCheckOptions {
  readonly network: Network
  readonly store: ScanStore & SelfCheckStore
  readonly clock: Clock
  /** Null when no node is to be asked. */
  readonly session: () => NodeSession | null
  /** Brings the ledger to the node's tip; resolves with what stands in the way. */
  readonly reachTip: (signal: AbortSignal) => Promise<ScanObstacle | null>
  /** Null when no scan runs any more. Told of checks that somebody waits for. */
  readonly onProgress: (progress: SnapshotProgress | null, scripts: number) => void
  /** The own node was asked about these scripts. */
  readonly onAsked: (scripts: readonly ScriptId[]) => Promise<void>
  /** Something was repaired, or the journal has a new entry. */
  readonly onLedger: () => void
  readonly onFault: (error: unknown) => void
}

export interface SelfCheck {
  /** Checks now; joins a check that runs already. Cancelling gives up what was started here. */
  run(signal: AbortSignal): Promise<SelfCheckOutcome>
  /** Starts a check that is due; returns at once. `signal` ends it. */
  startIfDue(signal: AbortSignal): Promise<void>
  /** Resolves when none runs. */
  ended(): Promise<void>
  /** Gives up the one that runs; the node has been told when this resolves. */
  abort(): Promise<void>
}

const TRIES = 5
/** Scripts read at a time: other writers get their turn between. */
const READ_AT_ONCE = 1_000
/** After one that failed: a due check tries again, but not with every look. */
const RETRY_AFTER_MS = 600_000

interface Running {
  readonly cancel: AbortController
  readonly done: Promise<SelfCheckOutcome>
}

/** Builds the check; none runs. */
export function createSelfCheck(options: SelfCheckOptions): SelfCheck {
  const { store, clock } = options
  let current: Running | null = null
  let retryAt = Number.NEGATIVE_INFINITY

  function start(reason: LedgerCheckReason, signal: AbortSignal): Running {
    const cancel = new AbortController()
    const done = check(reason, AbortSignal.any([signal, cancel.signal])).finally(() => {
      current = null
      if (reason === 'asked') options.onProgress(null, 0)
    })
    done.catch(() => undefined) // whoever waits for it hears of it; `startIfDue` does
    current = { cancel, done }
    return current
  }

  async function check(reason: LedgerCheckReason, signal: AbortSignal): Promise<SelfCheckOutcome> {
    const problem = await options.reachTip(signal)
    if (problem !== null) return { check: null, problem }
    try {
      return { check: await checkAll(options, reason, signal), problem: null }
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
    ended,
    abort: () => {
      current?.cancel.abort()
      return ended()
    },
  }
}

// --- one check ---

/** Null where no script has coverage yet. */
async function checkAll(
  options: SelfCheckOptions,
  reason: LedgerCheckReason,
  signal: AbortSignal,
): Promise<LedgerCheck | null> {
  let journal: Journal | null = null
  for (let after = 0; ; ) {
    const scripts = await options.store.scriptsToCheck(after, MAX_SNAPSHOT_SCRIPTS)
    const last = scripts.at(-1)
    if (!last) break
    journal = await checkSome(options, scripts, journal ?? emptyJournal(reason), signal)
    after = last.id
  }
  if (journal === null || journal.id === null) return null
  const finished = await options.store.finishCheck(journal.id, journal.repaired)
  options.onLedger()
  return finished
}

type Journal = Omit<CheckPart, 'block' | 'missingOutputs' | 'extraOutputs'>

function emptyJournal(reason: LedgerCheckReason): Journal {
  return { id: null, reason, scripts: 0, compared: 0, missing: 0, extra: 0, repaired: 0 }
}

/** One look at the node for these scripts: again where the chain moved under it. */
async function checkSome(
  options: SelfCheckOptions,
  scripts: readonly WatchedScript[],
  before: Journal,
  signal: AbortSignal,
): Promise<Journal> {
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const session = sessionOf(options)
    const byHex = new Map(scripts.map((script) => [hexOf(script), script]))
    const { snapshots } = session
    const tell = (step: SnapshotProgress): void => {
      if (before.reason === 'asked') options.onProgress(step, scripts.length)
    }
    const snapshot = await snapshots.snapshot([...byHex.keys()], tell, signal)
    await options.onAsked(scripts.map(({ id }) => id))
    const problem = await options.reachTip(signal) // blocks came meanwhile: the ledger must have read them
    if (problem !== null) throw new NodeError('busy', 'The ledger could not be brought to the block checked.')
    try {
      const found = await compareAt(options, snapshot, byHex, signal)
      if (found !== null) return await settle(options, session, { snapshot, byHex, found, before }, signal)
    } catch (error) {
      if (!(error instanceof StoreConflict)) throw error
    }
  }
  throw new NodeError('busy', 'The chain keeps changing while the ledger is checked.')
}

interface Found extends Comparison {
  readonly scripts: number
}

/** Null where the ledger is not on the snapshot's branch. */
async function compareAt(
  { store }: SelfCheckOptions,
  snapshot: Snapshot,
  byHex: ReadonlyMap<string, WatchedScript>,
  signal: AbortSignal,
): Promise<Found | null> {
  const ofNode = Map.groupBy(outputsOf(snapshot, byHex), ({ script }) => script)
  const ids = [...byHex.values()].map(({ id }) => id)
  let found: Found = { scripts: 0, same: 0, missing: [], extra: [] }
  for (let at = 0; at < ids.length; at += READ_AT_ONCE) {
    signal.throwIfAborted()
    const holding = await store.holdingAt(ids.slice(at, at + READ_AT_ONCE), snapshot.at)
    if (holding === null) return null
    const covered = new Set(holding.covered)
    const node = holding.covered.flatMap((script) => ofNode.get(script) ?? [])
    const ledger = holding.outputs.filter(({ script }) => covered.has(script))
    found = added(found, compareOutputs(node, ledger), covered.size)
  }
  return found
}

function added(found: Found, { same, missing, extra }: Comparison, scripts: number): Found {
  return {
    scripts: found.scripts + scripts,
    same: found.same + same,
    missing: [...found.missing, ...missing],
    extra: [...found.extra, ...extra],
  }
}

interface Compared {
  readonly snapshot: Snapshot
  readonly byHex: ReadonlyMap<string, WatchedScript>
  readonly found: Found
  readonly before: Journal
}

/** Journals what was found, together with its repair, and looks whether the repair has helped. */
async function settle(
  options: SelfCheckOptions,
  session: NodeSession,
  { snapshot, byHex, found, before }: Compared,
  signal: AbortSignal,
): Promise<Journal> {
  const differing = new Set(differingScripts(found))
  const wrong = new Map([...byHex].filter(([, { id }]) => differing.has(id)))
  const { network, clock, store } = options
  const ground = { network, clock, chain: session.chain }
  const repair =
    wrong.size === 0 ? null : await toSnapshotUpdate(ground, onlyOf(snapshot, wrong), wrong, signal)
  const next: Journal = {
    ...before,
    scripts: before.scripts + found.scripts,
    compared: before.compared + found.same,
    missing: before.missing + found.missing.length,
    extra: before.extra + found.extra.length,
  }
  const part = { ...next, block: snapshot.at, missingOutputs: found.missing, extraOutputs: found.extra }
  const id = await store.recordCheck(part, repair)
  if (repair === null) return { ...next, id }
  options.onLedger()
  return {
    ...next,
    id,
    repaired: before.repaired + (await repairedOf(options, { snapshot, byHex: wrong, found }, signal)),
  }
}

/** Read again at the same block. Whatever still differs is not repaired. */
async function repairedOf(
  options: SelfCheckOptions,
  { snapshot, byHex, found }: Omit<Compared, 'before'>,
  signal: AbortSignal,
): Promise<number> {
  const all = found.missing.length + found.extra.length
  const left = await compareAt(options, snapshot, byHex, signal)
  if (left === null || left.scripts < byHex.size) return 0
  return Math.max(0, all - left.missing.length - left.extra.length)
}

function onlyOf({ at, outputs }: Snapshot, scripts: ReadonlyMap<string, WatchedScript>): Snapshot {
  return { at: refOf(at), outputs: outputs.filter(({ scriptPubKey }) => scripts.has(scriptPubKey)) }
}

function refOf({ height, hash }: BlockRef): BlockRef {
  return { height, hash }
}

function sessionOf({ session }: SelfCheckOptions): NodeSession {
  const found = session()
  if (found === null) throw new NodeError('unreachable', 'The node was left.')
  return found
}

function hexOf({ scriptPubKey }: WatchedScript): string {
  return Buffer.from(scriptPubKey).toString('hex')
}
