/** A reorganisation, as a normal event: everything above a block goes, and what hung on it returns by itself. */
import type { BlockRef } from '../../shared/chain.ts'
import { StoreConflict } from '../engine/ports.ts'
import type { Effect, Ledger } from './ledger.ts'
import { truncateHistory } from './ledger-history.ts'

/**
 * Makes `update.to` (a stored block at or below the cursor) the newest block of the ledger, or a lower one where a
 * coinbase that came twice loses its later block: the earlier one is read again.
 */
export function rewind(ledger: Ledger, update: { readonly to: BlockRef; readonly at: number }): Effect {
  const { cursor, mempoolPass } = ledger.state()
  const { to, at } = update
  if (cursor === null || to.height > cursor.height || ledger.blocks.hashAt(to.height) !== to.hash)
    throw new StoreConflict('the ledger does not hold the block to go back to')
  const lowest = belowRepeated(ledger, to)
  const voidedSnapshots = dropAbove(ledger, lowest, at)
  ledger.coverage.followAt(lowest, mempoolPass)
  ledger.write.forgetMempool()
  ledger.write.nextWatchVersion()
  return { changed: true, voidedSnapshots }
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
  ledger.voided.keep(voided) // as of the cursor they still have
  ledger.write.setCursor(to.height, at)
  ledger.coverage.deleteFromAbove(to.height)
  ledger.coverage.truncate(to, at)
  truncateHistory(ledger, to)
  ledger.facts.releaseAbove(to.height, at)
  ledger.blocks.deleteAbove(to.height)
  return voided.length
}

/** Stops following and joining: every reading stays at its block, and a hole begins there. */
export function abandon(ledger: Ledger): Effect {
  const closed = ledger.coverage.close('all', ledger.state())
  ledger.write.nextWatchVersion()
  return { changed: closed > 0, voidedSnapshots: 0 }
}
