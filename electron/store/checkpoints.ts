/**
 * Moves what the write-ahead log holds into the database between two commits: a turn of its own in the queue, so that
 * what a person asks for waits for a commit or for this, and never for both. At the tip that is when nothing has been
 * written for a while: a new block does not wait for it, and a page that several blocks change is moved once.
 */
import type { Database } from './sqlite.ts'
import type { WriteQueue } from './write-queue.ts'

/** Pages of the log that are worth it: some ten milliseconds. A commit does it by itself at five times as many. */
const PAGES = 3_000
/** Behind small commits that never rest, so many times as much. */
const BUSY_FACTOR = 3
/** Commits at the tip between two looks at the log. */
const COMMITS = 32
/** Nothing was written for so long: a log of a tenth of the pages is moved, too. */
const REST_MS = 1_000
const REST_SHARE = 0.1

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

/** On the writing connection. `pages` and `restMs` are for tests. */
export function createCheckpoints(
  db: Database,
  queue: WriteQueue,
  pages = PAGES,
  restMs = REST_MS,
): Checkpoints {
  const look = db.prepare<[], LogRow>('PRAGMA wal_checkpoint(NOOP)')
  const move = db.prepare<[], LogRow>('PRAGMA wal_checkpoint(PASSIVE)')
  let commits = 0
  let isAsked = false
  let rest: NodeJS.Timeout | null = null

  function isDue(least: number): boolean {
    const { log = 0, checkpointed = 0 } = look.get() ?? {}
    return log - checkpointed >= least
  }

  /** Of so many pages at least. What fails here fails the next commit, too, whose caller hears of it. */
  function checkpoint(least: number): void {
    isAsked = true
    queue
      .run(() => void (db.open && isDue(least) && move.get()), 'batch', 'checkpoint')
      .catch(() => undefined)
      .finally(() => {
        isAsked = false
      })
  }

  function rested(): void {
    rest = null
    if (db.open && !isAsked) checkpoint(pages * REST_SHARE)
  }

  return {
    committed: (isLarge) => {
      if (rest !== null) clearTimeout(rest)
      rest = setTimeout(rested, restMs).unref()
      commits += isLarge ? COMMITS : 1
      if (commits < COMMITS || isAsked) return
      commits = 0
      const least = isLarge ? pages : pages * BUSY_FACTOR
      if (isDue(least)) checkpoint(least)
    },
  }
}
