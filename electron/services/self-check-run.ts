/** One self-check: a look at the node for a share of the scripts after another, compared, journaled, repaired, looked at again. */
import type { BlockRef, Network } from '../../shared/chain.ts'
import type { ScanObstacle } from '../../shared/ipc/contract.ts'
import type { LedgerCheckProgress } from '../../shared/ipc/scanning.ts'
import type { LedgerCheck, LedgerCheckReason } from '../../shared/ledger-check.ts'
import { say } from '../../shared/said.ts'
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
import { recordInPieces } from './check-record.ts'
import type { GivingWay } from './giving-way.ts'
import type { NodeSession } from './node-service.ts'

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
  /** Every check that is under way; null when none is any more. */
  readonly onCheck: (progress: LedgerCheckProgress | null) => void
  /** Resolves when no first look at new scripts runs: those are waited for by a person. */
  readonly othersFirst: () => Promise<void>
  /** Scripts of one look at the node; as many as one call may carry by default. */
  readonly scriptsAtOnce?: number
  /** The own node was asked about these scripts. */
  readonly onAsked: (scripts: readonly ScriptId[]) => Promise<void>
  /** Something was repaired, or the journal has a new entry. */
  readonly onLedger: () => void
  readonly onFault: (error: unknown) => void
}

const TRIES = 5
/** Scripts read at a time: other writers get their turn between. */
const READ_AT_ONCE = 1_000

/** Checks everything watched and closes the journal's entry. Null where no script has coverage yet. */
export async function checkAll(
  options: SelfCheckOptions,
  way: GivingWay,
  reason: LedgerCheckReason,
  signal: AbortSignal,
): Promise<LedgerCheck | null> {
  let journal: Journal | null = null
  for (let after = 0; ; ) {
    const scripts = await options.store.scriptsToCheck(after, options.scriptsAtOnce ?? MAX_SNAPSHOT_SCRIPTS)
    const last = scripts.at(-1)
    if (!last) break
    journal = await checkSome(options, way, scripts, journal ?? emptyJournal(reason), signal)
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
  way: GivingWay,
  scripts: readonly WatchedScript[],
  before: Journal,
  signal: AbortSignal,
): Promise<Journal> {
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const byHex = new Map(scripts.map((script) => [hexOf(script), script]))
    const tell = (step: SnapshotProgress): void => tellOf(options, before.reason, scripts.length, step)
    const scan = (until: AbortSignal): Promise<Snapshot> =>
      sessionOf(options).snapshots.snapshot([...byHex.keys()], tell, until)
    const snapshot = await way.run(scan, options.othersFirst, signal)
    await options.onAsked(scripts.map(({ id }) => id))
    const problem = await options.reachTip(signal) // blocks came meanwhile: the ledger must have read them
    if (problem !== null) throw new NodeError('busy', say('node_check_behind'))
    try {
      const found = await compareAt(options, snapshot, byHex, signal)
      if (found !== null)
        return await settle(options, sessionOf(options), { snapshot, byHex, found, before }, signal)
    } catch (error) {
      if (!(error instanceof StoreConflict)) throw error
    }
  }
  throw new NodeError('busy', say('node_check_moving'))
}

function tellOf(
  { onProgress, onCheck }: SelfCheckOptions,
  reason: LedgerCheckReason,
  scripts: number,
  step: SnapshotProgress,
): void {
  if (reason === 'asked') onProgress(step, scripts)
  onCheck({ reason, scripts, progress: step.kind === 'scanning' ? step.progress : null })
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
  const id = await recordInPieces(store, part, repair)
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
  if (found === null) throw new NodeError('unreachable', say('node_left'))
  return found
}

function hexOf({ scriptPubKey }: WatchedScript): string {
  return Buffer.from(scriptPubKey).toString('hex')
}
