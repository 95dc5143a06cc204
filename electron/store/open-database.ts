/** Opens the database of a data folder: durable pragmas, private file modes, migrations, refusals. */

import { chmodSync, closeSync, existsSync, openSync, statSync } from 'node:fs'
import { AppError } from '../../shared/errors.ts'
import { say } from '../../shared/said.ts'
import { migrate } from './migrate.ts'
import { MIGRATIONS, NEWEST_VERSION } from './migrations/index.ts'
import { checkSchema } from './schema-check.ts'
import { connect, type Database } from './sqlite.ts'
import { guarded } from './storage-error.ts'
import { makeWriteTriggers } from './write-triggers.ts'

export type { Database } from './sqlite.ts'

/** The first SQLite without the WAL-reset race of 3.7.0 to 3.51.2. */
const OLDEST_SQLITE = [3, 51, 3] as const
const BUSY_TIMEOUT_MS = 5_000
const PRIVATE_FILE = 0o600
/**
 * Pages that commits touch again and again are written to the database once for many of them: between two commits
 * (checkpoints.ts), and within one where that did not come to it.
 */
const WAL_PAGES = 15_000
/**
 * What the write-ahead log shrinks to when it begins anew: as large as commits let it become. To give some of it back to
 * the disk is part of the first commit after that (6 ms for 20 MB), and to take it again of later ones.
 */
const WAL_KEPT_BYTES = 64 << 20
/** Random look-ups in the indexes of a large ledger stay in memory. Taken only as far as it is used. */
const CACHE_KIB = 32 << 10

export interface OpenOptions {
  /** A reader beside a running app; it never migrates. */
  readonly readOnly: boolean
  /** Called before a ledger of an older version is brought up to date; what it throws leaves the ledger as it is. */
  readonly beforeMigration?: () => void
}

/**
 * Opens (and, unless read-only, creates and migrates) the database. Throws `newer_schema` for a file of a newer
 * version and `storage` for anything else that stands in the way; a refused file is untouched.
 */
export function openDatabase(file: string, options: OpenOptions): Database {
  return guarded(() => {
    const found = checkSchema(file, NEWEST_VERSION)
    if (options.readOnly) return openReader(file, found.version)
    if (found.kind === 'missing') createPrivate(file)
    if (found.kind === 'ours' && found.version < NEWEST_VERSION) options.beforeMigration?.()
    makePrivate(file)
    return prepared(connect(file, { readOnly: false, waitMs: BUSY_TIMEOUT_MS }), setUpWriter)
  })
}

/** Like `openDatabase`; null where nothing was stored yet (no file, or one killed before its first table). */
export function openDatabaseIfThere(file: string, options: OpenOptions): Database | null {
  const { kind } = guarded(() => checkSchema(file, NEWEST_VERSION))
  return kind === 'ours' ? openDatabase(file, options) : null
}

/** Stands in where nothing is stored yet: in memory, with the newest schema, for reading only. */
export function openEmptyDatabase(): Database {
  return guarded(() =>
    prepared(connect(':memory:', { readOnly: false, waitMs: 0 }), (db) => {
      setUpAny(db)
      migrate(db, MIGRATIONS)
      db.pragma('query_only = ON')
    }),
  )
}

function openReader(file: string, version: number): Database {
  if (version < NEWEST_VERSION) {
    const text = version === 0 ? say('folder_empty') : say('folder_older')
    throw new AppError('storage', text)
  }
  return prepared(connect(file, { readOnly: true, waitMs: BUSY_TIMEOUT_MS }), setUpAny)
}

function prepared(db: Database, setUp: (db: Database) => void): Database {
  try {
    setUp(db)
    return db
  } catch (error) {
    db.close()
    throw error
  }
}

function setUpAny(db: Database): void {
  requireSqlite(db)
  db.pragma(`busy_timeout = ${BUSY_TIMEOUT_MS}`)
  db.pragma('foreign_keys = ON')
  db.pragma('trusted_schema = OFF')
  db.pragma('cell_size_check = ON')
}

function setUpWriter(db: Database): void {
  setUpAny(db)
  db.pragma('journal_mode = WAL')
  db.pragma('synchronous = FULL') // better-sqlite3 would take NORMAL: a power cut then loses commits
  db.pragma('checkpoint_fullfsync = ON') // means something on macOS only
  db.pragma(`wal_autocheckpoint = ${WAL_PAGES}`)
  db.pragma(`journal_size_limit = ${WAL_KEPT_BYTES}`)
  db.pragma(`cache_size = -${CACHE_KIB}`)
  migrate(db, MIGRATIONS)
  makeWriteTriggers(db)
}

function requireSqlite(db: Database): void {
  const version = String(db.prepare('SELECT sqlite_version()').pluck().get())
  const parts = version.split('.').map(Number)
  const differing = OLDEST_SQLITE.findIndex((part, i) => part !== (parts[i] ?? 0))
  if (differing === -1 || (parts[differing] ?? 0) > (OLDEST_SQLITE[differing] ?? 0)) return
  throw new AppError('storage', say('sqlite_old', { version, oldest: OLDEST_SQLITE.join('.') }))
}

/** Created by us, so that the mode holds from the first byte; SQLite gives `-wal` and `-shm` the same mode. */
function createPrivate(file: string): void {
  closeSync(openSync(file, 'wx', PRIVATE_FILE))
}

function makePrivate(file: string): void {
  for (const path of [file, `${file}-wal`, `${file}-shm`]) {
    if (existsSync(path) && (statSync(path).mode & 0o777) !== PRIVATE_FILE) chmodSync(path, PRIVATE_FILE)
  }
}
