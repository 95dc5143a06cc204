/** Opens the whole store of one network: folder, lock, database, and everything that reads and writes it. */
import { join } from 'node:path'
import type { Network } from '../../shared/chain.ts'
import type { Clock, ScanStore } from '../engine/ports.ts'
import type { SelfCheckStore } from '../engine/self-check.ts'
import { type AccountGrowthStore, createAccountGrowthStore } from './account-growth.ts'
import { findDataFolder, lockDataFolder, openDataFolder } from './data-folder.ts'
import { createLabelStore, type LabelStore } from './labels.ts'
import { createNoteStore, type NoteStore } from './notes.ts'
import { type Database, openDatabase, openDatabaseIfThere, openEmptyDatabase } from './open-database.ts'
import { noteClosed, noteOpened } from './open-marker.ts'
import { createPortfolioStore, type PortfolioStore } from './portfolio-store.ts'
import { createPriceStore, type PriceStore } from './price-store.ts'
import { createReadModels, type ReadModels } from './read-models.ts'
import { createScanStore, createWriteQueue } from './scan-store.ts'
import { createSearchReads, type SearchReads } from './search.ts'
import { createSourceStore, type SourceStore } from './source-store.ts'

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
  readonly search: SearchReads
  readonly models: ReadModels
  readonly prices: PriceStore
  /** Resolves when every write given so far is done. */
  idle(): Promise<void>
  /** Closes the database and gives the lock back; may be called again. */
  close(): void
}

/** Throws `locked`, `newer_schema` or `storage`; nothing stays open then. */
export function openStore(options: OpenStoreOptions): Store {
  return options.access === 'own' ? openToWrite(options) : openToRead(options)
}

function openToWrite({ root, network, purpose, file, clock }: OpenStoreOptions): Store {
  const dataDir = openDataFolder(root, network)
  const lock = lockDataFolder(dataDir, purpose)
  try {
    const db = openDatabase(join(dataDir, file), { readOnly: false })
    noteOpened(db)
    return storeOn(db, dataDir, clock, () => lock.release())
  } catch (error) {
    lock.release()
    throw error
  }
}

function openToRead({ root, network, file, clock }: OpenStoreOptions): Store {
  const dataDir = findDataFolder(root, network) ?? join(root, network)
  // Where nothing was stored yet there is nothing to read, and nothing is created; writes reject here as well.
  const db = openDatabaseIfThere(join(dataDir, file), { readOnly: true }) ?? openEmptyDatabase()
  return storeOn(db, dataDir, clock, () => undefined)
}

/** The reading side of a ledger that another connection of this process writes; its own writes reject. */
export function openStoreBeside(dataDir: string, file: string, clock: Clock): Store {
  return storeOn(openDatabase(join(dataDir, file), { readOnly: true }), dataDir, clock, () => undefined)
}

function storeOn(db: Database, dataDir: string, clock: Clock, released: () => void): Store {
  const queue = createWriteQueue()
  return {
    dataDir,
    scan: createScanStore(db, clock, queue),
    portfolio: createPortfolioStore(db, queue, clock),
    growth: createAccountGrowthStore(db, clock, queue),
    sources: createSourceStore(db, queue),
    labels: createLabelStore(db, queue, clock),
    notes: createNoteStore(db, queue, clock),
    search: createSearchReads(db),
    models: createReadModels(db),
    prices: createPriceStore(db, queue),
    idle: () => queue.run(() => undefined),
    close: () => {
      if (db.open && !db.readonly) noteClosed(db)
      if (db.open) db.close()
      released()
    },
  }
}
