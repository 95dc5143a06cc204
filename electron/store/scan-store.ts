/** The write side of the ledger behind its port: each update one transaction with one revision, one at a time. */
import { assertNever } from '../../shared/assert-never.ts'
import type { Applied, Clock, ScanStore, ScanUpdate } from '../engine/ports.ts'
import type { SelfCheckStore } from '../engine/self-check.ts'
import { createAccountUse } from './account-use.ts'
import { createBlockSumWriter } from './block-sums.ts'
import { createCheckpoints } from './checkpoints.ts'
import { createHistoryReads } from './history-reads.ts'
import { createJournalRecorder, type JournalCause } from './journal-recorder.ts'
import { createLedger, type Effect, type Ledger } from './ledger.ts'
import { connectBlocks, joinBlocks } from './ledger-connect.ts'
import {
  arriveHistory,
  growHistory,
  raiseHistory,
  resumeHistory,
  startHistory,
  stopHistory,
} from './ledger-history.ts'
import { applyMempool } from './ledger-mempool.ts'
import { abandon, rewind } from './ledger-rewind.ts'
import { applySnapshot, storeHeaders } from './ledger-snapshot.ts'
import { createScanReads } from './scan-reads.ts'
import { createSelfCheckStore } from './self-check.ts'
import type { Database } from './sqlite.ts'
import { createWriteQueue, inTurns, type WriteQueue } from './write-queue.ts'

export { createWriteQueue, type WriteQueue } from './write-queue.ts'

/**
 * The ledger on a writing connection. `queue` is the one that the other stores of this database share; `arriveAtOnce`,
 * how many ranges of history may join their snapshots in one transaction, is for tests. Rejects
 * with `StoreConflict` or `storage`; either way nothing of the update was written.
 */
export function createScanStore(
  db: Database,
  clock: Clock,
  queue: WriteQueue = createWriteQueue(),
  arriveAtOnce?: number,
): ScanStore & SelfCheckStore {
  const journal = createJournalRecorder(db, clock)
  const ledger = createLedger(db, clock, journal.notes, arriveAtOnce)
  const reads = createScanReads(db)
  const history = createHistoryReads(db)
  const accounts = createAccountUse(db)
  const sums = createBlockSumWriter(db)
  const checkpoints = createCheckpoints(db, queue)
  let isOwing = false
  const write = journal.triggers.transaction((update: ScanUpdate): Omit<Applied, 'ms'> => {
    if (isOfBlocks(update)) ledger.coins.begin()
    const { cursor = null, ...effect } = journal.record(causeOf(update), () => dispatch(ledger, update))
    accounts.noteUpdate(update)
    const revision = ledger.write.nextRevision(cursor)
    isOwing = !isCatchingUp(update) && sums.owes()
    if (isOfBlocks(update)) ledger.coins.seal()
    return { revision, ...effect }
  })
  const someSums = db.transaction(() => sums.workOff(PIECE_MS))
  let isWorkingOff = false

  /** Sums by block that something else than a new block has changed: a piece a turn, behind everything else that waits. */
  async function workOff(): Promise<void> {
    if (isWorkingOff) return
    isWorkingOff = true
    const piece = (): boolean => {
      if (!db.open || !sums.owes()) return false
      someSums.immediate()
      return true
    }
    try {
      while (await queue.run(piece, 'spare', 'sums by block'));
    } finally {
      isWorkingOff = false
    }
  }

  function attempt(update: ScanUpdate): Omit<Applied, 'ms'> {
    try {
      return write.immediate(update)
    } catch (error) {
      journal.triggers.undone()
      throw error
    }
  }

  const timed = (update: ScanUpdate): Applied => {
    const started = performance.now()
    if (!isOfBlocks(update)) journal.triggers.setThere(true)
    else if (rowsOf(update) >= MANY_ROWS) journal.triggers.setThere(false)
    const applied = attempt(update)
    if (isOfBlocks(update)) ledger.coins.settle()
    checkpoints.committed(isLarge(update))
    return { ...applied, ms: performance.now() - started, crowded: queue.isCrowded() }
  }
  return {
    // Reads wait for the updates given before them, as they would with a worker behind this port.
    position: () => queue.run(() => reads.position(), 'batch', 'position'),
    needsSnapshot: () => inTurns(queue, reads.needsSnapshot(), 'needs snapshot'),
    checkpoints: (height, limit) => queue.run(() => ledger.blocks.below(height, limit), 'batch', 'read'),
    watchSet: () => inTurns(queue, reads.watchSet(), 'watch set'),
    joinGroup: () => inTurns(queue, reads.joinGroup(), 'join group'),
    scriptsWithoutSnapshot: (limit, signal) =>
      inTurns(queue, reads.scriptsWithoutSnapshot(limit), 'waiting scripts', signal),
    pendingTxids: () => queue.run(() => reads.pendingTxids(), 'batch', 'read'),
    historyGroup: () => queue.run(() => history.group(), 'batch', 'read'),
    historySet: (group) => inTurns(queue, history.set(group), 'history set'),
    apply: async (update) => {
      const applied = await queue.run(() => timed(update), 'batch', update.kind)
      // What fails here fails the next update, too, whose caller hears of it.
      if (isOwing) workOff().catch(() => undefined)
      return applied
    },
    ...createSelfCheckStore(db, ledger, clock, queue, journal),
  }
}

/** Taking triggers away, and compiling the statements anew, costs as much as asking for this many rows (measured). */
const MANY_ROWS = 500

/** Outputs and spends that the blocks of an update bring. */
function rowsOf(update: ScanUpdate): number {
  if (update.kind !== 'connect' && update.kind !== 'join') return 0
  let rows = 0
  for (const { txs } of update.blocks)
    for (const { outputs, spends } of txs) rows += outputs.length + spends.length
  return rows
}

function isOfBlocks({ kind }: ScanUpdate): boolean {
  return kind === 'connect' || kind === 'join'
}

/** While many blocks come at a time, sums by block that are owed wait: who reads meanwhile works them out. */
function isCatchingUp(update: ScanUpdate): boolean {
  return (update.kind === 'connect' || update.kind === 'join') && update.blocks.length > 1
}

/** So large that the log may have to be moved after it. */
function isLarge(update: ScanUpdate): boolean {
  return isCatchingUp(update) || !(isOfBlocks(update) || update.kind === 'headers')
}

/** What one turn takes of the work that is left for later. */
const PIECE_MS = 10

function causeOf({ kind }: ScanUpdate): JournalCause {
  switch (kind) {
    case 'history_start':
    case 'history_stop':
    case 'history_resume':
    case 'history_base':
    case 'history_arrive':
      return 'history'
    case 'headers':
      return 'snapshot'
    case 'connect':
    case 'join':
    case 'rewind':
    case 'abandon':
    case 'snapshot':
    case 'mempool':
    case 'history':
      return kind
    default:
      return assertNever(kind)
  }
}

function dispatch(ledger: Ledger, update: ScanUpdate): Effect {
  switch (update.kind) {
    case 'connect':
      return connectBlocks(ledger, update)
    case 'join':
      return joinBlocks(ledger, update)
    case 'rewind':
      return rewind(ledger, update)
    case 'abandon':
      return abandon(ledger)
    case 'headers':
      return storeHeaders(ledger, update)
    case 'snapshot':
      return applySnapshot(ledger, update)
    case 'mempool':
      return applyMempool(ledger, update)
    case 'history':
      return growHistory(ledger, update)
    case 'history_start':
      return startHistory(ledger, update)
    case 'history_stop':
      return stopHistory(ledger, update.scripts)
    case 'history_resume':
      return resumeHistory(ledger, update.scripts)
    case 'history_base':
      return raiseHistory(ledger, update)
    case 'history_arrive':
      return arriveHistory(ledger, update)
    default:
      return assertNever(update)
  }
}
