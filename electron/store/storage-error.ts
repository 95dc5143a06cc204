/** Faults of SQLite and of the disk as sentences: what happened, whether the data is safe, what to do. */
import { AppError } from '../../shared/errors.ts'
import { type Said, say } from '../../shared/said.ts'
import { type Database, sqliteCode } from './sqlite.ts'

const BY_CODE: readonly (readonly [prefix: string, message: Said, retryable: boolean])[] = [
  ['SQLITE_FULL', say('disk_full'), true],
  ['SQLITE_READONLY', say('disk_readonly'), false],
  ['SQLITE_CORRUPT', say('db_damaged'), false],
  ['SQLITE_NOTADB', say('db_not_ours'), false],
  ['SQLITE_BUSY', say('db_busy'), true],
  ['SQLITE_IOERR', say('disk_failed'), true],
  ['SQLITE_CANTOPEN', say('db_unopened'), false],
]

const OTHER = say('db_refused')

/** What the file system calls the same thing. */
const BY_ERRNO: Readonly<Record<string, string>> = {
  ENOSPC: 'SQLITE_FULL',
  EDQUOT: 'SQLITE_FULL',
  EROFS: 'SQLITE_READONLY',
  EACCES: 'SQLITE_READONLY',
  EPERM: 'SQLITE_READONLY',
  EIO: 'SQLITE_IOERR',
  ENOENT: 'SQLITE_CANTOPEN',
  ENOTDIR: 'SQLITE_CANTOPEN',
  EISDIR: 'SQLITE_CANTOPEN',
}

/** `storage` with a sentence for faults of SQLite and of the file system; anything else comes back as it was. */
export function toStorageError(error: unknown): unknown {
  const code = sqliteCode(error) ?? errnoCode(error)
  if (code === null) return error
  const known = BY_CODE.find(([prefix]) => code.startsWith(prefix))
  return new AppError('storage', known?.[1] ?? OTHER, {
    retryable: known?.[2] ?? false,
    detail: { sqlite: code },
    cause: error,
  })
}

function errnoCode(error: unknown): string | null {
  if (!(error instanceof Error) || !('syscall' in error) || !('code' in error)) return null
  return BY_ERRNO[String(error.code)] ?? 'SQLITE_IOERR'
}

/** Runs `job`, turning faults of SQLite into `storage` errors. */
export function guarded<T>(job: () => T): T {
  try {
    return job()
  } catch (error) {
    throw toStorageError(error)
  }
}

/** Wraps each function of `group` in `guarded`. */
export function guardAll<T extends Readonly<Record<string, (...args: never[]) => unknown>>>(group: T): T {
  const wrapped = Object.entries(group).map(([name, member]) => [
    name,
    (...args: never[]) => guarded(() => member(...args)),
  ])
  return Object.fromEntries(wrapped) as T // same names, same signatures: each member only got a catch around it
}

/**
 * The same for reads of several statements: each call sees one state of the database, whatever another process writes
 * meanwhile. What a generator yields later is read later.
 */
export function guardReads<T extends Readonly<Record<string, (...args: never[]) => unknown>>>(
  db: Database,
  group: T,
): T {
  const whole = Object.entries(group).map(([name, member]) => [name, db.transaction(member)])
  return guardAll(Object.fromEntries(whole) as T) // same names, same signatures: each member only got a transaction around it
}
