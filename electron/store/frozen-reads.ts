/** A second reading connection of this process, on which a transaction is held open while somebody reads at leisure. */
import type { Clock } from '../engine/ports.ts'
import { type Database, openDatabaseIfThere } from './open-database.ts'
import type { FrozenReads } from './open-store.ts'
import { createPortfolioStore } from './portfolio-store.ts'
import { createReadModels } from './read-models.ts'
import { createSourceStore } from './source-store.ts'
import { createWriteQueue } from './write-queue.ts'

/** Opened when it is first wanted. Where nothing is stored yet, `now` is read. One `run` at a time. */
export function createFrozenReads(ledger: string, clock: Clock, now: FrozenReads) {
  let open: { readonly db: Database; readonly reads: FrozenReads } | null = null
  let running: Promise<unknown> = Promise.resolve()
  let closed = false

  function opened(): typeof open {
    if (open !== null || closed) return open
    const db = openDatabaseIfThere(ledger, { readOnly: true })
    if (db === null) return null
    const queue = createWriteQueue()
    const portfolio = createPortfolioStore(db, queue, clock)
    open = { db, reads: { portfolio, sources: createSourceStore(db, queue), models: createReadModels(db) } }
    return open
  }

  async function held<T>(work: (reads: FrozenReads) => Promise<T>): Promise<T> {
    const place = opened()
    if (place === null) return work(now)
    place.db.exec('BEGIN')
    try {
      return await work(place.reads)
    } finally {
      if (place.db.open) place.db.exec('COMMIT')
    }
  }

  return {
    run<T>(work: (reads: FrozenReads) => Promise<T>): Promise<T> {
      const result = running.then(() => held(work))
      running = result.catch(() => undefined) // told to whoever asked for it
      return result
    },
    close(): void {
      closed = true
      open?.db.close()
    },
  }
}
