/** A reorganisation, as a normal event: everything above a block goes, and what hung on it returns by itself. */
import type { BlockRef } from '../../shared/chain.ts'
import { type ScriptId, StoreConflict } from '../engine/ports.ts'
import type { Effect, Ledger } from './ledger.ts'
import { ROWS_AT_ONCE } from './ledger-coverage.ts'
import { truncateHistory } from './ledger-history.ts'

/** Scripts, ranges and transactions of one piece: some ten milliseconds. */
const SCRIPTS_AT_ONCE = 1_000
const RANGES_AT_ONCE = 2_000
const TRANSACTIONS_AT_ONCE = 500

/**
 * Makes `update.to` (a stored block at or below the cursor) the newest block of the ledger, or a lower one where a
 * coinbase that came twice loses its later block: the earlier one is read again. Of very much, one piece (`more`): first
 * snapshots above it are void, then ranges that end above it end there, then the ledger goes down some blocks, and holds
 * what it held at the block it stands at. What comes last is done where nobody calls again, too: who joins at the block
 * the ledger then stands at follows it.
 */
export function rewind(ledger: Ledger, update: { readonly to: BlockRef; readonly at: number }): Effect {
  const { cursor } = ledger.state()
  if (cursor === null || !holds(ledger, cursor, update.to))
    throw new StoreConflict('the ledger does not hold the block to go back to')
  const to = belowRepeated(ledger, update.to)
  const voided = ledger.coverage.scriptsFromAbove(to.height, SCRIPTS_AT_ONCE)
  voidSnapshots(ledger, voided, to)
  ledger.write.nextWatchVersion()
  const isTooMuch = voided.length === SCRIPTS_AT_ONCE || endRanges(ledger, to, update.at)
  const more = isTooMuch || goDown(ledger, cursor, to, update.at)
  return { changed: true, voidedSnapshots: voided.length, more }
}

function holds({ blocks }: Ledger, cursor: BlockRef, { height, hash }: BlockRef): boolean {
  return height <= cursor.height && blocks.hashAt(height) === hash
}

/** True where more of them end above `to`. What is killed here has ranges that end lower than they need to, and are right. */
function endRanges({ coverage, history }: Ledger, to: BlockRef, at: number): boolean {
  if (coverage.truncate(to, at, RANGES_AT_ONCE) === RANGES_AT_ONCE) return true
  return history.rows.truncate(to, RANGES_AT_ONCE) >= RANGES_AT_ONCE
}

/** True where there is more to go. */
function goDown(ledger: Ledger, cursor: BlockRef, to: BlockRef, at: number): boolean {
  const { mempoolPass } = ledger.state()
  const lowest = belowRepeated(ledger, someBlocksBelow(ledger, cursor, to))
  dropAbove(ledger, lowest, at)
  ledger.coverage.followAt(lowest, mempoolPass)
  ledger.write.forgetMempool()
  return lowest.height > to.height
}

/** A stored block with not too many transactions above it, and below the cursor; `to` where it is near. */
function someBlocksBelow({ blocks, facts }: Ledger, cursor: BlockRef, to: BlockRef): BlockRef {
  const height = Math.min(facts.heightOfNth(TRANSACTIONS_AT_ONCE) ?? 0, cursor.height - 1)
  const [some] = height > to.height ? blocks.below(height, 1) : []
  return some !== undefined && some.height > to.height ? some : to
}

/** Their scripts' last readings are kept, as of the cursor that they still have. */
function voidSnapshots({ voided, coverage }: Ledger, scripts: readonly ScriptId[], to: BlockRef): void {
  if (scripts.length === 0) return
  voided.keep(scripts)
  coverage.deleteFromAbove(to.height, scripts)
}

function belowRepeated(ledger: Ledger, to: BlockRef): BlockRef {
  const earlier = ledger.repeated.lostBy(to.height)
  const [below] = earlier === null ? [] : ledger.blocks.below(earlier - 1, 1)
  return below ?? to
}

/**
 * Deletes what hangs on blocks above `to` (a stored block) and makes it the cursor. Snapshots taken there are void: their scripts' last readings are kept
 * as observations, because coins spent before them are unspent again and were never known.
 */
export function dropAbove(ledger: Ledger, to: BlockRef, at: number): number {
  const voided = ledger.coverage.scriptsFromAbove(to.height)
  voidSnapshots(ledger, voided, to)
  ledger.write.setCursor(to.height, at)
  ledger.coverage.deleteFromAbove(to.height)
  ledger.coverage.truncate(to, at)
  truncateHistory(ledger, to)
  ledger.facts.releaseAbove(to.height, at)
  ledger.blocks.deleteAbove(to.height)
  return voided.length
}

/** Has some scripts stop following and joining: their readings stay at their block, and a hole begins there. */
export function abandon(ledger: Ledger): Effect {
  const closed = ledger.coverage.close('some', ledger.state())
  if (closed > 0) ledger.write.nextWatchVersion()
  return { changed: closed > 0, voidedSnapshots: 0, more: closed === ROWS_AT_ONCE }
}
