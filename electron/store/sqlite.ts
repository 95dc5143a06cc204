/** The one door to better-sqlite3: what the rest of the store calls a database and a statement. */
import BetterSqlite3 from 'better-sqlite3'

/** An open connection, as better-sqlite3 gives it. */
export type Database = BetterSqlite3.Database

/** A prepared statement. */
export type Statement<Params extends unknown[]> = BetterSqlite3.Statement<Params>

/** Opens a raw connection; `open-database.ts` is what sets it up. `waitMs` bounds the wait for another's lock. */
export function connect(file: string, options: { readOnly: boolean; waitMs: number }): Database {
  return new BetterSqlite3(file, {
    readonly: options.readOnly,
    fileMustExist: options.readOnly,
    timeout: options.waitMs,
  })
}

/** The version of SQLite itself, such as 3.51.0. */
export function sqliteVersion(): string {
  const db = new BetterSqlite3(':memory:')
  try {
    return String(db.prepare('SELECT sqlite_version()').pluck().get())
  } finally {
    db.close()
  }
}

/** SQLite's own result code (`SQLITE_BUSY`, ...) of an error, or null for anything else. */
export function sqliteCode(error: unknown): string | null {
  return error instanceof BetterSqlite3.SqliteError ? error.code : null
}
