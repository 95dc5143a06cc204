/** Takes entries out of the ledger: unseen at once, and gone a piece at a time, between whatever else is to be written. */
import { createCheckpoints } from './checkpoints.ts'
import { createIsAnyLeaving } from './leaving.ts'
import { createStateWriter } from './ledger-state.ts'
import { createPortfolioRemoval } from './portfolio-removal.ts'
import type { Database } from './sqlite.ts'
import type { WriteQueue } from './write-queue.ts'

/** What one piece takes, ms, before it is committed. */
const PIECE_MS = 10
/** Steps that go with the entries themselves: what is small is gone when the answer comes, however long it takes. */
const AT_LEAST = 20
/** The same, of what is quick. */
const AT_MOST = 200
/** Entries of one transaction. */
const ENTRIES_AT_ONCE = 200

export interface LeavingWork {
  /** Returns how many were there. From then on nobody sees them, and the rest goes behind. */
  remove(watchIds: readonly number[]): Promise<number>
}

/**
 * Inside a turn of the queue, outside of a transaction: makes scripts that leave free to be watched anew, and ids of
 * entries that leave free to be theirs again. True where another turn is needed.
 */
export function createWayClearing(
  db: Database,
): (scriptPubKeys: readonly Uint8Array[], ids: readonly number[]) => boolean {
  const removal = createPortfolioRemoval(db)
  const isAnyLeaving = createIsAnyLeaving(db)
  const clear = db.transaction((keys: readonly Uint8Array[]) => removal.clear(keys, afterMs(PIECE_MS)))
  const leave = db.transaction(() => removal.piece(afterMs(PIECE_MS)))
  const isLeaving = db
    .prepare<[string], number>(
      'SELECT EXISTS (SELECT 1 FROM leaving WHERE watch IN (SELECT value FROM json_each(?)))',
    )
    .pluck()
  return (keys, ids) => {
    if (!isAnyLeaving()) return false
    if (clear.immediate(keys)) return true
    if (ids.length === 0 || isLeaving.get(JSON.stringify(ids)) !== 1) return false
    leave.immediate()
    return true
  }
}

/** On a writing connection it begins with what was left the last time. */
export function createLeavingWork(db: Database, queue: WriteQueue): LeavingWork {
  const removal = createPortfolioRemoval(db)
  const state = createStateWriter(db)
  const isAnyLeaving = createIsAnyLeaving(db)
  const checkpoints = createCheckpoints(db, queue)
  const bumpHistory = db.prepare('UPDATE history_group SET version = version + 1')
  let isRunning = false

  const take = db.transaction((watchIds: readonly number[]): number => {
    const removed = removal.take(watchIds)
    if (removed === 0) return 0
    removal.piece(firstSteps())
    bumpHistory.run() // what is being matched for them is refused, as it is by the watch version
    state.nextRevision()
    state.nextWatchVersion()
    return removed
  })

  const piece = db.transaction((): boolean => {
    const isMore = removal.piece(afterMs(PIECE_MS))
    if (!isMore) state.nextRevision()
    return isMore
  })

  function nextPiece(): boolean {
    if (!db.open || !isAnyLeaving()) return false
    const isMore = piece.immediate()
    checkpoints.committed(true)
    return isMore
  }

  async function work(): Promise<void> {
    if (isRunning) return
    isRunning = true
    try {
      while (await queue.run(nextPiece, 'batch', 'removal'));
    } finally {
      isRunning = false
    }
  }

  /** What fails here fails the next write, too, whose caller hears of it; the next start goes on. */
  const begin = (): void => void work().catch(() => undefined)

  async function remove(watchIds: readonly number[]): Promise<number> {
    let removed = 0
    try {
      for (let at = 0; at < watchIds.length; at += ENTRIES_AT_ONCE) {
        const some = watchIds.slice(at, at + ENTRIES_AT_ONCE)
        removed += await queue.run(() => take.immediate(some), 'person', 'remove')
      }
      return removed
    } finally {
      begin() // also of those that were taken before one failed
    }
  }

  if (!db.readonly && isAnyLeaving()) begin()
  return { remove }
}

function firstSteps(): () => boolean {
  const isLate = afterMs(PIECE_MS)
  let steps = 0
  return () => {
    steps += 1
    return steps >= AT_MOST || (steps >= AT_LEAST && isLate())
  }
}

function afterMs(ms: number): () => boolean {
  const end = performance.now() + ms
  return () => performance.now() >= end
}
