/** The one door to better-sqlite3: what the rest of the store calls a database and a statement. */
import BetterSqlite3 from 'better-sqlite3'

/** An open connection, as better-sqlite3 gives it. */
export type Database = BetterSqlite3.Database

/** A prepared statement. */
export type Statement<Params extends unknown[]> = BetterSqlite3.Statement<Params>

/** What `prepare` gives of it: the methods that the store uses. */
type AnyStatement = BetterSqlite3.Statement

/** Opens a raw connection; `open-database.ts` is what sets it up. `waitMs` bounds the wait for another's lock. */
export function connect(file: string, options: { readOnly: boolean; waitMs: number }): Database {
  const db = new BetterSqlite3(file, {
    readonly: options.readOnly,
    fileMustExist: options.readOnly,
    timeout: options.waitMs,
  })
  const prepare = db.prepare.bind(db)
  return Object.assign(db, {
    prepare: (sql: string) => new LaterStatement(() => prepare(sql)) as unknown as AnyStatement,
  })
}

/**
 * Stands for a statement that is compiled when it is first used: a store has hundreds, and its first answer needs few. What
 * is wrong with the text of one is thrown then.
 */
class LaterStatement {
  readonly #compile: () => BetterSqlite3.Statement
  readonly #shapes: ('pluck' | 'raw')[] = []

  constructor(compile: () => BetterSqlite3.Statement) {
    this.#compile = compile
  }

  pluck(): this {
    return this.#shaped('pluck')
  }

  raw(): this {
    return this.#shaped('raw')
  }

  run(...params: unknown[]): unknown {
    return this.#compiled().run(...params)
  }

  get(...params: unknown[]): unknown {
    return this.#compiled().get(...params)
  }

  all(...params: unknown[]): unknown {
    return this.#compiled().all(...params)
  }

  iterate(...params: unknown[]): unknown {
    return this.#compiled().iterate(...params)
  }

  #shaped(shape: 'pluck' | 'raw'): this {
    this.#shapes.push(shape)
    return this
  }

  /** From here on the statement's own methods are called, without a step between. */
  #compiled(): BetterSqlite3.Statement {
    const statement = this.#compile()
    for (const shape of this.#shapes) statement[shape]()
    Object.assign(this, {
      run: statement.run.bind(statement),
      get: statement.get.bind(statement),
      all: statement.all.bind(statement),
      iterate: statement.iterate.bind(statement),
    })
    return statement
  }
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
