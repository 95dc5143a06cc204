/** What every update works on: the tables behind prepared statements, on one connection. */
import { type BlockRef, sameBlock } from '../../shared/chain.ts'
import { type Clock, type ConnectedBlock, StoreConflict } from '../engine/ports.ts'
import { createHistoryFacts, type HistoryFacts } from './history-facts.ts'
import { createHistoryGroups, type HistoryGroups } from './history-groups.ts'
import { ARRIVE_AT_ONCE, createHistoryRows, type HistoryRows } from './history-rows.ts'
import { type BlockNotes, NO_NOTES } from './journal-recorder.ts'
import { type BlockRows, createBlockRows } from './ledger-blocks.ts'
import { type CoverageRows, createCoverageRows } from './ledger-coverage.ts'
import { createFactWriter, type FactWriter } from './ledger-facts.ts'
import {
  type CursorMove,
  createStateReader,
  createStateWriter,
  type LedgerState,
  type StateWriter,
} from './ledger-state.ts'
import type { NewOutput } from './new-outputs.ts'
import { createRecentCoins, type RecentCoins } from './recent-coins.ts'
import { createRepeatedCoinbases, type RepeatedCoinbases } from './repeated-coinbases.ts'
import { createSnapshotRows, type SnapshotRows } from './snapshot-rows.ts'
import type { Database } from './sqlite.ts'
import { createVoidedReadings, type VoidedReadings } from './voided-readings.ts'

export interface Ledger {
  readonly clock: Clock
  readonly blocks: BlockRows
  readonly facts: FactWriter
  readonly coins: RecentCoins<NewOutput>
  readonly coverage: CoverageRows
  readonly snapshots: SnapshotRows
  readonly repeated: RepeatedCoinbases
  readonly voided: VoidedReadings
  readonly history: {
    readonly rows: HistoryRows
    readonly groups: HistoryGroups
    /** So many ranges may join their snapshots in one transaction. */
    readonly arriveAtOnce: number
  }
  readonly historyFacts: HistoryFacts
  readonly write: StateWriter
  state(): LedgerState
}

/** What an update did, before it gets its revision. */
export interface Effect {
  readonly changed: boolean
  /** The block that the cursor is to move to, with the revision. */
  readonly cursor?: CursorMove
  readonly voidedSnapshots: number
  /** Only a piece of the update was done: the same is to be applied again. */
  readonly more?: boolean
}

/** Prepares everything once for a writing connection. */
export function createLedger(
  db: Database,
  clock: Clock,
  notes: BlockNotes = NO_NOTES,
  arriveAtOnce = ARRIVE_AT_ONCE,
): Ledger {
  const blocks = createBlockRows(db)
  const coins = createRecentCoins<NewOutput>(db)
  return {
    clock,
    blocks,
    facts: createFactWriter(db, notes, coins),
    coins,
    coverage: createCoverageRows(db),
    snapshots: createSnapshotRows(db),
    repeated: createRepeatedCoinbases(db),
    voided: createVoidedReadings(db),
    history: { rows: createHistoryRows(db), groups: createHistoryGroups(db), arriveAtOnce },
    historyFacts: createHistoryFacts(db, blocks),
    write: createStateWriter(db),
    state: createStateReader(db),
  }
}

/** Throws unless the update was matched against the watch set as it is now. */
export function requireWatchVersion(state: LedgerState, version: number): void {
  if (state.watchVersion !== version)
    throw new StoreConflict('the watch set has changed since these were matched')
}

/** Throws unless each block names the one before it, beginning with `on`. */
export function requireChain(on: BlockRef, blocks: readonly ConnectedBlock[]): void {
  let below = on
  for (const { header } of blocks) {
    if (!sameBlock(below, { height: header.height - 1, hash: header.prevHash }))
      throw new StoreConflict('the blocks do not build on one another')
    below = header
  }
}
