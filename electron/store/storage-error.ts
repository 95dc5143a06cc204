/** Faults of SQLite and of the disk as sentences: what happened, whether the data is safe, what to do. */
import { AppError } from '../../shared/errors.ts'
import { sqliteCode } from './sqlite.ts'

const BY_CODE: readonly (readonly [prefix: string, message: string, retryable: boolean])[] = [
  [
    'SQLITE_FULL',
    'The disk is full: nothing was written and what was stored is intact. Free some space and try again.',
    true,
  ],
  [
    'SQLITE_READONLY',
    'The data folder cannot be written: nothing was changed. Check the permissions of the folder and its files.',
    false,
  ],
  [
    'SQLITE_CORRUPT',
    'The database is damaged: nothing more is written to it. Start Tidemark again: it sets the file aside and takes the newest sound copy of it.',
    false,
  ],
  [
    'SQLITE_NOTADB',
    'The file is not a database of Tidemark: it was left as it is. Move it away, or choose another data folder.',
    false,
  ],
  [
    'SQLITE_BUSY',
    'The database is in use by another program: nothing was written and the data is safe. Close that program and try again.',
    true,
  ],
  [
    'SQLITE_IOERR',
    'The disk failed while reading or writing: the last complete state is kept. Check the disk and start again.',
    true,
  ],
  [
    'SQLITE_CANTOPEN',
    'The database cannot be opened: it was left as it is. Check that the data folder exists and belongs to you.',
    false,
  ],
]

const OTHER =
  'The database refused an operation: nothing of it was written and the data is safe. Please report this.'

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
