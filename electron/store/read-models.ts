/** What services read of the ledger: synchronous, on any connection, also a read-only one beside a running app. */
import type { BlockHeader } from '../../shared/chain.ts'
import type { HoleChange, UnspentOutput } from '../../shared/ipc/contract.ts'
import type { Scope } from '../../shared/ipc/time.ts'
import type { LedgerCheck } from '../../shared/ledger-check.ts'
import type { ScriptId } from '../engine/ports.ts'
import { type AccountLedgerRead, createAccountLedger } from './account-ledger.ts'
import { type AccountReads, createAccountReads } from './account-reads.ts'
import { toBlockHash } from './bytes.ts'
import {
  createHistoryRanges,
  createHistoryWatches,
  createWatchRanges,
  type HistoryStretch,
  type ScriptHistory,
  type WatchRanges,
} from './history-reads.ts'
import { createHoleChanges } from './hole-changes.ts'
import { createJournalReads, type JournalReads } from './journal.ts'
import { createLedgerAt, type LedgerAt } from './ledger-at.ts'
import { createLedgerReadings, type LedgerReading } from './ledger-readings.ts'
import { createStateReader } from './ledger-state.ts'
import { createScopeCoverage, type ScopeCoverage } from './scope-coverage.ts'
import { createScopeOutputs, type ScopeOutputs } from './scope-outputs.ts'
import { createCheckReader } from './self-check.ts'
import { createSeriesReads, type SeriesReads } from './series.ts'
import type { Database } from './sqlite.ts'
import { guarded, guardReads } from './storage-error.ts'
import { createToldNeeds, type ToldNeeds } from './told-needs.ts'
import { createTransactionReads, type TransactionReads } from './transactions.ts'
import { createAllUnspent, createUnspentOf, type LedgerOutput } from './unspent-outputs.ts'
import { createWatchedAmong } from './watched-among.ts'

export type { LedgerReading } from './ledger-readings.ts'
export type { LedgerOutput } from './unspent-outputs.ts'

/** Rows of the main tables. `pending`: transactions in the mempool. */
export interface LedgerCounts {
  readonly blocks: number
  readonly scripts: number
  readonly watches: number
  readonly transactions: number
  readonly pending: number
  readonly outputs: number
}

export interface ReadModels extends AccountReads, ToldNeeds {
  /** Moves with every write of facts, portfolio or observations. */
  revision(): number
  /** Up to which block the ledger is complete for what follows; null before the first snapshot. */
  cursor(): BlockHeader | null
  /** Scripts without any coverage are absent. */
  ledgerReadings(scriptIds: readonly ScriptId[] | 'all'): Map<ScriptId, LedgerReading>
  /** What the ledger says of whole accounts. */
  readonly accounts: AccountLedgerRead
  /** Right after a past block; each of the scripts has an answer. */
  readonly ledgerAt: LedgerAt
  /** Those of `scriptIds` that neither follow nor join: a snapshot of them is due. */
  snapshotWaiting(scriptIds: readonly ScriptId[]): ReadonlySet<ScriptId>
  /** As of the script's reading; unconfirmed ones only where `pending` is known. */
  unspent(scriptId: ScriptId): readonly UnspentOutput[]
  holeChanges(scriptId: ScriptId): readonly HoleChange[]
  /** Of those for which a history was asked. */
  histories(scriptIds: readonly ScriptId[] | 'all'): ReadonlyMap<ScriptId, ScriptHistory>
  /** The same by watches, added up. */
  watchHistories(watchIds: readonly number[]): readonly WatchRanges[]
  /** The watches for which a history was asked, a stretch at a time in the order of adding. */
  historyWatches(stretch: HistoryStretch): readonly number[]
  /** Confirmed at the cursor, of scripts that follow it. */
  allUnspent(): readonly LedgerOutput[]
  /** Those of these scripts (hex) that a watch stands for. */
  watchedAmong(scripts: readonly string[]): ReadonlySet<string>
  /** The newest finished comparison with the node's unspent outputs; null before the first. */
  ledgerCheck(): LedgerCheck | null
  blockAt(height: number): BlockHeader | null
  /** The stored headers of the `count` blocks that end at `height`, ascending; those that are not kept are absent. */
  headersBelow(height: number, count: number): readonly BlockHeader[]
  readonly transactions: TransactionReads
  readonly scopeOutputs: ScopeOutputs
  readonly series: SeriesReads
  readonly journal: JournalReads
  /** From where to where the scripts of a scope were read. */
  scopeCoverage(scope: Scope): ScopeCoverage
  counts(): LedgerCounts
  /** Runs reads on one state of the database, whatever another connection writes meanwhile. */
  together<T>(reads: () => T): T
}

/** The read side, prepared once a connection. Faults of SQLite throw `storage`. */
export function createReadModels(db: Database): ReadModels {
  const state = createStateReader(db)
  const readings = createLedgerReadings(db)
  const waiting = db
    .prepare<[string], ScriptId>(
      `SELECT s.id FROM script s WHERE s.id IN (SELECT value FROM json_each(?))
         AND NOT EXISTS (SELECT 1 FROM coverage c WHERE c.script = s.id AND c.state <> 'closed')`,
    )
    .pluck()
  const models = guardReads(db, {
    revision: () => state().revision,
    cursor: () => state().cursor,
    ledgerReadings: readings,
    accounts: createAccountLedger(db),
    ledgerAt: createLedgerAt(db),
    snapshotWaiting: (scriptIds: readonly ScriptId[]): ReadonlySet<ScriptId> =>
      new Set(waiting.all(JSON.stringify(scriptIds))),
    unspent: createUnspentOf(db, readings),
    holeChanges: createHoleChanges(db, readings),
    histories: createHistoryRanges(db),
    watchHistories: createWatchRanges(db),
    historyWatches: createHistoryWatches(db),
    allUnspent: createAllUnspent(db),
    watchedAmong: createWatchedAmong(db),
    ledgerCheck: createCheckReader(db),
    blockAt: createBlockAt(db),
    headersBelow: createHeadersBelow(db),
    scopeCoverage: createScopeCoverage(db),
    counts: createCounts(db),
  })
  const pages = {
    transactions: guardReads(db, { ...createTransactionReads(db) }),
    scopeOutputs: guardReads(db, { ...createScopeOutputs(db) }),
    series: guardReads(db, { ...createSeriesReads(db) }),
    journal: guardReads(db, { ...createJournalReads(db) }),
  }
  return {
    ...models,
    ...createAccountReads(db),
    ...guardReads(db, { ...createToldNeeds(db) }),
    ...pages,
    together: (reads) => guarded(() => db.transaction(reads)()),
  }
}

interface HeaderRow {
  readonly height: number
  readonly hash: Buffer
  readonly prev_hash: Buffer
  readonly time: number
}

function createBlockAt(db: Database): (height: number) => BlockHeader | null {
  const select = db.prepare<[number], HeaderRow>('SELECT * FROM block WHERE height = ?')
  return (height) => {
    const row = select.get(height)
    return row ? toHeader(row) : null
  }
}

function toHeader({ height, hash, prev_hash, time }: HeaderRow): BlockHeader {
  return { height, hash: toBlockHash(hash), prevHash: toBlockHash(prev_hash), time }
}

function createHeadersBelow(db: Database): (height: number, count: number) => readonly BlockHeader[] {
  const select = db.prepare<[number, number], HeaderRow>(
    'SELECT * FROM block WHERE height > ? AND height <= ? ORDER BY height',
  )
  return (height, count) => select.all(height - count, height).map(toHeader)
}

function createCounts(db: Database): () => LedgerCounts {
  const select = db.prepare<[], LedgerCounts>(
    `SELECT (SELECT count(*) FROM block) AS blocks, (SELECT count(*) FROM script) AS scripts,
       (SELECT count(*) FROM watch) AS watches, (SELECT count(*) FROM tx) AS transactions,
       (SELECT count(*) FROM tx WHERE seen_at IS NOT NULL) AS pending, (SELECT count(*) FROM output) AS outputs`,
  )
  return () => {
    const row = select.get()
    if (!row) throw new Error('a count gave no row')
    return row
  }
}
