/**
 * Moves what the write-ahead log holds into the database between two commits: a turn of its own in the queue, so that
 * what a person asks for waits for a commit or for this, and never for both.
 */
import type { Database } from './sqlite.ts'
import type { WriteQueue } from './write-queue.ts'

/** Pages of the log that are worth it: some ten milliseconds. A commit does it by itself at three times as many. */
const PAGES = 5_000
/** Commits at the tip between two looks at the log. */
const COMMITS = 32

interface LogRow {
  readonly busy: number
  /** Pages in it, and those of them that are in the database. */
  readonly log: number
  readonly checkpointed: number
}

export interface Checkpoints {
  /** A commit is done, of many blocks or of one. Inside a turn of the queue. */
  committed(isLarge: boolean): void
}

/** On the writing connection. `pages` is for tests. */
export function createCheckpoints(db: Database, queue: WriteQueue, pages = PAGES): Checkpoints {
  const look = db.prepare<[], LogRow>('PRAGMA wal_checkpoint(NOOP)')
  const move = db.prepare<[], LogRow>('PRAGMA wal_checkpoint(PASSIVE)')
  let commits = 0
  let isAsked = false

  function isDue(): boolean {
    const { log = 0, checkpointed = 0 } = look.get() ?? {}
    return log - checkpointed >= pages
  }

  async function checkpoint(): Promise<void> {
    isAsked = true
    try {
      await queue.run(() => void (db.open && move.get()), 'batch')
    } finally {
      isAsked = false
    }
  }

  return {
    committed: (isLarge) => {
      commits += isLarge ? COMMITS : 1
      if (commits < COMMITS || isAsked) return
      commits = 0
      // What fails here fails the next commit, too, whose caller hears of it.
      if (isDue()) checkpoint().catch(() => undefined)
    },
  }
}
