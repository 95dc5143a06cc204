import type { Migration } from '../migrate.ts'
import { ledger } from './0001-ledger.ts'

/** All schema steps, ascending. A released step is never edited: add the next one. */
export const MIGRATIONS: readonly Migration[] = [ledger]

/** The version this build writes. */
export const NEWEST_VERSION = MIGRATIONS.at(-1)?.version ?? 0
