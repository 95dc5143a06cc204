/**
 * A ledger that cannot be read any more is set aside, never deleted, and the newest sound copy takes its place; without
 * one, an empty ledger does, which the node fills again. What a person typed is also kept in a file of its own.
 */
import { copyFileSync, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { AppError } from '../../shared/errors.ts'
import type { Clock } from '../engine/ports.ts'
import { isSoundCopy, isSoundLedger, ledgerBackups } from './ledger-backups.ts'
import { NEWEST_VERSION } from './migrations/index.ts'

/** What was done about a damaged ledger. */
export interface Rescue {
  /** The folder that the damaged files were moved to. */
  readonly setAside: string
  /** When the copy was made that took its place, ms since 1970; null where there was none. */
  readonly restoredFrom: number | null
}

const PRIVATE_FOLDER = 0o700
const DAMAGE = ['SQLITE_CORRUPT', 'SQLITE_NOTADB']

/** Whether an error says that the file itself is damaged. */
export function isDamage(error: unknown): boolean {
  if (!(error instanceof AppError) || error.code !== 'storage') return false
  const { sqlite = '' } = (error.detail ?? {}) as { readonly sqlite?: string } // as every error of SQLite has it
  return DAMAGE.some((prefix) => sqlite.startsWith(prefix))
}

/** Remembers beside the ledger that it was found damaged while in use: the next start rescues it. */
export function markDamaged(ledger: string): void {
  writeFileSync(markOf(ledger), 'found damaged while in use\n')
}

/** Whether the next start has a damaged ledger to rescue. */
export function isMarkedDamaged(ledger: string): boolean {
  return existsSync(markOf(ledger))
}

/** Opens the ledger; a damaged one is rescued first. Everything else that stands in the way is thrown on. */
export function openOrRescue<T>(
  ledger: string,
  clock: Clock,
  open: () => T,
): { readonly opened: T; readonly rescue: Rescue | null } {
  if (isMarkedDamaged(ledger) && !isSoundLedger(ledger, NEWEST_VERSION)) return rescued(ledger, clock, open)
  rmSync(markOf(ledger), { force: true })
  try {
    return { opened: open(), rescue: null }
  } catch (error) {
    if (!isDamage(error)) throw error
    return rescued(ledger, clock, open)
  }
}

function rescued<T>(ledger: string, clock: Clock, open: () => T) {
  const copy = ledgerBackups(ledger).find(({ file }) => isSoundCopy(file, NEWEST_VERSION)) ?? null
  const setAside = join(dirname(ledger), `damaged-${clock.now()}`)
  mkdirSync(setAside, { recursive: true, mode: PRIVATE_FOLDER })
  for (const ending of ['', '-wal', '-shm', '-journal']) {
    const file = `${ledger}${ending}`
    if (existsSync(file)) renameSync(file, join(setAside, basename(file)))
  }
  if (copy !== null) copyFileSync(copy.file, ledger)
  rmSync(markOf(ledger), { force: true })
  return { opened: open(), rescue: { setAside, restoredFrom: copy?.madeAt ?? null } }
}

function markOf(ledger: string): string {
  return `${ledger}.damaged`
}
