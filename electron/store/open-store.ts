/** Opens the whole store of one network: folder, lock, database, and everything that reads and writes it. */
import { join } from 'node:path'
import type { Network } from '../../shared/chain.ts'
import type { Clock, ScanStore } from '../engine/ports.ts'
import type { SelfCheckStore } from '../engine/self-check.ts'
import { type AccountGrowthStore, createAccountGrowthStore } from './account-growth.ts'
import { findDataFolder, lockDataFolder, openDataFolder } from './data-folder.ts'
import { createFrozenReads } from './frozen-reads.ts'
import { createLabelStore, type LabelStore } from './labels.ts'
import { backupClosedLedger, backupOpenLedger, ledgerBackups } from './ledger-backups.ts'
import { createNoteStore, type NoteStore } from './notes.ts'
import { createNoticeStore, type NoticeStore } from './notice-store.ts'
import { type Database, openDatabase, openDatabaseIfThere, openEmptyDatabase } from './open-database.ts'
import { noteClosed, noteOpened } from './open-marker.ts'
import { createPortfolioStore, type PortfolioStore } from './portfolio-store.ts'
import { createPriceStore, type PriceStore } from './price-store.ts'
import { createReadModels, type ReadModels } from './read-models.ts'
import { isDamage, isMarkedDamaged, markDamaged, openOrRescue, type Rescue } from './rescue.ts'
import { createScanStore, createWriteQueue } from './scan-store.ts'
import { createSearchReads, type SearchReads } from './search.ts'
import { createSourceStore, type SourceStore } from './source-store.ts'
import { toStorageError } from './storage-error.ts'
import { carryOutWipe, wipePlan } from './wipe.ts'

export interface OpenStoreOptions {
  /** The folder above the network folders. */
  readonly root: string
  readonly network: Network
  /** `own` takes the lock and may write; `read` opens beside a running app and creates nothing. */
  readonly access: 'own' | 'read'
  /** Named in the lock. */
  readonly purpose: string
  /** The database's name in the network's folder. */
  readonly file: string
  readonly clock: Clock
}

export interface Store {
  /** The network's own folder. */
  readonly dataDir: string
  readonly scan: ScanStore & SelfCheckStore
  readonly portfolio: PortfolioStore
  readonly growth: AccountGrowthStore
  readonly sources: SourceStore
  readonly labels: LabelStore
  readonly notes: NoteStore
  readonly notices: NoticeStore
  readonly search: SearchReads
  readonly models: ReadModels
  readonly prices: PriceStore
  /** What was done at this start about a ledger that could not be read any more; null where it could. */
  readonly rescue: Rescue | null
  /** Copies the ledger beside it unless there is a copy of the last day. Rejects when `signal` aborts, or the copy fails. */
  backUp(signal: AbortSignal): Promise<void>
  /** Reads as of one instant for as long as `work` runs: what is written meanwhile is not seen there. */
  frozen<T>(work: (reads: FrozenReads) => Promise<T>): Promise<T>
  /** Resolves when every write given so far is done. */
  idle(): Promise<void>
  /** Closes the database and gives the lock back; may be called again. */
  close(): void
}

/** What can be read of an instant. */
export type FrozenReads = Pick<Store, 'models' | 'sources' | 'portfolio'>

/** Throws `locked`, `newer_schema` or `storage`; nothing stays open then. */
export function openStore(options: OpenStoreOptions): Store {
  return options.access === 'own' ? openToWrite(options) : openToRead(options)
}

function openToWrite({ root, network, purpose, file, clock }: OpenStoreOptions): Store {
  const dataDir = openDataFolder(root, network)
  const lock = lockDataFolder(dataDir, purpose)
  try {
    carryOutWipe(dataDir)
    const ledger = join(dataDir, file)
    const { opened: db, rescue } = openOrRescue(ledger, clock, () =>
      openDatabase(ledger, {
        readOnly: false,
        beforeMigration: () => backupClosedLedger(ledger, clock.now()),
      }),
    )
    noteOpened(db)
    return storeOn(db, { dataDir, ledger, rescue }, clock, () => lock.release())
  } catch (error) {
    lock.release()
    throw error
  }
}

function openToRead({ root, network, file, clock }: OpenStoreOptions): Store {
  const dataDir = findDataFolder(root, network) ?? join(root, network)
  // Where nothing was stored yet there is nothing to read, and nothing is created; writes reject here as well.
  const ledger = join(dataDir, file)
  const db = openDatabaseIfThere(ledger, { readOnly: true }) ?? openEmptyDatabase()
  return storeOn(db, { dataDir, ledger, rescue: null }, clock, () => undefined)
}

/** The reading side of a ledger that another connection of this process writes; its own writes reject. */
export function openStoreBeside(dataDir: string, file: string, clock: Clock): Store {
  const ledger = join(dataDir, file)
  const db = openDatabase(ledger, { readOnly: true })
  return storeOn(db, { dataDir, ledger, rescue: null }, clock, () => undefined)
}

/**
 * The same before anybody writes it: as it was left. Null where it is missing, of another version, or where the writer has
 * something to do first (to remove it, to rescue it), and where it cannot be read, which the writer tells of.
 */
export function openLedgerAsItLies(dataDir: string, file: string, clock: Clock): Store | null {
  const ledger = join(dataDir, file)
  if (wipePlan(dataDir) !== null || isMarkedDamaged(ledger)) return null
  try {
    const db = openDatabaseIfThere(ledger, { readOnly: true })
    return db && storeOn(db, { dataDir, ledger, rescue: null }, clock, () => undefined)
  } catch {
    return null
  }
}

interface Place {
  readonly dataDir: string
  readonly ledger: string
  readonly rescue: Rescue | null
}

const DAY_MS = 86_400_000

function storeOn(
  db: Database,
  { dataDir, ledger, rescue }: Place,
  clock: Clock,
  released: () => void,
): Store {
  const queue = createWriteQueue((error) => {
    if (!isDamage(error)) return false
    markDamaged(ledger)
    return true // nothing more is written to it
  })
  const reads = {
    portfolio: createPortfolioStore(db, queue, clock),
    sources: createSourceStore(db, queue),
    models: createReadModels(db),
  }
  const frozen = createFrozenReads(ledger, clock, reads)
  return {
    ...reads,
    dataDir,
    rescue,
    frozen: (work) => frozen.run(work),
    backUp: async (signal) => {
      const [newest] = ledgerBackups(ledger)
      const age = newest === undefined ? null : clock.now() - newest.madeAt
      if (age !== null && age >= 0 && age < DAY_MS) return
      await backupOpenLedger(db, ledger, clock.now(), signal).catch((error: unknown) => {
        throw toStorageError(error)
      })
    },
    scan: createScanStore(db, clock, queue),
    growth: createAccountGrowthStore(db, clock, queue),
    labels: createLabelStore(db, queue, clock),
    notes: createNoteStore(db, queue, clock),
    notices: createNoticeStore(db, queue),
    search: createSearchReads(db),
    prices: createPriceStore(db, queue),
    idle: () => queue.run(() => undefined),
    close: () => {
      frozen.close()
      if (db.open && !db.readonly) noteClosed(db)
      if (db.open) db.close()
      released()
    },
  }
}
