/**
 * One writer a folder: an open write transaction on a second SQLite file. The operating system drops it with its
 * process, however that ends, so there is no stale lock to clear. Who holds it is a committed row that others
 * can read meanwhile (WAL).
 */

import { closeSync, existsSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { AppError } from '../../shared/errors.ts'
import { say } from '../../shared/said.ts'
import { LOCK_FILE } from './lock-file.ts'
import { connect, type Database, sqliteCode } from './sqlite.ts'
import { guarded } from './storage-error.ts'

/** A held lock. `release` may be called again. */
export interface FolderLock {
  release(): void
}

interface Holder {
  readonly purpose: string
  readonly pid: number
  readonly since: number
}

/** Two processes that create the lock file at the same instant wait this long for each other. */
const CREATE_WAIT_MS = 2_000
/** A holder writes its name right after it has the lock: how long a loser waits for that. */
const NAME_WAIT_MS = 500
const NAME_POLL_MS = 20

/** Takes the lock, or throws `locked` at once, naming who holds it. `purpose` is what others will read. */
export function lockDataFolder(dir: string, purpose: string): FolderLock {
  return guarded(() => {
    const db = openLockFile(join(dir, LOCK_FILE))
    try {
      if (!hold(db, purpose)) throw lockedError(dir, holderOf(db))
    } catch (error) {
      db.close()
      throw error
    }
    return { release: () => release(db) }
  })
}

function openLockFile(file: string): Database {
  // Never opens a file that is there: closing it would drop the locks another holder in this process has on it.
  if (!existsSync(file)) createOnce(file)
  const db = connect(file, { readOnly: false, waitMs: CREATE_WAIT_MS })
  if (db.pragma('journal_mode', { simple: true }) !== 'wal') db.pragma('journal_mode = WAL')
  db.pragma('busy_timeout = 0')
  return db
}

function createOnce(file: string): void {
  try {
    closeSync(openSync(file, 'wx', 0o600))
  } catch (error) {
    if (!existsSync(file)) throw error // another process was first: good
  }
}

/** True once this connection holds the write lock with its name committed before. */
function hold(db: Database, purpose: string): boolean {
  if (!tryBegin(db)) return false
  db.exec(
    'CREATE TABLE IF NOT EXISTS holder (id INTEGER PRIMARY KEY, purpose TEXT, pid INTEGER, since INTEGER)',
  )
  db.prepare('INSERT OR REPLACE INTO holder VALUES (1, ?, ?, ?)').run(purpose, process.pid, Date.now())
  db.exec('COMMIT')
  return tryBegin(db) // another locker may have come in between: then it holds, and wrote its own name
}

function tryBegin(db: Database): boolean {
  try {
    db.exec('BEGIN EXCLUSIVE')
    return true
  } catch (error) {
    if (sqliteCode(error)?.startsWith('SQLITE_BUSY')) return false
    throw error
  }
}

function release(db: Database): void {
  if (!db.open) return
  db.exec('DELETE FROM holder')
  db.exec('COMMIT')
  db.close()
}

/** The committed name; a row of a process that no longer lives is the last holder's, so it waits for the new one. */
function holderOf(db: Database): Holder | null {
  const deadline = Date.now() + NAME_WAIT_MS
  for (;;) {
    const holder = readHolder(db)
    if ((holder && isAlive(holder.pid)) || Date.now() >= deadline) return holder
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, NAME_POLL_MS)
  }
}

function readHolder(db: Database): Holder | null {
  const table = db.prepare("SELECT 1 FROM sqlite_master WHERE name = 'holder'").get()
  if (!table) return null
  return db.prepare<[], Holder>('SELECT purpose, pid, since FROM holder').get() ?? null
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM' // it lives, and belongs to another user
  }
}

function lockedError(dir: string, holder: Holder | null): AppError {
  const who = holder
    ? say('folder_holder', {
        purpose: holder.purpose,
        pid: String(holder.pid),
        since: new Date(holder.since).toISOString(),
      })
    : say('folder_another')
  const detail = holder ? { ...holder } : undefined
  return new AppError('locked', say('folder_in_use', { folder: dir, who }), { retryable: true, detail })
}
