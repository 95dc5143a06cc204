/** Whether the ledger was closed the last time: a process that ended without doing so leaves its marker. */
import { CHECK_DUE } from './self-check.ts'
import type { Database } from './sqlite.ts'
import { guarded } from './storage-error.ts'

const OPEN = 'ledger-open'

/** Sets the marker; one that is still there makes a self-check due, however often the ledger is closed until then. */
export function noteOpened(db: Database): void {
  guarded(() =>
    db
      .transaction(() => {
        db.prepare<[string, string]>(
          'INSERT OR IGNORE INTO meta (key, value) SELECT ?, value FROM meta WHERE key = ?',
        ).run(CHECK_DUE, OPEN)
        db.prepare<[string]>("INSERT OR REPLACE INTO meta (key, value) VALUES (?, 'yes')").run(OPEN)
      })
      .immediate(),
  )
}

/** Takes the marker away. A disk that refuses it costs a check, not the end of the program. */
export function noteClosed(db: Database): void {
  try {
    db.prepare<[string]>('DELETE FROM meta WHERE key = ?').run(OPEN)
  } catch {
    return // the marker stays, which says what happened: it could not be closed properly
  }
}
