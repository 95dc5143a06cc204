/**
 * Looks at a database file before it is opened for real, so that a foreign or newer file is left exactly as it is.
 *
 * The header is read as plain bytes only while no `-shm` file exists: that file is there whenever anybody has
 * the database open, and closing our descriptor would then drop this process's POSIX locks on it. Otherwise a
 * read-only connection asks: it sees the log, and neither checkpoints nor creates anything.
 */
import { closeSync, existsSync, openSync, readSync } from 'node:fs'
import { AppError } from '../../shared/errors.ts'
import { say } from '../../shared/said.ts'
import { connect } from './sqlite.ts'

/** 'TIDE': marks our files among all SQLite databases. */
export const APPLICATION_ID = 0x54494445

const HEADER_BYTES = 100
const MAGIC = 'SQLite format 3\0'

/** What a file says of itself. `empty`: no table was ever made in it. */
export interface FileSchema {
  readonly kind: 'missing' | 'empty' | 'ours'
  /** 0 unless `ours`. */
  readonly version: number
}

/**
 * What is in `file`. Throws `storage` for a file of another program, `newer_schema` for a version above
 * `newest`; both untouched.
 */
export function checkSchema(file: string, newest: number): FileSchema {
  if (!existsSync(file)) return { kind: 'missing', version: 0 }
  const found = existsSync(`${file}-shm`) ? askSqlite(file) : readHeader(file)
  if (found === null) return { kind: 'empty', version: 0 }
  if (found.applicationId !== APPLICATION_ID) throw foreignFile()
  refuseNewer(found.version, newest)
  return { kind: 'ours', version: found.version }
}

/** Throws `newer_schema` when `version` is above what this build knows. */
export function refuseNewer(version: number, newest: number): void {
  if (version <= newest) return
  throw new AppError(
    'newer_schema',
    say('folder_newer', { version: String(version), newest: String(newest) }),
  )
}

interface Marks {
  readonly applicationId: number
  readonly version: number
}

function readHeader(file: string): Marks | null {
  const header = Buffer.alloc(HEADER_BYTES)
  const fd = openSync(file, 'r')
  const size = (() => {
    try {
      return readSync(fd, header, 0, HEADER_BYTES, 0)
    } finally {
      closeSync(fd)
    }
  })()
  if (size === 0) return null
  if (size < HEADER_BYTES || header.toString('latin1', 0, 16) !== MAGIC) throw noDatabase()
  const [schemaCookie, version, applicationId] = [40, 60, 68].map((at) => header.readUInt32BE(at))
  return marksOf(schemaCookie ?? 0, version ?? 0, applicationId ?? 0)
}

function askSqlite(file: string): Marks | null {
  const db = connect(file, { readOnly: true, waitMs: 5_000 })
  try {
    const [cookie, version, id] = ['schema_version', 'user_version', 'application_id'].map((name) =>
      Number(db.pragma(name, { simple: true })),
    )
    return marksOf(cookie ?? 0, version ?? 0, id ?? 0)
  } finally {
    db.close()
  }
}

function marksOf(schemaCookie: number, version: number, applicationId: number): Marks | null {
  // Killed between creating the file and the first migration: a header without any table.
  if (schemaCookie === 0 && version === 0 && applicationId === 0) return null
  return { applicationId, version }
}

/** As SQLite itself would say it. */
function noDatabase(): AppError {
  return new AppError('storage', say('db_not_ours'), { detail: { sqlite: 'SQLITE_NOTADB' } })
}

function foreignFile(): AppError {
  return new AppError('storage', say('file_foreign'))
}
