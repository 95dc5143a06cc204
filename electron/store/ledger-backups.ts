/**
 * Copies of the ledger's database in the folder `backups` beside it: before each migration and once a day. A copy counts
 * only after it was opened and found sound; the three newest are kept, and one goes only when a newer one is in place.
 */
import { chmodSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { APPLICATION_ID } from './schema-check.ts'
import { connect, type Database } from './sqlite.ts'

/** A sound copy. */
export interface LedgerBackup {
  readonly file: string
  /** When it was made, ms since 1970. */
  readonly madeAt: number
  /** Schema version of the copy. */
  readonly version: number
}

const KEPT = 3
const PRIVATE_FOLDER = 0o700
const PRIVATE_FILE = 0o600
const NAME = /^ledger-(\d{13})-v(\d+)\.sqlite$/
/** Pages a turn of the event loop: a few milliseconds, so that nobody's write waits for a copy. */
const PAGES_A_TURN = 256

/** What is there, newest first; whether they are sound was found out when they were made. */
export function ledgerBackups(ledger: string): readonly LedgerBackup[] {
  const folder = folderOf(ledger)
  if (!existsSync(folder)) return []
  return readdirSync(folder)
    .flatMap((name) => {
      const found = NAME.exec(name)
      return found ? [{ file: join(folder, name), madeAt: Number(found[1]), version: Number(found[2]) }] : []
    })
    .sort((a, b) => b.madeAt - a.madeAt)
}

/** Copies a ledger that nobody has open, before it is changed. Returns when the copy is in place. */
export function backupClosedLedger(ledger: string, now: number): void {
  const place = placeFor(ledger)
  const db = connect(ledger, { readOnly: true, waitMs: 5_000 })
  let version = 0
  try {
    version = versionOf(db)
    db.prepare('VACUUM INTO ?').run(place)
  } finally {
    db.close()
  }
  keep(ledger, place, version, now)
}

/** Copies a ledger while it is in use, a few pages at a time. Stops, and keeps nothing, when `signal` aborts. */
export async function backupOpenLedger(
  db: Database,
  ledger: string,
  now: number,
  signal: AbortSignal,
): Promise<void> {
  const place = placeFor(ledger)
  const version = versionOf(db)
  try {
    await db.backup(place, {
      progress: () => {
        signal.throwIfAborted()
        return PAGES_A_TURN
      },
    })
    keep(ledger, place, version, now)
  } finally {
    rmSync(place, { force: true })
  }
}

/** The same of a copy, which nobody has open: what looking at it leaves beside it goes again. */
export function isSoundCopy(file: string, newest: number): boolean {
  try {
    return isSoundLedger(file, newest)
  } finally {
    for (const ending of ['-wal', '-shm']) rmSync(`${file}${ending}`, { force: true })
  }
}

/** Whether a file is a ledger of at most `newest` that SQLite finds sound. */
export function isSoundLedger(file: string, newest: number): boolean {
  try {
    const db = connect(file, { readOnly: true, waitMs: 1_000 })
    try {
      const ours = Number(db.pragma('application_id', { simple: true })) === APPLICATION_ID
      return ours && versionOf(db) <= newest && db.pragma('quick_check', { simple: true }) === 'ok'
    } finally {
      db.close()
    }
  } catch {
    return false // that it cannot be opened is the answer
  }
}

function versionOf(db: Database): number {
  return Number(db.pragma('user_version', { simple: true }))
}

function folderOf(ledger: string): string {
  return join(dirname(ledger), 'backups')
}

function placeFor(ledger: string): string {
  const folder = folderOf(ledger)
  mkdirSync(folder, { recursive: true, mode: PRIVATE_FOLDER })
  const place = join(folder, 'unfinished.sqlite')
  rmSync(place, { force: true }) // a copy that was cut short
  return place
}

/** Throws where the copy is not sound: nothing older goes then. */
function keep(ledger: string, place: string, version: number, now: number): void {
  if (!isSoundCopy(place, version)) {
    rmSync(place, { force: true })
    throw new Error('a copy of the ledger was not sound')
  }
  chmodSync(place, PRIVATE_FILE)
  renameSync(place, join(folderOf(ledger), `ledger-${String(now).padStart(13, '0')}-v${version}.sqlite`))
  for (const { file } of ledgerBackups(ledger).slice(KEPT)) rmSync(file, { force: true })
}
